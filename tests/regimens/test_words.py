"""Plans in words: numbers, doses, what is forgotten, and the rules of plans that look."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.base.errors import InputError
from sim.regimens.words import days_words, dose_words, number_words
from sim.regimens.written_out import written_out

OWN, DRAWN = np.array([0.5, 2.0, 1.25]), stats.uniform(0.0, 10.0)


@pytest.mark.parametrize(("value", "words"), [
    (28, "28 mm"), (0.1234567, "0.123457 mm"), (np.float64(3), "3 mm"),
    (OWN, "0.5 to 2 mm (by patient)"), (DRAWN, "0.5 to 9.5 mm (drawn for each patient)"),
])  # fmt: skip
def test_a_number_reads_with_its_unit(value, words):
    assert number_words(value, "mm") == words
    assert number_words(value) == words.replace(" mm", "")


def test_a_day_is_one_day():
    assert [days_words(n) for n in (1, 1.0, 2, 0.5)] == ["1 day", "1 day", "2 days", "0.5 days"]
    assert days_words(np.array([1.0, 1.0])) == "1 to 1 days (by patient)"


@pytest.mark.parametrize(("drug", "dose", "words"), [
    ("A", 1.0, "A"), ("A", 0.5, "A at 0.5 x the standard dose"), ("A", 0.0, "nothing"),
    ({}, 1.0, "nothing"), ({"A": 0.0, "B": 1.0}, 1.0, "B"),
    ({"A": 2.0, "B": 1.0}, 0.5, "A + B at 0.5 x the standard dose"),
    ({"A": 2.0, "B": 0.5}, 2.0, "A at 4 x the standard dose + B"),
    ("A", OWN, "A at 0.5 to 2 (by patient) x the standard dose"),
    ({"A": 2.0}, OWN, "A at 1 to 4 (by patient) x the standard dose"),
    ({"A": DRAWN}, 0.5,
     "A at 0.5 to 9.5 (drawn for each patient) x 0.5 x the standard dose"),
    ({"A": DRAWN}, 1.0, "A at 0.5 to 9.5 (drawn for each patient) x the standard dose"),
    ({"A": DRAWN}, 0.0, "nothing"),
])  # fmt: skip
def test_doses_read(drug, dose, words):
    assert dose_words(drug, dose) == words


def test_doses_of_other_numbers_of_patients_are_not_multiplied():
    with pytest.raises(InputError, match=r"dose of 'A' is given for 2 patients, .* it for 3"):
        dose_words({"A": OWN}, OWN[:2])


@pytest.mark.parametrize(("taken", "block", "words"), [
    (0.9, 0, "9 of 10 doses are taken"), (0.85, 0, "85 of 100 doses are taken"),
    (1.0, 0, "all doses are taken"), (0, 7, "none of the doses are taken, 7 days at a time"),
    (0.125, 1, "12.5 of 100 doses are taken, 1 day at a time"),
    (np.array([0.5, 0.75]), 0, "0.5 to 0.75 (by patient) of all doses are taken"),
])  # fmt: skip
def test_what_is_forgotten_reads(taken, block, words):
    plan = sim.Adherence("A", taken, block)
    assert plan.words() == words
    assert str(plan) == f"Adherence: A; {words}."
    assert plan.rules()[-1] == f"{words}."
    assert len(plan.rules()) == len(sim.Continuous("A").rules()) + 1


def test_plans_that_follow_the_tumour_say_their_rules():
    assert sim.AdaptiveDose({"A": 2.0}, 0.25, 0.1, 0.4, 1.0, 1.5, 0.2).rules() == (
        "Start with A at 2 x the standard dose.",
        "When a result is more than 0.1 x above the one before: raise the dose by 0.25 of itself, "
        "up to 1.5 standard doses.",
        "When it is more than 0.1 x below: lower the dose by 0.25 of itself, down to 0.2.",
        "While results are below 0.4 x baseline: nothing.",
    )
    assert str(sim.AdaptiveDose("A")) == "AdaptiveDose: A, the dose following the burden."
    each = sim.Escalation("A", [0.5, np.array([1.0, 1.25]), 2], every=7)
    assert str(each) == (
        "Escalation: A times 0.5, then 1 to 1.25 (by patient), then 2; the next every 7 days."
    )
    by_result = sim.Escalation({"A": 1.0, "B": 0.5}, [1, 2], every=sim.Progression())
    assert str(by_result) == (
        "Escalation: A + B at 0.5 x the standard dose times 1, then 2; the next at every "
        "progression."
    )
    assert (each.open_loop, by_result.open_loop) == (True, False)
    steps = sim.Escalation("A", [0.5, 1, 2], every=7)
    assert steps.days_to_ask(100).tolist() == [0, 7, 14]
    assert steps.days_to_ask(10).tolist() == [0, 7]
    assert by_result.days_to_ask(100).size == 0
    both = sim.Together([steps, sim.Adaptive("B")])
    assert both.rules() == (*steps.rules(), *sim.Adaptive("B").rules())
    assert (both.wants_scans_every, both.open_loop) == (28.0, False)
    assert both.days_to_ask(10).tolist() == [0, 7]


def test_a_plan_is_written_out_day_by_day_and_dose_by_dose():
    pulses = sim.Doses("A", [(0, 2.0), (7.5, "reset"), (7.5, 1.0), (30, 3.0)])
    found = written_out(sim.Together([pulses, sim.Intermittent("B", on=7, off=7)]), 28.0)
    assert found.schedule.days == (0.0, 7.0, 14.0, 21.0)
    assert [dict(given) for given in found.schedule.doses] == [{"B": 1.0}, {}, {"B": 1.0}, {}]
    assert [(one.day, one.drug) for one in found.once] == [(0.0, "A"), (7.5, "A"), (7.5, "A")]
    # (the body is emptied before anything is given)
    np.testing.assert_array_equal([one.dose for one in found.once], [2.0, np.nan, 1.0])
    later = sim.Lines(
        [sim.Line("B", until=sim.Days(10)), sim.Line(sim.Doses("A", [(0, 1), (5, 2)]))]
    )
    once = written_out(later, 28.0).once
    assert [(one.day, one.dose) for one in once] == [(10.0, 1.0), (15.0, 2.0)]


@pytest.mark.parametrize(("plan", "message"), [
    (sim.Adaptive("A"), r"Adaptive has no schedule: .*calendar\(\) prints its rules"),
    (sim.Continuous("A", OWN), "differs between patients, so it has no one schedule"),
    (sim.Adherence("A"), r"Adherence has no one schedule: which doses are taken is drawn"),
])  # fmt: skip
def test_what_has_no_schedule_says_why(plan, message):
    with pytest.raises(InputError, match=message):
        written_out(plan, 28.0)


def test_what_was_given_reads():
    table = [[0, 0, 1], [0, 28, 0], [1, 0, 1]]
    once = [sim.Doses("B", [[(0, 1), (7, 2)], []])]
    given = sim.Given({"A": table}, [0, 1], once)
    assert str(given) == (
        "Given: A, B, as 2 patients had it; doses change on 2 days and 2 doses one by one."
    )
    assert (
        str(sim.Given({"A": [[0, 0, 1]]}))
        == "Given: A, as a patient had it; doses change on 1 day."
    )
    assert str(given.of(1)) == "Given: A, as a patient had it; doses change on 1 day."
    first = given.of(0)
    assert first.row is None
    assert first.periods["A"].tolist() == [[0, 0, 1], [0, 28, 0]]
    assert [part.given.tolist() for part in first.once] == [[[0, 0, 1], [0, 7, 2]]]
    assert str(sim.Given({})) == "Given: nothing."
    for patient in (2, -1, 0.5):
        with pytest.raises(InputError, match=f"patient {patient}: no such patient; give 0 to 1"):
            given.of(patient)
    with pytest.raises(InputError, match="patient -1: no such patient; give any from 0 on"):
        sim.Given({"A": [[0, 0, 1]]}).of(-1)


@pytest.mark.parametrize(("table", "message"), [
    ([[0, 0, -1]], r"has the period \[0\.0, 0\.0, -1\.0\]; row, day and dose are numbers of at"),
    ([[0, np.inf, 1]], "has the period"), ([[0, 0]], r"has shape \(1, 2\); give rows of three"),
    (np.zeros((0, 3)), r"has shape \(0, 3\)"),
    ([[0, 7, 1], [0, 7, 0]], "has two doses on day 7 of row 0"),
    ([[1, 0, 1]], "has rows of several patients; say who has which"),
])  # fmt: skip
def test_a_period_that_is_none_is_named(table, message):
    with pytest.raises(InputError, match=message):
        sim.Given({"A": table})
