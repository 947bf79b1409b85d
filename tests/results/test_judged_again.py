"""Kept scans judged again until the end of the run say what the clinic said while it ran."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.clinic import RESPONSES
from sim.results.judged import judged
from sim.results.off_drug import OffDrug

TUMOUR = sim.Tumour(
    [
        sim.Clone("S", 0.10, 0.09, start=stats.lognorm(1.5, scale=5e9)),
        sim.Clone("R", 0.10, 0.09, start=stats.lognorm(2.0, scale=1e8), fold={"A": np.inf}),
    ],
    drugs=[sim.Drug("A", sim.Proportional(stats.uniform(0.0, 0.1)))],
)
SITES = TUMOUR.in_niches([sim.Niche("liver"), sim.Niche("lung"), sim.Niche("bone")])
QUICK = SITES.replace(drugs=[sim.Drug("A", sim.Proportional(stats.uniform(0.0, 0.6)))])
PSA = sim.Marker("PSA", 1e-8, half_life=3.0)
ERR = {"scan_every": 28, "noise": 0.15, "missed": 0.1}
CLINICS = {
    "a sum": (TUMOUR, sim.Clinic(**ERR)),
    "equal lesions": (TUMOUR, sim.Clinic(**ERR, measure=sim.Lesions(4))),
    "lesions by site": (SITES, sim.Clinic(**ERR, measure=sim.LesionsBySite())),
    "lesions that vanish": (QUICK, sim.Clinic(**ERR, measure=sim.LesionsBySite())),
    "a scan or a marker": (
        TUMOUR,
        sim.Clinic(
            measures={
                "ct": sim.Exam(sim.Cells(), every=28, noise=0.15),
                "psa": sim.Exam(PSA, every=28, noise=0.3, criteria=sim.RatioToNadir(1.3)),
            },
            progression="ct or psa",
        ),
    ),
}  # fmt: skip

PAUSED = ("a sum", "equal lesions", "lesions by site")
"""Of these also under pauses, in which growth is taken back by one measure alone."""


@pytest.mark.parametrize("name", CLINICS)
def test_all_scans_judged_again_are_the_response_of_the_run(name):
    """Two ways to one answer: visit by visit, as it was seen, and afterwards from what was kept."""
    tumour, clinic = CLINICS[name]
    arms = {"on": sim.Continuous("A")}
    if name in PAUSED:
        arms["adaptive"] = sim.Adaptive("A")
    runs = sim.simulate(tumour, arms, patients=150, days=400, seed=1, clinic=clinic, progress=False)
    for arm in arms:
        progressed = runs.values("progression_day", arm)
        end = runs.values("end_day", arm)
        drugs = OffDrug(runs.values("time"), (runs.values("dose", arm) > 0).any(axis=-1))
        found = judged(runs, arm, clinic, np.zeros(150), end, progressed, drugs)
        np.testing.assert_array_equal(found.best, runs.values("best_response", arm))
        np.testing.assert_allclose(found.change, runs.values("best_change", arm), rtol=1e-6)
    kinds = {RESPONSES[place] for place in np.unique(runs.values("best_response"))}
    assert {"not evaluable", "partial", "stable"} <= kinds
