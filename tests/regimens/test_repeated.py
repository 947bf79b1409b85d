"""Lines that are gone through again, and reasons that must last."""

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.regimens import (
    BurdenBelow,
    Days,
    Intermittent,
    Lasting,
    Line,
    Lines,
    Progression,
    Undetectable,
    When,
)
from sim.testing import check_regimen

HOLIDAYS = [Line("A", until=Days(28)), Line({}, until=Days(14))]


def doses(plan, visits):
    memory = {}
    return [plan.decide(seen, memory)[:, 0].tolist() for seen in visits]


@pytest.mark.parametrize("cycles", [None, 1, 3])
def test_repeated_lines_of_fixed_length_are_holidays(cycles):
    """The same plan by another regimen, to the day."""
    plan = Lines(HOLIDAYS, repeat=True if cycles is None else cycles)
    other = Intermittent("A", on=28, off=14, cycles=cycles)
    for horizon in (27.0, 84.0, 400.0):
        mine, theirs = plan.schedule(horizon), other.schedule(horizon)
        assert mine.days == theirs.days
        assert mine.doses == theirs.doses
    check_regimen(plan)


def test_each_patient_goes_round_by_themselves(visit):
    """The first patient is back at the first line while the second is still in it."""
    plan = Lines([Line({"A": 1}, until=BurdenBelow(0.5)), Line({"A": 2}, until=Days(28))], 2)
    results = [[1, 1], [0.4, 1], [1, 1], [1, 0.4], [0.4, 1], [1, 1], [1, 0.4], [1, 1]]
    visits = [visit(28 * k, both) for k, both in enumerate(results)]
    first, second = np.array(doses(plan, visits)).T
    assert first.tolist() == [1, 2, 1, 1, 2, 0, 0, 0]  # (twice, then nothing)
    assert second.tolist() == [1, 1, 1, 2, 1, 1, 2, 0]


def test_lines_inside_a_line_count_their_rounds_anew(visit):
    inner = Lines([Line({"A": 1}, until=Days(7)), Line({"A": 2}, until=Days(7))], repeat=2)
    plan = Lines([Line(inner, until=Days(35)), Line("B", until=Days(7))], repeat=True)
    visits = [visit(7 * k, [1.0]) for k in range(12)]
    assert [row[0] for row in doses(plan, visits)] == [1, 2, 1, 2, 0, 0, 1, 2, 1, 2, 0, 0]


@pytest.mark.parametrize(("repeat", "message"), [
    (0, "repeat of Lines is 0"), (1.5, "repeat of Lines"), ("yes", "repeat of Lines"),
    (True, "Line 2 of 2 has no end"), (2, "Line 2 of 2 has no end"),
])  # fmt: skip
def test_what_cannot_be_repeated_is_refused(repeat, message):
    with pytest.raises(InputError, match=message):
        Lines([Line("A", until=Days(7)), Line("B")], repeat=repeat)
    Lines([Line("A", until=Days(7)), Line("B")], repeat=1)


def test_a_repeated_plan_is_read_to_its_end():
    text = Lines([Line("A", until=Progression()), Line({}, until=Days(84))], repeat=True)
    assert text.calendar().splitlines() == [
        "Lines: A, until progression; then nothing, for 84 days; these in turn, again and again.",
        "  1. A, until progression.",
        "  2. nothing, for 84 days.",
        "  3. these in turn, again and again.",
    ]
    twice = Lines(text.lines, repeat=2)
    assert twice.rules()[2:] == ("these in turn, 2 times.", "nothing.")


@pytest.mark.parametrize(("until", "results", "expected"), [
    (Lasting(BurdenBelow(0.5), 56), [1, 0.4, 0.4, 0.4, 0.4], [0, 0, 0, 1, 1]),
    (Lasting(BurdenBelow(0.5), 56), [1, 0.4, 0.4, 0.6, 0.4, 0.4, 0.4], [0] * 6 + [1]),
    (Lasting(BurdenBelow(0.5), 0), [1, 0.4], [0, 1]),
    # what is seen on the day on which the line begins does not count
    (Lasting(BurdenBelow(0.5), 28), [0.4, 0.4, 0.4], [0, 0, 1]),
    (Lasting(When(lambda seen: seen.burden > 1), 28) | Days(100), [1, 2, 2, 1], [0, 0, 1, 1]),
])  # fmt: skip
def test_a_reason_that_must_last(visit, until, results, expected):
    plan, memory, found = Lines([Line("A", until=until), Line("B")]), {}, []
    for place, result in enumerate(results):
        found.append(int(plan.decide(visit(28 * place, [result]), memory)[0, 1]))
    assert found == expected


def test_at_a_visit_without_a_result_nothing_is_known_of_it(visit):
    plan, memory, found = Lines([Line("A", until=Lasting(BurdenBelow(0.5), 28)), Line("B")]), {}, []
    for day, new in ((0, True), (28, True), (56, False), (63, True)):
        result = 0.4 if new else 1.0
        found.append(int(plan.decide(visit(day, [result], new_result=new), memory)[0, 1]))
    assert found == [0, 0, 0, 1]


@pytest.mark.parametrize("wrong", [
    lambda: Lasting(Days(7), 7), lambda: Lasting(7, 7), lambda: Lasting(Progression(), -1),
])  # fmt: skip
def test_what_cannot_last_is_refused(wrong):
    with pytest.raises(InputError):
        wrong()


def test_lasting_reads():
    assert Lasting(Undetectable(), 28).describe() == "until undetectable for 28 days in a row"


def test_a_file_knows_every_reason(tmp_path):
    """Written by the writer, read by the reader, the same plan again."""
    from sim.scenario.build import regimen
    from sim.scenario.place import Place
    from sim.scenario.write import value_of

    end = sim.AllOf([sim.Lasting(sim.MarkerBelow(4, "ng/ml"), 84), ~sim.Detected(), sim.Days(9)])
    back = sim.Rebound(0.5, of="reference") | sim.BurdenAbove(sim.Absolute(10))
    lines = [sim.Line("A", until=end), sim.Line({}, until=back)]
    adaptive = sim.Adaptive("A", sim.Absolute(4, "ng/ml"), sim.TimesBaseline(3))
    for one in (sim.Lines(lines, repeat=3), sim.Lines(lines, repeat=True), adaptive):
        assert regimen(value_of(one, "arm"), Place("file", "")) == one
    by_patient = regimen({"strategy": "adaptive", "drug": "A", "stop_below": [0.5, 0.4]},
                         Place("file", ""))  # fmt: skip
    assert by_patient.stop_below.tolist() == [0.5, 0.4]


def test_what_held_before_the_line_came_round_again_is_forgotten(visit):
    """A for 28 days, then a pause that ends when the burden was below half for 56 days in a row."""
    pause = Line({}, until=Lasting(BurdenBelow(0.5), 56))
    plan, memory, on = Lines([Line("A", until=Days(28)), pause], repeat=True), {}, []
    for week in range(12):
        seen = visit(28.0 * week, [0.4], scan_day=np.array([28.0 * week]))
        on.append(bool(plan.decide(seen, memory)[0, 0]))
    # A on day 0, a pause from day 28: it holds from day 56, so until day 112; and so every time
    assert on == [week % 4 == 0 for week in range(12)]


def test_nothing_seen_in_an_earlier_round_counts_no_more(visit):
    """Lines in a line: A until nothing was seen for 28 days, then a line of B in which it is."""
    inner = Lines([Line("A", until=Undetectable(28)), Line({})])
    plan = Lines([Line(inner, until=Days(84)), Line("B", until=Days(84))], repeat=True)
    memory, given = {}, []
    for month in range(10):
        there = month in (3, 4, 5, 6)
        seen = visit(
            28.0 * month, [1.0 if there else 1e-5], detected=[there], new_result=month != 6
        )
        given.append(plan.decide(seen, memory)[0].tolist())
    a, b, none = [1, 0], [0, 1], [0, 0]
    # the second round begins on day 168, without a result; nothing is seen from day 196 on
    assert given == [a, none, none, b, b, b, a, a, none, b]
