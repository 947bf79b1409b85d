import numpy as np
import pytest

from sim.base.errors import InputError
from sim.base.units import cells_from_diameter_mm as ball
from sim.clinic import (
    Clinic,
    Confirmed,
    Criteria,
    Measure,
    RatioToBaseline,
    RatioToNadir,
    Recist,
)
from tests.asked import assert_asks_for
from tests.clinic.test_desk import EXACT, run


@pytest.mark.parametrize(
    ("nadir_mm", "now_mm", "progressed"),
    [
        (10, 14.9, False),  # 49 % but not 5 mm
        (10, 15, True),
        (25, 29.9, False),
        (25, 30, True),  # both just reached
        (50, 55, False),  # 5 mm but only 10 %
        (50, 59.9, False),
        (50, 60, True),
        (5, 9.9, False),
        (5, 10, True),
    ],
)
def test_recist_needs_a_fifth_and_five_millimetres(nadir_mm, now_mm, progressed):
    now, nadir = ball(np.array([now_mm])), ball(np.array([nadir_mm]))
    # The reference is no part of RECIST's progression: only the nadir counts.
    assert Recist().progressed(now, np.array([1e15]), nadir).tolist() == [progressed]


def test_ratio_to_baseline_is_strict_and_ignores_the_nadir():
    now = np.array([1.2e9, 1.2001e9])
    answer = RatioToBaseline(1.2).progressed(now, np.full(2, 1e9), np.ones(2))
    assert answer.tolist() == [False, True]


def test_ratio_to_nadir_is_strict_and_ignores_the_reference():
    now = np.array([1.5e8, 1.6e8])
    answer = RatioToNadir(1.5).progressed(now, np.full(2, 1e9), np.full(2, 1e8))
    assert answer.tolist() == [False, True]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Recist(growth=20), "growth of Recist is 20.*0.2 is 20 %"),
        (lambda: Recist(at_least_mm=-1), "at_least_mm of Recist is -1"),
        (lambda: Recist(cells_per_cm3=0), "cells_per_cm3 of Recist is 0.*1e9"),
        (lambda: RatioToBaseline(120), "ratio of RatioToBaseline is 120.*1.2 is 20 % above"),
        (lambda: RatioToNadir(1.0), "ratio of RatioToNadir is 1; allowed is above 1"),
        (lambda: RatioToNadir([1.2, 1.3]), "must be one number"),
        (lambda: RatioToNadir(float("nan")), "is nan"),
    ],
)
def test_wrong_numbers_are_named(make, message):
    with pytest.raises(InputError, match=message):
        make()


@pytest.mark.parametrize(("kind", "names"), [
    (Measure, ("sizes",)), (Criteria, ("progressive", "partial")),
])  # fmt: skip
def test_a_part_of_ones_own_says_all_that_is_asked_of_it(kind, names):
    assert_asks_for(kind, *names)


def test_what_confirms_progressions_leaves_responses_to_the_criteria():
    """A partial response of one scan is none by RECIST, and one that lasts 28 days is."""
    rule = Confirmed(Recist(confirm_response=28, stable_after=14), after=21)
    assert (rule.confirm_response, rule.stable_after, rule.ignore_before) == (28, 14, 0)
    assert rule.confirm_progression == 21
    large, small = 1e11, 1e10  # (in diameter less than a half)
    days = {0: large, 14: small, 28: large, 42: large}
    both = {day: [size, small if day else large] for day, size in days.items()}
    _, found = run(Clinic(**EXACT, criteria=rule), both)
    assert found["best_response"].tolist() == [2, 3]
