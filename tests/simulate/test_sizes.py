"""What is known beforehand to be too large is refused before anything is computed."""

import time

import numpy as np
import pytest
from scipy import stats

import sim
import sim.theory
from sim.base.errors import InputError
from tests.fuzz.public import tumour

ARMS = {"one": sim.Continuous("A")}
AXES = {f"x{k}": (0, 1) for k in range(300)}


def many(**changes):
    return sim.simulate(tumour(), ARMS, **{"patients": 10**8, "days": 1826.0} | changes)


def rare(patients):
    target = sim.Biomarker("x")
    return sim.Cohort(lambda x: tumour(), patients, {"x": stats.bernoulli(1e-9)}, select=target)


def of_sweep(**changes):
    given = {"build": lambda cost: tumour(), "arms": ARMS, "days": 28.0, "patients": 10**7}
    return sim.Sweep("s", design=sim.Grid(cost=np.linspace(0, 1, 10**5)), **given | changes)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: many(patients=10**12), "at most 1e.08 are treated at once"),
        (lambda: many(), "The list of .* GB of memory.*sim.join"),
        (lambda: many(patients=10**7, record=sim.Visits()), "curves on .*Visits.every=28"),
        (lambda: many(patients=10**7, record=sim.Endpoints(scans=True)), "and scans.*sim.join"),
        (lambda: sim.Cohort(tumour(), 10**12), "at most 100000000"),
        (lambda: sim.Trial(sim.Cohort(tumour(), 10**8), ARMS).run(1), "A cohort of .* GB"),
        (lambda: rare(10**5).draw(1), "who are screened for 100,000 places.* GB"),
        (lambda: sim.Grid(a=range(10**4), b=range(10**4)), "has 1e.08 points"),
        (lambda: sim.Sobol(10**7, **AXES), "3e.09 values; at most 1e.08"),
        (lambda: sim.LatinHypercube(10**7, **AXES), "3e.09 values"),
        (lambda: sim.Sensitivity(2**23, a=(0, 1), b=(0, 1), c=(0, 1)), "values; at most"),
        (lambda: sim.Sobol(4, **{f"x{k}": (0, 1) for k in range(30_000)}), "21201"),
        (of_sweep, "1e.12 rows; at most 1e.11 can be stored"),
        (
            lambda: sim.theory.extinction(tumour(), ARMS["one"], np.linspace(0, 9, 10**6)),
            "times has 1,000,000 values; at most 10,000",
        ),
    ],
)
def test_too_large_is_said_at_once(ask, message, monkeypatch):
    monkeypatch.setattr("sim.base.room.memory_at_hand", lambda: 2e9)
    started = time.perf_counter()
    with pytest.raises(InputError, match=message):
        ask()
    assert time.perf_counter() - started < 15  # (a first import of scipy included)


def test_what_fits_is_not_refused(monkeypatch):
    monkeypatch.setattr("sim.base.room.memory_at_hand", lambda: 2e9)
    assert len(sim.Sensitivity(256, a=(0, 1), b=(0, 1)).columns()["a"]) == 256 * 4
    assert of_sweep(patients=1000).patients == 1000
