"""A sweep is everything that its functions refer to: no way of changing its meaning goes unseen."""

import importlib
import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.made.content import content, digest
from sim.sweeps.identity import made_from, manifest_of
from tests.sweeps.small import build, sweep

ROOT = Path(__file__).parents[2]

HELPER = """
THRESHOLD = 0.5
UNUSED = 1
def limit():
    return THRESHOLD
class Rule:
    share = 0.5
    def stop(self):
        return self.share
"""

MODULE = """
import functools, enum
from dataclasses import dataclass
import numpy as np
import sim
import helper_module
import helper_module as other_name
from helper_module import limit, Rule

THRESHOLD = 0.5
TABLE = [0.1, 0.2]
ARRAY = np.array([1.0, 2.0])
RULES = {"a": lambda x: x * 2, "b": [lambda x: x + 1]}
NESTED = {"deep": {"er": (1, [2, {"x": 3}])}}
UNRELATED = 7

class Kind(enum.Enum):
    SLOW = 1
    FAST = 2

@dataclass(frozen=True)
class Settings:
    share: float = 0.5
    kind: Kind = Kind.SLOW

class Base:
    limit = 3
    def at(self, x): return x < self.limit

class Model(Base):
    def __init__(self, size): self.size = size
    @staticmethod
    def scale(): return 2
    @classmethod
    def name(cls): return "model"
    @property
    def double(self): return self.size * 2
    def __call__(self, cost, turnover): return self.size + cost

SETTINGS = Settings()
MODEL = Model(3)

def inner(x): return x * THRESHOLD
def middle(x): return inner(x) + 1

def decorate(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs) * FACTOR
    return wrapper
FACTOR = 1

def made(threshold):
    def build(cost, turnover): return cost * threshold
    return build

@functools.lru_cache
def cached(x): return x * THRESHOLD

def recursive(n): return 1 if n < THRESHOLD else other(n - 1)
def other(n): return recursive(n - 1)

def uses_global(cost, turnover): return cost * THRESHOLD
def uses_default(cost, turnover=0.5, *, more=1): return cost * turnover
def uses_helper(cost, turnover): return middle(cost)
def uses_module(cost, turnover): return helper_module.limit()
def uses_number_of_module(cost, turnover): return other_name.THRESHOLD
def uses_imported(cost, turnover): return limit()
def uses_import_inside(cost, turnover):
    from helper_module import limit as inside
    return inside()
def uses_module_inside(cost, turnover):
    import helper_module
    return helper_module.THRESHOLD
def uses_list(cost, turnover): return cost * TABLE[0]
def uses_array(cost, turnover): return cost * ARRAY[0]
def uses_lambda_in_dict(cost, turnover): return RULES["b"][0](cost)
def uses_nested(cost, turnover): return NESTED["deep"]["er"][1][1]["x"]
def uses_class(cost, turnover): return Model(cost).at(1)
def uses_object(cost, turnover): return MODEL.size
def uses_class_of_module(cost, turnover): return Rule().stop()
def uses_dataclass(cost, turnover): return SETTINGS.share
def uses_enum(cost, turnover): return Kind.FAST.value
def uses_comprehension(cost, turnover): return [x * THRESHOLD for x in range(3)]
def uses_nested_function(cost, turnover):
    def deeper(): return lambda: THRESHOLD
    return deeper()()
def uses_cached(cost, turnover): return cached(cost)
def uses_recursion(cost, turnover): return recursive(cost)
@decorate
def is_decorated(cost, turnover): return cost
encloses = made(0.5)
part = functools.partial(uses_default, more=2)
method = MODEL.at
"""


@pytest.fixture
def modules(tmp_path, monkeypatch):
    """Return what imports the module, and its helper, after changes to their texts."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def load(old="", new="", where=MODULE):
        for name, text in (("helper_module", HELPER), ("main_module", MODULE)):
            changed = text.replace(old, new) if text is where and old else text
            assert not (text is where and old) or changed != text
            (tmp_path / f"{name}.py").write_text(changed)
            sys.modules.pop(name, None)
        importlib.invalidate_caches()
        return importlib.import_module("main_module")

    yield load
    for name in ("helper_module", "main_module"):
        sys.modules.pop(name, None)


CHANGES = [
    ("uses_global", "THRESHOLD = 0.5", "THRESHOLD = 0.05"),
    ("uses_default", "turnover=0.5, *, more=1", "turnover=0.6, *, more=1"),
    ("uses_default", "turnover=0.5, *, more=1", "turnover=0.5, *, more=2"),
    ("uses_helper", "THRESHOLD = 0.5", "THRESHOLD = 0.05"),
    ("uses_helper", "return x * THRESHOLD\ndef middle", "return x + THRESHOLD\ndef middle"),
    ("uses_list", "[0.1, 0.2]", "[0.1, 0.3]"),
    ("uses_array", "[1.0, 2.0]", "[1.0, 2.5]"),
    ("uses_array", "[1.0, 2.0]", "[1, 2]"),
    ("uses_lambda_in_dict", "x + 1", "x + 2"),
    ("uses_lambda_in_dict", '"b": [l', '"c": [1], "b": [l'),
    ("uses_nested", '{"x": 3}', '{"x": 4}'),
    ("uses_class", "limit = 3", "limit = 4"),
    ("uses_class", "x < self.limit", "x <= self.limit"),
    ("uses_object", "MODEL = Model(3)", "MODEL = Model(4)"),
    ("uses_object", "return 2\n", "return 3\n"),
    ("uses_object", 'return "model"', 'return "other"'),
    ("uses_object", "self.size * 2", "self.size * 3"),
    ("uses_object", "limit = 3", "limit = 4"),
    ("uses_dataclass", "Settings()", "Settings(0.6)"),
    ("uses_dataclass", "Settings()", "Settings(kind=Kind.FAST)"),
    ("uses_dataclass", "share: float = 0.5", "share: float = 0.6"),
    ("uses_enum", "FAST = 2", "FAST = 3"),
    ("uses_comprehension", "THRESHOLD = 0.5", "THRESHOLD = 0.05"),
    ("uses_nested_function", "THRESHOLD = 0.5", "THRESHOLD = 0.05"),
    ("uses_cached", "THRESHOLD = 0.5", "THRESHOLD = 0.05"),
    ("uses_recursion", "THRESHOLD = 0.5", "THRESHOLD = 0.05"),
    ("uses_recursion", "recursive(n - 1)", "recursive(n - 2)"),
    ("is_decorated", "FACTOR = 1", "FACTOR = 2"),
    ("is_decorated", "kwargs) * FACTOR", "kwargs) + FACTOR"),
    ("encloses", "made(0.5)", "made(0.6)"),
    ("part", "more=2)", "more=3)"),
    ("part", "return cost * turnover", "return cost + turnover"),
    ("method", "MODEL = Model(3)", "MODEL = Model(4)"),
    ("method", "limit = 3", "limit = 4"),
    ("MODEL", "self.size + cost", "self.size - cost"),
]
IN_THE_HELPER = [
    ("uses_module", "THRESHOLD = 0.5", "THRESHOLD = 0.05"),
    ("uses_module", "return THRESHOLD", "return -THRESHOLD"),
    ("uses_number_of_module", "THRESHOLD = 0.5", "THRESHOLD = 0.05"),
    ("uses_imported", "THRESHOLD = 0.5", "THRESHOLD = 0.05"),
    ("uses_import_inside", "THRESHOLD = 0.5", "THRESHOLD = 0.05"),
    ("uses_module_inside", "THRESHOLD = 0.5", "THRESHOLD = 0.05"),
    ("uses_class_of_module", "share = 0.5", "share = 0.6"),
    ("uses_class_of_module", "return self.share", "return 2 * self.share"),
]


@pytest.mark.parametrize(("name", "old", "new"), CHANGES)
def test_a_change_of_what_a_function_refers_to_is_another_sweep(modules, name, old, new):
    before = digest(getattr(modules(), name))
    assert digest(getattr(modules(), name)) == before  # loaded anew, it is the same
    assert digest(getattr(modules(old, new), name)) != before


@pytest.mark.parametrize(("name", "old", "new"), IN_THE_HELPER)
def test_so_is_a_change_in_another_module(modules, name, old, new):
    before = digest(getattr(modules(), name))
    assert digest(getattr(modules(old, new, HELPER), name)) != before


def test_another_process_finds_the_same(modules, tmp_path):
    """Sets come in another order there, and addresses are others."""
    names = sorted(name for name in dir(modules()) if name.startswith("uses_"))
    script = f"""
import sys; sys.path.insert(0, {str(tmp_path)!r})
import main_module
from sim.made.content import digest
print([digest(getattr(main_module, name)) for name in {names}], digest({{"b", "a", "c"}}))
"""
    said = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        said.add(done.stdout.strip())
    here = [digest(getattr(modules(), name)) for name in names]
    assert said == {f"{here} {digest({'a', 'b', 'c'})}"}


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("UNRELATED = 7", "UNRELATED = 8", MODULE),
        ("UNUSED = 1", "UNUSED = 2", HELPER),
        ("\nTHRESHOLD", "\n# a comment\n\n\nTHRESHOLD", MODULE),
        ("def limit():", "def limit():\n    'A docstring.'", HELPER),
        ("def middle(x): return inner(x) + 1",
         "def middle(x):\n    '''Say more.'''\n    # why\n    return inner(x) + 1  # what", MODULE),
        ("return [x * THRESHOLD for x in range(3)]",
         "return [y * THRESHOLD for y in range(3)]", MODULE),
    ],
)  # fmt: skip
def test_what_changes_nothing_is_the_same_sweep(modules, old, new, where):
    names = [name for name in dir(modules()) if name.startswith("uses_")]
    names.remove("uses_module_inside")  # what it asks of the module is not known: all counts
    names += ["is_decorated", "encloses", "part", "method", "MODEL"]
    before = {name: digest(getattr(modules(), name)) for name in names}
    changed = modules(old, new, where)
    assert {name: digest(getattr(changed, name)) for name in names} == before


def test_the_global_of_the_issue(tmp_path, modules):
    """THRESHOLD from 0.5 to 0.05 in a policy and in what is kept: the old numbers came back."""
    text = textwrap.dedent("""
        import numpy as np
        import sim
        THRESHOLD = 0.5
        SCALE = 1.0
        @sim.policy(drugs=("A",))
        def above(seen, memory):
            return {"A": np.where(seen.burden > THRESHOLD * seen.baseline, 1.0, 0.0)}
        def late(runs):
            return sim.final_burden(runs) * SCALE
    """)
    made = {}
    for old, new in (("", ""), ("THRESHOLD = 0.5", "THRESHOLD = 0.05"), ("SCALE = 1", "SCALE = 2")):
        module = type(sys)("mine")
        exec(text.replace(old, new) if old else text, vars(module))
        made[new] = sweep(
            arms={"mine": module.above}, keep=[module.late], design=sim.Grid(cost=[0.1]), patients=5
        )
    made[""].run(tmp_path / "store")
    for new, said in (
        ("THRESHOLD = 0.05", r"arm 'mine'.*THRESHOLD differs"),
        ("SCALE = 2", r"keep 'late' → SCALE differs"),
    ):
        with pytest.raises(sim.InputError, match=said):
            made[new].run(tmp_path / "store")


class WithUnit(np.ndarray):
    """An array with an attribute, as packages of units have them."""


def with_a_unit(unit):
    array = np.arange(3.0).view(WithUnit)
    array.unit = unit
    return array


@dataclass(frozen=True)
class Part(sim.Continuous):
    """A regimen of one's own, as the docs say to write it."""

    share: float = 1.0

    def decide(self, seen, memory):
        return seen.give({"A": self.share})


class Rare(sim.Clinic):
    """A clinic of one's own."""


@dataclass
class Scaled:
    """An end point of one's own, with a number."""

    by: float
    __name__ = "scaled"

    def __call__(self, runs):
        return self.by * sim.final_burden(runs)


class Bound(partial):
    """A partial of one's own."""

    __name__ = "bound"


def times(by, runs):
    return by * sim.final_burden(runs)


@pytest.mark.parametrize(
    "changes",
    [
        lambda x: {"arms": {"own": Part("A", share=x)}},
        lambda x: {"clinic": Rare(scan_every=28 * x)},
        lambda x: {"keep": [Scaled(x)]},
        lambda x: {"keep": [Bound(times, x)]},
    ],
    ids=["regimen", "clinic", "end point", "partial"],
)
def test_another_number_of_a_class_of_ones_own_is_another_sweep(tmp_path, changes):
    """What stood for such a thing was what stands for its class: the old numbers came back."""
    small = {"design": sim.Grid(cost=[0.1, 0.2]), "patients": 3, "days": 56}
    sweep(**small, **changes(1.0)).run(tmp_path / "store")
    assert sweep(**small, **changes(1.0)).run(tmp_path / "store")  # the same goes on
    with pytest.raises(sim.InputError, match="holds another sweep"):
        sweep(**small, **changes(0.5)).run(tmp_path / "store")


def test_things_that_are_equal_are_the_same_and_others_are_not():
    from scipy import stats

    groups = [
        [lambda: 1.0, lambda: 1.0],
        [stats.norm(1, 2), stats.norm(1, 2)],
        [stats.norm(1, 3)],
        [stats.norm(loc=1, scale=3.5)],
        [stats.rv_histogram(np.histogram([1, 2, 3]))],
        [stats.rv_histogram(np.histogram([1, 2, 4]))],
        [stats.rv_discrete(values=([1, 2], [0.5, 0.5]))()],
        [stats.rv_discrete(values=([1, 3], [0.5, 0.5]))()],
        [np.ma.array([1, 2], mask=[0, 1]), np.ma.array([1, 9], mask=[0, 1])],
        [np.ma.array([1, 2], mask=[1, 0])],
        [np.ma.array([1, 2], mask=[0, 1], fill_value=7)],
        [np.arange(4).reshape(2, 2), np.arange(4).reshape(2, 2)],
        [np.asfortranarray(np.arange(4).reshape(2, 2))],  # (its sums round otherwise)
        [np.arange(8).reshape(2, 4)[:, ::2]],
        [with_a_unit("mm"), with_a_unit("mm")],
        [with_a_unit("cm")],
        [{1, 2, 3}, {3, 2, 1}],
        [frozenset({1, 2, 4})],
        [sim.Continuous("A"), sim.Continuous("A")],
        [sim.Continuous("A", 2.0)],
        [Part("A", share=1.0), Part("A", share=1.0)], [Part("A", share=0.5)],
        [Scaled(1.0)], [Scaled(2.0)], [Bound(times, 1.0)], [Bound(times, 2.0)],
        [Rare(), Rare()], [Rare(scan_every=14)],
        [True], [1], [1.0], ["1"], [b"1"], [None], [np.float32(1)], [(1,)], [[1]],
        [partial(max, 1)], [partial(min, 1)], [max], [np.exp], [np.sin], [int], [float],
    ]  # fmt: skip
    seen = {}
    for group in groups:
        (only,) = {digest(thing) for thing in group}
        assert only not in seen, (group, seen[only])
        seen[only] = group


def test_numba_pandas_and_xarray():
    import numba
    import pandas as pd
    import xarray as xr

    def one(x):
        return x + 1

    def two(x):
        return x + 2

    assert digest(numba.njit(one)) != digest(numba.njit(two))
    table = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    assert digest(table) == digest(table.copy())
    assert digest(table) != digest(table.assign(b=["x", "z"]))
    assert digest(table["a"]) != digest(table["a"] + 1)
    array = xr.DataArray([1, 2], dims="x")
    assert digest(array) == digest(array.copy())
    assert digest(array) != digest(array + 1)


def test_a_thing_that_holds_itself_ends():
    loop = [1]
    loop.append(loop)
    other = [2]
    other.append(other)
    assert digest(loop) != digest(other)
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(sim.InputError, match="cannot be compared"):
        digest(deep)


def test_what_cannot_be_compared_is_refused_and_can_be_named(tmp_path):
    log = open(tmp_path / "log", "w")

    def logged(runs):
        log.write("kept")
        return sim.final_burden(runs)

    changes = {"keep": [logged], "design": sim.Grid(cost=[0.1]), "patients": 5}
    with pytest.raises(sim.InputError, match=r"keep 'logged' → log is <_io.Text.*sim\.versioned"):
        sweep(**changes).run(tmp_path / "store")
    assert not (tmp_path / "store").exists()
    sim.versioned("1")(logged)
    sweep(**changes).run(tmp_path / "store")
    sweep(**changes).run(tmp_path / "store")
    sim.versioned("2")(logged)
    with pytest.raises(sim.InputError, match="keep 'logged' differs"):
        sweep(**changes).run(tmp_path / "store")
    log.close()
    with pytest.raises(sim.InputError, match="a function of your own"):
        sim.versioned("1")(max)


def test_another_version_of_a_library_is_named(modules, tmp_path, monkeypatch):
    assert content("it", lambda x: np.exp(x))["numpy"] == f"version {np.__version__}"
    swept = sweep(build=modules().uses_array, keep={"e": lambda runs: np.exp(runs)})
    from sim.made import own
    from sim.sweeps.identity import _apart, made_from

    here = made_from(swept)["content"]
    there = here | {"numpy": "version 1.0"}
    manifest = {"made_by": {"versions": {"python": sys.version.split()[0]}}}
    assert _apart(there, here, manifest) == [
        f"numpy is version 1.0 there and version {np.__version__} here"
    ]
    manifest = {"made_by": {"versions": {"python": "3.1.0"}}}
    assert "with Python 3.1.0, which compiled" in _apart(there, here, manifest)[0]
    assert own.version_of("sim.presets.bozic") == (
        "the code of sim.presets", own.room_version("presets")
    )  # fmt: skip


def test_a_file_says_the_same_with_more_points_patients_and_comments(tmp_path):
    from sim.sweeps.file import read_sweep
    from sim.sweeps.identity import made_from
    from tests.cli.test_sweep import SWEEP

    def identity(text):
        (tmp_path / "a.toml").write_text(text)
        return made_from(read_sweep(tmp_path / "a.toml"))

    before = identity(SWEEP)
    for old, new in (
        ("patients = 5", "patients = 9  # more"), ("steps = 3", "steps = 5"),
        ("[sweep]", "# a comment\n[sweep]"),
    ):  # fmt: skip
        assert identity(SWEEP.replace(old, new)) == before
    assert identity(SWEEP.replace("death = 0.11", "death = 0.12")) != before


def test_a_function_that_remembers_is_told_what_to_do(tmp_path):
    calls = []

    def counted(cost):
        calls.append(cost)
        return build(cost)

    swept = sweep(build=counted, design=sim.Grid(cost=[0.1]), patients=5)
    swept.run(tmp_path / "store")
    with pytest.raises(sim.InputError, match=r"build → calls differs.*sim\.versioned"):
        swept.run(tmp_path / "store")
    sim.versioned("1")(counted)
    swept.run(tmp_path / "other")
    swept.run(tmp_path / "other")


def test_the_first_and_the_last_point_are_witnesses():
    """What a function builds is compared at some points: the ends of the design are among them."""
    points = sim.Grid(x=[float(k) for k in range(50)])

    def build(x):
        return sim.Tumour([sim.Clone("S", 0.1 + 0.001 * x, 0.1, start=1e6)])

    ends = sim.Sweep(
        "ends", build=build, design=points, arms={"none": sim.Observation()}, days=28.0,
        keep=[sim.final_burden], patients=1,
    )  # fmt: skip
    made = manifest_of(ends, made_from(ends), {}, ends.plan(ends.point(0), range(1)))
    looked_at = [w["point"]["x"] for w in made["made_from"]["witnesses"]]
    assert (min(looked_at), max(looked_at)) == (0.0, 49.0)
