"""Figures of a trial: they say what the numbers say, and take and return an Axes."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim
from sim import plots
from sim.base.errors import InputError
from tests.trials.test_cohort import SPREAD, melanoma

ARMS = {"continuous": sim.Continuous("A"), "adaptive": sim.Adaptive("A")}


@pytest.fixture(scope="module")
def result():
    cohort = sim.Cohort(melanoma, 30, SPREAD)
    return sim.Trial(cohort, ARMS, sim.Clinic(fatal=1e11), days=900).run(3, progress=False)


@pytest.fixture(scope="module")
def some(result):
    return result.follow(range(8))


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def draw(name, result, some, ax=None):
    """Return the Axes of every figure by name."""
    times = result.followup()
    fast = result.values["growth"] > 0.01
    return {
        "kaplan_meier": lambda: plots.kaplan_meier(times, ax=ax),
        "waterfall": lambda: plots.waterfall(result, "adaptive", ax=ax),
        "spider": lambda: plots.spider(result, "adaptive", ax=ax),
        "swimmer": lambda: plots.swimmer(some, "adaptive", ax=ax),
        "forest": lambda: plots.forest(
            result.subgroups({"fast": fast, "slow": ~fast}, "adaptive"), ax=ax
        ),
        "paired": lambda: plots.paired(times, "adaptive", "continuous", ax=ax),
    }[name]()


FIGURES = ["kaplan_meier", "waterfall", "spider", "swimmer", "forest", "paired"]


@pytest.mark.parametrize("name", FIGURES)
def test_it_draws_into_axes_of_ones_own_and_returns_them(name, result, some):
    _, ax = plt.subplots()
    assert draw(name, result, some, ax) is ax
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize("name", FIGURES)
def test_axes_say_what_they_show(name, result, some):
    ax = draw(name, result, some)
    assert ax.get_xlabel()
    assert ax.get_ylabel() or name == "forest"
    ax.figure.canvas.draw()


def test_the_curve_is_the_estimate_and_numbers_at_risk_are_below(result):
    times = result.followup()
    ax = plots.kaplan_meier(times, "adaptive")
    curve = times.kaplan_meier("adaptive")
    x, y = ax.lines[0].get_data()
    np.testing.assert_allclose(y[:-1], curve.share)
    unit = x[1] / curve.days[1]
    ticks = [t for t in ax.get_xticks() if 0 <= t <= ax.get_xlim()[1] + 1e-9]
    numbers = [text for text in texts(ax) if text.isdigit()]
    assert numbers == [str(int(curve.at_risk(tick / unit))) for tick in ticks]
    assert numbers[0] == "30"


def test_a_loaded_result_is_drawn_as_a_fresh_one(result, tmp_path):
    from sim.trials import followup

    result.runs.save(tmp_path / "runs.nc")
    again = sim.load(tmp_path / "runs.nc")
    fresh, loaded = followup(result.runs), followup(again)
    np.testing.assert_array_equal(fresh.days, loaded.days)
    curves = [
        plots.kaplan_meier(times, "adaptive").lines[0].get_data() for times in (fresh, loaded)
    ]
    np.testing.assert_array_equal(*curves)
    bars = [
        [bar.get_height() for bar in plots.waterfall(runs, "adaptive").patches]
        for runs in (result, again)
    ]
    assert bars[0] == bars[1]


def test_bars_of_the_waterfall_are_the_best_changes(result):
    ax = plots.waterfall(result, "adaptive")
    heights = sorted(bar.get_height() for bar in ax.patches)
    data = result.runs.data.sel(arm="adaptive")
    np.testing.assert_allclose(heights, np.sort(100 * data["best_change"].values), rtol=1e-5)


def test_lanes_of_the_swimmer_are_as_long_as_the_patients_lived(result, some):
    ax = plots.swimmer(some, "adaptive")
    data = some.data.sel(arm="adaptive")
    ends = np.where(data["ending"] < 2, some.days, data["end_day"])
    lanes = [bar.get_width() for bar in ax.patches[: data.sizes["patient"]]]
    np.testing.assert_allclose(np.array(lanes) / max(lanes), np.sort(ends)[::-1] / ends.max())
    # the filled parts are the days on the drug
    filled = sum(bar.get_width() for bar in ax.patches[data.sizes["patient"] :])
    given = data["treatment_days"].values.sum()
    assert filled / lanes[0] == pytest.approx(given / ends.max(), rel=1e-6)


def test_lines_of_the_spider_are_the_scans(result):
    ax = plots.spider(result, "adaptive", most=5)
    data = result.runs.data.sel(arm="adaptive").isel(patient=0)
    curve = 100 * (np.cbrt(data["observed"] / data["baseline"]) - 1).values  # of diameters
    lived = (data["scan"] <= data["end_day"]).values | bool(data["ending"] < 2)
    np.testing.assert_allclose(ax.lines[0].get_ydata(), curve[lived])


def test_the_forest_says_where_there_is_no_ratio():
    import pandas as pd

    nan = float("nan")
    table = pd.DataFrame(
        {
            "patients": [60, 20], "events": [40, 20], "hazard ratio": [0.7, nan],
            "from (95 %)": [0.5, nan], "to (95 %)": [0.98, nan],
        },
        index=["all patients", "old"],
    )  # fmt: skip
    ax = plots.forest(table)
    assert "0.70 (0.50 to 0.98)" in texts(ax)
    assert "no ratio: the arms separate" in texts(ax)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["all patients (60)", "old (20)"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda r: plots.kaplan_meier(r.followup(), "adaptve"), "Did you mean 'adaptive'"),
        (lambda r: plots.waterfall(r, "adaptve"), "Did you mean 'adaptive'"),
        (lambda r: plots.waterfall(3, "adaptive"), "3 is neither the result of a trial nor runs"),
        (lambda r: plots.swimmer(r.runs, "adaptive"), "needs doses at every visit"),
        (lambda r: plots.forest(r.summary()), "needs the columns hazard ratio"),
        (lambda r: plots.paired(r.followup(), "adaptive", "none"), "Arm 'none'"),
    ],
)
def test_what_cannot_be_drawn_is_said(result, make, message):
    with pytest.raises(InputError, match=message):
        make(result)


def test_kaplan_meier_takes_runs_and_trials_too(result):
    expected = texts(plots.kaplan_meier(result.followup()))
    assert texts(plots.kaplan_meier(result)) == expected
    assert texts(plots.kaplan_meier(result.runs))
    with pytest.raises(InputError, match="give runs, a trial's result, or the times"):
        plots.kaplan_meier(result.runs.data)
