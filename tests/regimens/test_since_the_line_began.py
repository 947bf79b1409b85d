"""A line ends by scans made since it began: not by what was scanned for the line before."""

from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim.regimens import Line, Lines
from sim.regimens.streak import holds_since

CLONES = [
    sim.Clone("S", 0.14, 0.12, start=1e10),
    sim.Clone("RA", 0.14, 0.12, start=1e5, fold={"A": np.inf}),
    sim.Clone("RB", 0.14, 0.12, start=1e5, fold={"B": np.inf}),
]
TUMOUR = sim.Tumour(CLONES, drugs=[sim.Drug(name, sim.Proportional(0.05)) for name in "AB"])
LATE = sim.Clinic(visit_every=7, scan_every=14, noise=0.0, delay=35)


def begins(until, clinic=LATE, first=21.0):
    """Return when B is begun, after some days of A and a pause until then; NaN: never."""
    plan = Lines([Line("A", until=sim.Days(first)), Line({}, until=until), Line("B")])
    runs = sim.simulate(TUMOUR, {"a": plan}, patients=1, days=140, seed=1, clinic=clinic,
                        engine="meanfield", progress=False)  # fmt: skip
    given = runs.data["dose"].sel(arm="a", drug="B").values[0] > 0
    return float(runs.values("time")[np.argmax(given)]) if given.any() else np.nan


@pytest.mark.parametrize("until", [
    sim.Detected(), sim.BurdenBelow(2.0), sim.BurdenAbove(0.1), ~sim.Undetectable(),
    sim.Detected() & sim.Days(7), sim.Detected() | sim.Days(100),
    sim.BurdenBelow(2.0) & ~sim.Days(91), ~~sim.Detected(),
    sim.Lasting(sim.Detected(), days=0),
])  # fmt: skip
def test_a_late_result_of_the_line_before_ends_nothing(until):
    """The pause begins on day 21: its first scan is on day 28, and known on day 63."""
    assert begins(until) == 63.0


@pytest.mark.parametrize(("first", "known"), [(27.0, 63.0), (28.0, 77.0), (29.0, 77.0)])
def test_a_scan_on_the_day_of_the_change_is_of_the_line_before(first, known):
    """Whether its result comes at once (then it is what the change was decided on) or later."""
    assert begins(sim.Detected(), first=first) == known
    at_once = sim.Clinic(visit_every=7, scan_every=14, noise=0.0)
    assert begins(sim.Detected(), at_once, first) == known - 35.0


def test_a_visit_without_a_result_does_not_look_at_the_last_one_again():
    """Reasons that are asked at every visit find the result by which the last line ended."""
    clinic = sim.Clinic(visit_every=7, scan_every=28, noise=0.0)
    assert begins(sim.Detected() | sim.Days(1000), clinic, 28.0) == 56.0
    assert begins(~sim.Undetectable(), clinic, 28.0) == 56.0


def test_each_measure_has_scans_of_its_own():
    """The marker is known at once; scans are late, and a result of one is none of the other."""
    clinic = sim.Clinic(
        visit_every=7, noise=0.0,
        measures={
            "ct": sim.Exam(sim.Lesions(2), every=14, delay=35, noise=0.0),
            "psa": sim.Exam(sim.Marker("PSA", 1e-9), every=7, noise=0.0),
        },
    )  # fmt: skip
    assert begins(sim.By("psa", sim.Detected()), clinic) == 28.0
    assert begins(sim.By("ct", sim.Detected()), clinic) == 63.0
    assert begins(sim.By("ct", ~sim.Undetectable()), clinic) == 63.0


def test_whoever_missed_the_scan_waits_for_the_next(visit):
    """A new result of somebody is none of those whose last scan was for the line before."""
    plan, memory = (
        Lines([Line("A", until=sim.Days(7)), Line({}, until=sim.Detected()), Line("B")]),
        {},
    )
    plan.decide(visit(0, [1.0, 1.0]), memory)
    plan.decide(visit(7, [1.0, 1.0]), memory)
    doses = plan.decide(visit(28, [1.0, 1.0], scan_day=[28.0, 7.0]), memory)
    assert doses[:, 1].tolist() == [1.0, 0.0]
    doses = plan.decide(visit(56, [1.0, 1.0], scan_day=[28.0, 56.0]), memory)
    assert doses[:, 1].tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("looked", "first_day", "since"), [(10.0, True, 10.0), (9.0, True, 21.0), (10.0, False, 21.0)]
)
def test_what_held_before_the_line_is_forgotten_but_of_its_first_day(looked, first_day, since):
    """It held since day 3, was looked at last on some day, and the line began on day 10."""
    memory = {"first": np.array([3.0]), "day": np.array([looked])}
    seen = SimpleNamespace(day=21.0, patients=1)
    yes = np.array([True])
    held = holds_since(seen, np.array([11.0]), memory, yes, yes, first_day)
    assert held.tolist() == [since]
