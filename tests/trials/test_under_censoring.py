"""A trial with loss to follow-up, staggered entry or early closing says what the whole one says."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

import sim
from sim.base.errors import InputError

ARMS = {"continuous": sim.Continuous("A"), "holidays": sim.Intermittent("A", on=28, off=28)}
OS = "overall survival"


def tumour(growth):
    return sim.Tumour(
        [
            sim.Clone("sensitive", birth=0.13 + growth, death=0.13, start=1e9),
            sim.Clone("resistant", birth=0.13 + growth, death=0.13, fold={"A": 1e6}),
        ],
        [sim.Mutation("sensitive", "resistant", 1e-7)],
        [sim.Drug("A", sim.Proportional(0.06))],
    )


def run(patients=200, days=2500.0, seed=11, arms=ARMS, fatal=1e11, **words):
    cohort = sim.Cohort(tumour, patients, {"growth": stats.lognorm(0.3, scale=0.03)})
    trial = sim.Trial(cohort, arms, sim.Clinic(fatal=fatal), days=days, **words)
    return trial.run(seed, progress=False)


@pytest.fixture(scope="module")
def whole():
    """Everybody is followed until death."""
    result = run()
    assert result.followup(OS).happened.all()
    return result


def lost(**words):
    return run(conduct=sim.Conduct(**words))


@pytest.mark.parametrize(
    "conduct",
    [
        {"dropout": 0.001},
        {"dropout": 0.003},
        {"enrolled_over": 400, "closes": 900, "dropout": 2e-4},
    ],
)
def test_the_paired_difference_is_that_of_the_whole_trial(whole, conduct):
    """The same patients: differences of days of censoring are 0.8 of the truth or less."""
    found = lost(**conduct)
    pair = found.paired("holidays", endpoint=OS)
    expected = whole.followup(OS).paired_difference("holidays", "continuous", pair.until)
    assert expected.undecided < pair.undecided
    assert pair.mean.low < expected.mean.value < pair.mean.high
    assert expected.mean.high < 0
    assert pair.mean.high < 0
    days = found.followup(OS).days
    assert abs((days[1] - days[0]).mean()) < 0.85 * abs(expected.mean.value)


def test_the_same_patients_at_another_horizon_are_no_other_answer(whole):
    """Within 700 days, from trials of 800 days and of 2,500."""
    short = run(days=800.0)
    pairs = [
        result.followup(OS).paired_difference("holidays", "continuous", 700.0)
        for result in (short, whole)
    ]
    assert pairs[0].mean == pytest.approx(pairs[1].mean)
    assert pairs[0].median == pairs[1].median


def test_nothing_is_said_of_days_on_which_nobody_is_followed():
    found = lost(enrolled_over=365, closes=800, dropout=1e-4)
    times = found.followup(OS)
    last = float(np.nanmax(times.days))
    assert last < 800
    for arm in found.arms:
        assert times.restricted_mean(arm).value < last
    assert times.known_until() <= last
    assert found.compare("holidays", endpoint=OS).until <= last
    assert f"mean within {times.known_until():g} days [days]" in times.table().columns
    for day in (1500, last + 1, 0, -3):
        with pytest.raises(InputError, match=r"day is .*; allowed is above 0 to"):
            found.needed_to_treat("holidays", day, endpoint=OS)
    for until in (1e6, -3):
        with pytest.raises(InputError, match=r"until is .*nothing is known"):
            times.restricted_mean("holidays", until)


@pytest.mark.parametrize("day", [266.0, 350.0, 650.0, 763.0])
def test_the_number_needed_to_treat_is_that_of_newcombe(whole, day):
    """Complete data: the difference of two Wilson intervals (Newcombe 1998, method 10)."""
    days = whole.followup(OS).days
    counts = (days > day).sum(axis=1)[::-1]
    low, high = confint_proportions_2indep(counts[0], 200, counts[1], 200, method="newcomb")
    found = whole.needed_to_treat("holidays", day, endpoint=OS)
    assert found.value == pytest.approx(200 / (counts[0] - counts[1]))
    expected = [np.nan, np.nan] if low <= 0 <= high else [1 / high, 1 / low]
    np.testing.assert_allclose(found[1:], expected, rtol=1e-6)


def test_all_against_none_is_one_to_treat_and_no_certainty():
    arms = {"nothing": sim.Observation(), "drug": sim.Continuous("A")}
    result = run(patients=12, arms=arms, days=500)
    times = result.followup(OS)
    day = float(times.of("nothing")[0].max())
    assert times.happened.tolist() == [[True] * 12, [False] * 12]
    found = result.needed_to_treat("drug", day, endpoint=OS)
    assert found.value == 1
    # 12 of 12 against 0 of 12: Wilson gives 0.757 to 1 and 0 to 0.243
    assert found.low == pytest.approx(1)
    assert found.high == pytest.approx(1 / (1 - np.hypot(0.2425, 0.2425)), rel=1e-3)


def test_responses_count_as_seen_before_follow_up_ended():
    whole, cut = run(patients=60), lost(dropout=0.02)
    best, seen = whole.response(), cut.response()[:, :60]
    few = run(patients=60, conduct=sim.Conduct(dropout=0.02))
    np.testing.assert_array_equal(few.response(), seen)
    assert (seen <= best).all()
    data, followed = few.runs.data, few.followed
    # scans every 56 days: a response on day 56 is confirmed on day 112, a stable disease on day 56
    response_day = data["response_day"].values
    np.testing.assert_array_equal(
        seen >= 3, (best >= 3) & (np.ceil((response_day + 28) / 56) * 56 <= followed)
    )
    assert (seen[:, followed < 56] == 0).all()
    late = (best == 1) & (data["progression_day"].values > followed)
    assert (seen[late] == 0).all()


def empty():
    """Three patients in three arms by lot: seed 2 puts all of them into the last."""
    arms = ARMS | {"nothing": sim.Observation()}
    result = run(patients=3, arms=arms, seed=2, design=sim.Randomised(), days=500)
    assert result.members.sum(axis=1).tolist() == [0, 0, 3]
    return result


def test_empty_arms_are_named_and_everything_else_is_printed():
    result = empty()
    text = str(result)
    assert "nobody is counted in 'holidays', 'continuous'" in text
    assert "nan" not in text
    table = result.summary()
    assert table["patients"].tolist() == [0, 0, 3]
    assert table.loc["holidays"].drop("patients").isna().all()
    rows = result.comparisons()
    assert rows["why no hazard ratio"].str.contains("nobody is counted in").all()
    plots = sim.plots
    for use in (
        lambda: result.compare("holidays"),
        lambda: result.paired("holidays"),
        lambda: result.power("holidays", 10),
        lambda: result.sample_size("holidays"),
        lambda: result.needed_to_treat("holidays", 100),
        lambda: result.subgroups({}, "holidays"),
        lambda: result.interim([300], "holidays"),
        lambda: plots.kaplan_meier(result.followup(), "holidays"),
        lambda: plots.paired(result.followup(), "holidays", "nothing"),
        lambda: plots.waterfall(result, "holidays"),
        lambda: plots.spider(result, "holidays"),
    ):
        with pytest.raises(InputError, match=r"[Nn]obody is counted in (arm )?'holidays'"):
            use()


def test_nobody_responds_and_the_table_says_so():
    result = run(patients=4, arms={"nothing": sim.Observation()}, days=300)
    table = result.summary()
    assert table["response rate"].tolist() == [0]
    assert table["median duration of response [days]"].isna().all()
    durations = result.followup("duration of response")
    assert durations.table()["patients"].tolist() == [0]
    with pytest.raises(InputError, match="for duration of response: no arm has any"):
        durations.median("nothing")


@pytest.mark.parametrize("endpoint", ["progression-free survival", OS, "duration of response"])
def test_a_look_is_what_a_trial_closed_on_that_day_finds(endpoint):
    """Durations of response count from the response, not from entry."""
    conduct = {"enrolled_over": 300, "dropout": 5e-4}
    found = lost(**conduct).interim([500, 700], "holidays", endpoint=endpoint)
    for look in (500.0, 700.0):
        closed = lost(**conduct, closes=look)
        row, times = found.loc[look], closed.followup(endpoint)
        both = [times.of(arm) for arm in ARMS]
        # (the trial is paired: who is in both arms is one patient)
        inside = [set(times.numbers[~np.isnan(days)]) for days in times.days]
        assert row["patients"] == len(set.union(*inside))
        assert row["events"] == sum(happened.sum() for _, happened in both)
        assert row["log-rank p"] == times.log_rank("holidays", "continuous")[1]


@pytest.mark.parametrize("measure", [sim.Cells(), sim.Lesions(2)], ids=["cells", "lesions"])
def test_the_best_change_is_of_the_scans_before_follow_up_ended(measure):
    """Against a trial that has no more scans: the same patients, followed by the clinic so long."""
    clinic = sim.Clinic(fatal=1e11, measure=measure, noise=0.2, missed=0.1)
    cohort = sim.Cohort(tumour(0.03), 50)
    short, late = (
        sim.Trial(cohort, ARMS, clinic, days=days, conduct=sim.Conduct(**conduct)).run(5)
        for days, conduct in ((230.0, {}), (1500.0, {"closes": 230.0}))
    )
    assert (late.followed == 230).all()
    np.testing.assert_allclose(late.best_change(), short.best_change(), rtol=1e-6)
    assert (late.runs.data["best_change"] < short.runs.data["best_change"]).any()
    assert late.summary()["median depth"].tolist() == pytest.approx(
        short.summary()["median depth"].tolist()
    )
    assert "of the whole runs; 50 patients were lost" in str(late)
    assert "of the whole runs" not in str(short)


def test_who_died_while_followed_was_not_lost():
    """Before, all whom the closing of the trial could have reached were called lost."""
    conduct = sim.Conduct(enrolled_over=200, closes=700)
    # all die from day 92 to 230, and the first who leave would leave on day 500
    growth = np.linspace(0.02, 0.05, 24)
    patients = {"growth": growth}
    result = sim.Trial(
        sim.Cohort(tumour, 24, patients), {"none": sim.Observation()}, sim.Clinic(fatal=1e11),
        days=800, conduct=conduct,
    ).run(1, progress=False)  # fmt: skip
    assert result.runs.values("ending", "none").tolist() == [2] * 24
    assert (result.followed < 800).all()
    assert "were lost" not in str(result)
    early = replace(result, followed=np.where(np.arange(24) < 5, 50.0, 800.0))
    assert "; 5 patients were lost, or the trial closed, before their end." in str(early)


def test_without_scans_the_best_change_of_the_lost_is_not_known():
    lost_, kept = (
        run(patients=40, conduct=sim.Conduct(dropout=0.003), record=record)
        for record in (sim.Endpoints(), sim.Endpoints(scans=True))
    )
    found, scans = lost_.best_change(), kept.best_change()
    known = ~np.isnan(found)
    np.testing.assert_array_equal(found[known], scans[known])
    assert known.any()
    assert (~known & ~np.isnan(scans)).any()
    assert np.isnan(scans[:, kept.followed < 56]).all()


def test_without_scans_and_without_loss_the_best_change_is_that_of_the_run():
    result = run(patients=20, days=200.0, record=sim.Endpoints())  # nobody has died
    np.testing.assert_array_equal(result.best_change(), result.runs.data["best_change"].values)
    assert not np.isnan(result.best_change()).any()


@pytest.mark.parametrize("rank", [1.01, -1.01])
def test_a_rank_correlation_beyond_one_is_refused(rank):
    parameters = {"growth": stats.lognorm(0.3, scale=0.03), "fold": stats.loguniform(10, 100)}
    with pytest.raises(InputError, match=r"1\.01"):
        sim.Cohort(lambda growth, fold: tumour(growth), 5, parameters, {("growth", "fold"): rank})


MORE = {**ARMS, "then B": sim.Sequential(["A", "B"])}


@pytest.mark.parametrize(
    ("clinic", "day"),
    [
        (sim.Clinic(fatal=2e11), 170.0), (sim.Clinic(fatal=2e11), 168.0),
        (sim.Clinic(fatal=2e11, missed=0.4), 170.0),
        (
            sim.Clinic(fatal=2e11, noise=0.2, missed=0.3, criteria=sim.Confirmed(sim.Recist())),
            170.0,
        ),
        (sim.Clinic(fatal=2e11, measures={"ct": sim.Lesions(3)}), 170.0),
    ],
    ids=["each", "with a scan on that day", "missed", "confirmed", "lesions"],
)  # fmt: skip
def test_the_response_is_that_of_a_trial_that_ended_on_that_day(clinic, day):
    """A response that became complete, or was confirmed, only later was one when they were lost."""
    drugs = [sim.Drug("A", sim.Proportional(0.07)), sim.Drug("B", sim.Proportional(0.05))]

    def responders(growth):
        one = tumour(growth)
        clones = [one.clones[0], replace(one.clones[1], start=1e6)]
        return sim.Tumour(clones, one.transitions, drugs)

    def closed(days, closes):
        cohort = sim.Cohort(responders, 40, {"growth": stats.lognorm(0.3, scale=0.02)})
        trial = sim.Trial(cohort, MORE, clinic, days=days, conduct=sim.Conduct(closes=closes))
        return trial.run(5, progress=False)

    later, then = closed(600.0, day), closed(day, None)
    np.testing.assert_array_equal(later.response(), then.response())
    np.testing.assert_array_equal(later.best_change(), then.best_change())
    assert (later.response() != later.runs.data["best_response"].values).any()
