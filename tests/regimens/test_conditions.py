"""What ends a line: undetectable for so long, detected again, functions, all, any and none."""

import numpy as np
import pytest

import sim
from sim.regimens import (
    AllOf,
    AnyOf,
    BurdenAbove,
    BurdenBelow,
    Days,
    Detected,
    Line,
    Lines,
    Not,
    Progression,
    Undetectable,
    When,
)

NO, YES = False, True


def lines_at(visit, until, results, *, new=None):
    """Return the line (visit,) of one patient with these results, None: nothing was seen."""
    plan, memory, found = Lines([Line("A", until=until), Line("B")]), {}, []
    for place, result in enumerate(results):
        seen = visit(
            28.0 * place, [1e-5 if result is None else result], detected=[result is not None],
            new_result=True if new is None else new[place],
        )  # fmt: skip
        found.append(int(plan.decide(seen, memory)[0, 1]))
    return found


@pytest.mark.parametrize(("days", "results", "expected"), [
    (0, [1, 1, None, None], [0, 0, 1, 1]),
    (56, [1, None, None, None, None], [0, 0, 0, 1, 1]),
    (56, [1, None, None, 1, None, None, None], [0, 0, 0, 0, 0, 0, 1]),  # it begins again
    (57, [1, None, None, None, None], [0, 0, 0, 0, 1]),
    (28, [None, None, None], [0, 1, 1]),  # no day before the line began counts
])  # fmt: skip
def test_undetectable_for_so_long(visit, days, results, expected):
    assert lines_at(visit, Undetectable(days), results) == expected


def test_days_are_counted_from_result_to_result(visit):
    """At a visit without a result nobody knows whether it is still so."""
    results, new = [1, None, None, None, None], [YES, YES, NO, NO, YES]
    assert lines_at(visit, Undetectable(56), results, new=new) == [0, 0, 0, 0, 1]


def test_detected_again(visit):
    assert lines_at(visit, Detected(), [None, None, None, 3e-5]) == [0, 0, 0, 1]
    assert lines_at(visit, Detected(), [1.0, None, 1.0]) == [0, 0, 1]


@pytest.mark.parametrize(("until", "expected"), [
    (AllOf([Undetectable(), Days(80)]), [0, 0, 0, 1, 1]),
    (Undetectable() & Days(80), [0, 0, 0, 1, 1]),
    (Undetectable() | Days(80), [0, 1, 1, 1, 1]),
    (AnyOf([BurdenAbove(3.0), Days(100)]), [0, 0, 0, 0, 1]),
    (~Detected(), [0, 1, 1, 1, 1]),
    (Not(Days(80)), [0, 1, 1, 1, 1]),
    (Undetectable(28) & ~Progression(), [0, 0, 1, 1, 1]),
    (When(lambda seen: seen.since >= 56), [0, 0, 1, 1, 1]),
    (When(lambda seen: ~seen.detected) & Days(80), [0, 0, 0, 1, 1]),
])  # fmt: skip
def test_several_reasons(visit, until, expected):
    assert lines_at(visit, until, [1, None, None, None, None]) == expected


def test_a_function_has_to_answer_for_each(visit):
    plan = Lines([Line("A", until=When(lambda seen: seen.burden)), Line("B")])
    memory = {}
    plan.decide(visit(0, [1.0, 1.0]), memory)
    with pytest.raises(sim.InputError, match=r"float64 of shape.*yes or no for each of the 2"):
        plan.decide(visit(28, [1.0, 1.0]), memory)


@pytest.mark.parametrize("wrong", [
    lambda: AllOf([Days(3)]), lambda: AnyOf([]), lambda: AllOf([Days(3), 4]), lambda: AnyOf(4),
    lambda: Not(4), lambda: When(4), lambda: Undetectable(-1), lambda: Undetectable("long"),
])  # fmt: skip
def test_what_is_no_reason_is_refused(wrong):
    with pytest.raises(sim.InputError):
        wrong()


@pytest.mark.parametrize("wrong", [
    lambda: Days(5) and Detected(), lambda: Days(5) or Detected(), lambda: not Detected(),
    lambda: bool(AllOf([Days(5), Detected()])), lambda: sim.Nadir() and Days(5),
])  # fmt: skip
def test_words_of_python_that_would_drop_a_reason_are_refused(wrong):
    with pytest.raises(sim.InputError, match=r"& for all.*[|] for any.*~ for not"):
        wrong()


def test_plans_read_as_they_are():
    stop = Undetectable(730) & Days(1095)
    plan = Lines([Line("A", until=stop), Line({}, until=Detected()), Line("A")])
    assert str(plan) == (
        "Lines: A, until undetectable for 730 days and for 1095 days; then nothing, until it is "
        "detected; then A."
    )
    assert Undetectable().describe() == "until undetectable"
    assert Not(Detected()).describe() == "until not (until it is detected)"


def test_nothing_seen_is_below_any_fraction_and_above_none(visit):
    nothing = visit(28, [1e-5], detected=[NO])
    since = np.array([28.0])
    assert BurdenBelow(1e-6).ended(nothing, since, {}).tolist() == [YES]
    assert BurdenAbove(1e-6).ended(nothing, since, {}).tolist() == [NO]
    small = visit(28, [1e-5])
    assert BurdenBelow(1e-6).ended(small, since, {}).tolist() == [NO]
    assert BurdenAbove(1e-6).ended(small, since, {}).tolist() == [YES]


def test_a_threshold_at_the_detection_limit_means_what_it_says():
    """Of 200 patients whose tumours melt away, every one stops.

    Compared as numbers, only those did whose baseline had erred upwards.
    """
    tumour = sim.Tumour(
        [sim.Clone("S", 0.1, 0.1, start=1e11)], drugs=[sim.Drug("A", sim.Proportional(0.1))]
    )
    clinic = sim.Clinic(scan_every=28, noise=0.15, detection=1e6)
    arms = {
        "threshold": Lines([Line("A", until=BurdenBelow(1e-5)), Line({})]),
        "undetectable": Lines([Line("A", until=Undetectable()), Line({})]),
        "pauses": sim.Adaptive("A", stop_below=1e-5, restart_above=1e-5),
    }
    runs = sim.simulate(tumour, arms, patients=200, days=364, seed=1, clinic=clinic, progress=False)
    stopped = (runs.data["treatment_days"] < 364).mean("patient")
    assert stopped.values.tolist() == [1.0, 1.0, 1.0]


def test_treatment_free_remission_through_a_clinic():
    """Two years undetectable, stop, again when it is seen: a plan as in trials of stopping."""
    tumour = sim.Tumour(
        [
            sim.Clone("S", 0.1, 0.1, start=1e10),
            sim.Clone("stem", 0.02, 0.01, start=1e3, fold={"A": np.inf}),
        ],
        drugs=[sim.Drug("A", sim.Proportional(0.1))],
    )
    plan = Lines([Line("A", until=Undetectable(364)), Line({}, until=Detected()), Line("A")])
    clinic = sim.Clinic(visit_every=28, scan_every=84, detection=1e6, noise=0.0)
    runs = sim.simulate(tumour, {"stop": plan}, patients=20, days=2500, seed=1, clinic=clinic,
                        progress=False)  # fmt: skip
    dose = runs.data["dose"].sel(arm="stop", drug="A").values
    began = (np.diff(dose, axis=1) > 0).sum(axis=1)
    assert set(began) <= {0, 1}  # (in some no stem cell is left)
    assert began.sum() >= 10
    gone = ~runs.data["detected"].sel(arm="stop").values
    for k in range(20):
        first = runs.values("scan")[np.flatnonzero(gone[k])[0]]
        stopped = runs.values("time")[np.flatnonzero(np.diff(dose[k]) < 0)[0] + 1]
        assert stopped == first + 420.0  # the first result at 364 days or more


def test_growth_in_a_pause_ends_a_line_only_as_it_is_asked(visit):
    """Six of whom each has progressed; who regrew in a pause, and has outgrown the start, or not.

    The line is 40 days old; the last two have had no drug in it, so they are in no pause.
    """
    seen = visit(
        100.0, np.ones(6), progressed=[True] * 6, regrown=[False, True, True, False, True, True],
        outgrown=[False, False, True, False, False, True],
        off_since=[np.inf, 90.0, 90.0, 90.0, 60.0, 60.0],
    )  # fmt: skip
    since = np.full(6, 40.0)
    on_drug, off_drug = (Progression(off_drug=off).ended(seen, since, {}) for off in (False, True))
    assert on_drug.tolist() == [True, False, False, True, True, True]
    assert off_drug.tolist() == [True, False, True, True, True, True]


def test_what_cannot_be_judged_ends_nothing_and_neither_does_its_contrary(visit):
    """The line is 15 days old; the last scan was made on day 20, day 10, and as it began."""
    seen, since = visit(28.0, np.ones(3), scan_day=[20.0, 10.0, 13.0]), np.full(3, 15.0)
    late = [True, False, False]
    inside = {"ct": seen}
    for reason, looked in (
        (Detected(), seen), (Detected() & Days(7), seen), (Detected() | Days(7), seen),
        (Not(Detected()), seen), (sim.Lasting(Detected(), 0), seen),
        (sim.By("ct", Detected()), inside), (sim.By("ct", sim.Lasting(Detected(), 0)), inside),
    ):  # fmt: skip
        assert reason.judged(looked, since).tolist() == late, reason
    assert Days(7).judged(seen, since).tolist() == [True] * 3
    assert Detected().ended(seen, since, {}).tolist() == late
    assert Not(Detected() & Days(70)).ended(seen, since, {}).tolist() == late
    assert Not(Undetectable()).ended(seen, since, {}).tolist() == late
    assert sim.By("ct", Not(Undetectable())).ended(inside, since, {}).tolist() == late
    assert sim.By("ct", Detected()).may_end(inside)
    quiet = visit(28.0, np.ones(3), new_result=False)
    assert not sim.By("ct", Detected()).may_end({"ct": quiet})
    assert not (Detected() & Undetectable()).may_end(quiet)
    assert (Detected() | Days(7)).may_end(quiet)
    assert Not(Detected()).may_end(quiet)


def whenever(seen):
    return seen.detected


@pytest.mark.parametrize(("reason", "words"), [
    (When(whenever), "until whenever says so"),
    (Undetectable(28), "until undetectable for 28 days"),
    (Undetectable(np.array([0.0, 7.0])), "until undetectable for 0 to 7 days (by patient)"),
    (Detected() | Days(7), "until it is detected or for 7 days"),
    (AllOf([Detected(), Days(7), Progression()]),
     "until it is detected, for 7 days and until progression"),
    (Progression(off_drug=True), "until progression, also in a pause"),
    (Not(Days(7)), "until not (for 7 days)"),
    (BurdenAbove(1.5), "until the burden is above 1.5 x baseline"),
    (BurdenBelow(sim.Absolute(4, "mm")), "until the burden is below 4 mm"),
    (sim.MarkerAbove(10, "ng/ml"), "until the marker is above 10 ng/ml"),
    (sim.MarkerBelow(4), "until the marker is below 4"),
    (sim.Rebound(0.25), "until a result is 25 % above the smallest result of the line"),
    (sim.Rebound(0, of="reference"), "until a result is above the result at the start of the line"),
    (sim.Rebound(0.5, of="baseline"), "until a result is 50 % above baseline"),
    (sim.Lasting(Detected(), 84), "until it is detected for 84 days in a row"),
])  # fmt: skip
def test_every_reason_reads(reason, words):
    assert reason.describe() == words


def test_who_never_looks_at_the_patient_says_so():
    seeing, blind = Detected(), Days(7)
    assert blind.open_loop
    assert Not(blind).open_loop
    assert (blind & Days(9)).open_loop
    for reason in (seeing, Not(seeing), blind & seeing, seeing | blind, When(whenever)):
        assert not reason.open_loop
    assert (blind.length(), Days(np.array([7.0, 9.0])).length()) == (7.0, None)
    assert seeing.length() is None
