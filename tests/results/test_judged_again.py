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
OF_R = sim.ByClone(PSA, {"S": 0.0})
LATE = sim.Confirmed(sim.RatioToNadir(1.3), after=42)
ERR = {"scan_every": 28, "noise": 0.15, "missed": 0.1}
CLINICS = {
    "a sum": (TUMOUR, sim.Clinic(**ERR)),
    "equal lesions": (TUMOUR, sim.Clinic(**ERR, measure=sim.Lesions(4))),
    "lesions by site": (SITES, sim.Clinic(**ERR, measure=sim.LesionsBySite())),
    "lesions that vanish": (QUICK, sim.Clinic(**ERR, measure=sim.LesionsBySite())),
    "a sum, known later": (TUMOUR, sim.Clinic(**ERR, delay=28)),
    "lesions by site, known later": (
        QUICK, sim.Clinic(**ERR, delay=14, measure=sim.LesionsBySite())
    ),
    "a scan that is known later, or a marker": (
        TUMOUR,
        sim.Clinic(
            measures={
                "ct": sim.Exam(sim.Cells(), every=28, noise=0.15, delay=14),
                "psa": sim.Exam(PSA, every=28, noise=0.3, criteria=sim.RatioToNadir(1.3)),
            },
            progression="ct or psa",
        ),
    ),
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
    "a scan and a marker": (
        TUMOUR,
        sim.Clinic(
            measures={
                "psa": sim.Exam(PSA, every=21, noise=0.3, criteria=sim.RatioToNadir(1.3)),
                "ct": sim.Exam(sim.Cells(), every=28, noise=0.15, missed=0.2),
            },
            progression="psa and ct",
        ),
    ),
    "a scan, or a marker that dates progression back": (
        TUMOUR,
        sim.Clinic(
            measures={
                "ct": sim.Exam(sim.Cells(), every=14, noise=0.15),
                "psa": sim.Exam(OF_R, every=42, noise=0.1, criteria=LATE),
            },
        ),
    ),
    "lesions by site, or a marker and a sum": (
        SITES,
        sim.Clinic(
            measures={
                "dna": sim.Exam(sim.Cells(), every=35, noise=0.1, criteria=sim.RatioToNadir(1.5)),
                "psa": sim.Exam(PSA, every=14, noise=0.3, criteria=sim.RatioToNadir(1.4)),
                "ct": sim.Exam(sim.LesionsBySite(), every=56, noise=0.1),
            },
            progression="ct or (psa and dna)",
        ),
    ),
}  # fmt: skip
ARMS = {
    "on": sim.Continuous("A"), "adaptive": sim.Adaptive("A"), "often": sim.Intermittent("A", 30, 90)
}  # fmt: skip


@pytest.mark.parametrize("name", CLINICS)
def test_all_scans_judged_again_are_the_response_of_the_run(name):
    """Two ways to one answer: visit by visit, as it was seen, and afterwards from what was kept.

    With the day of progression as it was known in the end, in place of what the results until
    then had told, 1 to 3 of 300 patients were judged by scans that did not count in their pause.
    """
    tumour, clinic = CLINICS[name]
    runs = sim.simulate(tumour, ARMS, patients=300, days=400, seed=2, clinic=clinic, progress=False)
    for arm in ARMS:
        end = runs.values("end_day", arm)
        drugs = OffDrug(runs.values("time"), (runs.values("dose", arm) > 0).any(axis=-1))
        found = judged(runs, arm, clinic, np.zeros(300), end, drugs)
        np.testing.assert_array_equal(found.best, runs.values("best_response", arm))
        np.testing.assert_allclose(found.change, runs.values("best_change", arm), rtol=1e-6)
        np.testing.assert_array_equal(found.progression_day, runs.values("progression_day", arm))
    # no response begins after progression, which of several measures one can date back
    assert not (runs.values("response_day") > runs.values("progression_day")).any()
    kinds = {RESPONSES[place] for place in np.unique(runs.values("best_response"))}
    assert {"progressive", "partial", "stable"} <= kinds


def test_who_was_never_given_a_drug_was_without_one_from_the_first_hour():
    time = np.array([0.0, 0.25, 0.5, 0.75])
    off = OffDrug(time, np.array([[False] * 4, [True, False, False, False]]))
    assert off.since(0.5, np.array([0.125, 0.125])).tolist() == [True, False]
    assert off.since(0.5, np.array([0.25, 0.25])).tolist() == [True, True]
    assert off.since(0.0, np.array([0.0, 0.0])).tolist() == [False, False]
