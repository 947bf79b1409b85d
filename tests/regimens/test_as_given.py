"""What was decided visit by visit, given again: day by day, and of some patients only."""

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.regimens import Intermittent, Surgery
from sim.regimens.as_given import AsGiven

PLAN = AsGiven(
    days=[0, 10, 20, 50],
    doses=[{"A": 1.0}, {"A": np.array([0.5, 0.0]), "B": 2.0}, None, Intermittent("A", on=7, off=7)],
    lines=[(10, np.array([1, 0])), (50, 1)],
    local=[(20, Surgery(0.9), np.array([0, 1]))],
)


def test_each_decision_holds_until_the_next(visit):
    memory = {}
    expected = {
        0.0: [[1, 0]] * 2, 7.0: [[1, 0]] * 2, 10.0: [[0.5, 2], [0, 2]], 20.0: [[0.5, 2], [0, 2]],
        49.0: [[0.5, 2], [0, 2]], 50.0: [[1, 0]] * 2, 57.0: [[0, 0]] * 2, 64.0: [[1, 0]] * 2,
    }  # fmt: skip
    for day, doses in expected.items():
        found = PLAN.decide(visit(day, np.ones(2)), memory)
        np.testing.assert_array_equal(np.broadcast_to(found, (2, 2)), doses, err_msg=str(day))
    assert PLAN.drugs == ("A", "B")


def test_lines_and_local_treatments_are_for_those_they_were_for(visit):
    memory, lines, treated = {}, {}, {}
    for day in (0.0, 10.0, 20.0, 50.0, 51.0):
        seen = visit(day, np.ones(2))
        PLAN.decide(seen, memory)
        begun = seen.lines_begun()
        lines[day] = None if begun is None else np.broadcast_to(begun, 2).tolist()
        treated[day] = [np.broadcast_to(who, 2).tolist() for _, who in seen.treated()]
    none = (None, [False, False])
    assert lines[10.0] == [True, False]
    assert lines[50.0] == [True, True]
    assert lines[0.0] in none
    assert lines[20.0] in none
    assert lines[51.0] in none
    assert treated == {0.0: [], 10.0: [], 20.0: [[False, True]], 50.0: [], 51.0: []}


def test_it_is_asked_on_its_days_and_on_those_of_what_it_gives():
    assert PLAN.days_to_ask(70).tolist() == [0, 10, 20, 50, 57, 64]
    assert PLAN.days_to_ask(50).tolist() == [0, 10, 20]
    early = AsGiven([0, 20], [Intermittent("A", on=7, off=7), {}])
    assert early.days_to_ask(100).tolist() == [0, 7, 14, 20]  # (no longer on day 21)
    periods = [(begin, end) for begin, end, _ in PLAN.periods(60)]
    assert periods == [(0, 10), (10, 50), (50, 60)]
    assert [end for _, end, _ in PLAN.periods(30)] == [10, 30]


def test_it_says_on_how_many_days():
    assert PLAN.describe() == "As decided visit by visit, on 4 days."
    assert AsGiven([0], [{"A": 1}]).describe() == "As decided visit by visit, on 1 day."


@pytest.mark.parametrize(
    ("days", "doses"),
    [
        ([], []), ([1], [{}]), ([0, 5], [{}]), ([0, 5, 5], [{}, {}, {}]), ([0, 7, 5], [{}, {}, {}]),
    ],
)  # fmt: skip
def test_a_decision_for_each_day_from_day_0_on(days, doses):
    with pytest.raises(InputError, match="one for each day, from day 0 on"):
        AsGiven(days, doses)


def test_nothing_goes_on_before_anything_was_given():
    with pytest.raises(InputError, match="begins with None"):
        AsGiven([0, 7], [None, {"A": 1}])
