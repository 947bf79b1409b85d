"""Kernels run as Python give the same bits as compiled; a run may change from one to the other."""

import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from scipy import stats

import sim
from sim.base.errors import InputError
from sim.base.resolve import resolve
from sim.engines import compiled, once, plain, ways
from sim.engines.background import compile_for
from sim.engines.forecast import Work, compiling_seconds, python_seconds
from sim.kernels.jump import kept
from tests.kernels.test_uncompiled import tumours

VISITS = 6


def cells(tumour, monkeypatch, setting):
    """Return what a short run leaves, and how its kernels were run."""
    monkeypatch.setenv(ways.SETTING, setting)
    arms = {"none": sim.Observation()}
    if tumour.drugs:
        arms = {
            "both": sim.Combination({"A": 1.0, "B": 0.5}),
            "adaptive": sim.Adaptive("A", stop_below=0.9, restart_above=1.0),
        }
    runs = sim.simulate(
        tumour, arms, patients=4, days=28, seed=3, engine="jump", progress=False,
        clinic=sim.Clinic(visit_every=28 / VISITS, scan_every=28 / VISITS),
    )  # fmt: skip
    return runs.data["cells"].values, runs.data.attrs["kernels"]


@pytest.mark.parametrize("name", sorted(tumours()))
def test_python_gives_the_same_bits(name, monkeypatch):
    as_python, how = cells(tumours()[name], monkeypatch, "never")
    compiled, _ = cells(tumours()[name], monkeypatch, "always")
    np.testing.assert_array_equal(as_python, compiled)
    assert "Python" in how


def test_large_clones_and_the_four_kinds_of_patients(monkeypatch):
    sizes = np.array([1e3, 5e3, 1e9, 1e14])
    two = sim.Tumour(
        [sim.Clone("S", 0.3, 0.35, start=sizes), sim.Clone("R", 0.3, 0.2)],
        [sim.Mutation("S", "R", 1e-3), sim.Mutation("R", "S", 1e-4)],
    )
    as_python, _ = cells(two, monkeypatch, "never")
    compiled, _ = cells(two, monkeypatch, "always")
    np.testing.assert_array_equal(as_python, compiled)


def test_a_run_that_takes_long_goes_on_compiled(monkeypatch):
    tumour = tumours()["decaying drug"]
    compiled, _ = cells(tumour, monkeypatch, "always")
    way = ways.Python(0.0)
    monkeypatch.setattr("sim.engines.way_for", lambda *_: way)
    both, how = cells(tumour, monkeypatch, "")
    np.testing.assert_array_equal(both, compiled)
    assert not way.python
    assert how == "run by Python at first, then compiled; both give the same numbers"


@pytest.mark.parametrize("growth", [sim.Exponential(), sim.Logistic(1e4)])
def test_a_run_that_goes_on_compiled_goes_on_side_by_side(growth):
    """With the kernels that were compiled for it, not with those that Python began with."""
    death = np.array([0.1, 0.2])
    tumour = sim.Tumour([sim.Clone("cells", 0.3, death, start=50)], growth=growth)
    way, engine = ways.Python(0.0), sim.Jump()
    body = engine.body(engine.block(tumour, np.arange(2), 1, None, way))
    doses, asked, run = np.zeros((1, 0)), [], way.run
    body.advance(doses, 0.0, 7.0)
    assert not way.python
    way.run = lambda module, *rest: asked.append(module) or run(module, *rest)
    body.advance(doses, 7.0, 14.0)
    assert asked == ["jump.planned" if growth == sim.Exponential() else "jump.crowded"]


def test_plans_that_are_too_large_to_keep_are_made_again(monkeypatch):
    """The same numbers, and no more memory than one of them takes."""
    birth = stats.uniform(0.25, 0.1)
    tumour = sim.Tumour(
        [sim.Clone("S", birth, 0.2, start=1e6), sim.Clone("P", 0.1, 0.1)],
        [sim.Switch("S", "P", 0.1), sim.Switch("P", "S", 0.1)],
        [sim.Drug("A", sim.Hill(0.2, 0.5, 2), half_life=3.0)],
    )
    engine, who, found = sim.Jump(), np.arange(40), {}
    for name, room in {"all": kept.ROOM, "plans of one step": 100_000, "none": 1}.items():
        monkeypatch.setattr(kept, "ROOM", room)
        way = ways.Compiled()
        body = engine.body(engine.block(resolve(tumour, 1, who, "tumour"), who, 1, None, way))
        asked, run = [], way.run
        way.run = lambda module, *rest, a=asked, r=run: a.append(module) or r(module, *rest)
        for day in (0.0, 7.0, 14.0):
            body.advance(np.ones((1, 1)), day, day + 7.0)
        assert asked[-1] == ("jump.planned" if name == "all" else "jump.shared")
        assert ("jump.planned" in asked) == (name != "none")
        found[name] = body.cells
    np.testing.assert_array_equal(found["all"], found["plans of one step"])
    np.testing.assert_array_equal(found["all"], found["none"])


def test_what_python_cannot_calculate_is_left_to_compiled_code(monkeypatch):
    def fails(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(plain, "run", fails)
    way = ways.Python(100.0)
    survival, state = np.ones((1, 1)), np.full((1, 1), 7)
    way.run("random.thin", "thin", state, survival, np.ones(1, bool), np.zeros(1, np.uint64))
    assert not way.python
    assert state[0, 0] == 7


def test_a_wrong_setting_is_refused(monkeypatch):
    monkeypatch.setenv(ways.SETTING, "sometimes")
    with pytest.raises(InputError, match="'always', 'never'"):
        ways.way_for(sim.Jump(), tumours()["one clone"], Work(1, 1))


def test_small_jobs_need_no_compiler(tmp_path):
    """In a fresh process and with an empty cache, numba is not even imported."""
    code = """
import sys, sim
tumour = sim.presets.melanoma_vemurafenib()
arm = {"daily": sim.Continuous("vemurafenib")}
runs = sim.simulate(tumour, arm, patients=3, days=100, seed=1, progress=False)
assert "numba" not in sys.modules
print(runs.data.attrs["kernels"])
"""
    environment = {"SIM_CACHE_DIR": str(tmp_path), "SIM_COMPILE": "never"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True,
        env={**os.environ, **environment}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "run by Python" in done.stdout


@pytest.mark.parametrize("name", ["one clone", "crowded"])
def test_the_compiler_in_the_background_makes_what_a_run_needs(name, monkeypatch):
    tumour = tumours()[name]
    compile_for(sim.Jump(), tumour)
    from sim.kernels.jump import crowded as crowded_kernel
    from sim.kernels.jump import shared as jump

    kernel = crowded_kernel.advance if name == "crowded" else jump.advance
    before = len(kernel.signatures)
    cells(tumour, monkeypatch, "always")
    assert len(kernel.signatures) == before


def growing(**more):
    """Return a tumour that Python takes a tenth of a second or more to grow from one cell."""
    return sim.Tumour(
        [sim.Clone("S", 0.3, 0.2), sim.Clone("P", 0.05, 0.04)],
        [sim.Switch("S", "P", 0.01), sim.Switch("P", "S", 0.03)],
        size=1e9, grown_from_one_cell=True, **more,
    )  # fmt: skip


def test_a_kernel_is_given_up_inside_and_leaves_what_it_was_handed_as_it_was():
    cells = np.full((1, 2), 7)
    looks = []

    def enough():
        looks.append(time.thread_time())
        return len(looks) > 3

    def grow(way):
        return sim.Jump().block(growing(), np.arange(1), 1, None, way).cells

    class Once:
        def run(self, module, function, *arguments):
            return plain.run(
                getattr(plain.module(module), function),
                *(cells if part is arguments[3] else part for part in arguments), enough=enough,
            )  # fmt: skip

    with pytest.raises(plain.Enough):
        grow(Once())
    assert cells.tolist() == [[7, 7]]
    assert np.diff(looks).max() < 0.2  # it is asked often


def test_growth_of_many_goes_over_to_compiled_code_in_the_middle(monkeypatch):
    """It is one call of one kernel, and would take Python a minute."""
    tumour, patients = growing(), np.arange(300)
    compiled = sim.Jump().block(tumour, patients, 1).cells
    way, start = ways.Python(0.1), time.process_time()
    both = sim.Jump().block(tumour, patients, 1, None, way).cells
    assert time.process_time() - start < 5.0
    assert not way.python
    np.testing.assert_array_equal(both, compiled)


class Compiler:
    """A process that compiles, and is done when it has been asked a few times."""

    def __init__(self, looks):
        self.looks = looks

    def poll(self):
        self.looks -= 1
        return None if self.looks > 0 else 0


def test_a_run_goes_on_compiled_as_soon_as_that_is_there():
    tumour, patients = growing(), np.arange(300)
    way, start = ways.Python(float("inf"), Compiler(20)), time.process_time()
    cells = sim.Jump().block(tumour, patients, 1, None, way).cells
    assert time.process_time() - start < 5.0
    assert not way.python
    np.testing.assert_array_equal(cells, sim.Jump().block(tumour, patients, 1).cells)


def test_it_is_said_what_takes_long(monkeypatch):
    monkeypatch.setattr(ways, "PATIENCE", 0.01)
    said = []
    way = ways.Python(float("inf"), Compiler(1000))
    way.prepare(said.append)
    sim.Jump().block(growing(), np.arange(100), 1, None, way)
    (text,) = said
    assert "compiles" in text


def test_a_forecast_counts_what_makes_python_slow():
    def seconds(tumour, visits=1000):
        return python_seconds(tumour, Work(10, visits))

    def two(death=0.2, half_life=None, growth=None):
        return sim.Tumour(
            [sim.Clone("S", 0.3, death, start=100), sim.Clone("R", 0.3, 0.2)],
            drugs=[sim.Drug("A", sim.Hill(0.5, 0.8, 2), half_life=half_life)],
            growth=growth or sim.Exponential(),
        )  # fmt: skip

    own = np.linspace(0.1, 0.2, 10)
    plainly = seconds(two())
    assert seconds(two(), 2000) == 2 * plainly
    assert seconds(two(own)) > 1.5 * plainly
    assert seconds(two(half_life=3.0)) > 3 * plainly
    assert seconds(two(own, 3.0)) > 10 * plainly
    assert seconds(two(growth=sim.Logistic(1e6))) > 1.5 * plainly
    assert seconds(growing(), 1) > 0.5  # seconds, for ten patients: nearly all of it is growth


def test_a_forecast_of_compiling_counts_its_kernels():
    def seconds(tumour):
        return compiling_seconds(compiled.kernels_of(sim.Jump(), tumour))

    plainly = seconds(tumours()["one clone"])
    assert seconds(tumours()["crowded"]) > plainly
    assert seconds(growing()) > plainly
    assert compiling_seconds(("a kernel that is new",)) > 0


def test_what_is_compiled_is_run_as_python_only_where_it_is_quicker(monkeypatch):
    monkeypatch.setenv(ways.SETTING, "")
    monkeypatch.setattr(compiled, "is_compiled", lambda *_: True)
    monkeypatch.delitem(sys.modules, "sim.kernels.compile", raising=False)
    monkeypatch.setitem(ways._used, "python", 0.0)
    choose = ways.way_for
    assert choose(sim.Jump(), tumours()["one clone"], Work(1, 50)).python
    assert not choose(sim.Jump(), tumours()["one clone"], Work(1000, 100_000)).python
    assert not choose(sim.Jump(), growing(), Work(100, 100)).python
    monkeypatch.setitem(ways._used, "python", ways.LOADING)  # by many small runs before
    assert not choose(sim.Jump(), tumours()["one clone"], Work(1, 50)).python


def test_what_is_not_compiled_is_begun_as_python_unless_that_is_hopeless(monkeypatch):
    monkeypatch.setenv(ways.SETTING, "")
    monkeypatch.setattr(compiled, "is_compiled", lambda *_: False)
    begun = []
    monkeypatch.setattr(
        "sim.engines.background.start_compiling", lambda *_, polite: begun.append(polite)
    )
    assert ways.way_for(sim.Jump(), growing(), Work(10, 100)).python
    assert len(begun) == 1
    assert not ways.way_for(sim.Jump(), growing(), Work(100_000, 100_000)).python
    assert len(begun) == 1


HOLD = """
import sys, time
from pathlib import Path
from sim.engines.once import alone
with alone(Path(sys.argv[1]), print):
    print("alone", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def holder(file, seconds):
    """Return a process that has the lock for some seconds."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file), str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "alone\n"
    return process


def test_one_process_at_a_time(tmp_path):
    said, start = [], time.monotonic()
    with holder(tmp_path / "lock", 1.0) as other, once.alone(tmp_path / "lock", said.append):
        assert time.monotonic() - start > 0.5
        assert other.wait(20) == 0
    assert said == ["Another process is compiling the same; waiting for it ..."]


def test_the_lock_of_a_dead_process_is_nobodys(tmp_path):
    said = []
    with holder(tmp_path / "lock", 1000.0) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
    with once.alone(tmp_path / "lock", said.append):
        pass
    assert said == []


def test_where_no_lock_can_be_made_it_is_done_all_the_same(tmp_path):
    with once.alone(tmp_path / "not there" / "lock", lambda text: None):
        pass


def test_two_who_begin_at_once_compile_once(tmp_path, monkeypatch):
    done, asked = threading.Event(), []

    def compile_for(*what):
        asked.append(what)
        time.sleep(0.5)
        done.set()

    monkeypatch.setattr("sim.engines.background.compile_for", compile_for)
    monkeypatch.setattr(compiled, "is_compiled", lambda *_: done.is_set())
    monkeypatch.setattr(compiled, "lock_of", lambda *_: tmp_path / "lock")
    tumour, said = tumours()["one clone"], []
    both = [
        threading.Thread(target=once.compile_once, args=(sim.Jump(), tumour, None, said.append))
        for _ in range(2)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert len(asked) == 1
    assert any("about 18 s" in text for text in said)


def test_what_is_wrong_with_patients_whom_nobody_asked_for_stops_nothing(tmp_path, monkeypatch):
    """What is compiled is tried on patient 0, whose tumour may never grow; another is treated."""

    def compile_for(*_):
        raise InputError("The tumour of patient 0 never grew.")

    monkeypatch.setattr("sim.engines.background.compile_for", compile_for)
    monkeypatch.setattr(compiled, "is_compiled", lambda *_: False)
    monkeypatch.setattr(compiled, "lock_of", lambda *_: tmp_path / "lock")
    once.compile_once(sim.Jump(), tumours()["one clone"], None, lambda text: None)


@pytest.mark.parametrize("engine", [sim.Gillespie(), sim.MeanField(), sim.Jump()])
def test_an_engine_remembers_what_was_compiled(engine, tmp_path, monkeypatch):
    tumour = tumours()["one clone"]
    monkeypatch.setattr("sim.kernels.cache.CACHE_FOLDER", tmp_path)
    monkeypatch.setattr(compiled, "_known", set())
    assert not compiled.is_compiled(engine, tumour)
    compiled.note_compiled(engine, tumour)
    assert compiled.is_compiled(engine, tumour)
    assert not compiled.is_compiled(engine, tumours()["crowded"])
