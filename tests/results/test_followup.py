"""Times to an end point: who is in them, and what ended each, by hand."""

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.results import runs_from_arrays
from sim.results.followed import Followup
from sim.results.followup import check_endpoints, followup
from sim.results.survival import with_interval

OVER, GONE, DEAD = 0, 1, 2
NONE = np.nan


def runs(**more):
    """Return six patients of one arm: what each is stands in `REASONS`."""
    zeros = np.zeros((1, 6))
    return runs_from_arrays(
        arms=["A"], patients=range(6), clones=["s"], drugs=["A"], baseline=zeros, nadir=zeros,
        progression_day=[[56, 56, 56, NONE, NONE, NONE]],
        end_day=[[100, 100, 100, 100, 70, 100]], ending=[[OVER, OVER, OVER, OVER, DEAD, OVER]],
        final_cells=np.ones((1, 6, 1)), attrs={"days": 100.0}, more=more,
    )  # fmt: skip


def test_a_treatment_fails_by_what_came_first():
    """Stopped before, after and on the day of progression, without one, dead, and none of it."""
    found = followup(runs(stop_day=[[30.0, 70.0, 56.0, 40.0, NONE, NONE]]), "treatment failure")
    assert found.days.tolist() == [[30, 56, 56, 40, 70, 100]]
    assert found.happened.tolist() == [[True] * 5 + [False]]
    assert found.patients()["reason"].tolist() == [
        "side effects", "progression", "progression", "side effects",
        "death", "end of follow-up",
    ]  # fmt: skip


EVENT_DAYS = {
    "second_progression_day": [[80, NONE, 100.5, NONE, NONE, 60]],
    "lasting_growth_day": [[50, NONE, NONE, 90, 70, NONE]],
}
OF_EACH = {
    "time to progression": ([56, 56, 56, 100, 70, 100], [1, 1, 1, 0, 0, 0], "pppefe"),
    "progression-free survival": ([56, 56, 56, 100, 70, 100], [1, 1, 1, 0, 1, 0], "pppefe"),
    "second progression": ([80, 100, 100, 100, 70, 60], [1, 0, 0, 0, 1, 1], "peeefp"),
    "overall survival": ([100, 100, 100, 100, 70, 100], [0, 0, 0, 0, 1, 0], "eeeefe"),
    "lasting growth": ([50, 100, 100, 90, 70, 100], [1, 0, 0, 1, 1, 0], "geeggeX"),
    "treatment failure": ([56, 56, 56, 100, 70, 100], [1, 1, 1, 0, 1, 0], "pppefe"),
}
LETTERS = {"p": "progression", "e": "end of follow-up", "f": "death", "g": "lasting growth"}


@pytest.mark.parametrize("endpoint", OF_EACH)
def test_days_events_and_reasons_of_every_end_point(endpoint):
    """An event after the last day is none, one on the day of death is one, and nobody stopped."""
    days, happened, letters = OF_EACH[endpoint]
    found = followup(runs(**EVENT_DAYS), endpoint)
    assert (found.name, found.arms, found.horizon) == (endpoint, ("A",), 100.0)
    assert found.days.tolist() == [days]
    assert found.happened.tolist() == [[bool(one) for one in happened]]
    assert found.patients()["reason"].tolist() == [LETTERS[one] for one in letters[:6]]


def test_a_table_of_end_points_has_each_of_some_once():
    check_endpoints(["overall survival", "lasting growth"])
    with pytest.raises(InputError, match="endpoints is empty; name at least one of 'time to prog"):
        check_endpoints([])
    with pytest.raises(InputError, match="name each once"):
        check_endpoints(["overall survival"] * 2)


def test_a_followup_reads_arm_by_arm():
    assert str(TWO).splitlines() == [
        "x, up to 50 days",
        f"  A  3 patients, 2 events, median {with_interval(TWO.median('A'), '.0f', unit=' days')}",
        f"  B  3 patients, 2 events, median {with_interval(TWO.median('B'), '.0f', unit=' days')}",
    ]
    assert repr(TWO).startswith("Followup of x, up to 50 days, patients A: 3, B: 3. See .table()")
    some = replace(TWO, interrupted="2 of 4 patients", days=np.array([TWO.days[0], [NONE] * 4]))
    assert str(some).splitlines()[0] == "x, up to 50 days (2 of 4 patients)"
    assert str(some).splitlines()[2] == "  B  0 patients, 0 events, median -"
    assert "A: 3, B: 0, 2 of 4 patients. See" in repr(some)


def test_every_column_of_the_table_of_arms():
    table = TWO.table().set_index("arm")
    until = TWO.known_until()
    for arm in "AB":
        days, happened = TWO.of(arm)
        middle, mean = TWO.median(arm), TWO.restricted_mean(arm, until)
        np.testing.assert_array_equal(
            table.loc[arm].to_numpy(dtype=float),
            [days.size, happened.sum(), *middle, *mean],
        )
    assert list(table.columns) == [
        "patients", "events", "median [days]", "median from (95 %)", "median to (95 %)",
        f"mean within {until:g} days [days]", "mean from (95 %)", "mean to (95 %)",
    ]  # fmt: skip
    # of 10, 20+ and 40: two thirds are left from day 10 on
    assert until == 40.0
    assert table.iloc[0, 5] == pytest.approx(10 + 30 * 2 / 3)


def test_pooled_times_keep_what_ended_them():
    """Of four patients in one arm each: 3 and 9 in A, 5 in B, and one in neither is not counted."""
    days = np.array([[10.0, NONE, NONE, 40.0], [NONE, 25.0, NONE, NONE]])
    one = replace(TWO, days=days, happened=np.array([[1, 0, 0, 0], [0, 1, 0, 0]], dtype=bool),
                  why=np.array([[1, 0, 0, 5], [0, 2, 0, 0]], dtype=np.int8))  # fmt: skip
    table = one.with_pooled().patients().query("arm == 'all'")
    assert table["patient"].tolist() == [3, 5, 9]
    assert table["day"].tolist() == [10, 25, 40]
    assert table["event"].tolist() == [True, True, False]
    assert table["reason"].tolist() == ["progression", "death", "lost or closed before"]
    assert table["label"].tolist() == ["c", "e", "i"]


def test_an_arm_that_is_not_there_is_named():
    with pytest.raises(InputError, match="Arm 'C': no such arm"):
        TWO.of("C")
    nobody = replace(TWO, days=np.full((2, 4), NONE))
    with pytest.raises(InputError, match="Nobody is counted in arm 'A' for x: no arm has any"):
        nobody.counted("A")
    half = replace(TWO, days=np.array([[NONE] * 4, TWO.days[1]]))
    with pytest.raises(InputError, match="in arm 'A' for x: arms with patients are 'B'"):
        half.counted("A")


def test_an_event_of_which_nobody_says_what_it_was_has_no_incidence():
    with pytest.raises(InputError, match="x does not say which event ended a time"):
        replace(TWO, why=None).cumulative_incidence("A")
    found = TWO.cumulative_incidence("B")  # (death on 15, progression on 25, and 40 is censored)
    assert set(found) == {"death", "progression"}
    assert found["death"].at(30.0) == pytest.approx(1 / 3)
    assert found["progression"].at(30.0) == pytest.approx(1 / 3)


def test_an_end_point_that_is_none_is_named():
    with pytest.raises(InputError, match="overall survival"):
        followup(runs(), "overal survival")


TWO = Followup(
    name="x", arms=("A", "B"), numbers=np.array([3, 5, 8, 9]),
    days=np.array([[10.0, 20.0, NONE, 40.0], [15.0, NONE, 25.0, 40.0]]),
    happened=np.array([[True, False, False, True], [True, False, True, False]]),
    horizon=50.0, why=np.array([[1, 0, 0, 1], [2, 0, 1, 0]], dtype=np.int8),
    labels=np.array(["c", "e", "h", "i"]),
)  # fmt: skip


def test_who_is_in_both_arms():
    assert TWO.in_both("A", "B").tolist() == [3, 9]
    one, other = TWO.pairs("A", "B")
    assert one[0].tolist() == [10, 40]
    assert other[0].tolist() == [15, 40]
    assert one[1].tolist() == [True, True]
    assert other[1].tolist() == [True, False]


def test_some_patients_keep_their_names_and_reasons():
    some = TWO.only(np.array([True, False, True, False]))
    assert some.numbers.tolist() == [3, 8]
    table = some.patients()
    assert table["label"].tolist() == ["c", "c", "h"]
    assert table["arm"].tolist() == ["A", "B", "B"]
    assert table["reason"].tolist() == ["progression", "death", "progression"]
    for who in (np.array([1, 0, 1, 0]), np.array([True, False])):
        with pytest.raises(InputError, match="one yes or no for each of the 4 patients"):
            TWO.only(who)


def test_who_is_lost_has_no_event_after_it():
    cut = TWO.censored(20.0)
    np.testing.assert_array_equal(cut.days, [[10, 20, NONE, 20], [15, NONE, 20, 20]])
    assert cut.happened.tolist() == [[True, False, False, False], [True, False, False, False]]
    reasons = cut.patients().set_index(["arm", "patient"])["reason"]
    assert reasons["A", 9] == reasons["B", 8] == reasons["B", 9] == "lost or closed before"
    assert reasons["A", 3] == "progression"
    assert reasons["A", 5] == "end of follow-up"  # (on that day: not lost before)
    each = TWO.censored(np.array([5.0, np.inf, np.inf, 40.0]))
    np.testing.assert_array_equal(each.days, [[5, 20, NONE, 40], [5, NONE, 25, 40]])
    assert each.happened.tolist() == [[False, False, False, True], [False, False, True, False]]
    with pytest.raises(InputError, match="one for each of the 4 patients"):
        TWO.censored(np.ones(3))
    for bad in (-1.0, NONE):
        with pytest.raises(InputError, match="days are at least 0"):
            TWO.censored(bad)


def test_the_cumulative_hazard_is_the_sum_of_events_over_those_at_risk():
    found = TWO.cumulative_hazard("A")  # (of 10, 20+ and 40)
    assert found.days.tolist() == [0, 10, 40]
    assert found.value.tolist() == pytest.approx([0, 1 / 3, 1 / 3 + 1])


def test_of_many_clones_the_first_and_the_last_are_named():
    clones = [f"c{k}" for k in range(40)]
    many = runs_from_arrays(
        arms=["A"], patients=[0], clones=clones, drugs=[], baseline=[[1]], nadir=[[1]],
        progression_day=[[NONE]], end_day=[[1]], ending=[[OVER]],
        final_cells=np.ones((1, 1, 40)), attrs={"days": 1.0},
    )  # fmt: skip
    line = next(line for line in str(many).splitlines() if "clones" in line)
    assert line.endswith("..., c39 (40 in all)")
    assert line.split()[1:3] == ["c0,", "c1,"]
    assert "c1, ..." not in line
    assert "(none)" in str(many)


@pytest.mark.parametrize(("count", "line"), [
    (1, "c0"), (12, "c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11"),
    (13, "c0, c1, c2, c3, c4, c5, ..., c12 (13 in all)"),
])  # fmt: skip
def test_up_to_a_dozen_clones_are_named(count, line):
    clones = [f"c{k}" for k in range(count)]
    some = runs_from_arrays(
        arms=["A"], patients=[0], clones=clones, drugs=[], baseline=[[1]], nadir=[[1]],
        progression_day=[[NONE]], end_day=[[1]], ending=[[OVER]],
        final_cells=np.ones((1, 1, count)), attrs={"days": 1.0},
    )  # fmt: skip
    assert f"  clones  {line}" in str(some).splitlines()


def test_what_are_no_runs_cannot_be_joined():
    for parts in (3, np.array(2.0), None):
        with pytest.raises(InputError, match="give it a list of runs"):
            sim.join(parts)


@pytest.mark.parametrize("ask", ["restricted_mean", "quantile", "kaplan_meier", "difference"])
def test_what_is_asked_of_times_is_checked_before_anything_else(ask):
    found = followup(runs(), "overall survival")
    more = {"quantile": (0.5,), "difference": ("A",)}.get(ask, ())
    with pytest.raises(
        InputError, match=rf"^arm is \['A'\]: this is a list, and Followup.{ask} needs"
    ):
        getattr(found, ask)(["A"], *more)
