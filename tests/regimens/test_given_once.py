"""Doses one by one, and plans side by side."""

import numpy as np
import pytest

from sim.base.boluses import EMPTIED
from sim.base.errors import InputError
from sim.base.resolve import resolve
from sim.regimens import Continuous, Days, Doses, Intermittent, Line, Lines, Together, policy


def once(seen, until=7.0, intervals=(1.0, 1.0)):
    """Return (patient, moment, drug, dose) of what is given until the next visit."""
    found = seen.once(until, intervals)
    owner = np.repeat(np.arange(len(found.of) - 1), np.diff(found.of))
    columns = (owner, found.moment, found.drug, found.dose)
    return [tuple(row) for row in zip(*(c.tolist() for c in columns), strict=True)], found


def test_the_same_for_all_in_the_order_of_days(visit):
    plan = Doses("B", [(10, 2.0), (0, 1), (2.5, "reset"), (6.999, 0.5)])
    seen = visit(0.0, np.ones(3))
    assert plan.decide(seen, {}).tolist() == [[0, 0]]
    rows, found = once(seen)
    assert rows == [(0, 0, 1, 1), (0, 2.5, 1, EMPTIED), (0, 6.999, 1, 0.5)]
    assert np.allclose(found.in_force, [[0, 1.5 / 7]])
    seen = visit(7.0, np.ones(3))
    plan.decide(seen, {})
    assert once(seen, 14.0)[0] == [(0, 3, 1, 2)]


def test_each_patient_has_their_own_whoever_else_is_there(visit):
    plan = Doses("A", [[(0, 1), (3, 1)], [], [(3, 2)]])
    for who in ([0, 1, 2], [2, 0], [1]):
        part = resolve(plan, 1, np.array(who), "regimen")
        seen = visit(0.0, np.ones(len(who)))
        part.decide(seen, {})
        rows = {0: [(0, 1), (3, 1)], 1: [], 2: [(3, 2)]}
        wanted = [(n, m, 0, d) for n, patient in enumerate(who) for m, d in rows[patient]]
        assert once(seen)[0] == wanted


def test_a_list_for_one_patient_is_his(visit):
    plan = Doses("A", [[(0, 1), (3, 2)]])
    assert plan.row.tolist() == [0]
    seen = visit(0.0)
    plan.decide(seen, {})
    assert once(seen)[0] == [(0, 0, 0, 1), (0, 3, 0, 2)]


def test_infusions_last_as_they_are_said_to():
    for given in ([(0, 1.0, 0.25), (7, 2.0)], np.array([[0, 0, 1, 0.25], [0, 7, 2, -1]])):
        plan = Doses("A", given)
        assert plan.longest == 0.25
        assert plan.given[0].tolist() == [0, 0, 1, 0.25]
    assert Doses("A", [(0, 1)]).longest == 0


def test_amounts_are_over_the_standard_dose():
    assert Doses("A", [(0, 1600), (7, "reset")], standard=150).doses[0] == 1600 / 150
    assert np.isnan(Doses("A", [(0, 1600), (7, "reset")], standard=150).doses[1])


def test_a_dose_every_three_weeks_is_in_force_for_three_weeks(visit):
    plan = Doses("A", [(0, 1.0), (21, 1.0)])
    shown = []
    for day in range(0, 56, 7):
        seen = visit(float(day))
        plan.decide(seen, {})
        shown.append(float(once(seen, day + 7.0, (21.0, 1.0))[1].in_force[0, 0]))
    assert np.allclose(shown, [1, 1, 1, 1, 1, 1, 0, 0])


def test_days_count_from_the_start_of_a_line_for_those_who_are_in_it(visit):
    plan = Lines(
        [Line("B", until=Days(np.array([7.0, 100.0]))), Line(Doses("A", [(0, 1), (8, 3)]))]
    )
    memory, rows = {}, []
    for day in (0.0, 7.0, 14.0):
        seen = visit(day, np.ones(2))
        plan.decide(seen, memory)
        rows.append(once(seen, day + 7.0)[0] if seen.said().given else None)
    assert rows == [None, [(0, 0, 0, 1)], [(0, 1, 0, 3)]]


def test_plans_together_add_up_and_are_the_same_array_while_nothing_changes(visit):
    plan, memory = Together([Continuous("A", 0.3), Intermittent({"A": 1, "B": 2}, 7, 7)]), {}
    first = plan.decide(visit(0), memory)
    assert np.allclose(first, [[1.3, 2]])
    assert plan.decide(visit(1), memory) is first
    assert np.allclose(plan.decide(visit(7), memory), [[0.3, 0]])
    assert plan.days_to_ask(20).tolist() == [0, 7, 14]
    assert plan.schedule(20.0).days == (0.0, 7.0, 14.0)


def test_a_pulse_and_a_daily_dose(visit):
    pulse = Doses("A", [(0, 10.0), (7, 10.0)])
    plan = Together([pulse, {"A": 0.3}])
    seen = visit(0)
    assert np.allclose(plan.decide(seen, {}), [[0.3, 0]])
    assert once(seen)[0] == [(0, 0, 0, 10)]
    with pytest.raises(InputError, match="no schedule of periods"):
        plan.schedule(20.0)
    text = plan.calendar()
    assert "Day 7: 10." in text
    assert "A at 0.3 x the standard dose" in text
    assert "Doses of A add up, to at most 10.3 x the standard dose." in text


def test_regimens_are_added_up():
    a, b = Continuous("A", 0.3), Intermittent("B", 7, 7)
    assert a + b == Together([a, b])
    assert a + b + "A" == Together([a, b, "A"])
    assert "B" + a == Together(["B", a])
    assert a + (b + {"A": 2}) == Together([a, b, {"A": 2}])
    with pytest.raises(InputError, match="A regimen is added to 3; add another regimen"):
        a + 3


def test_a_policy_and_a_plan_may_not_give_more_than_the_highest_together(visit):
    much = policy(lambda seen, memory: {"A": 6.0})
    seen = visit(0, highest=[10.0, 10.0])
    assert np.allclose((much + {"A": 4.0}).decide(seen, {}), [[10.0, 0]])
    with pytest.raises(InputError, match="Together gives 11 of 'A'"):
        (much + {"A": 5.0}).decide(seen, {})


def test_what_adds_up_is_said_only_where_two_plans_give_it():
    assert "add up" not in (Continuous("A") + Intermittent("B", 7, 7)).describe()
    unknown = policy(drugs=("A",))(lambda seen, memory: "A")
    assert (unknown + "A").describe().endswith("Doses of A add up.")
    drawn = Continuous("A", np.array([0.5, 1.25])) + Intermittent({"A": 2.0, "B": 1.0}, 7, 7)
    assert drawn.describe().endswith("Doses of A add up, to at most 3.25 x the standard dose.")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Doses("A", 3), "Doses of 'A' is given 3; give "),
        (lambda: Doses("A", np.ma.masked), "Doses of 'A' is given masked; give "),
        (lambda: Doses("A", [np.array(3.0)]), r"holds array\(3\.\); give "),
        (lambda: Doses("A", [1, 2]), "holds 1; give "),
        (lambda: Doses("A", [(-1, 1)]), "A day of Doses of 'A' is -1; allowed is 0 to"),
        (lambda: Doses("A", [(0, -1)]), "gives -1 on day 0; a dose is 0 or more"),
        (lambda: Doses("A", [(0, "much")]), "An amount of Doses of 'A'"),
        (lambda: Doses("A", [(0, float("nan"))]), "An amount of Doses of 'A' is nan"),
        (lambda: Doses("A", [(0, 1)], standard=0), "standard of Doses of 'A' is 0"),
        (lambda: Doses("A", np.array([[1.0, 0, 1]])), "say who has which"),
        (lambda: Doses("A", [(0, 1)], row=np.array([0.5])), "row of Doses is"),
        (lambda: Doses("A", [(0, 1)], row=np.array([0, -1])), "row of Doses is"),
        (lambda: Together(["A"]), "plans of Together"),
    ],
)
def test_what_is_no_dose_is_refused(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_a_dose_of_nothing_is_a_dose():
    """As the first of a history may be; below nothing is none."""
    plan = Doses("A", [(7, 0), (0, 0.0), (3, 2)])
    assert plan.given.tolist() == [[0, 0, 0], [0, 3, 2], [0, 7, 0]]
    assert plan.doses.tolist() == [0, 2, 0]
    with pytest.raises(InputError, match="a dose is 0 or more, and 'reset' empties the body"):
        Doses("A", [(0, -1e-9)])


def test_doses_are_kept_in_the_order_of_days_and_then_of_rows():
    plan = Doses("A", [[(7, 1), (0, 2)], [(0, 3, 0.5), (2, "reset")]])
    assert plan.given.tolist() == [[0, 0, 2, -1], [1, 0, 3, 0.5], [1, 2, -1, -1], [0, 7, 1, -1]]
    assert plan.row.tolist() == [0, 1]
    table = Doses("A", np.array([[1.0, 7, 1], [0, 7, -5], [0, 0, 2]]), row=[1, 0, 0])
    assert table.given.tolist() == [[0, 0, 2], [0, 7, -1], [1, 7, 1]]
    assert table.row.tolist() == [1, 0, 0]
    for made in (plan, table):
        with pytest.raises(ValueError, match="read-only"):
            made.given[0, 2] = 5.0


@pytest.mark.parametrize(("plan", "words"), [
    (Doses("A", [(0, 1)]), "1 dose of A, 1 x the standard dose, from day 0 to day 0."),
    (Doses("A", [(0, 1), (7.5, 3)]),
     "2 doses of A, 1 to 3 x the standard dose, from day 0 to day 7.5."),
    (Doses("A", [(2, 150), (7, 150), (9, "reset")], standard=100),
     "2 doses of A, 1.5 x the standard dose, from day 2 to day 9."),
    (Doses("A", [[(0, 1)], [(5, 1)]]),
     "2 doses of A, 1 x the standard dose, from day 0 to day 5 in 2 patients."),
    (Doses("A", [[(3, 1)]]),
     "1 dose of A, 1 x the standard dose, from day 3 to day 3 in 1 patient."),
    (Doses("A", [(3, "reset")]), "nothing of A."),
    (Doses("A", [[(3, "reset")], []]), "nothing of A in 2 patients."),
])  # fmt: skip
def test_doses_read(plan, words):
    assert str(plan) == f"Doses: {words}"


def test_doses_are_listed_one_by_one_up_to_two_dozen():
    plan = Doses("A", [(0, 1), (0.5, 2, 0.25), (7, "reset")])
    assert plan.rules() == (
        "Day 0: 1.",
        "Day 0.5: 2 over 0.25 days.",
        "Day 7: the body is emptied.",
    )
    many, more = (Doses("A", [(day, 1) for day in range(count)]).rules() for count in (24, 26))
    assert (len(many), many[-1]) == (24, "Day 23: 1.")
    assert (len(more), more[-2], more[-1]) == (25, "Day 23: 1.", "... and 2 more.")
    own = Doses("A", [[(0, 1)], []])
    assert own.rules() == (own.describe(),)


def test_no_infusion_of_a_table_runs_for_more_than_a_year():
    Doses("A", np.array([[0, 0, 1, 366.0]]))
    with pytest.raises(InputError, match=r"lasts 366\.5 days; allowed is 0 to 366 days"):
        Doses("A", np.array([[0, 0, 1, 366.5]]))
