"""Side effects against their closed form, the rules on doses, and quality-adjusted time."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from sim.base.boluses import EMPTIED, Boluses
from sim.base.errors import InputError
from sim.base.forgotten import AS_THE_DRUG
from sim.clinic import Clinic, DoseRules, Quality, Toxicity

NO_RULES = {"rules": None}


def fading(half_life):
    """Return how a drug of one compartment fades."""
    return None if half_life is None else ((1.0, np.log(2) / half_life),)


def after(toxicity, plan, half_lives=(None, None), drugs=("A", "B")):
    """Return grades (organ,) of one patient after a plan of (doses, days)."""
    effects = toxicity.open(drugs, [fading(half) for half in half_lives], 1)
    for doses, days in plan:
        effects.follow(np.array([doses], dtype=float), days)
    return effects.grade[0]


def test_under_a_steady_dose_an_organ_comes_to_the_declared_grade():
    toxicity = Toxicity({"A": {"skin": 1.5, "liver": 2.0}}, recovery=10.0, **NO_RULES)
    np.testing.assert_allclose(after(toxicity, [((1, 0), 1000)]), [1.5, 2.0])
    # half of the way in one half-life of recovery, a quarter of the grade at half the dose then
    np.testing.assert_allclose(after(toxicity, [((1, 0), 10)]), [0.75, 1.0])
    np.testing.assert_allclose(after(toxicity, [((0.5, 0), 10)]), [0.375, 0.5])


def test_grades_of_a_combination_add_up_organ_by_organ():
    toxicity = Toxicity({"A": {"skin": 1.5}, "B": {"skin": 1.0, "liver": 2.0}}, **NO_RULES)
    np.testing.assert_allclose(after(toxicity, [((1, 1), 1000)]), [2.5, 2.0])
    np.testing.assert_allclose(after(toxicity, [((1, 0.5), 1000)]), [2.0, 1.0])


def test_in_a_holiday_an_organ_recovers_by_half_in_each_half_life():
    toxicity = Toxicity({"A": {"skin": 2.0}}, recovery=14.0, **NO_RULES)
    grade = after(toxicity, [((1, 0), 1000), ((0, 0), 28)])
    np.testing.assert_allclose(grade, [0.5])


@pytest.mark.parametrize("half_life", [0.1, 3.0, 14.0, 60.0])
def test_exposure_lags_the_dose_as_the_equations_say(half_life):
    toxicity = Toxicity({"A": {"skin": 2.0}}, recovery=14.0, **NO_RULES)
    plan = [((1, 0), 20.0), ((0.3, 0), 9.0), ((0, 0), 30.0)]
    r, k, state = np.log(2) / 14, np.log(2) / half_life, [0.0, 0.0]
    for doses, days in plan:
        dose = doses[0]
        state = solve_ivp(
            lambda t, y, dose=dose: [k * (dose - y[0]), r * (2.0 * y[0] - y[1])], (0, days), state,
            rtol=1e-9, atol=1e-12, method="LSODA",
        ).y[:, -1]  # fmt: skip
    np.testing.assert_allclose(after(toxicity, plan, (half_life, None)), state[1], rtol=1e-6)


def boluses(given, patients=None, interval=3.0):
    """Return single doses of the first of two drugs; of each patient where these are said."""
    rows = [given] if patients is None else given
    of = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    pairs = np.array([pair for row in rows for pair in row], dtype=float).reshape(-1, 2)
    nobody, drug = np.zeros((len(rows), 2)), np.zeros(len(pairs), dtype=np.int64)
    lasts = np.full(len(pairs), AS_THE_DRUG)
    return Boluses(
        0.0, pairs[:, 0], drug, pairs[:, 1], lasts, of, nobody, np.array([interval, 1.0]), nobody
    )


def solved(given, half_life, days, dose=0.4, recovery=14.0, grade=2.0, interval=3.0):
    """Return exposure and grade at the end, by solve_ivp from jump to jump."""
    r, k = np.log(2) / recovery, np.log(2) / half_life
    state, now = np.zeros(2), 0.0
    for until, jump in [*sorted(given), (days, None)]:
        if until > now:
            state = solve_ivp(
                lambda t, y: [k * (dose - y[0]), r * (grade * y[0] - y[1])], (now, until), state,
                rtol=1e-10, atol=1e-13, method="DOP853",
            ).y[:, -1]  # fmt: skip
        if jump is not None:
            state[0] = 0.0 if jump < 0 else state[0] + jump * k * interval
        now = until
    return state


@pytest.mark.parametrize("half_life", [0.3, 14.0, 40.0])
def test_single_doses_raise_exposure_at_their_moments(half_life):
    toxicity = Toxicity({"A": {"skin": 2.0}}, recovery=14.0, **NO_RULES)
    rows = [[(0.0, 2.0), (3.5, 1.0), (9.0, 4.0)], [], [(2.0, 3.0), (6.25, EMPTIED), (6.25, 0.5)]]
    doses = np.array([[0.4, 0.0]])
    effects = toxicity.open(("A", "B"), (fading(half_life), None), 3)
    effects.follow_once(doses, 10.0, boluses(rows, patients=3))
    wanted = [solved(row, half_life, 10.0)[1] for row in rows]
    np.testing.assert_allclose(effects.grade[:, 0], wanted, rtol=1e-8)
    effects.follow(doses, 5.0)
    wanted = [solved(row, half_life, 15.0)[1] for row in rows]
    np.testing.assert_allclose(effects.grade[:, 0], wanted, rtol=1e-8)
    shared = toxicity.open(("A", "B"), (fading(half_life), None), 2)
    shared.follow_once(doses, 10.0, boluses(rows[0]))
    np.testing.assert_allclose(shared.grade[:, 0], solved(rows[0], half_life, 10.0)[1], rtol=1e-8)


def test_single_doses_are_held_and_reduced_as_others_are():
    rules = DoseRules(hold_at=3.0, resume_at=1.0, then_give=(0.75,))
    toxicity = Toxicity({"A": {"skin": 5.0}}, recovery=7.0, rules=rules)
    effects = toxicity.open(("A", "B"), (fading(3.0), None), 3)
    plan = boluses([(0.0, 1.0), (2.0, EMPTIED), (4.0, 2.0)])
    plan = replace(plan, in_force=np.array([[1.0, 0.0]]), asked=np.array([[1.0, 0.0]]))
    nothing = np.zeros((1, 2))
    effects.grade[:, 0] = [0.0, 3.5, 3.0]
    given, once, held = effects.allow(nothing, plan)
    assert held.tolist() == [False, True, True]
    assert once.dose.tolist() == [1, -1, 2, -1, -1]
    assert once.of.tolist() == [0, 3, 4, 5]
    assert once.in_force[:, 0].tolist() == [1, 0, 0]
    effects.grade[:, 0] = [0.0, 0.9, 2.0]
    _, once, held = effects.allow(given, plan)
    assert held.tolist() == [False, True, True]
    assert once.dose.tolist() == [1, -1, 2, 0.75, -1, 1.5, -1]


def test_small_steps_and_one_large_one_agree():
    toxicity = Toxicity({"A": {"skin": 2.0}}, **NO_RULES)
    one = after(toxicity, [((1, 0), 56.0)], (5.0, None))
    many = after(toxicity, [((1, 0), 0.5)] * 112, (5.0, None))
    np.testing.assert_allclose(one, many, rtol=1e-10)


def visit(clinic, weeks, plan=1.0):
    """Treat one patient every week; return the doses given, and the findings."""
    desk = clinic.open(1, np.arange(1), ("A", "B"), 7.0 * weeks)
    given = []
    for week in range(weeks):
        doses = desk.note(desk.look(7.0 * week, np.array([1e9])), np.array([[plan, 1.0]]))
        given.append(np.broadcast_to(doses, (1, 2))[0].tolist())
    desk.close(7.0 * weeks, np.array([1e9]))
    return np.array(given), desk.findings()


def test_a_severe_side_effect_holds_reduces_and_stops_the_drug_that_does_it():
    rules = DoseRules(hold_at=3.0, resume_at=1.0, then_give=(0.75,))
    clinic = Clinic(toxicity=Toxicity({"A": {"skin": 5.0}}, recovery=7.0, rules=rules))
    doses, found = visit(clinic, 40)
    # 5 (1 - 2^-w) reaches 3 in week 2; held until below 1; then three quarters; then never again
    assert doses[:2, 0].tolist() == [1, 1]
    assert doses[2, 0] == 0
    first_back = int(np.flatnonzero(doses[3:, 0] > 0)[0]) + 3
    assert doses[first_back, 0] == 0.75
    grade = 3.75 * 0.5 ** (first_back - 2)
    assert grade <= 1.0 < 2 * grade
    stopped = int(found["stop_day"][0] / 7)
    assert (doses[stopped:, 0] == 0).all()
    assert (doses[:, 1] == 1).all()  # B does not harm the skin
    assert found["worst_grade"][0] > 3
    assert 0 < found["severe_days"][0] < 60


def test_doses_that_are_bearable_are_given_as_planned():
    clinic = Clinic(toxicity=Toxicity({"A": {"skin": 2.9}}))
    doses, found = visit(clinic, 30)
    assert (doses == 1).all()
    assert np.isnan(found["stop_day"][0])
    assert found["severe_days"][0] == 0


def test_patients_bear_differently():
    toxicity = Toxicity({"A": {"skin": 2.0}}, sensitivity=np.array([0.5, 1.0, 2.0]), rules=None)
    effects = toxicity.open(("A",), (None,), 3)
    effects.follow(np.ones((1, 1)), 1000)
    np.testing.assert_allclose(effects.worst, [1, 2, 4])


def test_quality_adjusted_days_are_the_integral_over_the_days_alive():
    quality = Quality(healthy=0.9, per_grade=0.1, on_treatment=0.05, symptoms=0.5)
    clinic = Clinic(quality=quality, fatal=1e12)
    desk = clinic.open(1, np.arange(2), ("A",), 28)
    on = np.ones((1, 1))
    for day, burden in ((0.0, 1e9), (7.0, 1e9), (14.0, 1e9), (21.0, 1e9)):
        now = np.array([burden, 1e12 if day >= 14 else burden])
        desk.note(desk.look(day, now), on)
    desk.close(28.0, np.array([1e9, 1e12]))
    small, large = 0.5 * 1e9 / (1e9 + 1e12), 0.5 * 0.5
    worth = 0.9 - 0.05 - small
    days = desk.findings()["quality_days"]
    assert days[0] == pytest.approx(28 * worth)
    # the second dies on day 14: one week, and one on the way to a large tumour
    assert days[1] == pytest.approx(7 * worth + 7 * (worth + 0.9 - 0.05 - large) / 2)


def test_side_effects_cost_quality():
    quality = Quality(per_grade=0.2, symptoms=0.0)
    toxicity = Toxicity({"A": {"skin": 2.0}}, recovery=1e-1, rules=None)
    _, found = visit(Clinic(quality=quality, toxicity=toxicity), 20)
    _, free = visit(Clinic(quality=quality), 20)
    assert free["quality_days"][0] == pytest.approx(140)
    # 0.6 a day but for the first week, in which the grade rises within hours
    assert found["quality_days"][0] == pytest.approx(133 * 0.6 + 7 * 0.8, rel=1e-6)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Toxicity({"A": 2.0}), "give organs by drug"),
        (lambda: Toxicity({"A": {"skin": 7}}), "grade of 'skin' under 'A' is 7; allowed is 0 to 5"),
        (lambda: Toxicity({"A": {"skin": 1}}, recovery=0), "recovery of Toxicity is 0"),
        (lambda: DoseRules(hold_at=2, resume_at=2), "resume_at must be below hold_at"),
        (lambda: DoseRules(then_give=(75,)), "then_give of DoseRules is 75.*0.75"),
        (lambda: Quality(per_grade=10), "per_grade of Quality is 10"),
        (
            lambda: visit(Clinic(toxicity=Toxicity({"C": {"skin": 1}})), 2),
            "Toxicity of 'C': no such drug",
        ),
    ],
)
def test_wrong_numbers_are_named(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_a_drug_is_held_in_everybody_at_once_and_in_nobody():
    """All shares alike is the case in which nothing would have to be multiplied."""
    effects = Toxicity({"A": {"skin": 3.4}}, recovery=7.0).open(("A",), (None,), 3)
    doses = np.ones((3, 1))
    given, _, changed = effects.allow(doses)
    assert given is doses
    assert not changed.any()
    effects.follow(doses, 1000.0)
    given, _, changed = effects.allow(doses)
    assert given.tolist() == [[0], [0], [0]]
    assert changed.all()
    effects.follow(given, 1000.0)
    given, _, changed = effects.allow(doses)
    np.testing.assert_allclose(given, 0.75)
    assert changed.all()
    assert not effects.allow(np.zeros((3, 1)))[2].any()  # of nothing, nothing is taken away


def test_single_doses_have_the_side_effects_of_what_is_given_at_a_visit():
    """Given on days 0, 3.5 and 9 after the visit of day 7, and nothing once from day 17 on."""
    given = [(0.0, 2.0), (3.5, 1.0), (9.0, 4.0)]
    clinic = Clinic(toxicity=Toxicity({"A": {"skin": 2.0}}, recovery=14.0, **NO_RULES))
    desk = clinic.open(
        1, np.arange(2), ("A", "B"), 28.0, fadings=[fading(3.0), None], intervals=[3.0, 1.0]
    )
    steady, worst = np.array([[0.4, 0.0]]), []
    for day, once in ((0.0, None), (7.0, replace(boluses(given), day=7.0)), (17.0, None)):
        desk.note(desk.look(day, np.full(2, 1e9)), steady, once)
        worst.append(desk.findings()["worst_grade"].tolist())
    desk.close(24.0, np.full(2, 1e9))
    later = [(7.0 + day, dose) for day, dose in given]
    until = [
        solved([dose for dose in later if dose[0] < day], 3.0, day)[1] for day in (7.0, 17.0, 24.0)
    ]
    np.testing.assert_allclose(worst, np.transpose([[0.0, *until[:2]]] * 2), rtol=1e-8)
    np.testing.assert_allclose(desk.findings()["worst_grade"], max(until), rtol=1e-8)
    # 7 standard doses of three days each, and 0.4 for the days up to 24
    np.testing.assert_allclose(desk.findings()["cumulative_dose"], [[21 + 0.4 * 24, 0]] * 2)


def test_a_day_is_worth_nothing_at_least():
    worst = Quality().worth(np.array([1e15]), 50.0, np.array([True]))
    np.testing.assert_array_equal(worst, [0.0])
