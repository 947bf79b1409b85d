"""`data=True` writes the numbers that are drawn, of every kind of figure."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import sim
from sim import plots
from sim.base.errors import InputError
from sim.plots.files import figure_of
from sim.plots.kept import table
from tests.factory import make_runs
from tests.plots.every import FIGURES
from tests.trials.test_cohort import SPREAD, melanoma

ARMS = {"continuous": sim.Continuous("A"), "adaptive": sim.Adaptive("A")}


@pytest.fixture(scope="module")
def result():
    conduct = sim.Conduct(enrolled_over=100, closes=500, dropout=1e-3)
    cohort = sim.Cohort(melanoma, 20, SPREAD)
    return sim.Trial(cohort, ARMS, days=600, conduct=conduct).run(3, progress=False)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture
def written(tmp_path):
    def write(axes):
        plots.save(axes, tmp_path / "figure.png", data=True)
        return pd.read_csv(tmp_path / "figure.csv", keep_default_na=False, na_values=[""])

    return write


@pytest.mark.parametrize("kind", FIGURES)
def test_no_figure_writes_an_empty_table(kind, made):
    """All six of a trial did, silently."""
    found = table(figure_of(FIGURES[kind](made)))
    assert len(found)
    assert not {"x", "y"} & set(found.columns)


def test_curves_of_kaplan_meier(result, written):
    times = result.followup()
    found = written(plots.kaplan_meier(times))
    for arm in ARMS:
        part, curve = found[found["what"] == arm], times.kaplan_meier(arm)
        days, happened = times.of(arm)
        day = part["time [days]"].to_numpy()
        np.testing.assert_allclose(np.sort(day), np.unique(np.append(days, 0.0)))
        np.testing.assert_allclose(
            part["progression-free survival [share of patients]"], curve.at(day)
        )
        assert part["at risk"].tolist() == [(days >= d).sum() for d in day]
        assert part["censored"].sum() == (~happened).sum()


def test_bars_of_the_waterfall(result, written):
    found = written(plots.waterfall(result, "adaptive")).set_index("patient")
    change = result.best_change()[1]
    known = np.flatnonzero(~np.isnan(change))
    assert sorted(found.index) == known.tolist()
    np.testing.assert_allclose(
        found.loc[known, "best change from baseline [%]"], 100 * change[known]
    )
    words = np.array(sim.clinic.RESPONSES)[result.response()[1][known]]
    assert found.loc[known, "best response"].tolist() == words.tolist()


def test_lines_of_the_spider(result, written):
    found = written(plots.spider(result, "adaptive", most=7))
    data = result.runs.data.sel(arm="adaptive")
    assert set(found["patient"]) <= set(range(7))
    for number, part in found.groupby("patient"):
        one = data.sel(patient=number)
        change = 100 * (np.cbrt(one["observed"] / one["baseline"]) - 1)  # of diameters
        np.testing.assert_allclose(
            part["change from baseline [%]"], change.sel(scan=part["time [days]"].to_numpy())
        )
        assert part["time [days]"].max() <= result.followed[number]


def test_lanes_doses_and_marks_of_the_swimmer(result, written):
    found = written(plots.swimmer(result.follow(range(8)), "adaptive"))
    lanes = found[found["what"] == "lane"].set_index("patient")
    days = result.followup("overall survival").days[1][:8]
    np.testing.assert_allclose(lanes.loc[range(8), "day since entry"], days)
    np.testing.assert_allclose(lanes.loc[range(8), "day of entry"], result.entry[:8])
    doses = found[found["what"] == "A"]
    assert (doses["to day"] > doses["from day"]).all()
    assert (doses["to day"] <= lanes.loc[doses["patient"], "day since entry"].to_numpy()).all()
    assert (doses["dose"] == 1).all()
    assert len(found[found["what"] == "dropped out"]) == (lanes["ended by"] == "dropped out").sum()


def test_rows_of_the_forest(result, written):
    fast = result.values["growth"] > 0.01
    subgroups = result.subgroups({"fast": fast, "slow": ~fast}, "adaptive")
    found = written(plots.forest(subgroups)).set_index("subgroup")
    assert found["patients"].tolist() == [20, fast.sum(), (~fast).sum()]
    np.testing.assert_array_equal(found["events"], subgroups["events"])


def test_differences_of_paired(result, written):
    times = result.followup()
    found = written(plots.paired(times, "adaptive", "continuous")).set_index("patient")
    assert sorted(found.index) == list(range(20))
    known = times.difference("adaptive", "continuous")
    mine = found.loc[range(20)]
    here = (mine["difference"] == "known").to_numpy()
    np.testing.assert_array_equal(here, ~np.isnan(known))
    np.testing.assert_allclose(mine["adaptive less continuous [days]"][here], known[here])


def test_single_patients_of_burden(written):
    """They were left out."""
    runs = make_runs(patients=12)
    found = written(plots.burden(runs, patients=10))
    for arm in runs.arms:
        part = found[found["what"] == f"{arm}: single patients"]
        assert sorted(part["patient"].unique()) == list(range(10))
        burden = runs.data["burden"].sel(arm=arm)
        for number, curve in part.groupby("patient"):
            mine = burden.sel(patient=number, time=curve["time [days]"].to_numpy())
            np.testing.assert_allclose(curve["tumour burden [cells]"], mine)


def test_clones_have_no_stray_column(written):
    runs = make_runs(patients=5)
    found = written(plots.clones(runs, unit="mm"))
    assert list(found.columns) == ["panel", "what", "time [days]", "diameter of each clone [mm]"]
    assert set(found["what"]) == set(runs.clones)
    assert set(found["panel"]) == set(runs.arms)


def test_a_figure_without_numbers_is_refused_before_it_is_written(tmp_path):
    figure, ax = plt.subplots()
    ax.plot([1, 2])
    with pytest.raises(InputError, match="this figure keeps none"):
        plots.save(figure, tmp_path / "own.png", data=True)
    assert not list(tmp_path.iterdir())
