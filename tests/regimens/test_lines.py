"""Lines of therapy on visits written by hand."""

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.regimens import (
    Adaptive,
    BeyondProgression,
    BurdenAbove,
    BurdenBelow,
    Days,
    Escalation,
    Intermittent,
    Line,
    Lines,
    Progression,
    Rechallenge,
    Sequential,
)

NO, YES = False, True


def given(regimen, visits):
    """Return doses (visit, patient, drug) and who begins a line at each visit."""
    memory, doses, begun = {}, [], []
    for seen in visits:
        table = regimen.decide(seen, memory)
        doses.append(np.broadcast_to(table, (seen.patients, len(seen.drugs))).tolist())
        mask = seen.lines_begun()
        begun.append([] if mask is None else np.flatnonzero(mask).tolist())
    return doses, begun


def test_sequential_moves_each_patient_at_their_own_progression(visit):
    two = np.ones(2)
    doses, begun = given(
        Sequential(["A", "B"]),
        [
            visit(0, two),
            visit(7, two, progressed=[NO, NO]),
            visit(14, two, progressed=[YES, NO]),
            visit(21, two, progressed=[NO, YES]),
            visit(28, two, progressed=[YES, NO]),
        ],
    )
    a, b = [1, 0], [0, 1]
    assert doses == [[a, a], [a, a], [b, a], [b, b], [b, b]]
    assert begun == [[], [], [0], [1], []]


def test_one_progression_ends_one_line(visit):
    # The clinic still shows the old progression at the visit where the new line begins.
    plan = Lines([Line({"A": x}, until=Progression()) for x in (1, 2, 3)])
    doses, _ = given(
        plan, [visit(0), visit(7, progressed=[YES]), visit(14), visit(21, progressed=[YES])]
    )
    assert [row[0][0] for row in doses] == [1, 2, 2, 3]


def test_after_the_last_line_nothing_is_given(visit):
    doses, begun = given(
        Lines([Line("A", until=Progression())]),
        [visit(0), visit(7, progressed=[YES]), visit(14, progressed=[YES])],
    )
    assert [row[0] for row in doses] == [[1, 0], [0, 0], [0, 0]]
    assert begun == [[], [], []]


def test_rechallenge_with_a_holiday(visit):
    visits = [
        visit(0),
        visit(56, progressed=[YES]),  # holiday begins
        visit(63, new_result=NO),
        visit(112, progressed=[YES]),  # progression in the holiday changes nothing
        visit(140, new_result=NO),  # 84 days after day 56
        visit(168),
        visit(224, progressed=[YES]),
        visit(280),
    ]
    doses, begun = given(Rechallenge("A", holiday=84), visits)
    assert [row[0][0] for row in doses] == [1, 0, 0, 0, 1, 1, 0, 0]
    assert begun == [[], [0], [], [], [0], [], [], []]
    doses, _ = given(Rechallenge("A", holiday=84, then="B"), visits)
    assert doses[-1] == [[0, 1]]


def test_a_holiday_ends_at_the_first_visit_on_or_after(visit):
    days = [0, 56, 130, 139.5, 141, 150]
    visits = [visit(day, progressed=[day == 56]) for day in days]
    doses, _ = given(Rechallenge("A", holiday=84), visits)
    assert [row[0][0] for row in doses] == [1, 0, 0, 0, 1, 1]


def test_rechallenge_with_a_bridge(visit):
    visits = [visit(day, progressed=[day in (56, 112, 168)]) for day in (0, 56, 84, 112, 168)]
    doses, _ = given(Rechallenge("A", bridge="B", then={"B": 0.5}), visits)
    assert [row[0] for row in doses] == [[1, 0], [0, 1], [0, 1], [1, 0], [0, 0.5]]


def test_holidays_of_their_own_length(visit):
    plan = Rechallenge("A", holiday=np.array([14.0, 28.0]))
    visits = [visit(day, np.ones(2), progressed=[day == 7] * 2) for day in (0, 7, 21, 35)]
    doses, _ = given(plan, visits)
    assert [[p[0] for p in row] for row in doses] == [[1, 1], [0, 0], [1, 0], [1, 1]]


def test_beyond_progression_keeps_and_adds(visit):
    visits = [visit(0), visit(56, progressed=[YES]), visit(112)]
    doses, begun = given(BeyondProgression({"A": 0.8}, add="B"), visits)
    assert [row[0] for row in doses] == [[0.8, 0], [0.8, 1], [0.8, 1]]
    assert begun == [[], [0], []]
    doses, _ = given(BeyondProgression("A"), visits)
    assert [row[0] for row in doses] == [[1, 0]] * 3


def test_escalation_at_progression(visit):
    plan = Escalation("A", [0.5, 1.0], every=Progression())
    visits = [visit(0), visit(28), visit(56, progressed=[YES]), visit(84, progressed=[YES])]
    doses, _ = given(plan, visits)
    assert [row[0][0] for row in doses] == [0.5, 0.5, 1, 1]
    assert not plan.open_loop
    assert plan.days_to_ask(100).size == 0


def test_burdens_end_a_line_strictly_and_only_with_a_new_result(visit):
    plan = Lines([Line("A", until=BurdenBelow(0.5)), Line({}, until=BurdenAbove(1.0)), Line("B")])
    burdens = [(0, 1.0), (7, 0.5), (14, 0.49), (21, 1.0), (28, 1.01)]
    doses, _ = given(plan, [visit(day, [x]) for day, x in burdens])
    assert [row[0] for row in doses] == [[1, 0], [1, 0], [0, 0], [0, 0], [0, 1]]
    stale = [visit(0), visit(7, [0.4], new_result=NO), visit(14, [0.4])]
    doses, _ = given(plan, stale)
    assert [row[0] for row in doses] == [[1, 0], [1, 0], [0, 0]]


def test_a_regimen_in_a_line_counts_from_the_start_of_the_line(visit):
    plan = Lines([Line("A", until=Progression()), Line(Intermittent("B", on=14, off=14))])
    two = np.ones(2)
    progress = {7: [YES, NO], 14: [NO, YES]}
    visits = [
        visit(day, two, progressed=progress.get(day, [NO, NO])) for day in (0, 7, 14, 21, 28, 35)
    ]
    doses, _ = given(plan, visits)
    assert [row[0] for row in doses] == [[1, 0], [0, 1], [0, 1], [0, 0], [0, 0], [0, 1]]
    assert [row[1] for row in doses] == [[1, 0], [1, 0], [0, 1], [0, 1], [0, 0], [0, 0]]


def test_adaptive_in_a_line_starts_on_the_drug(visit):
    plan = Lines([Line("A", until=Progression()), Line(Adaptive("B"))])
    visits = [
        visit(0, [1.0]),
        visit(7, [0.3]),
        visit(14, [0.3], progressed=[YES]),
        visit(21, [0.3], new_result=NO),
        visit(28, [0.4]),
        visit(35, [1.1]),
    ]
    doses, _ = given(plan, visits)
    assert [row[0] for row in doses] == [[1, 0], [1, 0], [0, 1], [0, 1], [0, 0], [0, 1]]


def test_lines_in_a_line_start_over(visit):
    inner = Lines([Line("B", until=Days(7)), Line({}, until=Days(7)), Line("B")])
    plan = Lines([Line("A", until=Progression()), Line(inner)])
    visits = [visit(day, progressed=[day == 21]) for day in (0, 7, 14, 21, 28, 35, 42)]
    doses, begun = given(plan, visits)
    assert [row[0][1] for row in doses] == [0, 0, 0, 1, 0, 1, 1]
    assert begun == [[], [], [], [0], [0], [0], []]


def test_the_same_array_comes_back_while_nothing_changes(visit):
    plan, memory = Rechallenge("A"), {}
    first = plan.decide(visit(0, np.ones(4)), memory)
    assert plan.decide(visit(7, np.ones(4), new_result=NO), memory) is first
    assert plan.decide(visit(14, np.ones(4)), memory) is first
    with pytest.raises(ValueError, match="read-only"):
        first[0, 0] = 2


def test_exact_days_as_far_as_they_are_known():
    plan = Lines(
        [
            Line("A", until=Days(10)),
            Line(Intermittent("A", 7, 7), until=Days(20)),
            Line({}, until=Progression()),
            Line("A", until=Days(11)),
            Line({}),
        ]
    )
    assert plan.days_to_ask(365).tolist() == [10, 17, 24, 30]
    assert plan.days_to_ask(12).tolist() == [10]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Lines([]), "1 to 100 lines"),
        (lambda: Lines("A"), "1 to 100 lines"),
        (lambda: Lines(["A", "B"]), "sim.Line"),
        (lambda: Lines([Line("A"), Line("B")]), "Line 1 of 2 has no end"),
        (lambda: Line("A", until=84), "until of a line is 84; give sim.Progression"),
        (lambda: Line(3), "drug of Continuous is 3"),
        (lambda: Days(0.25), "Days is 0.25; allowed is 1 to 36600 days.*sim.YEAR"),
        (lambda: BurdenBelow(50), "fraction of BurdenBelow is 50.*not a percentage"),
        (lambda: BurdenAbove(0), "fraction of BurdenAbove is 0"),
        (lambda: Sequential("AB"), "treatments of Sequential is 'AB'; give a list"),
        (lambda: Sequential(["A"]), "list of two or more"),
        (lambda: Sequential(7), "list of two or more"),
        (lambda: Rechallenge("A", holiday=84, bridge="B"), "both a holiday and a bridge"),
        (lambda: Rechallenge("A", holiday=0.25), "holiday of Rechallenge is 0.25"),
        (lambda: Rechallenge(None), "drug of Continuous is None"),
        (lambda: BeyondProgression("A", add={"A": 2}), "adds 'A', which is given already"),
        (lambda: Escalation("A", [1.0]), "doses of Escalation"),
        (lambda: Escalation("A", 1.0), "doses of Escalation is 1.0"),
        (lambda: Escalation("A", [5e3, 1]), "dose 1 of Escalation is 5000.*not a percentage"),
        (lambda: Escalation("A", every="progression"), "every of Escalation is 'progression'"),
    ],
)
def test_wrong_descriptions_are_named(make, message):
    with pytest.raises(InputError, match=message):
        make()
