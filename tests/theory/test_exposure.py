"""Concentrations: hand-computed, and the due-rule for administrations."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.model import Clone, Drug, Proportional, Tumour
from sim.regimens import Adaptive, Continuous, Days, Doses, Intermittent, Line, Lines, Schedule
from sim.theory import exposure

LN2 = math.log(2.0)


def plan(days, doses):
    return SimpleNamespace(days=tuple(days), doses=tuple(doses))


def tumour(half_life=None, interval=1.0):
    drug = Drug("A", Proportional(0.1), half_life=half_life, interval=interval)
    return Tumour([Clone("S", 0.1, 0.1, start=1)], drugs=[drug])


def levels(track, days):
    return np.array([track.at(day)[0] for day in days])


def test_without_half_life_the_concentration_is_the_dose():
    track = exposure(tumour(), plan([0, 5, 9], [{"A": 1}, {"A": 0.5}, {}]), 20)
    assert levels(track, [0, 4.9, 5, 8, 9, 20]).tolist() == [1, 1, 0.5, 0.5, 0, 0]
    assert track.breakpoints == (0.0, 5.0, 9.0)


def test_no_schedule_is_no_drug():
    track = exposure(tumour(2.0), None, 20)
    assert track.breakpoints == (0.0,)
    assert track.at(7.0)[0] == 0.0


def test_half_life_by_hand():
    track = exposure(tumour(half_life=1.0), plan([0], [{"A": 2}]), 3)
    assert track.breakpoints == (0.0, 1.0, 2.0)
    expected = [2 * LN2, 2 * LN2 / 2**0.5, 3 * LN2, 3.5 * LN2, 3.5 * LN2 / 2**0.5]
    np.testing.assert_allclose(levels(track, [0, 0.5, 1, 2, 2.5]), expected, rtol=1e-14)


@pytest.mark.parametrize(("half_life", "interval"), [(0.2, 1.0), (2.4, 1.0), (9.0, 21.0)])
def test_the_mean_steady_state_of_the_standard_dose_is_one(half_life, interval):
    track = exposure(tumour(half_life, interval), plan([0], [{"A": 1}]), 101 * interval)
    k = LN2 / half_life
    mean = track.at(100 * interval)[0] * -math.expm1(-k * interval) / (k * interval)
    assert mean == pytest.approx(1.0, abs=1e-10)


def test_splitting_an_interval_without_a_change_of_dose_changes_nothing():
    whole = exposure(tumour(3.0, 2.0), plan([0, 15], [{"A": 1}, {}]), 20)
    split = exposure(tumour(3.0, 2.0), plan([0, 3, 4, 8.5, 15], [{"A": 1}] * 4 + [{}]), 20)
    assert whole.breakpoints == split.breakpoints
    days = np.linspace(0, 20, 101)
    np.testing.assert_allclose(levels(whole, days), levels(split, days), rtol=1e-13)


def test_a_stop_is_at_once_and_a_restart_begins_with_an_administration():
    doses = [{"A": 1}, {}, {}, {"A": 1}]
    track = exposure(tumour(0.5, 2.0), plan([0, 4, 4.5, 7.3], doses), 12)
    # Not on day 4 (stopped), and from 7.3 on every other day.
    np.testing.assert_allclose(track.breakpoints, [0, 2, 7.3, 9.3, 11.3])


def test_a_changed_dose_acts_from_the_next_administration_on():
    track = exposure(tumour(1.0, 2.0), plan([0, 3], [{"A": 1}, {"A": 3}]), 5)
    np.testing.assert_allclose(track.breakpoints, [0, 2, 4])
    after = [2 * LN2, 2.5 * LN2, 2.5 / 4 * LN2 + 6 * LN2]
    np.testing.assert_allclose(levels(track, [0, 2, 4]), after, rtol=1e-14)


def test_two_drugs_keep_their_own_calendars():
    drugs = [
        Drug("A", Proportional(0.1), half_life=1.0, interval=3.0),
        Drug("B", Proportional(0.1)),
    ]
    both = Tumour([Clone("S", 0.1, 0.1, start=1)], drugs=drugs)
    track = exposure(both, plan([0, 4], [{"A": 1}, {"A": 1, "B": 2}]), 8)
    assert track.breakpoints == (0.0, 3.0, 4.0, 6.0)
    np.testing.assert_allclose(track.at(5.0), [(3 / 32 + 3 / 4) * LN2, 2.0])


def test_open_loop_regimens_are_read_and_closed_loop_ones_refused():
    track = exposure(tumour(), Intermittent("A", on=28, off=14), 100)
    assert track.breakpoints == (0.0, 28.0, 42.0, 70.0, 84.0)
    same = Schedule((0, 28, 42, 70, 84), ("A", {}, "A", {}, "A"))
    assert exposure(tumour(), same, 100).breakpoints == track.breakpoints
    assert exposure(tumour(), Continuous("A", dose=0.5), 0.0).at(0.0)[0] == 0.5
    with pytest.raises(InputError, match="depends on what is seen"):
        exposure(tumour(), Adaptive("A"), 100)


def test_an_object_that_makes_a_schedule_is_one():
    maker = SimpleNamespace(schedule=lambda horizon: plan([0, horizon / 2], [{"A": 1}, {}]))
    assert exposure(tumour(), maker, 10).breakpoints == (0.0, 5.0)


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (plan([0], [{"a": 1}]), "no such drug"),
        (plan([0], [{"A": np.array([1.0, 2.0])}]), "one patient"),
        (plan([1], [{"A": 1}]), "start at 0"),
        (plan([0, 5, 5], [{}, {"A": 1}, {}]), "rise"),
        (plan([0, 5], [{}]), "as many doses"),
        (plan([0], ["A"]), "mapping"),
        ("A", "no open-loop schedule"),
    ],
)
def test_bad_schedules_are_refused(schedule, words):
    with pytest.raises(InputError, match=words):
        exposure(tumour(), schedule, 10)


def test_single_doses_by_hand():
    given = Doses("A", [(0.5, 3), (2, 1), (2, "reset"), (2.25, 0.5), (4, 7)]) + {"A": 2}
    track = exposure(tumour(half_life=1.0), given, 4)
    assert track.breakpoints == (0.0, 0.5, 1.0, 2.0, 2.25, 3.0)
    half = 2**-0.5
    at_one = (2 * half + 3) * half + 2  # two a day, and three at noon
    on_two = 1 + 2  # the body is emptied first, whatever the order in the list
    at_three = (on_two * 2**-0.25 + 0.5) * 2**-0.75 + 2
    expected = np.array([2, 2 * half + 3, at_one, on_two, on_two * 2**-0.25 + 0.5, at_three]) * LN2
    np.testing.assert_allclose(levels(track, track.breakpoints), expected, rtol=1e-14)
    assert track.at(1.999)[0] == pytest.approx(at_one * LN2 * 2**-0.999, rel=1e-12)


def test_single_doses_of_a_line_count_from_its_start_and_end_with_it():
    plan = Lines([Line({}, Days(10)), Line(Doses("A", [(1, 2), (5, 3)]), Days(5)), Line("A")])
    track = exposure(tumour(half_life=2.0, interval=3.0), plan, 20)
    assert track.breakpoints == (0.0, 11.0, 15.0, 18.0)
    jump = 3.0 * LN2 / 2.0
    assert track.at(15)[0] == pytest.approx((2 * 2**-2.0 + 1) * jump, rel=1e-14)


def test_single_doses_that_theory_cannot_take_are_refused():
    with pytest.raises(InputError, match="single doses of 'A', but without a half-life"):
        exposure(tumour(), Doses("A", [(0, 1)]), 10)
    with pytest.raises(InputError, match="differs between patients"):
        exposure(tumour(1.0), Doses("A", [[(0, 1)], [(1, 1)]]), 10)
    with pytest.raises(InputError, match="A schedule that gives 'B'"):
        exposure(tumour(1.0), Doses("B", [(0, 1)]), 10)
