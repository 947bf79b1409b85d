"""What a function takes from outside of the user's own modules: libraries, environment, files."""

import builtins
import math
import os
import random
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy.constants

import sim
from sim.made.content import content, digest


class Reader:
    """Holds the name of a file."""

    def __init__(self, path):
        self.path = path


def uses_math(x):
    return math.exp(x)


def uses_numpy(x):
    return np.where(x > 0, np.exp(x), 0.0)


def uses_constant(x):
    return x * scipy.constants.c


def uses_preset(cost):
    return sim.presets.mcrpc_abiraterone()


def uses_builtin(x):
    return [sum(part) for part in x]


def mine(*given):
    return 1


@pytest.mark.parametrize(
    ("function", "where", "name", "other"),
    [
        (uses_math, math, "exp", mine),
        (uses_math, math, "exp", math.log),
        (uses_numpy, np, "exp", np.sin),
        (uses_numpy, np, "where", mine),
        (uses_constant, scipy.constants, "c", 3.0),
        (uses_preset, sim.presets, "mcrpc_abiraterone", mine),
        (uses_preset, sim.presets, "mcrpc_abiraterone", sim.presets.melanoma_vemurafenib),
        (uses_builtin, builtins, "sum", mine),
    ],
)
def test_what_is_put_in_the_place_of_a_librarys_function_is_noticed(
    function, where, name, other, monkeypatch
):
    before = content("keep 'it'", function)
    monkeypatch.setattr(where, name, other)
    now = content("keep 'it'", function)
    apart = {what for what in before.keys() | now.keys() if before.get(what) != now.get(what)}
    assert any(what.endswith(name) for what in apart)
    monkeypatch.undo()
    assert content("keep 'it'", function) == before


def test_what_a_library_counts_or_draws_is_no_change_of_meaning():
    def draws(x):
        return random.random() + np.random.rand() + x + len(sys.argv)  # noqa: NPY002

    before = digest(draws)
    random.random()
    np.random.rand()  # noqa: NPY002
    assert digest(draws) == before


def test_a_library_has_its_version_and_a_room_of_sim_its_source():
    assert "numpy" in content("it", uses_numpy)
    assert "the code of sim.presets" in content("it", uses_preset)


def test_a_name_that_a_library_does_not_have_is_no_error():
    def asks(x):
        return math.no_such_name

    assert digest(asks)


def test_a_variable_of_the_environment_that_is_named_is_noticed(monkeypatch):
    def gets(x):
        import os

        return os.environ.get("SIM_TEST_OTHER", "0") + os.getenv("SIM_TEST_LIMIT")

    def inside(x):
        return [gets(x) for _ in "SIM_TEST_UNUSED"]

    before = content("keep 'it'", inside)
    monkeypatch.setenv("SIM_TEST_UNUSED", "1")
    assert content("keep 'it'", inside) == before
    monkeypatch.setenv("SIM_TEST_LIMIT", "3")
    now = content("keep 'it'", inside)
    assert [what for what in now if now[what] != before[what]] == [
        "keep 'it' → gets → the environment's SIM_TEST_LIMIT"
    ]
    monkeypatch.setenv("SIM_TEST_LIMIT", "4")
    assert content("keep 'it'", inside) != now


def test_a_file_that_is_named_is_compared_by_what_is_in_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table = Path("table.csv")
    table.write_text("1,2\n")
    plain = "table.csv"

    def in_the_code(x):
        return [np.loadtxt("table.csv") for _ in range(2)]

    def in_a_default(x, path=table):
        return np.loadtxt(path)

    def in_a_variable(x):
        return np.loadtxt(plain)

    def elsewhere(x):
        return "a sentence. With a full stop" + "table"

    readers = (in_the_code, in_a_default, in_a_variable)
    before = [digest(reader) for reader in (*readers, elsewhere)]
    table.write_text("1,3\n")
    now = [digest(reader) for reader in (*readers, elsewhere)]
    assert [a != b for a, b in zip(before, now, strict=True)] == [True, True, True, False]
    table.write_text("1,2\n")
    assert [digest(reader) for reader in (*readers, elsewhere)] == before
    table.unlink()
    assert all(a != b for a, b in zip(before[:3], map(digest, readers), strict=True))


def test_a_file_that_is_named_in_a_container_is_compared_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table = Path("table.csv")
    table.write_text("1,2\n")
    files, deep, listed = {"cut": "table.csv"}, {"a": [{"b": ("x", table)}]}, ["table.csv"] * 3
    keys, of_numpy = {"table.csv": 1}, {"cut": np.str_("table.csv")}

    def in_a_dict(x):
        return np.loadtxt(files["cut"])

    def deep_within(x):
        return np.loadtxt(deep["a"][0]["b"][1])

    def in_a_list(x, paths=listed):
        return np.loadtxt(paths[0])

    def as_a_key(x):
        return [np.loadtxt(name) for name in keys]

    def as_a_text_of_numpy(x):
        return np.loadtxt(of_numpy["cut"])

    def in_an_object(x, found=Reader("table.csv")):
        return np.loadtxt(found.path)

    readers = (in_a_dict, deep_within, in_a_list, as_a_key, as_a_text_of_numpy, in_an_object)
    before = [digest(reader) for reader in readers]
    assert [digest(reader) for reader in readers] == before
    table.write_text("1,3\n")
    assert all(a != b for a, b in zip(before, map(digest, readers), strict=True))
    apart = content("keep 'it'", in_a_dict)
    assert any("files.cut → the file 'table.csv'" in name for name in apart)


def test_a_variable_of_the_environment_named_in_a_container_is_noticed(monkeypatch):
    names = {"limit": ["SIM_TEST_LIMIT"]}
    names["self"] = names

    def read(x):
        return os.environ[names["limit"][0]]

    monkeypatch.setenv("SIM_TEST_LIMIT", "3")
    before = digest(read)
    monkeypatch.setenv("SIM_TEST_LIMIT", "4")
    assert digest(read) != before


def test_a_sweep_is_not_resumed_with_another_file(tmp_path, monkeypatch):
    from tests.sweeps.small import sweep

    monkeypatch.chdir(tmp_path)
    Path("weights.txt").write_text("1.0")

    def weighted(runs):
        return sim.time_to_progression(runs) * float(Path("weights.txt").read_text())

    def asked():
        return sweep(keep={"weighted": weighted})

    asked().run("store", progress=False)
    Path("weights.txt").write_text("2.0")
    with pytest.raises(sim.InputError, match=r"the file 'weights\.txt' differs"):
        asked().run("store", progress=False)


def test_tables_differ_by_categories_names_and_notes_too():
    import pandas as pd

    table = pd.DataFrame({"a": pd.Categorical(["x", "y"], ["x", "y"]), "b": [1, 2]})
    others = [
        table.assign(a=pd.Categorical(["x", "y"], ["y", "x"])),
        table.assign(a=pd.Categorical(["x", "y"], ["x", "y"], ordered=True)),
        table.assign(a=["x", "y"]),
        table.assign(b=[1.0, 2.0]),
        table.rename_axis("patient"),
        table.rename_axis("what", axis="columns"),
        table.set_axis([1, 0]),
        table.set_axis(pd.MultiIndex.from_tuples([(0, 1), (0, 2)])),
    ]
    noted = table.copy()
    noted.attrs["source"] = "March"
    digests = [digest(each) for each in (table, noted, *others)]
    assert len(set(digests)) == len(digests)
    assert digest(table.copy()) == digests[0]
    columns = [digest(each["a"]) for each in (table, *others[:3])]
    assert len(set(columns)) == 4


def test_an_object_that_answers_to_every_name_is_compared_and_one_that_fails_is_refused():
    class Anything:
        def __init__(self, size):
            self.size = size

        def __getattr__(self, name):
            return 3

    assert digest(Anything(1)) == digest(Anything(1))
    assert digest(Anything(1)) != digest(Anything(2))

    class Broken(dict):
        def items(self):
            raise ZeroDivisionError("nothing here")

    with pytest.raises(sim.InputError, match=r"cannot be compared \(nothing here\)"):
        digest(Broken())


def test_a_function_of_arrays_that_hides_what_it_is_made_of_is_refused():
    assert digest(np.exp) != digest(np.sin)
    hidden = np.frompyfunc(mine, 1, 1)
    with pytest.raises(sim.InputError, match=r"np\.frompyfunc has made.*sim\.versioned"):
        digest(hidden)


LIMIT_NAME = "SIM_TEST_GLOBAL"
PARTS = {"a": 1.0}


def test_a_variable_of_the_environment_whose_name_stands_elsewhere_is_noticed(monkeypatch):
    import os

    enclosed = "SIM_TEST_ENCLOSED"

    def gets(x, given="SIM_TEST_DEFAULT", *, word="SIM_TEST_WORD"):
        names = LIMIT_NAME, enclosed, given, word
        return [os.environ.get(name) for name in names]

    for name in (LIMIT_NAME, enclosed, "SIM_TEST_DEFAULT", "SIM_TEST_WORD"):
        before = content("keep 'it'", gets)
        monkeypatch.setenv(name, "3")
        now = content("keep 'it'", gets)
        changed = [what for what in now if now[what] != before[what]]
        assert changed == [f"keep 'it' → the environment's {name}"]


def _evaluates(x):
    return eval("PARTS['a']")


def _looks(x):
    return [globals()["PARTS"]["a"] for _ in "a"]


def _executes(x):
    exec("PARTS['a'] += x")


def _imports(x):
    import importlib

    return importlib.import_module("json")


def _takes(x):
    import sys

    return sys.modules["json"]


def _from(x):
    from importlib import import_module

    return import_module("json")


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (_evaluates, "eval"), (_looks, "globals"), (_executes, "exec"),
        (_imports, r"importlib\.import_module"), (_takes, r"sys\.modules"),
        (_from, r"importlib\.import_module"),
    ],
)  # fmt: skip
def test_what_can_refer_to_anything_is_refused_and_can_be_named(function, name):
    with pytest.raises(sim.InputError, match=rf"keep 'it' uses {name}, .*@sim\.versioned"):
        content("keep 'it'", function)
    named = sim.versioned("1")(lambda x: eval("PARTS['a']"))
    assert content("keep 'it'", named)


def test_a_function_of_ones_own_that_is_called_eval_is_one(monkeypatch):
    monkeypatch.setitem(_evaluates.__globals__, "eval", lambda text: 1.0)
    assert content("keep 'it'", _evaluates)
