"""What every regimen owes: checked input, a line of words, a calendar a clinician can read."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.base.errors import InputError
from sim.regimens import (
    Adaptive,
    AdaptiveDose,
    Alternating,
    BeyondProgression,
    BurdenAbove,
    BurdenBelow,
    Combination,
    Continuous,
    Days,
    Escalation,
    Given,
    Intermittent,
    Line,
    Lines,
    LocalTreatment,
    Metronomic,
    Observation,
    Rechallenge,
    Schedule,
    Sequential,
    Until,
)
from sim.regimens.continuous import Steady
from sim.regimens.made_of_lines import MadeOfLines
from sim.regimens.until import OfAResult
from tests.asked import assert_asks_for

EVERY = [
    Observation(),
    Continuous("A"),
    Continuous({"A": stats.uniform(0.5, 1)}, dose=0.5),
    Combination({"A": 1, "B": 0.5}),
    Metronomic("A"),
    Intermittent("A", on=28, off=28),
    Intermittent("A", on=np.array([7.0, 28.0]), off=stats.uniform(7, 21)),
    Alternating(["A", "B"], every=28),
    Escalation("A"),
    Given({"A": [[0, 0, 1], [0, 28, 0]]}),
    Schedule((0, 28), ("A", {})),
    Sequential(["A", "B"]),
    Rechallenge("A", holiday=stats.uniform(28, 100)),
    BeyondProgression("A", add="B"),
    Adaptive("A"),
    AdaptiveDose("A"),
]


@pytest.mark.parametrize("plan", EVERY, ids=lambda plan: type(plan).__name__)
def test_every_plan_reads(plan):
    assert str(plan).startswith(type(plan).__name__)
    assert "\n" not in str(plan)
    calendar = plan.calendar(84)
    assert calendar.startswith(str(plan))
    assert set(plan.drugs) <= {"A", "B"}


def test_every_word_of_the_line_is_meant():
    """One of each kind, to the letter: a plural, a comma or a dose of one is easily wrong."""
    cut = [(day, sim.Surgery(0.9)) for day in (44, 90)]
    each = "again and again."
    plans = [
        (Metronomic("A"), "A at 0.3 x the standard dose, without a break."),
        (Combination({"A": 1, "B": 0.5}), "A + B at 0.5 x the standard dose, without a break."),
        (Alternating(["A", "B"], 28), f"A, then B, each for 28 days, {each}"),
        (Escalation("A"), "A times 0.5, then 1, then 1.5; the next every 28 days."),
        (Sequential(["A", "B"]), "A, until progression; then B."),
        (BeyondProgression("A", add="B"), "A, until progression; then A + B."),
        (
            Adaptive("A"),
            "A; paused when the burden is below 0.5 x baseline, resumed above 1 x baseline.",
        ),
        (Schedule([0], ["A"]), "written out, 1 period."),
        (Schedule([0, 28], ["A", {}]), "written out, 2 periods."),
        (Schedule([0], ["A"], local=cut[:1]), "written out, 1 period and 1 local treatment."),
        (
            Schedule([0, 28], ["A", {}], local=cut),
            "written out, 2 periods and 2 local treatments.",
        ),
        (Intermittent("A", 28, 14), f"A for 28 days, then nothing for 14 days, {each}"),
        (Intermittent("A", 28, 14, cycles=3), "A for 28 days, then nothing for 14 days, 3 times."),
        (
            sim.Multimodal("A", {30: sim.Surgery(0.9)}),
            "A; surgery: 0.9 of the cells removed (day 30).",
        ),
    ]
    for plan, words in plans:
        assert str(plan) == f"{type(plan).__name__}: {words}"


def test_the_calendar_of_holidays():
    assert Intermittent("vemurafenib", on=28, off=14).calendar(84).splitlines() == [
        "Intermittent: vemurafenib for 28 days, then nothing for 14 days, again and again.",
        "  from day     to day          weeks   given",
        "         0         28         0 to 4   vemurafenib",
        "        28         42         4 to 6   nothing",
        "        42         70        6 to 10   vemurafenib",
        "        70         84       10 to 12   nothing",
    ]


def test_a_long_calendar_is_cut_and_says_so():
    lines = Intermittent("A", on=7, off=7).calendar(364).splitlines()
    assert lines[-1].strip() == "... and 28 more periods, to day 364."


def test_a_calendar_of_two_dozen_periods_is_whole():
    for days, last in ((24 * 7, "       161        168       23 to 24   nothing"),
                       (24 * 7 + 1, "           ... and 1 more periods, to day 169.")):  # fmt: skip
        lines = Intermittent("A", on=7, off=7).calendar(days).splitlines()
        assert len(lines) == 2 + 24 + (days > 24 * 7)
        assert lines[-1] == last
        assert lines[1] == "  from day     to day          weeks   given"


def test_a_calendar_ends_within_two_hundred_years():
    assert Continuous("A").calendar(73_050).endswith("     0      73050  0 to 1.04e+04   A")
    for days in (0, -1, 73_051, float("nan")):
        with pytest.raises(InputError, match=f"days of the calendar is {days}"):
            Continuous("A").calendar(days)


def test_the_calendar_of_what_is_forgotten_is_what_is_prescribed():
    plan = Intermittent("A", on=7, off=7)
    text = sim.Adherence(plan, 0.8).calendar(28)
    assert text.startswith(plan.calendar(28) + "\nOf this, ")
    assert text.endswith(".")


def test_the_calendar_of_a_plan_that_looks_is_its_rules():
    assert Rechallenge("A", bridge={"B": 0.5}).calendar().splitlines()[1:] == [
        "  1. A, until progression.",
        "  2. B at 0.5 x the standard dose, until progression.",
        "  3. A, until progression.",
        "  4. nothing.",
    ]


def test_who_treats_by_results_wants_them_every_four_weeks():
    """Every plan that looks at a size, and a plan of lines as its most exacting line."""
    for plan in (
        Adaptive("A"),
        AdaptiveDose("A"),
        Lines([Line("B", until=Days(28)), Line(Adaptive("A"))]),
    ):
        assert plan.wants_scans_every == 28.0
    for plan in (Continuous("A"), Sequential(["A", "B"]), Lines([Line("A")])):
        assert plan.wants_scans_every == np.inf


def test_a_line_reads_how_it_ends():
    plan = Lines([Line("A", until=BurdenBelow(0.5)), Line("B", until=BurdenAbove(1.25)), Line({})])
    assert plan.calendar().splitlines()[1:4] == [
        "  1. A, until the burden is below 0.5 x baseline.",
        "  2. B, until the burden is above 1.25 x baseline.",
        "  3. nothing.",
    ]


@pytest.mark.parametrize(
    ("make", "given", "word", "kept"),
    [
        (lambda x: Escalation("A", doses=x), [0.5, 1], "doses", (0.5, 1.0)),
        (lambda x: Alternating(x, every=28), ["A", "B"], "treatments", ("A", "B")),
        (lambda x: Sequential(x), ["A", "B"], "drugs", ("A", "B")),
        (lambda x: Combination(x), {"A": 1, "B": 0.5}, "drugs", ("A", "B")),
        (lambda x: Continuous(x), {"A": 1}, "drug", {"A": 1.0}),
        (lambda x: Intermittent(x, on=7, off=7), {"A": 1}, "drug", {"A": 1.0}),
        (
            lambda x: Lines(x),
            [Line("A", until=Days(7)), Line("B")],
            "lines",
            (Line("A", until=Days(7)), Line("B")),
        ),
    ],
)
def test_what_was_described_does_not_change_with_what_was_given(make, given, word, kept):
    plan = make(given)
    given.clear()
    assert getattr(plan, word) == kept
    assert type(getattr(plan, word)) is type(kept)


def test_what_differs_between_patients_is_no_one_schedule():
    with pytest.raises(InputError, match="differs between patients"):
        Intermittent("A", on=np.array([7.0, 28.0]), off=7).schedule(84)
    with pytest.raises(InputError, match="depends on what is seen"):
        Adaptive("A").schedule(84)


@pytest.mark.parametrize("bounds", [(0.2, 0.1, 1.0), (0.0, 1.1, 1.0), (0.5, [0.6, 0.4], 1.0)])
def test_a_dose_starts_between_its_bounds(bounds):
    lowest, start, highest = bounds
    with pytest.raises(InputError, match="not between lowest="):
        AdaptiveDose("A", lowest=lowest, start=start, highest=highest)


def test_a_dose_may_start_at_its_bounds_and_what_is_drawn_is_not_compared():
    AdaptiveDose("A", lowest=0.5, start=0.5, highest=1.0)
    AdaptiveDose("A", lowest=0.5, start=1.0, highest=1.0)
    AdaptiveDose("A", lowest=0.5, start=stats.uniform(0.5, 0.5), highest=1.0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Continuous("A", 2000), "dose of Continuous is 2000.*1.0 is the standard dose"),
        (lambda: Continuous("A", -1), "dose of Continuous is -1"),
        (lambda: Continuous("A", float("nan")), "dose of Continuous is nan"),
        (lambda: Continuous("A", "full"), "dose of Continuous is 'full'; it must be a number"),
        (lambda: Continuous(""), "must have a name"),
        (lambda: Continuous(7), "drug of Continuous is 7; give the name"),
        (lambda: Continuous({"A": 1, "B": -1}), "dose of 'B' in Continuous is -1"),
        (lambda: Combination({"A": 1}), "two or more drugs.*there is Continuous"),
        (lambda: Combination("A"), "two or more drugs"),
        (lambda: Metronomic("A", 3), "dose of Metronomic is 3; allowed is 0 to 1"),
        (lambda: Intermittent("A", on=0.08, off=28), "on of Intermittent is 0.08.*in days"),
        (lambda: Intermittent("A", on=28, off=-1), "off of Intermittent is -1"),
        (lambda: Intermittent("A", 28, 28, cycles=0), "cycles of Intermittent is 0"),
        (lambda: Intermittent("A", 28, 28, cycles=1.5), "cycles.*whole numbers"),
        (lambda: Alternating("AB", 28), "treatments of Alternating is 'AB'"),
        (lambda: Alternating(["A", "B"], 0), "every of Alternating is 0"),
        (lambda: Alternating(["A", 7], 28), "drug of Alternating is 7"),
        (lambda: Schedule((0, 28), ("A",)), "2 days and 1 doses"),
        (lambda: Schedule((), ()), "0 days and 0 doses"),
        (lambda: Schedule((7, 28), ("A", {})), "must start with 0 and rise"),
        (lambda: Schedule((0, 28, 28), ("A", {}, "A")), "must start with 0 and rise"),
        (lambda: Schedule((0,), "A"), "doses of Schedule is 'A'; give a list"),
        (lambda: Schedule((0, -1), ("A", {})), "a day of Schedule is -1"),
        (lambda: Observation().calendar(0), "days of the calendar is 0"),
    ],
)
def test_wrong_descriptions_are_named(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_a_number_is_one_for_each_patient_or_one_for_all():
    with pytest.raises(InputError, match="has shape"):
        Continuous("A", np.ones((2, 2)))


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (sim.Regimen, ("drugs", "decide", "describe")),
        (Until, ("may_end", "ended", "describe")),
        (LocalTreatment, ("survival", "words", "check")),
        (Steady, ("drugs", "plan", "words")),
        (MadeOfLines, ("as_lines",)),
        (OfAResult, ("says", "describe")),
    ],
)
def test_a_part_of_ones_own_says_all_that_is_asked_of_it(kind, names):
    """A treatment without `survival` would run, and treat nobody."""
    assert_asks_for(kind, *names)
