"""Fractions are of the first result of all, whatever the line started from or the least was.

Every visit here has a baseline of 100, a line that began at 40, and a nadir of 10, so that a rule
that compares with another of the three gives other doses.
"""

import numpy as np
import pytest

from sim.regimens import Adaptive, AdaptiveDose, BurdenAbove, BurdenBelow

THREE = {"baseline": [100.0], "reference": [40.0], "nadir": [10.0]}


@pytest.mark.parametrize(
    ("burden", "on", "expected"),
    [
        (50.0, True, 1),  # at the threshold, not below
        (49.9, True, 0),
        (21.0, True, 0),  # half of the line's start
        (5.1, True, 0),
        (41.0, False, 0),  # above the line's start and the nadir, below the baseline
        (100.0, False, 0),
        (100.1, False, 1),
    ],
)
def test_adaptive_pauses_and_restarts_by_the_baseline(visit, burden, on, expected):
    plan, memory = Adaptive("A"), {}
    plan.decide(visit(0, [100.0], **THREE), memory)
    if not on:
        assert plan.decide(visit(28, [1.0], **THREE), memory)[:, 0].tolist() == [0]
    assert plan.decide(visit(56, [burden], **THREE), memory)[:, 0].tolist() == [expected]


@pytest.mark.parametrize(("burden", "paused"), [(50.0, False), (49.9, True), (21.0, True)])
def test_adaptive_dose_pauses_by_the_baseline(visit, burden, paused):
    plan, memory = AdaptiveDose("A", pause_below=0.5), {}
    plan.decide(visit(0, [100.0], **THREE), memory)
    dose = plan.decide(visit(28, [burden], **THREE), memory)[0, 0]
    assert (dose == 0) == paused


@pytest.mark.parametrize(
    ("until", "burden", "ended"),
    [
        (BurdenBelow(0.5), 50.0, False), (BurdenBelow(0.5), 49.9, True),
        (BurdenBelow(0.5), 21.0, True), (BurdenAbove(1.0), 100.0, False),
        (BurdenAbove(1.0), 100.1, True), (BurdenAbove(1.0), 41.0, False),
    ],
)  # fmt: skip
def test_lines_end_by_the_baseline(visit, until, burden, ended):
    assert until.ended(visit(56, [burden], **THREE), np.array([56.0]), {}).tolist() == [ended]


def test_a_second_line_of_adaptive_still_counts_from_the_baseline():
    """Through a clinic: a line that begins at a tenth of the baseline restarts at the baseline."""
    from sim.clinic import Clinic, RatioToBaseline

    clinic = Clinic(
        noise=0.0, visit_every=14, scan_every=14, detection=0.0, criteria=RatioToBaseline(2.0)
    )
    desk = clinic.open(1, np.arange(1), ("A",), 98.0)
    plan, memory, given = Adaptive("A"), {}, []
    for place, burden in enumerate([100.0, 10.0, 10.0, 60.0, 90.0, 101.0, 60.0]):
        seen = desk.look(14.0 * place, np.array([burden]))
        if place == 1:
            seen.begin_line(np.array([True]))
        given.append(float(desk.note(seen, plan.decide(seen, memory))[0, 0]))
    assert given == [1, 0, 0, 0, 0, 1, 1]


def test_rules_cannot_be_changed_once_written():
    from dataclasses import FrozenInstanceError

    for plan, name in (
        (Adaptive("A"), "stop_below"), (AdaptiveDose("A"), "pause_below"),
        (BurdenBelow(0.5), "fraction"), (BurdenAbove(1.0), "fraction"),
    ):  # fmt: skip
        with pytest.raises(FrozenInstanceError):
            setattr(plan, name, 0.7)
