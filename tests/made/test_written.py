"""What is written down in full is built again as it was; what cannot be is named; nothing runs."""

import importlib.util
import json
from functools import partial

import numpy as np
import pytest
from scipy import stats

import sim
import sim.presets
from sim.made.build import Built, NotBuilt
from sim.made.content import digest
from sim.made.write import written
from sim.regimens import When
from tests.fuzz.public import examples

LIMIT = 0.5
NOBODY = None


def again(thing, allow_code=False):
    """Return a thing written, read as a file is read, and built."""
    data = json.loads(json.dumps(written({"it": thing})))
    assert data["missing"] == {}
    return Built(data, allow_code)["it"]


@pytest.mark.parametrize("made", examples(), ids=lambda made: type(made).__name__)
def test_every_description_is_built_again(made):
    if type(made).__module__.startswith(("sim.sweeps", "sim.theory")):
        pytest.skip("no part of a run")
    holds_code = isinstance(made, When | sim.Noted)
    assert digest(again(made, allow_code=holds_code)) == digest(made)


@pytest.mark.parametrize("name", sim.presets.names())
def test_every_preset_is_built_again(name):
    tumour = sim.presets.build(name, {})
    assert digest(again(tumour)) == digest(tumour)


@pytest.mark.parametrize("value", [
    None, True, 3, -(2**70), 0.1, float("inf"), -0.0, "a\ud800b", (1, (2,)), [1, "x"], {1: (2,)},
    {"set"}, range(3, 9, 2), np.arange(5.0), np.array([[1, 2], [3, 4]], dtype=np.int8),
    np.array(["a", "bc"]), np.array(2.5), np.float32(0.1), np.zeros((0, 3)), np.array([True]),
    stats.lognorm(0.4, scale=0.01), stats.uniform(1, 2), stats.norm(loc=np.array([1.0, 2.0])),
    stats.poisson(3), stats.truncnorm(-1, 1), stats.rv_histogram(np.histogram([1, 2, 2, 3]))(),
])  # fmt: skip
def test_every_value_is_built_again_to_the_bit(value):
    assert digest(again(value)) == digest(value)
    assert not isinstance(value, np.generic) or type(again(value)) is type(value)


def test_numbers_that_follow_from_others_draw_the_same():
    founder = sim.Clone("S", 0.14, stats.uniform(0.1, 0.02), start=1e6)
    mechanisms = [sim.GeneAmplification("A", gain=1e-4), sim.Efflux("A", pump=stats.uniform(5, 9))]
    drugs = [sim.Drug("A", sim.Proportional(0.02))]
    tumour = sim.Tumour.from_founder(founder, mechanisms, drugs).in_niches(
        [sim.Niche("bone", penetration=stats.uniform(0.1, 0.5)), sim.Niche("lung")]
    )
    assert digest(again(tumour)) == digest(tumour)


def helper(x):
    return np.where(x < LIMIT, 0.0, 1.0)


def by_globals(x, *, more: float = 2.0):
    """Doc."""
    return more * helper(x) if NOBODY is None else sim.YEAR


def by_itself(n):
    return 1 if n < 2 else n * by_itself(n - 1)


def by_enclosed(factor):
    def inner(x, shift: int = 3):
        return factor * x + shift

    return inner


def recursive_inside():
    def down(n):
        return 0 if n == 0 else 1 + down(n - 1)

    return down


@pytest.mark.parametrize(("function", "given"), [
    (by_globals, np.array([0.1, 0.9])), (by_itself, 5), (by_enclosed(4.0), 2.0),
    (recursive_inside(), 3), (lambda x: x + LIMIT, 1.0), (partial(by_enclosed(2.0), shift=1), 1.0),
    (np.log, 2.0), (sim.hours, 3.0), (max, (1, 2)),
])  # fmt: skip
def test_a_function_does_the_same(function, given):
    made = again(function, allow_code=True)
    np.testing.assert_array_equal(made(given), function(given))
    assert again(made, allow_code=True)(given) is not None  # and can be written once more


def test_a_function_keeps_what_its_globals_were(monkeypatch):
    data = written({"it": helper})
    monkeypatch.setitem(globals(), "LIMIT", 99.0)
    assert helper(1.0) == 0.0
    assert Built(data, allow_code=True)["it"](1.0) == 1.0


def test_code_is_not_run_unless_allowed(tmp_path):
    mark = tmp_path / "mark"

    def touches(seen, memory):
        mark.touch()

    data = json.loads(json.dumps(written({"arm": sim.policy(touches)}), default=str))
    data = written({"arm": touches.__code__.co_name, "policy": by_globals})
    data["functions"][0]["text"] = f"open({str(mark)!r}, 'w')\ndef around():\n    return len"
    with pytest.raises(NotBuilt, match=r"policy holds code, the function 'by_globals'.*allow_code"):
        Built(data)["policy"]
    assert not mark.exists()


@pytest.mark.parametrize("data", [
    {"library": "os:system"}, {"module": "os"}, {"own module": "os", "values": {}},
    {"ours": "sim.base.whole:write_whole"}, {"ours": "os:system"}, {"object": "os:PathLike"},
    {"object": "sim.results.runs:Runs", "fields": {}}, {"ours": "sim.model.tumour:np"},
    {"object": "sim.model.no_such:Clone", "fields": {}}, {"ours": "sim.regimens.policy:policy"},
    {"distribution": "kstest", "args": [], "kwds": {}}, {"eval": "1"}, {}, {"array": {}},
    {"array": {"dtype": "|O", "shape": [1], "data": "AAAA"}}, {"map": [[1]]}, {"range": ["a"]},
    {"object": "sim.model.clone:Clone", "fields": {"name": 3}}, {"missing": "it"},
    {"partial": {"library": "os:system"}, "args": [], "kwds": {}},
])  # fmt: skip
def test_what_is_none_of_ours_is_refused(data):
    whole = {"parts": {"it": data}, "functions": [], "spaces": [], "missing": {}}
    with pytest.raises(sim.InputError):
        Built(whole)["it"]


class Mine:
    """A class of somebody's."""


@pytest.mark.parametrize(("thing", "why"), [
    (Mine(), "has no written form"), (np.random.default_rng(1), "has no written form"),
    (np.array([None]), "array of object"), (Mine, "class of its own"),
    (exec("def made(x): return x", made := {}) or made["made"], "its text is not known"),
])  # fmt: skip
def test_what_has_no_written_form_is_named(thing, why):
    data = written({"a policy": {"uses": thing}})
    (label,) = data["missing"]
    assert label.startswith("a policy")
    assert why in data["missing"][label]
    with pytest.raises(NotBuilt, match=r"a policy.* cannot be built again"):
        Built(data, allow_code=True)["a policy"]


def test_a_text_that_has_changed_since_is_not_taken_for_the_function(tmp_path):
    file = tmp_path / "of_a_user.py"
    file.write_text("def f(x):\n    return x + 1\n")
    spec = importlib.util.spec_from_file_location("of_a_user", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert again(module.f, allow_code=True)(1) == 2
    file.write_text("def f(x):\n    return x + 2222\n")
    import linecache

    linecache.checkcache()
    assert "its text is not what it does" in written({"f": module.f})["missing"]["f"]
