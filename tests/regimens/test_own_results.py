"""A patient is treated by their own results: on the scan days of others nothing happens to them."""

import numpy as np
import pytest

import sim
from sim.regimens import (
    Adaptive,
    AdaptiveDose,
    AllOf,
    AnyOf,
    BurdenAbove,
    BurdenBelow,
    By,
    Days,
    Detected,
    Lasting,
    Line,
    Lines,
    Progression,
    Undetectable,
)

TUMOUR = sim.Tumour(
    [
        sim.Clone("S", birth=0.14, death=0.13, start=1e9),
        sim.Clone("R", birth=0.15, death=0.13, start=1e6, fold={"A": 20}),
    ],
    drugs=[sim.Drug("A", sim.Proportional(0.1)), sim.Drug("B", sim.Proportional(0.02))],
)
BELOW = BurdenBelow(0.3)
REASONS = {
    "undetectable": Undetectable(28),
    "lasting": Lasting(BELOW, days=28),
    "either": AnyOf([Undetectable(28), Progression()]),
    "lasting both": Lasting(AllOf([BELOW, ~Progression()]), days=28),
    "lasting either": Lasting(AnyOf([BELOW, Undetectable()]), days=28),
    "lasting undetectable": Lasting(Undetectable(28), days=28),
    "not detected": Lasting(~Detected(), days=28),
}
REST = [Line({}, until=BurdenAbove(0.5)), Line("B")]
PLANS = {
    **{word: Lines([Line("A", until=reason), *REST]) for word, reason in REASONS.items()},
    "round and round": Lines(
        [Line("A", until=Undetectable(14)), Line({}, until=Lasting(Detected(), days=14))],
        repeat=True,
    ),
    "adaptive later": Lines([Line("A", until=Days(35)), Line(Adaptive("A"))]),
    "adaptive dose later": Lines(
        [Line("A", until=Days(35)), Line(AdaptiveDose("A", tolerance=0.05))]
    ),
    "lines in lines": Lines(
        [Line("B", until=Days(21)), Line(Lines([Line("A", until=Undetectable(28)), *REST]))]
    ),
}  # fmt: skip
HOW = {"noise": 0.1, "detection": 1e8}


def doses(plan, clinic, patients):
    runs = sim.simulate(
        TUMOUR, {"plan": plan}, patients=patients, days=300, seed=1, clinic=clinic,
        engine="meanfield",
    )  # fmt: skip
    return runs.values("dose", "plan")


@pytest.mark.parametrize("reason", [Undetectable(28), Lasting(BELOW, days=28)])
def test_the_reason_is_not_looked_at_on_the_scan_day_of_another(reason):
    """Patient 0 was treated for 84 days, or for 56 if patient 1 was scanned on day 56."""
    found = []
    for other in ([0, 28, 84], [0, 28, 56, 84]):
        clinic = sim.Clinic(scan_days=[[0, 28, 84], other], noise=0.0, detection=1e8)
        plan = Lines([Line("A", until=reason), Line({})])
        runs = sim.simulate(
            TUMOUR.replace(clones=[TUMOUR.clones[0]]), {"plan": plan}, patients=2, days=200,
            seed=1, clinic=clinic, engine="meanfield",
        )  # fmt: skip
        found.append(sim.time_on_treatment(runs).values[0].tolist())
    assert found == [[84, 84], [84, 56]]


@pytest.mark.parametrize("name", PLANS)
def test_days_of_others_change_nothing(name):
    own = [0, 28, 70, 112, 126, 182, 238, 280]
    others = [[0, 14, 56, 98, 140, 210], list(range(0, 300, 7))]
    alone = doses(PLANS[name], sim.Clinic(scan_days=[own] * 3, **HOW), 3)[0]
    among = doses(PLANS[name], sim.Clinic(scan_days=[own, *others], **HOW), 3)[0]
    np.testing.assert_array_equal(among, alone)
    assert len(np.unique(alone, axis=0)) > 1  # it does something


@pytest.mark.parametrize("name", PLANS)
def test_scans_that_others_miss_change_nothing(name):
    clinic = sim.Clinic(scan_every=14, missed=0.4, delay=5, **HOW)
    together = doses(PLANS[name], clinic, 12)
    for patient in (0, 5, 11):
        np.testing.assert_array_equal(doses(PLANS[name], clinic, [patient])[0], together[patient])


@pytest.mark.parametrize("reason", [
    By("psa", Undetectable(28)), Lasting(By("psa", BELOW), days=28), Undetectable(28),
    Lasting(AnyOf([By("psa", BELOW), BELOW]), days=28), Lasting(~Progression(), days=28),
])  # fmt: skip
def test_nor_by_one_measure_of_several(reason):
    clinic = sim.Clinic(
        measures={
            "ct": sim.Exam(sim.Cells(), every=28, noise=0.1, missed=0.4, detection=1e8),
            "psa": sim.Exam(
                sim.Marker("PSA", 1e-8), every=21, noise=0.3, missed=0.4, detection=1.0,
                criteria=sim.RatioToNadir(1.3),
            ),
        },
        progression="ct and psa",
    )  # fmt: skip
    plan = Lines([Line("A", until=reason), *REST])
    together = doses(plan, clinic, 8)
    for patient in (0, 3, 7):
        np.testing.assert_array_equal(doses(plan, clinic, [patient])[0], together[patient])


def test_who_has_a_result_is_shown():
    shown = {}

    @sim.policy
    def look(seen, memory):
        shown[seen.day] = seen.new_result, seen.arrived.tolist()
        return "A"

    clinic = sim.Clinic(visit_every=14, scan_days=[[0, 28], [0, 14, 28]], **HOW)
    sim.simulate(TUMOUR, {"a": look}, patients=2, days=50, seed=1, clinic=clinic)
    assert shown == {
        0.0: (True, [True, True]), 14.0: (True, [False, True]),
        28.0: (True, [True, True]), 42.0: (False, [False, False]),
    }  # fmt: skip
