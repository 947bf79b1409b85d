"""What was given, again: tables of periods, held to a look through the table day by day."""

import numpy as np
import pytest
from scipy import stats

from sim.base.errors import InputError
from sim.regimens import (
    Adaptive,
    Adherence,
    Continuous,
    Days,
    Doses,
    Given,
    Line,
    Lines,
    Together,
)
from sim.regimens.as_given import AsGiven
from sim.regimens.parts import largest_doses

TWO = np.array([[0, 0, 1], [1, 0, 1], [1, 28, 0], [1, 70, 0.5]])


def looked_up(table, row, day):
    """Return the dose of the last period of a row that has begun; 0 before its first."""
    begun = [(when, dose) for who, when, dose in table if who == row and when <= day]
    return max(begun)[1] if begun else 0.0


def test_each_patient_has_the_row_that_is_said(visit):
    chance = np.random.default_rng(3)
    tables = {
        drug: np.array(
            [
                [row, day, dose]
                for row in range(4)
                for day, dose in zip(
                    chance.choice(60, 6, replace=False), chance.random(6), strict=True
                )
            ]
        )
        for drug in ("A", "B")
    }
    rows = np.array([2, 0, 3, 3, 1])
    plan, memory = Given(tables, row=rows), {}
    days = [0.0, 7.0, 13.5, 21.0, 40.0, 59.0, 90.0]
    for day in days:
        given = plan.decide(visit(day, np.ones(5)), memory)
        wanted = [[looked_up(tables[drug], row, day) for drug in ("A", "B")] for row in rows]
        np.testing.assert_array_equal(np.broadcast_to(given, (5, 2)), wanted)
    changes = {day for table in tables.values() for _, day, _ in table}
    assert plan.days_to_ask(1e3).tolist() == sorted({0.0} | changes)


def test_it_is_asked_on_the_days_on_which_a_dose_changes():
    assert Given({"A": TWO}, row=np.array([0, 1])).days_to_ask(100).tolist() == [0, 28, 70]
    assert Given({"A": TWO}, row=np.array([1])).days_to_ask(70).tolist() == [0, 28]
    assert Given({"A": TWO}, row=np.array([0])).days_to_ask(100).tolist() == [0]  # no other's
    words = str(Given({"A": TWO}, row=np.array([0, 1])))
    assert words == "Given: A, as 2 patients had it; doses change on 3 days."
    assert (
        str(Given({"A": TWO}, row=[0])) == "Given: A, as a patient had it; doses change on 1 day."
    )


@pytest.mark.parametrize("row", [[[0], [1]], [0, -1], [0.5, 1], [0, np.inf]])
def test_rows_that_are_none_are_refused(row):
    with pytest.raises(InputError, match=r"row of Given is .*give a whole number from 0"):
        Given({"A": TWO}, row=row)


def test_a_row_without_periods_and_periods_without_rows_are_refused():
    with pytest.raises(InputError, match="row of Given has 2, but periods are of rows 0, 1;"):
        Given({"A": TWO}, row=[0, 2])
    with pytest.raises(InputError, match="say who has which"):
        Given({"A": TWO})


def test_a_period_is_as_good_as_its_numbers():
    for bad, words in (
        ([[0, 0]], r"has shape \(1, 2\)"),
        ([[0, 0, -1]], "at least 0"),
        ([[0, np.nan, 1]], "at least 0"),
        ([[0, 500_000, 1]], "at least 0"),
        ([[0, 7, 1], [0, 7, 0]], "two doses on day 7 of row 0"),
    ):
        with pytest.raises(InputError, match=words):
            Given({"A": np.array(bad)})


def test_one_patient_of_many_is_for_anybody(visit):
    plan = Given({"A": TWO, "B": TWO[:1]}, row=np.array([1, 0]))
    second = plan.of(0)
    assert second.drugs == ("A",)  # (B is of row 0)
    assert second.row is None
    assert second.days_to_ask(100).tolist() == [0, 28, 70]
    assert plan.of(1).drugs == ("A", "B")
    for who in (2, -1, 0.5):
        with pytest.raises(InputError, match="no such patient; give 0 to 1"):
            plan.of(who)


def test_what_anybody_had_is_what_each_had():
    plan = Given({"A": [[0, 0, 1.0], [0, 28, 0.5]]})
    for patient in (0, 7):
        alone = plan.of(patient)
        np.testing.assert_array_equal(alone.periods["A"], plan.periods["A"])
        assert alone.row is None


@pytest.mark.parametrize("count", [1, 3])
def test_what_may_be_forgotten_counts_from_the_day_it_was_begun(visit, count):
    """Adaptive, begun by all on day 0, stopped by the first on day 14, begun again on day 28."""
    plan, memory = Adherence(Adaptive("A"), 0.5, block=7), {}
    burdens = {0.0: 1.0, 14.0: 0.4, 28.0: 1.1}
    begun = []
    for day, burden in burdens.items():
        now = np.where(np.arange(count) == 0, burden, 0.9)
        doses = plan.decide(visit(day, now, drugs=("A",)), memory)
        assert np.broadcast_to(doses, (count, 1))[0, 0] == (day != 14.0)
        begun.append(np.broadcast_to(memory["begun"], (count, 1))[:, 0].tolist())
    others = [0.0] * (count - 1)
    assert begun == [[0.0, *others], [0.0, *others], [28.0, *others]]


def test_single_doses_are_given_besides(visit):
    """The second patient has the doses of row 1, and none of row 0."""
    single = Doses("C", [[(3, 2.0)], [(5, 1.0), (9, 4.0)]])
    plan = Given({"A": TWO}, row=np.array([0, 1]), once=[single])
    assert plan.drugs == ("A", "C")
    assert str(plan).endswith("doses change on 3 days and 3 doses one by one.")
    seen = visit(0.0, np.ones(2), drugs=("A", "C"))
    plan.decide(seen, {})
    given = seen.once(7.0, (1.0, 1.0))
    assert np.diff(given.of).tolist() == [1, 1]
    assert given.moment.tolist() == [3, 5]
    assert given.dose.tolist() == [2, 1]
    second = plan.of(1)
    assert second.once[0].given[:, 1:].tolist() == [[5, 1], [9, 4]]
    assert second.once[0].row is None
    assert str(Given({})) == "Given: nothing."


def test_the_largest_dose_of_each_drug_is_known_before_a_run():
    """What is given again and again and what is given once may fall together."""
    once = [Doses("A", [(3, 2.0), (9, 4.0)]), Doses("B", [(0, "reset")])]
    assert largest_doses(Given({"A": TWO[:1]}, once=once)) == {"A": 5.0, "B": 0.0}
    two = Together([Continuous("A"), Continuous({"A": 0.5, "B": 2.0})])
    assert largest_doses(two) == {"A": 1.5, "B": 2.0}
    lines = Lines([Line({"A": 0.5}, until=Days(7)), Line({"A": np.array([0.2, 3.0])})])
    assert largest_doses(lines) == {"A": 3.0}
    assert largest_doses(Continuous("A", dose=stats.uniform(1, 2)))["A"] == pytest.approx(3)
    assert largest_doses(AsGiven([0, 7], [{"A": 1.5}, {"B": [1.0, 4.0]}])) == {"A": 1.5, "B": 4.0}
