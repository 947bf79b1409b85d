"""Plans that never look at the patient: what is given on which day."""

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.regimens import (
    Alternating,
    Combination,
    Continuous,
    Days,
    Escalation,
    Intermittent,
    Line,
    Lines,
    Metronomic,
    Observation,
    Progression,
    Schedule,
)


@pytest.mark.parametrize(
    ("regimen", "doses"),
    [
        (Observation(), [0, 0]),
        (Continuous("A"), [1, 0]),
        (Continuous({"B": 0.5, "A": 1}, dose=2), [2, 1]),
        (Combination({"A": 1, "B": 0.5}), [1, 0.5]),
        (Combination(["A", "B"]), [1, 1]),
        (Metronomic("B"), [0, 0.3]),
    ],
)
def test_steady_plans_give_one_row_always_the_same(visit, regimen, doses):
    memory = {}
    first = regimen.decide(visit(0, np.ones(1000)), memory)
    assert first.tolist() == [doses]
    assert regimen.decide(visit(7, np.ones(1000)), memory) is first
    assert regimen.open_loop
    assert regimen.days_to_ask(1000).size == 0


def test_intermittent_by_the_day(visit):
    plan, memory = Intermittent("A", on=28, off=14, cycles=2), {}
    days = [0, 27, 28, 41, 42, 69, 70, 83, 84, 500]
    given = [float(plan.decide(visit(day), memory)[0, 0]) for day in days]
    assert given == [1, 1, 0, 0, 1, 1, 0, 0, 0, 0]
    assert plan.days_to_ask(1000).tolist() == [0, 28, 42, 70, 84]
    assert plan.days_to_ask(60).tolist() == [0, 28, 42]


def test_intermittent_without_holiday_is_continuous(visit):
    plan, memory = Intermittent("A", on=30, off=0), {}
    assert all(plan.decide(visit(day), memory)[0, 0] == 1 for day in range(100))


def test_intermittent_by_patient(visit):
    on = np.array([7.0, 14.0, 21.0])
    plan, memory = Intermittent("A", on=on, off=7, dose=np.array([1.0, 0.5, 0.2])), {}
    assert plan.days_to_ask(100).size == 0
    given = [plan.decide(visit(day, np.ones(3)), memory)[:, 0].tolist() for day in (0, 7, 14, 21)]
    assert given == [[1, 0.5, 0.2], [0, 0.5, 0.2], [1, 0, 0.2], [0, 0.5, 0]]


def test_cycles_by_patient(visit):
    plan, memory = Intermittent("A", on=7, off=7, cycles=np.array([1.0, 3.0])), {}
    assert plan.days_to_ask(100).size == 0
    assert plan.decide(visit(14, np.ones(2)), memory)[:, 0].tolist() == [0, 1]


def test_edges_are_where_the_drug_changes_whatever_rounding_does(visit):
    plan, memory = Intermittent("A", on=1.1, off=2.2), {}
    given = [plan.decide(visit(day), memory)[0, 0] for day in plan.days_to_ask(3000)]
    assert given == [1 - n % 2 for n in range(len(given))]


def test_alternating_in_turn(visit):
    plan, memory = Alternating(["A", {"B": 0.5}, {}], every=30), {}
    given = [plan.decide(visit(day), memory)[0].tolist() for day in (0, 29, 30, 60, 90)]
    assert given == [[1, 0], [1, 0], [0, 0.5], [0, 0], [1, 0]]
    assert plan.days_to_ask(100).tolist() == [0, 30, 60, 90]


def test_escalation_keeps_the_last_dose(visit):
    plan, memory = Escalation("A", [0.5, 1.0, 1.5], every=28), {}
    given = [plan.decide(visit(day), memory)[0, 0] for day in (0, 27, 28, 56, 84, 5000)]
    assert given == [0.5, 0.5, 1, 1.5, 1.5, 1.5]
    assert plan.days_to_ask(1000).tolist() == [0, 28, 56]


def test_schedule_replays(visit):
    plan, memory = Schedule(days=(0, 10, 20.5), doses=("A", {}, {"A": 0.2, "B": 1})), {}
    given = [plan.decide(visit(day), memory)[0].tolist() for day in (0, 9, 10, 20, 20.5, 99)]
    assert given == [[1, 0], [1, 0], [0, 0], [0, 0], [0.2, 1], [0.2, 1]]
    assert plan.days_to_ask(20.5).tolist() == [0, 10]


@pytest.mark.parametrize(
    "plan",
    [
        Observation(),
        Continuous("A", 0.5),
        Intermittent("A", 28, 14, cycles=3),
        Alternating(["B", "A"], every=30),
        Escalation({"A": 1, "B": 0.5}),
        Lines([Line("A", until=Days(50)), Line(Intermittent("B", 7, 7), until=Days(40)), Line({})]),
    ],
)
def test_a_schedule_gives_what_the_plan_gives(visit, plan):
    written, ours, theirs = plan.schedule(200), {}, {}
    assert written.days[0] == 0
    days = np.union1d(plan.days_to_ask(200), np.arange(0, 200, 5.0))
    for day in days:
        seen = visit(day, new_result=False)
        expected = plan.decide(seen, ours)
        assert np.array_equal(np.atleast_2d(expected), written.decide(seen, theirs))


def test_only_plans_without_a_look_have_a_schedule():
    with pytest.raises(InputError, match=r"Lines has no schedule.*calendar"):
        Lines([Line("A", until=Progression()), Line("B")]).schedule(100)
    with pytest.raises(InputError, match="differs between patients"):
        Intermittent("A", on=np.array([28.0, 14.0]), off=7).schedule(100)
