"""Several measures at once: each by its own calendar and criteria, and what they say together."""

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.clinic import Clinic, Exam, Marker, Pcwg3, RatioToBaseline, RatioToNadir
from sim.clinic.agreed import Agreed
from sim.clinic.happened import HAPPENED

PSA = Marker("PSA", 1e-8, half_life=1e-3)
UP = RatioToBaseline(1.2)


def clinic(**more):
    measures = {
        "ct": Exam(sim.Cells(), every=14, noise=0.0, detection=1.0, criteria=UP),
        "psa": Exam(PSA, every=7, noise=0.0, delay=7, criteria=RatioToNadir(1.5)),
        "other": Exam(PSA, every=28, noise=0.0),
    }
    return Clinic(visit_every=7, measures=measures, **more)


def shown(clinic, burdens, doses=1.0, new_line=None, horizon=None):
    """Show burdens [one row each week, one column per patient]; return what was seen, and desk."""
    burdens = np.array(burdens, dtype=float)
    days = 7.0 * len(burdens) if horizon is None else horizon
    desk = clinic.open(1, np.arange(burdens.shape[1]), ("A",), days)
    seen, happened = [], []
    for week, row in enumerate(burdens):
        seen.append(desk.look(7.0 * week, row))
        if new_line == week:
            seen[-1].begin_line(np.ones(burdens.shape[1], dtype=bool))
        dose = doses[week] if isinstance(doses, list) else doses
        desk.note(seen[-1], np.full((1, 1), dose))
        happened.append(desk.happened)
    desk.close(days)
    return seen, happened, desk


def test_each_measure_has_its_calendar_its_unit_and_its_delay():
    seen, *_ = shown(clinic(), [[1e9], [2e9], [3e9], [4e9], [5e9]])
    assert [s["ct"].burden[0] for s in seen] == [1e9, 1e9, 3e9, 3e9, 5e9]
    # known a week later: the test of week 1 at week 2
    np.testing.assert_allclose([s["psa"].burden[0] for s in seen], [10, 10, 20, 30, 40], rtol=1e-3)
    np.testing.assert_allclose([s["other"].burden[0] for s in seen], [10, 10, 10, 10, 50], 1e-3)
    assert [s["ct"].new_result for s in seen] == [True, False, True, False, True]
    assert [s["psa"].new_result for s in seen] == [True, False, True, True, True]
    assert [s.new_result for s in seen] == [True, False, True, True, True]
    assert seen[0].measures == ("ct", "psa", "other")
    # what is shown without a name is the main measure
    assert [s.burden[0] for s in seen] == [s["ct"].burden[0] for s in seen]


def test_what_was_seen_stays_what_it_was():
    seen, *_ = shown(clinic(), [[1e9], [2e9], [3e9], [4e9]])
    assert seen[0]["psa"].burden[0] == pytest.approx(10)


# weeks of burden [1e9 cells] of three patients: by CT first, by PSA first, never
THREE = [[1.0, 1.0, 1.0], [1.0, 0.5, 1.0], [1.3, 0.5, 1.0], [1.3, 0.9, 1.0], [1.3, 1.3, 1.0],
         [1.6, 1.4, 1.0], [1.7, 1.4, 1.0]]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "days", "known"),
    [
        ("ct or psa", [14, 21, np.nan], [14, 28, np.nan]),
        ("ct and psa", [35, 28, np.nan], [42, 28, np.nan]),
        ("ct", [14, 28, np.nan], [14, 28, np.nan]),
        ("psa", [35, 21, np.nan], [42, 28, np.nan]),
        ("(ct and psa) or psa", [35, 21, np.nan], [42, 28, np.nan]),
    ],
)
def test_progression_is_what_the_rule_says(rule, days, known):
    seen, happened, desk = shown(clinic(progression=rule), np.array(THREE) * 1e9)
    found = desk.findings()
    np.testing.assert_equal(found["progression_day"], days)
    np.testing.assert_equal(found["progression_known_day"], known)
    by = desk.by_measure()
    np.testing.assert_equal(by["ct"]["progression_day"], [14, 28, np.nan])
    np.testing.assert_equal(by["psa"]["progression_day"], [35, 21, np.nan])
    for week, s in enumerate(seen):
        np.testing.assert_array_equal(s.progressed, np.array(known) <= 7 * week)
    bit = HAPPENED["first_progression"]
    first = [[7 * w for w, h in enumerate(happened) if h[k] & bit] for k in range(3)]
    assert first == [[day] if day == day else [] for day in known]


def test_the_default_is_any_that_is_judged():
    assert str(clinic()).startswith("Visits every 7 days; ")
    assert str(clinic(visit_days=[0, 9])).startswith("Visits on stated days; ")
    assert str(clinic()).endswith("progression: ct or psa.")
    *_, desk = shown(clinic(), np.array(THREE) * 1e9)
    np.testing.assert_equal(desk.findings()["progression_day"], [14, 21, np.nan])


def test_a_new_line_starts_all_measures_anew():
    seen, _, desk = shown(clinic(), np.array(THREE) * 1e9, new_line=4)
    assert seen[4].progressed.tolist() == [True, True, False]
    assert not seen[5].progressed.any()
    # psa of week 4 (13) is known at week 5; each measure starts from its last result
    np.testing.assert_allclose(seen[5]["psa"].reference, [13, 13, 10], rtol=1e-3)
    np.testing.assert_allclose(seen[5]["ct"].reference, [1.3e9, 1.3e9, 1e9])
    # the first has 1.7 on day 42, over 1.3 when the line began
    np.testing.assert_equal(desk.findings()["second_progression_day"], [42, np.nan, np.nan])


def test_the_second_progression_is_counted_from_the_first_by_the_rule():
    # by PSA on day 21 (known 28), then everything doubles: by CT again on day 42
    rows = np.array([1.0, 0.5, 0.5, 0.9, 0.9, 0.9, 2.0])[:, None] * 1e9
    *_, desk = shown(clinic(), rows)
    found = desk.findings()
    assert found["progression_day"] == [21]
    assert found["second_progression_day"] == [42]


def test_growth_in_a_pause_is_taken_back_when_the_drug_is_given_again():
    rows = np.array([1.0, 0.2, 0.2, 0.5, 0.6, 0.3, 0.3])[:, None] * 1e9
    off = [1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0]
    seen, _, desk = shown(clinic(progression="psa"), rows, doses=off)
    assert seen[4].progressed.all()  # 0.5 over 0.2, in the pause
    assert not seen[5].progressed.any()
    assert np.isnan(desk.findings()["progression_day"]).all()


def test_who_progresses_on_drug_is_not_off_drug_because_others_pause():
    """Both grow on day 14 by both measures; only the second has had no drug since day 0."""
    rows = np.array([[1.0, 1.0], [1.0, 1.0], [2.0, 2.0], [2.0, 2.0]]) * 1e9
    desk = clinic().open(1, np.arange(2), ("A",), 28.0)
    for week, row in enumerate(rows):
        desk.note(desk.look(7.0 * week, row), np.array([[1.0], [0.0]]))
    desk.close(28.0)
    found = desk.findings()
    assert found["progression_day"][0] == 14
    assert found["progression_off_drug"].tolist() == [False, True]


def test_one_measure_with_a_name_is_the_clinic_without_one():
    rows = np.random.default_rng(1).lognormal(np.log(1e9), 0.5, (20, 50))
    one = Clinic(visit_every=7, scan_every=14, missed=0.2, delay=3)
    named = Clinic(visit_every=7, scan_every=14, missed=0.2, delay=3, measures={"ct": sim.Cells()})
    off = [1.0, 0.0, 0.0, 1.0] * 5
    (a, happened_a, desk_a), (b, happened_b, desk_b) = (
        shown(c, rows, doses=off, new_line=9) for c in (one, named)
    )
    for s, t in zip(a, b, strict=True):
        for word in ("burden", "detected", "baseline", "reference", "nadir", "progressed"):
            np.testing.assert_array_equal(getattr(s, word), getattr(t, word), err_msg=word)
    np.testing.assert_array_equal(happened_a, happened_b)
    found = desk_b.findings()
    for word, value in desk_a.findings().items():
        np.testing.assert_array_equal(value, found[word], err_msg=word)


def test_a_measure_that_is_added_changes_no_other():
    rows = np.random.default_rng(1).lognormal(np.log(1e9), 0.5, (20, 50))
    less = {"ct": sim.Lesions(3), "psa": PSA}
    more = {"b": Exam(PSA, every=21), "psa": PSA, "ct": sim.Lesions(3)}
    (a, *_), (b, *_) = (shown(Clinic(scan_every=14, measures=m), rows) for m in (less, more))
    for s, t in zip(a, b, strict=True):
        np.testing.assert_array_equal(s["ct"].burden, t["ct"].burden)
        np.testing.assert_array_equal(s["psa"].burden, t["psa"].burden)
    assert not np.array_equal(b[-1]["b"].burden, b[-1]["psa"].burden)


def test_lesions_are_shown_one_by_one_and_never_below_the_limit():
    seen, *_ = shown(Clinic(scan_every=7, measures={"ct": sim.Lesions((0.9, 0.1))}), [[1e9], [1e6]])
    first, last = (s.lesions for s in seen)
    assert set(first) == {"lesion 1", "lesion 2"}
    assert first["lesion 1"][0] > first["lesion 2"][0] > 5.0
    assert last["lesion 2"][0] == pytest.approx(5.0)
    assert seen[1].found["lesion 2"].tolist() == [False]
    assert seen[1].new_lesions.tolist() == [0]


@pytest.mark.parametrize("text", ["a", "a or b", "(a and b) or c", "a or b and c"])
def test_rules_name_their_measures(text):
    assert set(Agreed(text).names) <= set("abc")
    Agreed(text).check("abc", ())


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"progression": "ct or bone"}, "'bone' in progression"),
        ({"progression": "ct or"}, '"psa or ct"'),
        ({"progression": "ct or 1"}, '"psa or ct"'),
        ({"progression": "not ct"}, '"psa or ct"'),
        ({"progression": 3}, '"psa or ct"'),
        ({"progression": "other or ct"}, "'other' has no criteria"),
        ({"measure": PSA, "criteria": Pcwg3()}, "among these"),
    ],
)
def test_a_wrong_rule_is_refused_with_the_way_out(more, words):
    with pytest.raises(InputError, match=words):
        clinic(**more)


@pytest.mark.parametrize(
    ("measures", "words"),
    [
        ({}, "by name"),
        ([PSA], "by name"),
        ({"psa": 3}, "sim.Exam"),
        ({"p s a": PSA}, "one word"),
        ({"or": PSA}, "one word"),
        ({"psa": PSA}, "has criteria"),
    ],
)
def test_wrong_measures_are_refused(measures, words):
    with pytest.raises(InputError, match=words):
        Clinic(measures=measures)


def test_a_rule_without_measures_is_refused():
    with pytest.raises(InputError, match="one measure"):
        Clinic(progression="ct")


def test_a_name_that_is_not_there_is_said():
    seen, *_ = shown(clinic(), [[1e9]])
    with pytest.raises(InputError, match="'ct', 'psa', 'other'"):
        seen[0]["PSA"]
    with pytest.raises(InputError, match="no alleles"):
        _ = seen[0].fraction
    with pytest.raises(InputError, match="no lesions"):
        _ = seen[0].lesions
    one, *_ = shown(Clinic(), [[1e9]])
    with pytest.raises(InputError, match="without a name"):
        one[0]["ct"]


def test_an_allele_that_is_not_there_is_said_and_counting_has_no_noise():
    kit = sim.Sequencing({"RAS": ["R"]})
    measures = {"ct": sim.Cells(), "dna": kit}
    desk = Clinic(measures=measures).open(1, np.arange(1), ("A",), 90.0, clones=("S", "R"))
    seen = desk.look(0.0, np.array([2e9]), np.array([[1e9, 1e9]]))
    with pytest.raises(InputError, match="The names are 'RAS'"):
        _ = seen.fraction["KRAS"]
    with pytest.raises(InputError, match="leave noise= out"):
        Exam(kit, noise=0.1)
    assert Clinic(noise=0.2, measures=measures).exams["dna"].noise is None


def test_what_was_counted_from_a_progression_that_is_taken_back_is_taken_back_too():
    # in the pause it grows twice (known in weeks 4 and 6), and falls when the drug is resumed
    rows = np.array([1.0, 0.2, 0.2, 0.4, 0.5, 0.9, 0.3, 0.3])[:, None] * 1e9
    doses = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0]
    seen, _, desk = shown(clinic(progression="psa"), rows, doses=doses)
    assert [bool(s.progressed[0]) for s in seen] == [False] * 4 + [True] * 3 + [False]
    found = desk.findings()
    assert np.isnan(found["progression_day"][0])
    assert np.isnan(found["second_progression_day"][0])


@pytest.mark.parametrize("rule", ["psa", "ct or psa"])
def test_a_progression_without_a_drug_is_told_as_one(rule):
    rows = np.array([1.0, 0.2, 0.2, 2.0, 2.0, 2.0])[:, None] * 1e9
    for doses, off in (([1.0, 0.0, 0.0, 0.0, 0.0, 0.0], True), (1.0, False)):
        *_, desk = shown(clinic(progression=rule), rows, doses=doses)
        assert desk.findings()["progression_day"][0] == 21
        assert desk.findings()["progression_off_drug"][0] == off


def test_a_measure_that_is_only_looked_at_starts_a_line_from_the_scan_made_before_it():
    measures = {
        "ct": Exam(sim.Cells(), every=7, noise=0.0, detection=1.0, criteria=UP),
        "blood": Exam(PSA, every=7, noise=0.0, delay=7),
    }
    rows = np.array([1.0, 0.5, 0.7, 0.9, 0.8])[:, None] * 1e9
    seen, *_ = shown(Clinic(visit_every=7, measures=measures), rows, new_line=2)
    # the line begins in week 2, with the result of week 1; that of week 2 is known in week 3
    references = [float(s["blood"].reference[0]) for s in seen]
    np.testing.assert_allclose(references, [10, 10, 10, 7, 7], rtol=1e-3)
    np.testing.assert_allclose(seen[4]["blood"].nadir, [7], rtol=1e-3)


def test_who_has_progressed_by_one_of_two_that_must_agree_can_still_respond():
    """Once everybody of a block had progressed by the main measure, no response was noted."""
    rows = [[1e9], [1e9], [1.3e9], [1e9], [1e8], [1e8], [1e8]]
    alone = shown(clinic(progression="ct and psa"), rows)[-1].findings()
    company = shown(clinic(progression="ct and psa"), [[*row, 1e9] for row in rows])[-1].findings()
    assert alone["best_change"][0] == company["best_change"][0] == pytest.approx(-0.9)


def test_no_response_counts_that_was_seen_after_a_progression_dated_back():
    """The marker grows on day 14 and is confirmed on day 28; by then the scan has a response."""
    late = sim.Confirmed(RatioToBaseline(1.2), after=14)
    both = Clinic(
        visit_every=7,
        measures={
            "ct": Exam(sim.ByClone(sim.Cells(), {"R": 0.0}), every=7, noise=0.0, criteria=UP),
            "psa": Exam(sim.ByClone(PSA, {"S": 0.0}), every=14, noise=0.0, criteria=late),
        },
    )
    sizes = [[1e9, 1e9], [9e8, 1e9], [8e8, 2e9], [1e8, 2e9], [1e8, 2e9], [1e8, 2e9]]
    desk = both.open(1, np.arange(1), ("A",), 42.0, clones=("S", "R"))
    for week, cells in enumerate(sizes):
        row = np.array([cells])
        desk.note(desk.look(7.0 * week, row.sum(axis=1), row), np.ones((1, 1)))
        if week == 3:  # (nobody knows of the progression yet)
            assert desk.findings()["best_change"] == pytest.approx(-0.9)
    found = desk.findings()
    assert (found["progression_day"], found["progression_known_day"]) == ([14], [28])
    assert found["best_change"] == pytest.approx(-0.2)
    assert np.isnan(found["response_day"]).all()


def test_a_scan_from_before_progression_counts_though_its_result_comes_after_it():
    """The marker progresses on day 7; the scan of that day, known on day 21, was a response."""
    each = {"every": 7, "noise": 0.0, "criteria": UP}
    both = Clinic(
        visit_every=7,
        measures={
            "ct": Exam(sim.ByClone(sim.Cells(), {"R": 0.0}), delay=14, **each),
            "psa": Exam(sim.ByClone(PSA, {"S": 0.0}), **each),
        },
    )
    desk = both.open(1, np.arange(1), ("A",), 42.0, clones=("S", "R"))
    for week, cells in enumerate([[1e9, 1e9], [3e8, 2e9], [1e8, 2e9], [1e8, 2e9], [1e8, 2e9]]):
        row = np.array([cells])
        desk.note(desk.look(7.0 * week, row.sum(axis=1), row), np.ones((1, 1)))
    found = desk.findings()
    assert found["progression_day"] == [7]
    assert found["best_change"] == pytest.approx(-0.7)


@pytest.mark.parametrize("rule", [None, "ct", "ct or psa", "psa and ct"])
def test_the_second_progression_counts_from_where_a_pause_ended_that_left_a_later_first(rule):
    """Within the baseline on day 14, beyond it on day 21, and given the drug again on that day."""
    how = {"noise": 0.0, "criteria": RatioToNadir(1.2)}
    also = {} if rule == "ct" else {"criteria": RatioToNadir(1.2)}
    measures = {
        "ct": Exam(sim.Cells(), every=7, **how), "psa": Exam(PSA, every=7, noise=0.0, **also)
    }  # fmt: skip
    one = Clinic(visit_every=7, scan_every=7, **how)
    several = Clinic(visit_every=7, measures=measures, progression=rule)
    rows = np.array([1.0, 0.5, 0.7, 1.3, 1.0, 0.8, 0.7, 0.9])[:, None] * 1e9
    doses = [1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    found = shown(one if rule is None else several, rows, doses=doses)[-1].findings()
    assert (found["progression_day"], found["off_drug_day"]) == ([21], [14])
    assert found["second_progression_day"] == [49]


def test_a_first_progression_that_is_dated_back_leaves_the_second_as_it_was():
    """By the scan on day 14 and again on day 28; the marker says on day 35: on day 7."""
    late = sim.Confirmed(RatioToBaseline(1.2), after=28)
    measures = {
        "ct": Exam(sim.Cells(), every=14, noise=0.0, criteria=RatioToNadir(1.5)),
        "psa": Exam(PSA, every=7, noise=0.0, criteria=late),
    }
    rows = np.array([1.0, 1.3, 1.6, 1.7, 2.5, 2.6])[:, None] * 1e9
    found = shown(Clinic(visit_every=7, measures=measures), rows)[-1].findings()
    assert (found["progression_day"], found["second_progression_day"]) == ([7], [28])
