"""A clinic at work, on burdens written down by hand."""

import numpy as np
import pytest

from sim.base.boluses import Boluses
from sim.base.errors import InputError
from sim.clinic import Clinic, RatioToBaseline, RatioToNadir, Recist
from sim.clinic.happened import HAPPENED

EXACT = {"noise": 0.0, "detection": 0.0, "visit_every": 7, "scan_every": 14}


def run(clinic, burdens, *, horizon=None, new_line=None, patients=None, doses=((1.0,),)):
    """Look at patients with burdens {day: [per patient]}; return (what was seen, findings)."""
    days = sorted(burdens)
    horizon = days[-1] + 7 if horizon is None else horizon
    count = len(burdens[days[0]])
    patients = np.arange(count) if patients is None else patients
    desk = clinic.open(1, patients, ("A",), horizon)
    shown = {}
    for day in days:
        seen = shown[day] = desk.look(float(day), np.array(burdens[day], dtype=float))
        if new_line and day in new_line:
            seen.begin_line(np.array(new_line[day]))
        desk.note(seen, np.array(doses))
    desk.close(horizon)
    return shown, desk.findings()


def test_results_are_shown_from_the_scan_on():
    shown, found = run(Clinic(**EXACT), {0: [100], 7: [90], 14: [80], 21: [70], 28: [85]})
    assert [float(seen.burden[0]) for seen in shown.values()] == [100, 100, 80, 80, 85]
    assert [seen.new_result for seen in shown.values()] == [True, False, True, False, True]
    assert [float(seen.nadir[0]) for seen in shown.values()] == [100, 100, 80, 80, 80]
    assert found["observed"].tolist() == [[100, 80, 85]]
    assert (found["baseline"], found["nadir"]) == ([100], [80])


def test_a_visit_without_a_scan_shows_the_same_arrays():
    shown, _ = run(Clinic(**EXACT), {0: [100], 7: [90]})
    for word in ("burden", "detected", "baseline", "reference", "nadir", "progressed"):
        assert getattr(shown[0], word) is getattr(shown[7], word)


def test_what_is_shown_cannot_be_changed():
    shown, _ = run(Clinic(**EXACT), {0: [100], 14: [90]})
    for word in ("burden", "detected", "baseline", "nadir"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(shown[14], word)[0] = 1


def test_a_delayed_result_arrives_at_the_first_visit_on_or_after():
    burdens = {0: [100], 7: [0], 14: [80], 21: [0], 28: [130], 35: [0]}
    shown, found = run(Clinic(**EXACT | {"delay": 10}, criteria=RatioToBaseline(1.2)), burdens)
    assert [float(seen.burden[0]) for seen in shown.values()] == [100, 100, 100, 100, 80, 80]
    # The scan of day 28 is known on day 38, after the last visit: the end counts as a visit.
    assert (found["progression_day"], found["progression_known_day"]) == ([28], [42])
    # No scan was made on the last day.
    np.testing.assert_equal(found["observed"], [[100, 80, 130, np.nan]])


def test_a_first_progression_is_known_from_the_day_on_which_its_result_is():
    """The scan of day 14, read on the first visit from day 24 on."""
    desk = Clinic(**EXACT | {"delay": 10}, criteria=RatioToBaseline(1.2)).open(
        1, np.arange(2), ("A",), 42.0
    )
    assert np.isnan(desk.progression_known_day).all()
    known = {}
    for day in (0, 7, 14, 21, 28, 35):
        desk.note(
            desk.look(float(day), np.array([100.0 if day < 14 else 130.0, 90.0])), np.ones((1, 1))
        )
        known[day] = desk.progression_known_day.tolist()
    assert [day for day, (first, _) in known.items() if first == 28] == [28, 35]
    assert np.isnan(known[21]).all()
    assert np.isnan(known[35][1])


def test_a_result_that_comes_after_the_end_is_never_read():
    clinic = Clinic(**EXACT | {"delay": 10}, criteria=RatioToBaseline(1.2))
    _, found = run(clinic, {0: [100], 14: [80], 28: [130]}, horizon=35)
    assert np.isnan(found["progression_day"][0])
    assert found["nadir"] == [80]


def test_the_scan_on_the_last_day_is_read():
    clinic = Clinic(**EXACT, criteria=RatioToBaseline(1.2))
    desk = clinic.open(1, np.arange(1), ("A",), 14)
    for day, burden in ((0, 100.0), (7, 100.0)):
        desk.note(desk.look(day, np.array([burden])), np.ones((1, 1)))
    desk.close(14, np.array([130.0]))
    assert desk.findings()["progression_day"] == [14]
    assert desk.findings()["observed"].tolist() == [[100, 130]]


def test_below_the_detection_limit_the_limit_is_shown():
    clinic = Clinic(**EXACT | {"detection": 50.0})
    shown, found = run(clinic, {0: [100, 20], 14: [49.9, 50], 28: [0, 51]})
    assert shown[14].burden.tolist() == [50, 50]
    assert shown[14].detected.tolist() == [False, True]
    assert found["observed"].tolist() == [[100, 50, 50], [50, 50, 51]]
    assert found["detected"].tolist() == [[True, False, False], [False, True, True]]


def test_progression_day_is_the_first_visit_with_such_a_result():
    clinic = Clinic(**EXACT, criteria=RatioToNadir(1.5))
    burdens = {0: [100, 100], 14: [40, 90], 28: [60, 80], 42: [61, 70], 56: [10, 60]}
    shown, found = run(clinic, burdens)
    assert found["progression_day"][0] == 42
    assert np.isnan(found["progression_day"][1])
    # It stays true until a new line begins.
    assert shown[56].progressed.tolist() == [True, False]


def test_a_new_line_starts_from_the_present_result():
    clinic = Clinic(**EXACT, criteria=RatioToBaseline(1.2))
    burdens = {0: [100, 100], 14: [130, 130], 28: [140, 140], 42: [150, 150], 56: [157, 157]}
    shown, found = run(clinic, burdens, new_line={14: [True, False]})
    assert shown[14].progressed.tolist() == [True, True]
    assert shown[28].progressed.tolist() == [False, True]
    assert shown[28].reference.tolist() == [130, 100]
    assert shown[28].nadir.tolist() == [130, 100]
    assert shown[42].progressed.tolist() == [False, True]
    assert shown[56].progressed.tolist() == [True, True]
    assert found["progression_day"].tolist() == [14, 14]
    assert found["baseline"].tolist() == [100, 100]
    # (the same drug goes on: a line of the plan, and none of therapy)
    assert found["lines"].tolist() == [1, 1]


def test_a_holiday_is_no_line_of_treatment():
    clinic = Clinic(**EXACT)
    burdens = {0: [100], 14: [100]}
    _, found = run(clinic, burdens, new_line={14: [True]}, doses=((0.0,),))
    assert found["lines"].tolist() == [0]


def test_a_scan_from_before_the_line_cannot_be_its_failure():
    clinic = Clinic(**EXACT | {"delay": 7}, criteria=RatioToBaseline(1.2))
    burdens = {0: [100], 7: [100], 14: [130], 21: [0], 28: [150], 35: [0], 42: [160], 49: [0]}
    desk, shown = clinic.open(1, np.arange(1), ("A", "B"), 56), {}
    for day, burden in burdens.items():
        seen = shown[day] = desk.look(float(day), np.array(burden, dtype=float))
        if day == 14:
            seen.begin_line(np.array([True]))
        desk.note(seen, np.array([[day < 14, day >= 14]], dtype=float))
    desk.close(56)
    found = desk.findings()
    # The line began on day 14, before the result of that day's scan was known on day 21.
    assert shown[21].progressed.tolist() == [False]
    assert shown[21].reference.tolist() == [130]
    assert shown[35].progressed.tolist() == [False]
    assert shown[49].progressed.tolist() == [True]
    # Against the first line it was progression all the same.
    assert (found["progression_day"], found["progression_known_day"]) == ([14], [21])


def test_noise_depends_on_patient_and_day_only():
    clinic = Clinic(**EXACT | {"noise": 0.2})
    truth = {0: [1e9] * 5, 14: [1e9] * 5}
    numbers = np.array([7, 3, 0, 12, 1_000_000])
    _, all_ = run(clinic, truth, patients=numbers)
    _, some = run(clinic, {d: b[:2] for d, b in truth.items()}, patients=numbers[[3, 0]])
    assert np.array_equal(all_["observed"][[3, 0]], some["observed"])
    # Other visits in between, another length: the same noise.
    _, more = run(clinic, {0: [1e9] * 5, 3: [1.0] * 5, 14: [1e9] * 5}, patients=numbers, horizon=99)
    assert np.array_equal(all_["observed"][:, :2], more["observed"][:, :2])
    assert len(np.unique(all_["observed"][:, :2])) == 10


def test_noise_is_lognormal():
    patients = 20_000
    desk = Clinic(noise=0.1).open(3, np.arange(patients), (), 10)
    z = np.log(desk.look(0.0, np.full(patients, 1e9)).burden / 1e9) / 0.1
    # Mean and variance of 20,000 standard normal numbers, each within 5 standard errors.
    assert abs(z.mean()) < 5 / np.sqrt(patients)
    assert abs(z.var() - 1) < 5 * np.sqrt(2 / patients)


def test_a_scan_is_made_once():
    desk = Clinic(**EXACT).open(1, np.arange(1), (), 14)
    desk.look(0.0, np.array([100.0]))
    desk.look(14.0, np.array([90.0]))
    desk.close(14.0, np.array([80.0]))
    assert desk.findings()["observed"].tolist() == [[100, 90]]


def test_scans_are_listed_only_on_request():
    desk = Clinic(**EXACT).open(1, np.arange(1), (), 14, keep_scans=False)
    desk.look(0.0, np.array([100.0]))
    found = set(desk.findings())
    assert not found & {"observed", "detected"}
    assert found >= {"baseline", "nadir", "progression_day", "lines"}


def test_doses_are_shown_at_the_next_visit():
    clinic = Clinic(**EXACT)
    desk = clinic.open(1, np.arange(2), ("A", "B"), 30)
    seen = desk.look(0.0, np.ones(2))
    assert seen.doses.tolist() == [[0, 0], [0, 0]]
    desk.note(seen, np.array([[1.0, 0.5]]))
    assert desk.look(7.0, np.ones(2)).doses.tolist() == [[1, 0.5], [1, 0.5]]


def test_what_happened_is_said_of_those_to_whom_it_happened_and_once():
    """Of three: one progresses on day 14, one on day 28 and again on 42, one never."""
    clinic = Clinic(
        noise=0.0, detection=0.0, visit_every=7, scan_every=14, criteria=RatioToNadir(1.2)
    )
    desk = clinic.open(1, np.arange(3), ("A",), 56.0)
    said = {word: [] for word in ("result", "first_progression")}
    for day, burden in {
        0: (100, 100, 100), 7: (500, 500, 500), 14: (130, 90, 100), 21: (500, 500, 500),
        28: (200, 120, 90), 42: (300, 300, 80),
    }.items():  # fmt: skip
        desk.note(desk.look(float(day), np.array(burden, dtype=float)), np.ones((1, 1)))
        for word, days in said.items():
            days.append(((desk.happened & HAPPENED[word]) > 0).tolist())
    none, all_ = [False] * 3, [True] * 3
    assert said["result"] == [all_, none, all_, none, all_, all_]
    assert said["first_progression"] == [
        none, none, [True, False, False], none, [False, True, False], none
    ]  # fmt: skip


@pytest.mark.parametrize(("horizon", "day"), [(98.0, 49.0), (700.0, 518.0)])
def test_the_earlier_burden_is_that_of_half_a_year_or_of_half_the_run_before(horizon, day):
    desk = Clinic(noise=0.0).open(1, np.arange(2), ("A",), horizon)
    for place in np.arange(0.0, horizon, 7.0):
        desk.note(desk.look(place, np.array([1e9 + place, 1e8])), np.ones((1, 1)))
    desk.close(horizon, np.array([1e9, 1e8]))
    assert desk.findings()["earlier_burden"].tolist() == [1e9 + day, 1e8]


@pytest.mark.parametrize("value", [0.0, 1.05])
def test_a_share_beyond_its_range_is_refused(value):
    with pytest.raises(InputError, match=f"shrinkage of Recist is {value:g}; allowed is above 0"):
        Recist(shrinkage=value)


def test_a_visit_at_which_nothing_is_due_shows_what_was_shown_and_nothing_can_be_changed():
    desk = Clinic(visit_every=7, scan_every=28).open(1, np.arange(3), ("A",), 70.0)
    doses, before = np.ones((1, 1)), None
    for day in np.arange(0.0, 70.0, 7.0):
        seen = desk.look(day, np.array([2e9, 1e9, 3e8], dtype=np.int64) * int(1 + day))
        shown = {name: value for name, value in vars(seen).items() if isinstance(value, np.ndarray)}
        assert not any(array.flags.writeable for array in (*shown.values(), desk.happened))
        if day % 28 and day > 7:
            news = ("arrived", "_any_arrived") if day % 28 == 7 else ()  # (a scan's day is over)
            assert all(shown[name] is before[name] for name in shown if name not in news)
        before = shown
        desk.note(seen, doses)


def test_lines_of_the_plan_are_said_of_whom_they_begin_for():
    """Of two: the plan begins a line for the second alone, on day 14; no drug is new."""
    desk = Clinic(**EXACT).open(1, np.arange(2), ("A",), 42.0)
    said = {}
    for day in (0, 7, 14, 21):
        seen = desk.look(float(day), np.array([100.0, 100.0]))
        if day == 14:
            seen.begin_line(np.array([False, True]))
        desk.note(seen, np.ones((1, 1)))
        said[day] = ((desk.happened & HAPPENED["line_of_plan_begun"]) > 0).tolist()
    no = [False, False]
    assert said == {0: no, 7: no, 14: [False, True], 21: no}


def test_a_dose_is_for_a_day_where_no_interval_is_said():
    """Of a drug with a half-life, given day by day: as many standard doses as days."""
    desk = Clinic(**EXACT).open(1, np.arange(1), ("A",), 15.0, fadings=[((1.0, 0.1),)])
    for day in (0, 7):
        desk.note(desk.look(float(day), np.array([100.0])), np.ones((1, 1)))
    desk.close(15.0)
    assert desk.findings()["cumulative_dose"].tolist() == [[15.0]]


def test_what_is_given_in_another_way_is_taken_off_the_dose():
    """Of 1.0 a day 0.75 come as single doses, of one patient; the other has all day by day."""
    desk = Clinic(**EXACT).open(1, np.arange(2), ("A",), 14.0)
    seen = desk.look(0.0, np.array([100.0, 100.0]))
    none = np.zeros(0)
    course = {
        "day": 0.0, "moment": none, "drug": none.astype(int), "dose": none, "lasts": none,
        "of": np.zeros(3, dtype=int), "in_force": np.zeros((2, 1)), "intervals": np.ones(1),
        "asked": np.zeros((2, 1)),
    }  # fmt: skip
    once = Boluses(**course, instead=np.array([[0.75], [0.0]]))
    np.testing.assert_allclose(desk.note(seen, np.ones((1, 1)), once), [[0.25], [1.0]])
    seen = desk.look(7.0, np.array([100.0, 100.0]))
    np.testing.assert_array_equal(desk.note(seen, np.ones((1, 1)), Boluses(**course)), [[1.0]])
