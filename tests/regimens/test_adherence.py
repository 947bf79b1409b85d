"""Doses that may be forgotten: how it is said, and from when they count."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.base.errors import InputError
from sim.regimens import Adaptive, Adherence, Continuous, Days, Line, Lines
from sim.regimens.adherence import days_by_days


@pytest.mark.parametrize(
    ("taken", "block", "words"),
    [
        (0.9, 0, "9 of 10 doses are taken"), (0.5, 0, "5 of 10 doses are taken"),
        (0.85, 7, "85 of 100 doses are taken, 7 days at a time"),
        (0.125, 0, "12.5 of 100 doses are taken"), (1.0, 0, "all doses are taken"),
        (0.0, 1, "none of the doses are taken, 1 day at a time"),
        (np.array([0.5, 0.9]), 0, "0.5 to 0.9 (by patient) of all doses are taken"),
    ],
)  # fmt: skip
def test_it_says_how_many_are_taken(taken, block, words):
    plan = Adherence(Continuous("A"), taken, block)
    assert plan.words() == words
    assert plan.describe() == f"Adherence: A; {words}."
    assert plan.rules() == (*Continuous("A").rules(), f"{words}.")


def test_what_is_prescribed_is_said_as_it_is_without():
    inner = Adaptive("A")
    said = Adherence(inner, 0.5).describe()
    assert (
        said == f"Adherence: {inner.describe()[len('Adaptive: ') : -1]}; 5 of 10 doses are taken."
    )
    table = Adherence(Continuous("A"), 0.5).calendar(28)
    assert table == Continuous("A").calendar(28) + "\nOf this, 5 of 10 doses are taken."


def test_doses_are_forgotten_once():
    with pytest.raises(InputError, match="multiply the two shares"):
        Adherence(Lines([Line(Adherence(Continuous("A"), 0.5), until=Days(7)), Line("B")]), 0.5)


@pytest.mark.parametrize("block", [0.5, 0.999])
def test_a_block_is_none_or_at_least_a_day(block):
    for good in (0.0, 1.0, 1.5, 3660.0):
        assert Adherence(Continuous("A"), 0.5, good).block == good
    with pytest.raises(InputError, match="give 0, or 1 or more"):
        Adherence(Continuous("A"), 0.5, block)


def test_who_begins_the_line_today_begins_its_doses_today(visit):
    """The first patient has had the drug before; for the second the line begins on day 14."""
    plan, memory = Adherence(Continuous("A"), 0.5), {}
    for day, since in ((0.0, [0.0, 0.0]), (7.0, [7.0, 7.0]), (14.0, [14.0, 0.0])):
        plan.decide(visit(day, np.ones(2), drugs=("A",), since=np.array(since)), memory)
    assert np.broadcast_to(memory["begun"], (2, 1)).tolist() == [[0], [14]]


def test_a_drug_without_half_life_may_be_forgotten_each_day_or_block():
    plain, timed = sim.Drug("A", sim.Proportional(0.1)), sim.Drug("A", sim.Proportional(0.1), 1.0)
    daily, weekly = Adherence(Continuous("A"), 0.5), Adherence(Continuous("A"), 0.5, 7)
    assert days_by_days(daily, [plain], 4).tolist() == [0, 1, 2, 3]
    assert days_by_days(weekly, [plain], 21).tolist() == [0, 7, 14]
    assert days_by_days(daily, [timed], 4).tolist() == []
    assert days_by_days(Continuous("A"), [plain], 4).tolist() == []
    assert days_by_days(Lines([Line(weekly, until=Days(7)), Line("A")]), [plain], 9).tolist() == [
        0, 7,
    ]  # fmt: skip


def test_a_share_may_be_drawn():
    assert (
        Adherence(Continuous("A"), stats.uniform(0.5, 0.4))
        .words()
        .endswith("of all doses are taken")
    )
