"""Kernels run as Python give the same bits as compiled; a run may change from one to the other."""

import os
import subprocess
import sys

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.engines import plain, ways
from sim.engines.background import compile_for
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
    assert asked == ["own_rates"]


def test_what_python_cannot_calculate_is_left_to_compiled_code(monkeypatch):
    def fails(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(plain, "run", fails)
    way = ways.Python(100.0)
    survival, state = np.ones((1, 1)), np.full((1, 1), 7)
    way.run("thin", "thin", state, survival, np.ones(1, bool), np.zeros(1, np.uint64))
    assert not way.python
    assert state[0, 0] == 7


def test_a_wrong_setting_is_refused(monkeypatch):
    monkeypatch.setenv(ways.SETTING, "sometimes")
    with pytest.raises(InputError, match="'always', 'never'"):
        ways.way_for(sim.Jump(), tumours()["one clone"], 1)


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
    from sim.kernels import jump, own_rates

    kernel = own_rates.advance if name == "crowded" else jump.advance
    before = len(kernel.signatures)
    cells(tumour, monkeypatch, "always")
    assert len(kernel.signatures) == before
