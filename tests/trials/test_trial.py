"""A trial: who is counted, how long, what is compared, and that nothing depends on company."""

import time
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

import sim
from sim.base.errors import InputError
from sim.trials import TrialResult, replay
from sim.trials.power import log_rank_z, power, sample_size
from sim.trials.regret import all_seeing
from tests.trials.test_cohort import SPREAD, melanoma

ARMS = {
    "continuous": sim.Continuous("A"),
    "holidays": sim.Intermittent("A", on=28, off=28),
    "adaptive": sim.Adaptive("A"),
}
CLINIC = sim.Clinic(fatal=stats.loguniform(1e11, 1e13))
PFS = "progression-free survival"
NOBODY = TrialResult.__new__(TrialResult)
"""A result that is not looked at."""


def trial(patients=120, days=900.0, **changes):
    words = {"clinic": CLINIC, "days": days} | changes
    return sim.Trial(sim.Cohort(melanoma, patients, SPREAD), words.pop("arms", ARMS), **words)


@pytest.fixture(scope="module")
def result():
    return trial().run(7, progress=False)


def test_every_patient_is_in_every_arm(result):
    assert result.members.all()
    assert result.followup().days.shape == (3, 120)
    assert result.runs.arms == list(ARMS)


def test_end_points_are_in_the_order_of_life(result):
    pfs, second, os_ = (
        result.followup(name).days
        for name in ("progression-free survival", "second progression", "overall survival")
    )
    assert (pfs <= second).all()
    assert (second <= os_).all()
    failure = result.followup("treatment failure")
    np.testing.assert_array_equal(failure.days, pfs)
    to_progression = result.followup("time to progression")
    assert (to_progression.happened <= result.followup().happened).all()


def test_a_response_lasts_from_its_first_scan_and_is_that_of_partial_and_complete_ones(result):
    """The cells are set by hand: who responds, from when, and what it is until."""
    best, began = np.zeros((3, 120), dtype=np.int8), np.full((3, 120), np.nan)
    best[:, :4], began[:, 2:4] = [1, 2, 3, 4], [56.0, 112.0]  # partial from 56, complete from 112
    data = result.runs.data.assign(
        best_response=result.runs.data["best_response"].copy(data=best),
        response_day=result.runs.data["response_day"].copy(data=began),
    )
    changed = replace(result, runs=sim.Runs(data))
    durations, ended = changed.followup("duration of response"), changed.followup()
    assert np.isnan(durations.days[:, [0, 1, *range(4, 120)]]).all()
    np.testing.assert_array_equal(durations.days[:, 2], ended.days[:, 2] - 56)
    np.testing.assert_array_equal(durations.days[:, 3], ended.days[:, 3] - 112)
    np.testing.assert_array_equal(durations.happened[:, 2:4], ended.happened[:, 2:4])
    assert not durations.happened[:, 4:].any()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: sim.trials.regret(trial(2), "x", "adaptive"),
        lambda: sim.trials.regret(trial(2), {}, "adaptive", seed="x"),
        lambda: sim.trials.log("x", 0, "adaptive"), lambda: replay("x", "adaptive"),
    ],
    ids=["clinics", "seed", "log", "replay"],
)  # fmt: skip
def test_what_is_of_another_kind_is_refused_in_words(ask):
    with pytest.raises(InputError, match="'x'"):
        ask()


@pytest.mark.parametrize("design", [sim.Paired(), sim.Randomised()])
def test_every_design_has_an_arm(design):
    design.check(["one"])
    with pytest.raises(InputError, match="at least one arm"):
        design.check([])


def test_lots_decide_who_is_counted_and_change_nothing_else(result):
    parallel = trial(design=sim.Randomised()).run(7, progress=False)
    assert (parallel.members.sum(axis=0) == 1).all()
    np.testing.assert_array_equal(
        parallel.runs.data["end_day"].values, result.runs.data["end_day"].values
    )
    paired, counted = result.followup().days, parallel.followup().days
    inside = parallel.members
    np.testing.assert_array_equal(counted[inside], paired[inside])
    assert np.isnan(counted[~inside]).all()
    few = trial(patients=30, design=sim.Randomised()).run(7, progress=False)
    np.testing.assert_array_equal(few.members, inside[:, :30])
    with pytest.raises(InputError, match="Nobody is in both"):
        parallel.paired("holidays")
    assert parallel.compare("holidays").paired is None


def test_lots_fall_as_they_are_weighted():
    weights = {"continuous": 3, "holidays": 1, "adaptive": 0.5}
    members = sim.Randomised(weights).members(list(ARMS), 5, np.arange(20_000))
    for share, weight in zip(members.mean(axis=1), weights.values(), strict=True):
        chance = weight / 4.5
        assert abs(share - chance) < 5 * np.sqrt(chance * (1 - chance) / 20_000)


def test_follow_up_ends_where_the_trial_closes():
    conduct = sim.Conduct(enrolled_over=400, closes=600)
    result = trial(conduct=conduct, patients=60).run(7, progress=False)
    times = result.followup("overall survival")
    assert (result.entry >= 0).all()
    assert (result.entry <= 400).all()
    limit = np.broadcast_to(600 - result.entry, times.days.shape)
    assert (times.days <= limit).all()
    assert (times.days[~times.happened] == limit[~times.happened]).all()


def test_who_drops_out_is_censored_at_an_exponential_time():
    conduct = sim.Conduct(dropout=1 / 300)
    lost = conduct.followed(3, np.arange(20_000), 1e9)
    assert stats.kstest(lost, stats.expon(scale=300).cdf).pvalue > 1e-6
    followed = trial(conduct=conduct, patients=40).run(7, progress=False)
    times = followed.followup()
    assert (times.days <= followed.followed).all()
    assert (
        times.happened.sum() < trial(patients=40).run(7, progress=False).followup().happened.sum()
    )


def test_paired_differences_are_of_the_same_patients(result):
    pfs = result.followup().days
    found = result.paired("holidays")
    assert found.mean.value == pytest.approx((pfs[1] - pfs[0]).mean())
    assert found.better == (pfs[1] > pfs[0]).mean()
    parts = found.better + found.worse + found.same + found.undecided
    assert parts == pytest.approx(1)
    assert found.patients == 120


@pytest.fixture(scope="module")
def with_too_little():
    """Return a trial in which one arm gets a tenth of the dose."""
    arms = {"continuous": sim.Continuous("A"), "little": sim.Continuous("A", dose=0.1)}
    return trial(arms=arms).run(7, progress=False)


def test_number_needed_to_treat_is_one_over_the_difference(with_too_little):
    result = with_too_little
    times = result.followup()
    day = 300.0
    free = [(times.of(arm)[0] > day).mean() for arm in ("little", "continuous")]
    found = result.needed_to_treat("little", day)
    assert found.value == pytest.approx(1 / (free[0] - free[1]))
    assert found.value < 0  # so many are harmed for one that is
    assert found.low < found.value < found.high
    none = result.needed_to_treat("continuous", day)
    assert none.value == np.inf


def test_summary_counts(result):
    table = result.summary()
    data = result.runs.data
    assert table.index.tolist() == list(ARMS)
    assert (table["patients"] == 120).all()
    best = data["best_response"].values
    np.testing.assert_allclose(table["response rate"], (best >= 3).mean(axis=1))
    exact = stats.binomtest(int((best[0] >= 3).sum()), 120).proportion_ci(method="exact")
    assert table["from (95 %)"].iloc[0] == pytest.approx(exact.low)
    doses = data["cumulative_dose"].sum("drug").mean("patient")
    np.testing.assert_allclose(table["doses"], doses)
    cells = data["final_cells"].sum("clone").values
    alive = (data["ending"] < 2).values
    burden, days = result.follow(range(120)).data["burden"].values, result.runs.days
    earlier = burden[..., np.flatnonzero(CLINIC.days(days) >= days - sim.YEAR / 2)[0]]
    held = alive & data["detected_last"].values & (cells > 0) & (cells <= 1.2 * earlier)
    assert 0.02 < held.mean() < 0.98
    np.testing.assert_allclose(table["chronic control"], held.mean(axis=1))
    unseen = (alive & ~data["detected_last"].values & (cells > 0)).mean(axis=1)
    np.testing.assert_allclose(table["undetectable, not cured"], unseen)


def test_every_column_of_the_summary_by_hand(result):
    """Six kinds of patients, twenty of each: what of them is known at the end is set by hand."""
    kind = np.tile(np.arange(6), (3, 20))
    data, numbers = result.runs.data, {
        # cured; undetectable; held at 1.2 x; growing; dead of the tumour; dead of something else
        "ending": [1, 0, 0, 0, 2, 4], "detected_last": [False, False, True, True, True, True],
        "earlier_burden": [100, 100, 100, 100, 1e12, 100],
        "treatment_days": [0, 10, 20, 30, 40, 50],
    }  # fmt: skip
    changes = {name: data[name].copy(data=np.array(of)[kind]) for name, of in numbers.items()}
    cells = np.zeros_like(data["final_cells"].values)
    cells[..., 0] = np.array([0, 40, 100, 100, 10**12, 100])[kind]
    cells[..., 1] = np.array([0, 10, 20, 21, 0, 0])[kind]
    doses = np.ones_like(data["cumulative_dose"].values) * (kind * 7.0)[..., None]
    changes |= {
        "final_cells": data["final_cells"].copy(data=cells),
        "cumulative_dose": data["cumulative_dose"].copy(data=doses),
        "worst_grade": (("arm", "patient"), np.array([3.0, 2.99, 0.0, 0.0, 4.5, 0.0])[kind]),
        "quality_days": (("arm", "patient"), kind * 2.0),
    }
    members = result.members.copy()
    members[1, kind[1] > 2], members[2] = False, False
    changed = replace(result, runs=sim.Runs(data.assign(changes)), members=members)
    table = changed.summary()
    drugs = doses.shape[-1]
    for arm, values in {
        "continuous": [120, 25.0, 17.5 * drugs, 1 / 6, 1 / 6, 1 / 6, 2 / 6, 5.0],
        "holidays": [60, 10.0, 7.0 * drugs, 1 / 3, 1 / 3, 1 / 3, 1 / 3, 2.0],
    }.items():
        columns = ["patients", "days on treatment", "doses", "cured", "undetectable, not cured",
                   "chronic control", "severe toxicity", "quality-adjusted days"]  # fmt: skip
        np.testing.assert_allclose(table.loc[arm, columns].astype(float), values)
        for column, endpoint in (
            ("median PFS [days]", "progression-free survival"),
            ("median OS [days]", "overall survival"),
            ("median second progression [days]", "second progression"),
            ("median duration of response [days]", "duration of response"),
        ):
            median = changed.followup(endpoint).median(arm).value
            np.testing.assert_array_equal(table.loc[arm, column], median)
        inside = members[list(ARMS).index(arm)]
        best = data["best_response"].sel(arm=arm).values[inside]
        exact = stats.binomtest(int((best >= 3).sum()), best.size).proportion_ci(method="exact")
        found = table.loc[arm, ["response rate", "from (95 %)", "to (95 %)", "median depth"]]
        depth = np.nanmedian(data["best_change"].sel(arm=arm).values[inside])
        np.testing.assert_allclose(
            found.astype(float), [(best >= 3).mean(), exact.low, exact.high, depth]
        )
    # nobody is counted in the last
    assert table.loc["adaptive", "patients"] == 0
    assert table.loc["adaptive"].drop("patients").isna().all()


def test_it_prints(result):
    text = str(result)
    lines = text.splitlines()
    assert lines[0] == "TrialResult: 3 arms, 120 patients (paired), 900 days, seed 7."
    assert lines[1] == ""
    assert lines[2].split() == ["arm", *ARMS]
    for words in ("median PFS", "hazard ratio", "paired", "overall survival: nobody died"):
        assert words in text


def test_a_comparison_prints_what_was_found_and_pairs_only_where_there_are_pairs(result):
    found = result.compare("holidays")
    lines = str(found).splitlines()
    assert lines[0] == "progression-free survival: holidays against continuous"
    assert lines[3] == f"  log-rank         p = {found.log_rank_p:.2g}"
    assert lines[-1] == f"  paired           {result.paired('holidays')}"
    assert len(lines) == 6
    alone = str(replace(found, paired=None)).splitlines()
    assert alone == lines[:-1]


def test_comparisons_have_one_row_for_each_arm_and_end_point(result):
    table = result.comparisons()
    assert len(table) == 4
    assert set(table["arm"]) == {"holidays", "adaptive"}


def test_every_column_of_the_comparisons_is_that_of_the_comparison(result):
    table = result.comparisons(["overall survival", "progression-free survival"])
    assert table["end point"].tolist() == ["overall survival"] * 2 + [PFS] * 2
    assert table["arm"].tolist() == ["holidays", "adaptive"] * 2
    assert (table["control"] == "continuous").all()
    for _, row in table.iterrows():
        found = result.compare(row["arm"], endpoint=row["end point"])
        ratio, mean, paired = found.hazard_ratio, found.mean_difference, found.paired
        expected = {
            "hazard ratio": ratio.value, "from (95 %)": ratio.low, "to (95 %)": ratio.high,
            "log-rank p": found.log_rank_p, "mean difference [days]": mean.value,
            "from (95 %) [days]": mean.low, "to (95 %) [days]": mean.high,
            "within [days]": found.until, "paired difference [days]": paired.mean.value,
            "paired from [days]": paired.mean.low, "paired to [days]": paired.mean.high,
            "better": paired.better, "worse": paired.worse, "same": paired.same,
            "undecided": paired.undecided,
        }  # fmt: skip
        np.testing.assert_array_equal(row[list(expected)].astype(float), list(expected.values()))
        assert row["why no hazard ratio"] == ratio.reason
        assert set(row.index) == {"end point", "arm", "control", "why no hazard ratio", *expected}
    for wrong, message in (([], "endpoints is empty"), ([PFS, PFS], "name each once")):
        with pytest.raises(InputError, match=message):
            result.comparisons(wrong)


def test_arms_that_separate_are_refused_by_name():
    arms = {"nothing": sim.Observation(), "drug": sim.Continuous("A")}
    found = trial(patients=30, days=200, arms=arms, clinic=sim.Clinic(scan_every=28)).run(
        1, progress=False
    )
    ratio = found.compare("drug", endpoint="time to progression").hazard_ratio
    assert "no event is in 'drug'" in str(ratio)
    assert "no hazard ratio" in str(found)


def test_subgroups_add_up(result):
    fast = result.values["growth"] > 0.01
    table = result.subgroups({"fast": fast, "slow": ~fast}, "holidays")
    # everybody is in both arms, and is one patient
    assert table.loc["all patients", "patients"] == 120
    assert table.loc[["fast", "slow"], "patients"].sum() == 120
    assert table.loc[["fast", "slow"], "events"].sum() == table.loc["all patients", "events"]


def test_every_column_of_the_subgroups_is_that_of_the_subgroup(result):
    few = np.arange(120) < 50
    table = result.subgroups({"few": few}, "holidays", "adaptive")
    assert table.index.tolist() == ["all patients", "few"]
    for name, who in (("all patients", np.ones(120, dtype=bool)), ("few", few)):
        part, row = result.followup().only(who), table.loc[name]
        ratio = part.hazard_ratio("holidays", "adaptive")
        events = sum(part.of(arm)[1].sum() for arm in ("holidays", "adaptive"))
        assert row.tolist() == [who.sum(), events, ratio.value, ratio.low, ratio.high, ratio.reason]
    assert table.columns.tolist() == [
        "patients",
        "events",
        "hazard ratio",
        "from (95 %)",
        "to (95 %)",
        "why no hazard ratio",
    ]
    said = table.attrs
    assert (said["arm"], said["control"], said["end point"]) == ("holidays", "adaptive", PFS)
    with pytest.raises(InputError, match="A subgroup is called 'all patients', as is the first"):
        result.subgroups({"all patients": few}, "holidays")
    with pytest.raises(InputError, match=r"Subgroup 'none': nobody is counted in .*draw the line"):
        result.subgroups({"none": few & ~few}, "holidays")


def test_interim_looks_see_what_was_known_on_the_day():
    conduct = sim.Conduct(enrolled_over=300, closes=900)
    done = trial(conduct=conduct, patients=60).run(7, progress=False)
    table = done.interim([200, 500, 900], "holidays")
    assert (np.diff(table["events"]) >= 0).all()
    assert table["patients"].iloc[0] == (done.entry < 200).sum()
    final = done.compare("holidays")
    assert table["log-rank p"].iloc[-1] == pytest.approx(final.log_rank_p)
    entered = done.entry < 500
    seen = done.followup().censored(np.maximum(500 - done.entry, 0)).only(entered)
    (z, p), ratio = (
        seen.log_rank("holidays", "continuous"),
        seen.hazard_ratio("holidays", "continuous"),
    )
    events = sum(seen.of(arm)[1].sum() for arm in ("holidays", "continuous"))
    *numbers, reason = table.loc[500.0]
    np.testing.assert_array_equal(
        np.array(numbers, dtype=float), [entered.sum(), events, z, p, *ratio[:3]]
    )
    assert reason == ratio.reason
    for looks, message in (
        ([], "looks is empty"), ([0.0], "Nobody has entered by day 0; look later"),
        ([done.entry.min() / 2], "Nobody has entered by day"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=message):
            done.interim(looks, "holidays")


def test_power_of_nothing_is_alpha_and_of_much_is_one(with_too_little):
    result = with_too_little
    none = result.power("little", 40, control="little", repeats=2000)
    assert abs(none.value - 0.05) < 5 * np.sqrt(0.05 * 0.95 / 2000) + 0.01
    for alpha in (0.3, 0.6):
        found = result.power("little", 40, control="little", alpha=alpha, repeats=2000).value
        assert abs(found - alpha) < 5 * np.sqrt(alpha * (1 - alpha) / 2000)
    much = result.power("little", 60, repeats=200)
    assert much.value > 0.95
    size = result.sample_size("little", repeats=200)
    assert 2 < size < 60
    assert result.power("little", size, repeats=200).value >= 0.8
    with pytest.raises(TypeError):  # options have names: an end point is no control arm
        power(result, "little", 40, "overall survival")
    by_name = power(result=result, arm="little", patients=60, repeats=200)
    assert by_name == much


@pytest.mark.parametrize("least", [2, 3, 7, 8, 9, 16, 17, 49, 64, 100, 1000, 12_345])
def test_the_size_is_the_smallest_with_that_power_to_two_percent(monkeypatch, least):
    """With a power that is known: 0.8 from `least` patients on."""
    monkeypatch.setattr(
        "sim.trials.power._power", lambda result, arm, patients, options: 0.8 - (patients < least)
    )
    monkeypatch.setattr("sim.trials.power._expected", lambda result, arm, patients, options: 1.0)
    for most in (100_000, least):
        size = sample_size(NOBODY, "little", power=0.8, most=most)
        assert least <= size <= max(1.02 * least, least)
    refused = f"{least - 1} patients in each group are not enough" if least > 2 else "most is 1"
    with pytest.raises(InputError, match=refused):
        sample_size(NOBODY, "little", power=0.8, most=least - 1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"patients": 1},
            "patients is 1; give a whole number of at least 2.*size of one group",
        ),
        ({"patients": True}, "patients is True"),
        ({"patients": 9, "repeats": 0}, "repeats is 0"),
        ({"patients": 9, "repeats": 2.0}, "repeats is 2.0"),
        ({"patients": 9, "alpha": 0.0}, "alpha is 0"),
        ({"patients": 9, "alpha": 1.1}, r"alpha is 1\.1"),
    ],
)
def test_a_power_that_cannot_be_is_refused(with_too_little, options, message):
    with pytest.raises(InputError, match=message):
        with_too_little.power("little", **options)


def test_where_nothing_happens_nothing_differs():
    nothing = np.full((3, 4), 50.0), np.zeros((3, 4), dtype=bool)
    np.testing.assert_array_equal(log_rank_z(nothing, nothing), [0.0, 0.0, 0.0])


def test_where_all_die_on_one_day_nothing_differs():
    """In the first of two trials nothing has a variance; the second, two before two, has."""
    one = np.array([[50.0, 50.0], [10.0, 20.0]]), np.ones((2, 2), dtype=bool)
    other = np.array([[50.0, 50.0], [30.0, 40.0]]), np.ones((2, 2), dtype=bool)
    # by hand: expected 1/2 + 1/3, observed 2; variance 1/4 + 2/9
    expected = [0.0, (2 - 5 / 6) / np.sqrt(1 / 4 + 2 / 9)]
    np.testing.assert_allclose(log_rank_z(one, other), expected)


@pytest.mark.parametrize("weight", [0, -1])
def test_a_lot_has_a_weight(weight):
    with pytest.raises(InputError, match="weight of arm 'adaptive'"):
        trial(design=sim.Randomised({"continuous": 1, "holidays": 1, "adaptive": weight}))


def test_no_trial_is_certain(result):
    with pytest.raises(InputError, match=r"power is 1; no trial is certain"):
        result.sample_size("holidays", power=1.0)


@pytest.mark.parametrize("power", [0.0, -0.1])
def test_no_trial_is_without_power(result, power):
    with pytest.raises(InputError, match=r"power is .*allowed is above 0"):
        result.sample_size("holidays", power=power)


def test_wrong_questions_of_regret():
    from sim.trials import regret

    with pytest.raises(InputError, match="Regret of arm 'x'"):
        regret(trial(), {"rare": sim.Clinic()}, "x", seed=2)
    with pytest.raises(InputError, match="needs clinics by name"):
        regret(trial(), {}, "adaptive", seed=2)
    for grown in (1.0, 0.5, -1, float("nan"), float("inf")):
        with pytest.raises(InputError, match=r"grown is .*allowed is above 1\. 1\.2 is a fifth"):
            regret(trial(), {"rare": sim.Clinic()}, "adaptive", seed=2, grown=grown)


def test_what_was_never_there_has_not_grown():
    from types import SimpleNamespace

    import xarray as xr

    from sim.trials.regret import first_growth

    burden = [[0.0, 0.0, 0.0], [10.0, 0.0, 0.0], [10.0, 11.0, 12.0], [10.0, 20.0, 20.0]]
    patient = ("arm", "patient")
    data = xr.Dataset(
        {
            "burden": ((*patient, "time"), [burden]),
            "ending": (patient, np.zeros((1, 4), int)),
            "end_day": (patient, np.full((1, 4), 90.0)),
        },
        {"time": [0.0, 30.0, 60.0]},
    )
    found = first_growth(SimpleNamespace(data=data, days=90.0), 1.2)
    assert found.tolist() == [90, 90, 60, 30]


def test_many_log_rank_tests_at_once_are_those_of_scipy():
    rng = np.random.default_rng(3)
    groups = []
    for scale in (500.0, 700.0):
        event, lost = rng.exponential(scale, (5, 80)), rng.uniform(100, 2000, (5, 80))
        groups.append((np.ceil(np.minimum(event, lost) / 28) * 28, event <= lost))
    found = log_rank_z(*groups)
    for row in range(5):
        one, other = (
            stats.CensoredData.right_censored(days[row], ~happened[row])
            for days, happened in groups
        )
        assert found[row] == pytest.approx(stats.logrank(one, other).statistic, rel=1e-9)


def test_the_audit_log_agrees_with_the_trial(result):
    number, arm = 11, "adaptive"
    log = result.audit(number, arm)
    data = result.runs.data.sel(arm=arm, patient=number)
    assert log["day"].iloc[0] == 0
    assert log["day"].iloc[-1] == float(data["end_day"])
    arrived = log[log.columns[2]].dropna()
    observed = data["observed"].values
    np.testing.assert_array_equal(arrived, observed[~np.isnan(observed)][: len(arrived)])
    changes = log["A [standard doses]"].diff().fillna(0) != 0
    reasons = log.loc[changes, "why"][:-1]
    assert reasons.str.contains("result").all()
    # the tumour regrows in the pauses, which is no progression
    assert np.isnan(data["progression_day"])
    assert not log["what happened"].str.contains("first progression").any()
    pauses = log["what happened"].str.contains("growth off drug")
    assert pauses.any()
    first = log.loc[pauses, "day"].iloc[0]
    assert first == float(data["off_drug_day"])
    # in "continuous" nobody pauses, and what grows has progressed
    assert np.isnan(result.runs.data["off_drug_day"].sel(arm="continuous")).all()


def test_who_is_followed_in_one_arm_is_who_was_in_the_trial():
    """An arm need not be run with the others: it has days of its own, and so have they."""
    surgery = sim.Multimodal(sim.Continuous("A"), {44: sim.Surgery(0.9)})
    both = trial(patients=10, days=400.0, arms={**ARMS, "surgery": surgery}).run(3, progress=False)
    for arm in ("continuous", "surgery"):
        again = both.follow([2, 7], [arm]).data
        assert again["arm"].values.tolist() == [arm]
        for name in both.runs.data.data_vars:
            expected = both.runs.data[name].sel(patient=[2, 7])
            if expected.dims == ("patient",):  # (what the cohort says, a trial adds)
                if name in again:
                    np.testing.assert_array_equal(again[name].values, expected.values)
                continue
            expected = expected.sel(arm=[arm])
            np.testing.assert_array_equal(again[name].values, expected.values, err_msg=name)
        assert (44.0 in both.audit(7, arm)["day"].values) == (arm == "surgery")


def test_replaying_the_recorded_doses_is_the_same_run_bit_for_bit():
    clinic = sim.Clinic(
        noise=0.2, missed=0.1, delay=10,
        toxicity=sim.Toxicity({"A": {"skin": 3.4}}, sensitivity=stats.lognorm(0.3)),
    )  # fmt: skip
    cohort = sim.Cohort(melanoma, 40, SPREAD)
    tumour = cohort.draw(5).tumour
    arms = {"adaptive": sim.Adaptive("A"), "rechallenge": sim.Rechallenge("A", holiday=50)}
    words = {"patients": 40, "days": 900.0, "seed": 5, "progress": False}
    first = sim.simulate(tumour, arms, clinic=clinic, **words)
    held = first.data["happened"].values & 8
    assert held.any()  # the rules on side effects were at work
    from dataclasses import replace

    without = replace(clinic, toxicity=replace(clinic.toxicity, rules=None))
    for arm in arms:
        again = sim.simulate(tumour, {"again": replay(first, arm)}, clinic=without, **words)
        for name in ("cells", "dose", "observed", "progression_day", "end_day", "baseline"):
            np.testing.assert_array_equal(
                again.data[name].sel(arm="again").values, first.data[name].sel(arm=arm).values
            )


def test_one_dose_changed_is_another_run():
    """What the test above would catch: a single dose of one patient left out."""
    tumour = sim.Cohort(melanoma, 5, SPREAD).draw(5).tumour
    words = {"patients": 5, "days": 300.0, "seed": 5, "progress": False}
    first = sim.simulate(tumour, {"A": sim.Continuous("A")}, **words)
    plan = replay(first, "A")
    doses = list(plan.doses)
    doses[3] = {"A": np.array([1.0, 1.0, 0.0, 1.0, 1.0])}
    again = sim.simulate(tumour, {"A": sim.Schedule(plan.days, doses)}, **words)
    same = (again.data["cells"].values == first.data["cells"].values).all(axis=(0, 2, 3))
    assert same.tolist() == [True, True, False, True, True]


def test_regret_is_zero_for_a_policy_that_does_not_look():
    from sim.trials import regret

    clinics = {"rare": sim.Clinic(scan_every=168, noise=0.5)}
    table = regret(trial(patients=20, days=400), clinics, "continuous", seed=2)
    assert (table.attrs["regret"] == 0).all()
    looking = regret(trial(patients=20, days=900), clinics, "adaptive", seed=2)
    assert (looking.attrs["regret"] != 0).any()


def test_every_column_of_regret_by_hand(monkeypatch):
    """Of four patients by the truth on days 100, 200, 300 and never; of two clinics each sooner."""
    days = [[100.0, 200.0, 300.0, 400.0], [50.0, 200.0, 350.0, 390.0], [100.0, 200.0, 300.0, 400.0]]
    known, grown = iter(days), []
    monkeypatch.setitem(
        all_seeing.__globals__, "first_growth",
        lambda runs, times: grown.append(times) or np.array(next(known)),
    )  # fmt: skip
    clinics = {"rare": sim.Clinic(scan_every=168), "as good": sim.Clinic(scan_every=28)}
    table = sim.trials.regret(trial(patients=4, days=400), clinics, "adaptive", seed=2)
    assert grown == [1.2] * 3
    np.testing.assert_array_equal(
        table.attrs["regret"], [np.subtract(days[0], days[1]), np.zeros(4)]
    )
    lost = np.array([50.0, 0.0, -50.0, 10.0])
    half = stats.t.ppf(0.975, 3) * lost.std(ddof=1) / 2
    row = table.loc["rare"]
    assert row["mean days to failure"] == 247.5
    assert row["seeing everything"] == 250.0
    assert row["regret [days]"] == pytest.approx(2.5)
    found = row[["from (95 %)", "to (95 %)"]].tolist()
    assert found == pytest.approx([2.5 - half, 2.5 + half])
    # the fourth has not failed by the last day, and by the clinic has ten days before
    assert row[["lose by not seeing", "gain by not seeing"]].tolist() == [0.5, 0.25]
    assert table.loc["as good", "regret [days]"] == 0.0
    assert table.index.tolist() == ["rare", "as good"]


def test_regret_of_a_measure_among_several_is_that_of_it_alone():
    """And none where it sees everything: who waits, misses or errs loses, by either clinic."""
    from sim.trials import regret

    late = {"noise": 0.3, "delay": 21.0, "missed": 0.3}
    best = {"noise": 0.0, "delay": 0.0, "missed": 0.0, "detection": 0.0}
    clinics = {
        "alone": sim.Clinic(scan_every=56, measure=sim.Cells(), **late),
        "by name": sim.Clinic(measures={"ct": sim.Exam(sim.Cells(), every=56, **late)}),
        "best": sim.Clinic(measures={"ct": sim.Exam(sim.Cells(), every=7, **best)}, **best),
    }
    lost = regret(trial(patients=20, days=900), clinics, "adaptive", seed=2).attrs["regret"]
    np.testing.assert_array_equal(lost[0], lost[1])
    assert (lost[0] != 0).any()
    assert (lost[2] == 0).all()
    seen = {name: all_seeing(clinic).main for name, clinic in clinics.items()}
    for exam in seen.values():
        assert (exam.every, exam.delay, exam.missed, exam.detection) == (7.0, 0.0, 0.0, 0.0)
        assert exam.scan_noise.relative == 0.0


def test_a_schedule_that_can_be_finished_is_taken():
    trial(arms={"at once": sim.Schedule((0,), ("A",)), "s": sim.Schedule((0, 899), ("A", {}))})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"clinic": sim.Clinic(scan_every=1000)}, "scans every 1000 days, but the trial lasts 900"),
        (
            {"arms": {"long": sim.Intermittent("A", on=100, off=100, cycles=6)}},
            "Nobody can finish arm 'long': its plan takes 1100 days, and the trial lasts 900",
        ),
        (
            {"arms": {"l": sim.Lines([sim.Line("A", until=sim.Days(950)), sim.Line({})])}},
            "Nobody can finish arm 'l': its plan takes 950 days",
        ),
        (
            {"arms": {"s": sim.Schedule((0, 100, 950), ("A", {}, "A"))}},
            "Nobody can finish arm 's': its plan takes 950 days",
        ),
        ({"control": "continous"}, "control 'continous'.*Did you mean 'continuous'"),
        ({"days": -5}, "days of the trial is -5"),
        ({"arms": {}}, "at least one arm"),
        ({"design": sim.Randomised({"continuous": 1})}, "one for each of the arms"),
        ({"days": [400, 900]}, "days of the trial must be one number"),
        ({"clinic": None}, "clinic of the trial is None; give sim.Clinic"),
        ({"design": "paired"}, "design of the trial is 'paired'; give sim.Paired"),
    ],
)
def test_wrong_trials_are_named(changes, message):
    with pytest.raises(InputError, match="is a tumour; say how many patients"):
        sim.Trial(melanoma(0.01), ARMS)
    with pytest.raises(InputError, match=message):
        trial(**changes)


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda r: r.followup("pfs"), "End point 'pfs'"),
        (lambda r: r.compare("adaptve"), "Arm 'adaptve'.*Did you mean 'adaptive'"),
        (lambda r: r.audit(4000, "adaptive"), "Patient 4000"),
        (lambda r: r.power("adaptive", 1), "patients is 1"),
        (lambda r: r.interim([0], "adaptive"), "Nobody has entered by day 0"),
        (lambda r: r.interim(np.zeros((2, 2)), "adaptive"), "A day in looks"),
        (lambda r: r.power("adaptive", 10**30), "at most 1000000"),
        (lambda r: r.power("adaptive", 10, repeats=10**30), "at most 1000000"),
        (lambda r: r.interim([-3], "adaptive"), "A day in looks is -3; allowed is at least 0 days"),
        (
            lambda r: r.needed_to_treat("adaptive", 1e6),
            "day is 1000000.0; allowed is above 0 to 900",
        ),
        (lambda r: sim.Conduct(enrolled_over=400, closes=300), "closes on day 300"),
    ],
)
def test_wrong_questions_are_named(result, use, message):
    with pytest.raises(InputError, match=message):
        use(result)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            {"patients": 200},
            r"takes no patients=\. What 200 in .* power\(arm, patients=",
        ),
        ({"repeat": 10}, "Did you mean 'repeats'"),
        ({"maximum": 10}, "The option maximum= of sample_size"),
    ],
)
def test_an_option_of_another_name_is_answered(result, words, message):
    with pytest.raises(InputError, match=message):
        result.sample_size("holidays", **words)


def test_a_sample_size_that_nobody_can_reach_is_refused_at_once():
    """Arms that are the same: a doubling up to 100,000 patients took minutes to say so."""
    tumour = sim.Tumour([sim.Clone("S", 0.14, 0.13, start=1e9)])
    arms = {"one": sim.Observation(), "two": sim.Observation()}
    same = sim.Trial(sim.Cohort(tumour, 20), arms, days=400.0).run(1, progress=False)
    started = time.perf_counter()
    with pytest.raises(InputError, match="100000 patients in each group are not enough"):
        same.sample_size("two")
    assert time.perf_counter() - started < 5
