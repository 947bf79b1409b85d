"""Growth in a pause is reported apart, and is a progression only if the pause turns out to be none.

Burdens are written down by hand; scans every 14 days, progression at 1.2 x the nadir.
"""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.clinic import Clinic, Confirmed, RatioToNadir, Recist
from sim.clinic.pauses import Pauses
from tests.clinic.test_desk import EXACT

NADIR = RatioToNadir(1.2)
A, B, NONE = [[1.0, 0.0]], [[0.0, 1.0]], [[0.0, 0.0]]


def treat(burdens, doses, *, lines=(), **changes):
    """Show one patient a burden on every day of `burdens`, give what `doses` says; findings."""
    clinic = Clinic(**EXACT | {"criteria": NADIR} | changes)
    end = max(burdens) + 7
    desk = clinic.open(1, np.arange(1), ("A", "B"), end)
    seen_progressed, given = {}, A
    for day, burden in burdens.items():
        seen = desk.look(float(day), np.array([float(burden)]))
        if day in lines:
            seen.begin_line(np.array([True]))
        given = doses.get(day, given)
        desk.note(seen, np.array(given))
        seen_progressed[day] = bool(seen.progressed[0])
    desk.close(end)
    return {name: value[0] for name, value in desk.findings().items()}, seen_progressed


CYCLE = {0: 100, 14: 40, 28: 60, 42: 90, 56: 50, 70: 45, 84: 56, 98: 60}
"""Shrinks, regrows in the pause of days 14 to 42, shrinks again, and then grows on the drug."""


def test_growth_in_a_pause_is_no_progression_if_the_same_drug_is_given_again():
    found, seen = treat(CYCLE, {14: NONE, 42: A})
    assert found["off_drug_day"] == 28
    # from the resumption on growth counts over 90, then over the nadir of 45: 56 is above 54
    assert (found["progression_day"], found["progression_known_day"]) == (84, 84)
    assert not found["progression_off_drug"]
    # while the pause lasts a regimen is told, as the clinic knows no better
    assert [day for day, told in seen.items() if told] == [28, 42, 84, 98]


CONFIRMED = Confirmed(NADIR, after=14)


def test_growth_in_a_pause_neither_dates_nor_confirms_a_progression_that_counts():
    """Day 70 alone is beyond the baseline: as it was, it confirmed a progression of day 28."""
    burdens = {0: 100, 14: 40, 28: 60, 42: 90, 56: 110, 70: 150, 84: 70, 98: 50, 112: 55}
    pause = {14: NONE, 70: A}
    alone, _ = treat(burdens, pause)
    assert (alone["off_drug_day"], alone["progression_day"]) == (28, 70)
    confirmed, _ = treat(burdens, pause, criteria=CONFIRMED)
    assert confirmed["off_drug_day"] == 28
    assert np.isnan(confirmed["progression_day"])


def test_growth_beyond_the_baseline_in_a_pause_is_dated_from_the_first_result_beyond_it():
    burdens = {0: 100, 14: 40, 28: 60, 42: 90, 56: 130, 70: 150, 84: 70, 98: 50}
    found, _ = treat(burdens, {14: NONE, 70: A}, criteria=CONFIRMED)
    assert (found["off_drug_day"], found["progression_day"]) == (28, 56)
    assert found["progression_known_day"] == 70


def test_what_awaits_its_confirmation_when_a_pause_ends_is_none():
    """Growth counts over the last result of the pause from then on, as where none is asked for."""
    burdens = {0: 100, 14: 40, 28: 40, 42: 60, 56: 65, 70: 50, 84: 45, 98: 56, 112: 60}
    pause = {28: NONE, 42: A}
    found, _ = treat(burdens, pause, criteria=CONFIRMED)
    assert (found["progression_day"], found["progression_known_day"]) == (98, 112)
    assert np.isnan(found["off_drug_day"])  # (it was never confirmed)
    alone, _ = treat(burdens, pause)
    assert (alone["progression_day"], alone["off_drug_day"]) == (98, 42)
    # of a pause that was the end of a treatment it is one, once another result has shown it
    other, _ = treat(burdens, {28: NONE, 42: B}, criteria=CONFIRMED)
    assert (other["progression_day"], other["progression_known_day"]) == (42, 56)


def test_a_result_in_a_pause_does_not_refute_what_was_seen_on_the_drug():
    burdens = {0: 100, 14: 40, 28: 60, 42: 62, 56: 90, 70: 80}
    found, _ = treat(burdens, {28: NONE, 42: A}, criteria=CONFIRMED)
    assert (found["progression_day"], found["progression_known_day"]) == (28, 56)
    assert found["off_drug_day"] == 28


@pytest.mark.parametrize("delay", [0.0, 10.0, 40.0])
@pytest.mark.parametrize("plan", [
    sim.Adaptive("A", 0.5, 1.0), sim.Intermittent("A", on=28, off=56),
    sim.Intermittent("A", on=21, off=42), sim.Continuous("A"),
], ids=["adaptive", "28/56", "21/42", "continuous"])  # fmt: skip
def test_what_is_to_be_confirmed_is_never_earlier(plan, delay):
    """The same scans and doses, judged twice, of 60 patients.

    As it was: 98 % of the patients with pauses were earlier.
    """
    tumour = sim.Tumour(
        [
            sim.Clone("S", 0.16, 0.13, start=1e9),
            sim.Clone("R", 0.15, 0.12, start=1e5, fold={"A": 20.0}),
        ],
        drugs=[sim.Drug("A", sim.Proportional(stats.lognorm(0.2, scale=0.1)))],
    )
    day = {}
    for name, criteria in (("alone", NADIR), ("confirmed", Confirmed(NADIR, after=28))):
        clinic = Clinic(scan_every=28, noise=0, delay=delay, criteria=criteria, fatal=1e15)
        day[name] = sim.simulate(
            tumour, {"a": plan}, patients=60, days=700, seed=1, clinic=clinic, progress=False
        ).data["progression_day"].values[0]  # fmt: skip
    both = ~np.isnan(day["confirmed"])
    assert np.count_nonzero(both) > 5
    assert (day["alone"][both] <= day["confirmed"][both]).all()


def test_without_the_pause_the_same_burdens_are_a_progression():
    found, _ = treat(CYCLE, {})
    assert found["progression_day"] == 28
    assert np.isnan(found["off_drug_day"])
    assert not found["progression_off_drug"]


def test_growth_after_the_end_of_a_treatment_is_a_progression():
    found, _ = treat(CYCLE, {14: NONE})
    assert (found["progression_day"], found["off_drug_day"]) == (28, 28)
    assert found["progression_off_drug"]


def test_another_drug_ends_no_pause_but_a_treatment():
    found, _ = treat(CYCLE, {14: NONE, 42: B})
    assert found["progression_day"] == 28
    assert found["progression_off_drug"]


@pytest.mark.parametrize("lines", [(), (42,), (14, 42), (14,)])
def test_what_the_plan_calls_a_line_makes_no_other_therapy_of_the_same_doses(lines):
    found, _ = treat(CYCLE, {14: NONE, 42: A}, lines=lines)
    assert (found["off_drug_day"], found["progression_day"], found["lines"]) == (28, 84, 1)


@pytest.mark.parametrize("lines", [(), (28, 42)])
def test_a_holiday_after_progression_on_drug_is_no_pause(lines):
    burdens = {0: 100, 14: 40, 28: 60, 42: 90, 56: 50, 70: 65}
    found, seen = treat(burdens, {28: NONE, 42: A}, lines=lines)
    assert (found["progression_day"], found["lines"]) == (28, 2)
    assert np.isnan(found["off_drug_day"])
    # counted from the rechallenge at 90, not from the holiday: 65 is above 1.2 x 50
    assert found["second_progression_day"] == 70
    # who asks for no line is told of the first progression on and on
    told = [day for day, progressed in seen.items() if progressed]
    assert told == ([28, 42, 70] if lines else [28, 42, 56, 70])


def test_a_line_of_one_patient_says_nothing_of_another():
    """The first is given another drug on day 42, the second the same: that ends a pause."""
    desk = Clinic(**EXACT, criteria=NADIR).open(1, np.arange(2), ("A", "B"), 70)
    for day, burden in ((0, 100), (14, 40), (28, 60), (42, 70), (56, 50)):
        seen = desk.look(float(day), np.full(2, float(burden)))
        first = [day < 14, day >= 42]
        desk.note(seen, np.array([first, [day < 14 or day >= 42, 0]], dtype=float))
    desk.close(70)
    found = desk.findings()
    np.testing.assert_equal(found["progression_day"], [28, np.nan])
    np.testing.assert_equal(found["off_drug_day"], [28, 28])
    assert found["lines"].tolist() == [2, 1]


def test_growth_beyond_the_baseline_is_a_progression_in_a_pause_too():
    burdens = {0: 100, 14: 40, 28: 60, 42: 130, 56: 50}
    found, _ = treat(burdens, {14: NONE, 42: A})
    assert found["off_drug_day"] == 28
    assert found["progression_day"] == 42
    # by the same scan if there is only one in the pause
    found, _ = treat({0: 100, 14: 40, 28: 130, 42: 50}, {14: NONE, 28: A})
    assert np.isnan(found["off_drug_day"])
    assert found["progression_day"] == 28


def test_a_pause_must_have_lasted_since_the_scan_before():
    """A drug given for part of the time between two scans can fail: chemotherapy in cycles."""
    burdens = {0: 100, 14: 40, 21: 50, 28: 60, 35: 60}
    found, _ = treat(burdens, {21: NONE, 28: A})
    assert found["progression_day"] == 28
    assert np.isnan(found["off_drug_day"])


def test_a_result_that_arrives_after_the_pause():
    burdens = {0: 100, 7: 70, 14: 40, 21: 50, 28: 60, 35: 60, 42: 50, 49: 50}
    found, _ = treat(burdens, {14: NONE, 35: A}, delay=10)
    # the scan of day 28 is known on day 42, when the drug is given again
    assert found["off_drug_day"] == 28
    assert np.isnan(found["progression_day"])
    found, _ = treat(burdens, {14: NONE, 35: B}, delay=10)
    assert found["progression_day"] == 28


def test_a_scan_on_the_day_on_which_the_drug_is_resumed_belongs_to_the_pause():
    """It is made before the dose of that day; its result comes when the pause is over."""
    burdens = {0: 100, 7: 70, 14: 40, 21: 50, 28: 60, 35: 60, 42: 50, 49: 50}
    found, _ = treat(burdens, {14: NONE, 28: A}, delay=10)
    assert found["off_drug_day"] == 28
    assert np.isnan(found["progression_day"])
    found, _ = treat(burdens, {14: NONE, 28: B}, delay=10)
    assert (found["progression_day"], found["off_drug_day"]) == (28, 28)


def test_the_nadir_of_a_pause_does_not_count_after_it():
    burdens = {0: 100, 14: 40, 28: 60, 42: 90, 56: 85, 70: 107, 84: 120}
    found, _ = treat(burdens, {14: NONE, 42: A})
    # 85 is the nadir since the resumption; 107 is above 102
    assert found["progression_day"] == 70


def test_the_second_progression_counts_from_the_first_that_stands():
    burdens = CYCLE | {112: 70, 126: 75}
    found, _ = treat(burdens, {14: NONE, 42: A})
    assert found["progression_day"] == 84
    assert found["second_progression_day"] == 112  # 70 is above 1.2 x 56


def test_a_response_goes_on_after_a_pause():
    found, _ = treat({0: 100, 14: 60, 28: 74, 42: 45, 56: 44}, {14: NONE, 28: A})
    assert sim.clinic.RESPONSES[found["best_response"]] == "partial"


@pytest.mark.parametrize("resumed", [True, False])
def test_a_confirmed_progression_in_a_pause(resumed):
    burdens = {0: 100, 14: 40, 28: 60, 42: 70, 56: 80, 70: 60}
    doses = {14: NONE} | ({56: A} if resumed else {})
    found, _ = treat(burdens, doses, criteria=Confirmed(NADIR, after=14))
    assert found["off_drug_day"] == 28
    np.testing.assert_equal(found["progression_day"], np.nan if resumed else 28.0)
    np.testing.assert_equal(found["progression_known_day"], np.nan if resumed else 42.0)


def test_who_is_never_treated_is_off_drug_and_in_no_pause():
    found, _ = treat({0: 100, 14: 130, 28: 150}, {0: NONE})
    assert found["progression_day"] == 14
    assert found["progression_off_drug"]
    assert np.isnan(found["off_drug_day"])


def test_patients_pause_one_by_one():
    clinic = Clinic(**EXACT, criteria=NADIR)
    desk = clinic.open(1, np.arange(3), ("A",), 70)
    doses = {0: [1, 1, 1], 14: [0, 1, 0], 42: [1, 1, 0]}
    given = None
    for day, burden in ((0, 100), (14, 40), (28, 60), (42, 80), (56, 60)):
        given = doses.get(day, given)
        seen = desk.look(float(day), np.full(3, float(burden)))
        desk.note(seen, np.array(given, dtype=float)[:, None])
    desk.close(70)
    found = desk.findings()
    np.testing.assert_equal(found["progression_day"], [np.nan, 28, 28])
    np.testing.assert_equal(found["off_drug_day"], [28, np.nan, 28])


def test_no_resistance_no_progression_however_often_it_regrows():
    """Adaptive therapy of a tumour without resistance cycles for ever; it "progressed" on day 224.

    Scans without error; 4 years; by RECIST, over the nadir.
    """
    tumour = sim.Tumour(
        [sim.Clone("cells", 0.14, 0.13, start=1e10)], drugs=[sim.Drug("A", sim.Proportional(0.03))]
    )
    clinic = sim.Clinic(noise=0.0, scan_every=28, criteria=Recist())
    runs = sim.simulate(
        tumour, {"adaptive": sim.Adaptive("A"), "continuous": sim.Continuous("A")}, patients=5,
        days=4 * sim.YEAR, seed=1, clinic=clinic, progress=False,
    )  # fmt: skip
    assert not sim.progressed(runs).any()
    off = runs.data["off_drug_day"]
    assert np.isfinite(off.sel(arm="adaptive")).all()
    assert np.isnan(off.sel(arm="continuous")).all()
    assert np.isnan(runs.data["lasting_growth_day"]).all()


def test_a_new_line_lets_the_growth_in_a_pause_stand_whatever_is_given_next():
    """A pauses, the tumour regrows, B begins: A has failed, though B pauses and comes back."""
    burdens = {0: 100, 14: 40, 28: 60, 42: 90, 56: 50, 70: 50, 84: 50}
    found, _ = treat(burdens, {14: NONE, 42: B, 56: NONE, 70: B})
    assert (found["progression_day"], found["off_drug_day"], found["lines"]) == (28, 28, 2)
    again, _ = treat(burdens, {14: NONE, 42: A, 56: NONE, 70: A})
    assert np.isnan(again["progression_day"])


def test_a_plan_without_lines_is_told_of_the_growth_that_another_drug_has_made_stand():
    """Under B it is never again larger than 1.2 x the nadir of 40, and B pauses too."""
    burdens = {0: 100, 14: 40, 28: 60, 42: 90, 56: 44, 70: 44, 84: 44}
    _, seen = treat(burdens, {14: NONE, 42: B, 56: NONE, 70: B})
    assert [day for day, told in seen.items() if told] == [28, 42, 56, 70, 84]
    _, seen = treat(burdens, {14: NONE, 42: A, 56: NONE, 70: A})
    assert [day for day, told in seen.items() if told] == [28, 42]


def test_who_had_no_drug_since_the_scan_before():
    """Of day 0 nothing is asked; who is treated only later had none until then, and no pause."""
    pauses = Pauses(3)
    assert pauses.since_last_scan(0.0, 0.0) == (None, None)
    off, paused = pauses.since_last_scan(1.0, 0.0)
    assert (off.tolist(), paused) == ([True] * 3, None)
    some, all_ = np.array([[1.0], [0.0], [1.0]]), np.ones((1, 1))
    assert pauses.note(2.0, some, None) is None
    off, paused = pauses.since_last_scan(7.0, 2.0)
    assert (off.tolist(), paused) == ([False, True, False], None)
    assert pauses.note(7.0, np.zeros((1, 1)), None) is None
    assert pauses.off_since.tolist() == [7.0, 0.0, 7.0]
    assert pauses.paused.tolist() == [True, False, True]
    off, paused = pauses.since_last_scan(14.0, np.array([7.0, 7.0, 2.0]))
    assert (off.tolist(), paused.tolist()) == ([True, True, False], [True, False, False])
    assert pauses.note(14.0, all_, np.array([False, False, True])).tolist() == [True, False, False]
    assert pauses.resumed_day.tolist() == [14.0, -np.inf, -np.inf]
    assert pauses.since_last_scan(21.0, 14.0) == (None, None)


@pytest.mark.parametrize("delay", [7, 10, 35])
def test_when_results_become_known_dates_no_progression(delay):
    """400 patients pause for weeks and resume, one by one, and grow and shrink by chance.

    The nadir was that of the last result known when a pause ended, and what was scanned in one
    pause was judged by whether there was another when it became known: the days of 13, 39 and 91
    patients were others.
    """
    chance = np.random.default_rng(0)
    weeks, patients = 60, 400
    turns = np.cumsum(chance.integers(3, 9, (patients, weeks)), axis=1)
    on = np.array([[np.sum(row <= week) % 2 == 0 for row in turns] for week in range(weeks)])
    steps = np.where(on, -0.17, 0.17) + chance.normal(0.0, 0.1, (weeks, patients))
    burdens = 1e9 * np.exp(np.vstack([np.zeros(patients), steps[:-1].cumsum(axis=0)]))
    last, found = 7.0 * weeks, {}
    for wait in (0, delay):
        clinic = Clinic(
            visit_every=7, scan_every=14, noise=0.0, detection=0.0, criteria=RatioToNadir(1.3),
            delay=wait,
        )  # fmt: skip
        desk = clinic.open(1, np.arange(patients), ("A",), last)
        for week in range(weeks):
            desk.note(desk.look(7.0 * week, burdens[week]), on[week, :, None].astype(float))
        desk.close(last)
        for name in ("progression_day", "off_drug_day"):
            day = desk.findings()[name]
            found[wait, name] = np.where(day < last - delay - 14, day, np.nan)  # of all known
    for name in ("progression_day", "off_drug_day"):
        np.testing.assert_array_equal(found[0, name], found[delay, name])
        assert np.isfinite(found[0, name]).mean() > 0.3


def test_a_pause_ends_with_what_came_first_after_it():
    """Resumed on day 14, paused again on day 21, and another line on day 28; or the line alone."""
    pauses = Pauses(2)
    all_, on, off = np.ones(2, dtype=bool), np.ones((1, 1)), np.zeros((1, 1))
    both = np.array([[1.0], [0.0]])
    for day, doses in ((0.0, on), (7.0, off), (14.0, both), (21.0, off.copy())):
        pauses.note(day, doses, None)
    assert [who.tolist() for who in pauses.ended(all_, 10.0)] == [[True, False], [False, False]]
    pauses.note(28.0, on.copy(), all_)
    assert [who.tolist() for who in pauses.ended(all_, 10.0)] == [[True, False], [False, True]]
    assert [who.tolist() for who in pauses.ended(all_, 24.0)] == [[False, False], [True, True]]
