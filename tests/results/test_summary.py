import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

import sim
from sim.base.errors import InputError
from sim.results import runs_from_arrays
from sim.results.followup import followup
from sim.results.summary import median_time
from tests.factory import make_runs


def by_hand():
    """Four patients: progressed on day 100; died on 200, 'progressed' after; cured; nothing."""
    return runs_from_arrays(
        arms=["A"], patients=[0, 1, 2, 3], clones=["x", "y"], drugs=["d"],
        baseline=[[1e9, 1e9, 1e9, 2e9]], nadir=[[1e8, 1e9, 1e7, 1e9]],
        progression_day=[[100.0, 224.0, np.nan, np.nan]],
        end_day=[[365.0, 200.0, 50.0, 365.0]], ending=[[0, 2, 1, 0]],
        final_cells=[[[12345678, 1], [10**13, 0], [0, 0], [10**9, 0]]],
        attrs={"days": 365.0, "seed": "1"}, more={"best_change": [[-0.9, np.nan, -0.99, -0.5]]},
    )  # fmt: skip


def test_summary_by_hand():
    row = by_hand().summary().loc["A"]
    assert row["patients"] == 4
    assert row["progressed [share]"] == 0.25
    assert row["eradicated [share]"] == 0.25
    assert row["dead [share]"] == 0.25
    assert np.isnan(row["median time to progression [days]"])
    # sorted: 0; 12,345,679; 1e9; 1e13 -> halfway between the middle two
    assert row["median burden at the end [cells]"] == pytest.approx(5.06e8)
    assert row["median depth [change from baseline]"] == -0.9


def test_the_cured_are_followed_to_the_end_and_the_dead_are_not():
    runs = by_hand()
    assert sim.time_to_progression(runs).values[0].tolist() == [100.0, 200.0, 365.0, 365.0]
    assert sim.progressed(runs).values[0].tolist() == [True, False, False, False]


def test_median_by_hand():
    # at risk 5, 4, 3, 2: survival 0.8, then (censored), then 0.8 * 2/3 = 0.533, then 0.267
    day = np.array([10.0, 20.0, 30.0, 40.0, 50.0])
    happened = np.array([True, False, True, True, False])
    assert median_time(day, happened)[0] == 40.0


@pytest.mark.parametrize("seed", range(8))
def test_median_and_interval_agree_with_statsmodels(seed):
    rng = np.random.default_rng(seed)
    day = np.round(rng.exponential(300, 60) / 7) * 7 + 7
    happened = rng.random(60) < rng.uniform(0.3, 1.0)
    theirs = SurvfuncRight(day, happened.astype(int))
    with np.errstate(divide="ignore", invalid="ignore"):  # where nobody is left
        limits = theirs.quantile_ci(0.5, method="cloglog")
    expected = np.array([theirs.quantile(0.5), *limits])
    expected[np.isinf(expected)] = np.nan
    np.testing.assert_allclose(median_time(day, happened), expected)


def test_the_median_is_reached_where_exactly_half_progress():
    """12 of 24, one by one, and the others lost: multiplied out it is 0.5000000000000001."""
    day = np.append(np.arange(1.0, 13.0) * 7, np.full(12, 365.0))
    assert median_time(day, day < 100)[0] == 84


def test_nobody_progressed_and_everybody_progressed():
    assert np.isnan(median_time(np.full(5, 365.0), np.zeros(5, bool))).all()
    assert median_time(np.full(5, 56.0), np.ones(5, bool))[0] == 56.0
    with pytest.raises(InputError, match="no patients"):
        median_time(np.array([]), np.array([], bool))


def test_summary_has_one_row_per_arm_in_order():
    table = make_runs().summary()
    assert table.index.tolist() == ["continuous", "combination", "holidays", "observation"]
    assert table.loc["combination", "eradicated [share]"] == 1.0
    assert table.loc["observation", "progressed [share]"] < 0.2


def with_endings():
    """One arm: alive; dead of the tumour; beyond 10^15 cells; dead of something else; cured."""
    return runs_from_arrays(
        arms=["A"], patients=range(5), clones=["x"], drugs=["d"],
        baseline=np.full((1, 5), 1e9), nadir=np.full((1, 5), 1e8),
        progression_day=[[56.0, np.nan, 112.0, np.nan, np.nan]],
        end_day=[[365.0, 200.0, 140.0, 30.0, 84.0]], ending=[[0, 2, 3, 4, 1]],
        final_cells=[[[1e9], [1e12], [1e15], [1e8], [0]]],
        more={"lasting_growth_day": [[84.0, 91.0, 105.0, np.nan, np.nan]],
              "off_drug_day": [[28.0, np.nan, np.nan, np.nan, np.nan]]},
        attrs={"days": 365.0},
    )  # fmt: skip


def test_every_death_is_one_everywhere():
    """Beyond 10^15 cells was a death in `followup` and not in `died` nor in the table."""
    runs = with_endings()
    assert sim.died(runs).values[0].tolist() == [False, True, True, True, False]
    row = runs.summary().loc["A"]
    assert row["dead [share]"] == 0.6
    times = followup(runs, "overall survival")
    assert times.happened[0].tolist() == [False, True, True, True, False]
    assert times.days[0].tolist() == sim.survival_time(runs).values[0].tolist()


@pytest.mark.parametrize(
    ("endpoint", "days", "happened"),
    [
        ("time to progression", sim.time_to_progression, sim.progressed),
        ("progression-free survival", sim.progression_free_survival, sim.progressed_or_died),
        ("overall survival", sim.survival_time, sim.died),
    ],
)
def test_an_end_point_means_the_same_as_a_function_and_as_follow_up(endpoint, days, happened):
    runs = with_endings()
    times = followup(runs, endpoint)
    assert times.days.tolist() == days(runs).values.tolist()
    assert times.happened.tolist() == happened(runs).values.tolist()


def test_death_censors_the_time_to_progression_and_ends_progression_free_survival():
    runs = with_endings()
    assert sim.progressed(runs).values[0].tolist() == [True, False, True, False, False]
    assert sim.progressed_or_died(runs).values[0].tolist() == [True, True, True, True, False]
    # of 56, 112 and three that are censored on 30, 200 and 365: 4 at risk, then 3; half are left
    assert runs.summary().loc["A", "median time to progression [days]"] == 112.0


def test_lasting_growth_has_a_column_and_a_function():
    runs = with_endings()
    row = runs.summary().loc["A"]
    assert row["median day of lasting growth [days]"] == 91.0
    assert row["grew off drug [share]"] == 0.2
    found = sim.time_to_lasting_growth(runs).values[0].tolist()
    assert found == [84.0, 91.0, 105.0, 30.0, 365.0]


def test_runs_of_older_files_have_the_table_they_can_have():
    row = by_hand().summary().loc["A"]
    assert "median day of lasting growth [days]" not in row
    with pytest.raises(InputError, match="file of an older version"):
        sim.time_to_lasting_growth(by_hand())


def test_files_that_do_not_say_how_deep_responses_were_have_no_depth():
    with_depth = sim.Runs(
        with_endings().data.assign(best_change=(("arm", "patient"), [[-0.5] * 5]))
    )
    assert with_depth.summary()["median depth [change from baseline]"].tolist() == [-0.5]
    assert "best_change" not in with_endings().data
    assert with_endings().summary()["median depth [change from baseline]"].isna().all()


def test_every_column_is_rounded_to_what_can_be_read():
    """Days to a tenth, shares to a thousandth, cells to three digits."""
    count = 11
    days = 1000.0 * np.sqrt(np.arange(2, 2 + count)) / 7.0
    ending = np.array([2] * 7 + [0] * 3 + [1])
    runs = runs_from_arrays(
        arms=["A"], patients=range(count), clones=["x", "y"], drugs=["d"],
        baseline=np.full((1, count), 1e9), nadir=np.full((1, count), 1e8),
        progression_day=[np.where(np.arange(count) < 10, days, np.nan)],
        end_day=[np.where(ending == 2, days + 100 / 7, 700.0)], ending=[ending],
        final_cells=np.stack([np.full((1, count), 123_456), np.full((1, count), 1_000)], axis=-1),
        attrs={"days": 700.0},
        more={"lasting_growth_day": [days - 1 / 7], "best_change": [np.arange(count) / -17],
              "off_drug_day": [np.where(np.arange(count) < 4, days, np.nan)]},
    )  # fmt: skip
    row = runs.summary().loc["A"].to_dict()
    progressed = np.append(days[:10], 700.0), np.arange(count) < 10
    middle, low, high = median_time(*progressed)
    died = np.where(ending == 2, days + 100 / 7, 700.0), ending == 2
    expected = {
        "patients": 11.0,
        "median time to progression [days]": round(middle, 1),
        "from (95 %) [days]": round(low, 1),
        "to (95 %) [days]": round(high, 1),
        "median day of lasting growth [days]": round(float(np.median(days)) - 1 / 7, 1),
        "median overall survival [days]": round(median_time(*died)[0], 1),
        "progressed [share]": 0.909, "grew off drug [share]": 0.364,
        "eradicated [share]": 0.091, "dead [share]": 0.636,
        "median burden at the end [cells]": 124_000.0,
        "median depth [change from baseline]": -0.294,
    }  # fmt: skip
    assert row == expected
    assert list(row) == list(expected)
    for exact in (middle, low, high):  # (none of them has one decimal by itself)
        assert abs(exact - round(exact, 1)) > 0.005
