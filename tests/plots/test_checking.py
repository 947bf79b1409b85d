"""Observed against simulated, doses patient by patient, and what moves an end point."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim
from sim import plots
from sim.base.errors import InputError
from sim.plots.kept import drawn_in
from sim.plots.observed import bins_of, by_chance, points_of
from tests.factory import make_runs
from tests.sweeps.test_analysis import Made, ishigami


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def words(ax):
    legends = [text.get_text() for legend in ax.figure.legends for text in legend.get_texts()]
    return " ".join([*(text.get_text() for text in ax.texts), *legends]).replace("\n", " ")


def observed(runs, patients, scale=1.0):
    """Return what some of the simulated patients showed, as data."""
    scans, seen = runs.values("scan"), runs.values("observed", runs.arms[0])
    rows = [
        (who, day + 2.0 * (day > 0), scale * value)
        for who in patients
        for day, value in zip(scans[::2], seen[who, ::2], strict=True)
    ]
    return pd.DataFrame(rows, columns=["patient", "day", "value"])


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("count", [5, 9, 40])
def test_chance_puts_a_quantile_there_in_95_of_100_groups(share, count):
    """By the binomial law, exactly; and of 4000 groups drawn, z below 4."""
    values = np.random.default_rng(1).lognormal(0, 1, 50_000)
    low, high = by_chance(values, count, share)
    place = round(share * (count - 1))
    below = [np.mean(values <= edge) for edge in (low, high)]
    # the k-th smallest of n is at most v where at least k of n are
    reached = [stats.binom.sf(place, count, p) for p in below]
    assert reached == pytest.approx([0.025, 0.975], abs=2e-3)
    groups = np.random.default_rng(2).choice(values, (4000, count))
    found = np.quantile(groups, share, axis=1, method="nearest")
    inside = np.mean((found >= low) & (found <= high))
    assert abs(inside - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 4000)


def test_the_band_is_of_what_the_clinic_saw_and_points_are_the_data():
    runs = make_runs(arms=("x",))
    data = observed(runs, [3])
    ax = plots.visual_check(runs, data)
    kept = dict(drawn_in(ax))
    seen = runs.values("observed", "x")
    there = runs.values("end_day", "x")[:, None] >= runs.values("scan")
    day = 10
    edge = np.quantile(seen[there[:, day], day], 0.9, method="nearest")
    assert kept["simulated"]["90 % of the simulated are below"][day] == edge
    assert kept["observed"]["value"].tolist() == data["value"].tolist()
    assert "of one patient" in words(ax)
    assert "median of the observed" not in words(ax)  # of one patient there is none


def test_of_a_cohort_quantiles_are_drawn_over_what_chance_does():
    runs = make_runs(arms=("x",), kinds=("holidays",), patients=40)
    ax = plots.visual_check(runs, observed(runs, range(12), scale=50.0))
    kept = dict(drawn_in(ax))
    middle = kept["50 % of the observed are below"]
    assert (middle["observed"] > middle["to"]).all()  # fifty times too high is seen
    assert "7 of 204 within the band" in words(ax)
    mine = dict(drawn_in(plots.visual_check(runs, observed(runs, range(12)))))
    middle = mine["50 % of the observed are below"]
    inside = (middle["observed"] >= middle["by chance from"]) & (middle["observed"] <= middle["to"])
    assert inside.mean() > 0.8


def test_results_belong_to_the_nearest_scan():
    points = points_of(pd.DataFrame({"day": [0, 27, 29, 43, 200], "value": [1] * 5}), None)
    assert bins_of(np.array([0.0, 28.0, 56.0]), points).tolist() == [0, 1, 1, 2, -1]


def test_observations_are_taken_as_they_are_read():
    table = pd.DataFrame({
        "patient": ["a", "a", "b"], "day": [10.0, 38.0, 5.0], "psa": ["3", "< 0.1", "2"],
        "other": [1, 2, 3],
    })  # fmt: skip
    data = sim.Observations.read(table, value=["psa", "other"], patient="patient")
    points = points_of(data, "psa")
    assert points.day.tolist() == [0.0, 28.0, 0.0]
    assert points.below.tolist() == [False, True, False]
    assert points.patient.tolist() == ["a", "a", "b"]
    with pytest.raises(InputError, match="2 series; name one"):
        points_of(data, None)
    with pytest.raises(InputError, match="series 'PSA'"):
        points_of(data, "PSA")
    ax = plots.visual_check(make_runs(arms=("x",)), data, series="psa")
    assert "observed: only below" in words(ax)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (3, "give sim.Observations"),
        (pd.DataFrame({"day": [1.0]}), "the columns day, value"),
        (pd.DataFrame({"day": [1.0], "value": [np.nan]}), "row 0"),
        (pd.DataFrame({"day": [1.0, 2.0], "value": [1.0, -2.0]}), "row 1"),
        (pd.DataFrame({"day": ["x"], "value": [1.0]}), "columns of numbers"),
        (pd.DataFrame({"day": [], "value": []}), "no results"),
    ],
)
def test_data_that_cannot_be_read_are_refused(data, says):
    with pytest.raises(InputError, match=says):
        plots.visual_check(make_runs(arms=("x",)), data)


def test_doses_are_drawn_patient_by_patient_until_the_run_is_over():
    runs = make_runs(arms=("holidays", "continuous"), kinds=("holidays", "dying"))
    axes = plots.dose_map(runs, drug="vemurafenib")
    for ax, arm in zip(axes, runs.arms, strict=True):
        drawn = dict(drawn_in(ax))[f"{arm}: vemurafenib"]
        days = drawn["to day"] - drawn["from day"]
        total = np.bincount(drawn["patient"], days * drawn["dose [standard doses]"], minlength=20)
        end = np.minimum(runs.values("end_day", arm), runs.days)
        if arm == "continuous":
            assert total == pytest.approx(end, abs=7)
        else:
            assert total == pytest.approx(end / 2, abs=35)
        (mesh,) = (each for each in ax.collections if hasattr(each, "get_array"))
        shades = np.ma.asarray(mesh.get_array()).reshape(20, -1)
        assert shades.mask.any(axis=1).sum() == (end < runs.days).sum()
        row = np.nansum(shades.filled(0), axis=1)
        assert (np.diff(row) <= 1e-9).all()  # most drug first
    with pytest.raises(InputError, match="Doses of 'aspirin'"):
        plots.dose_map(runs, drug="aspirin")
    with pytest.raises(InputError, match="none of these arms gives a drug"):
        plots.dose_map(make_runs(arms=("x",), kinds=("constant",)))


def regression():
    return Made(sim.Sensitivity(64, a=(0, 1), b=(0, 1), c=(0, 1)), lambda a, b, c: 3 * a - 5 * b)


def test_bars_of_a_tornado_are_sorted_and_point_to_their_side():
    table = regression().regression()
    ax = plots.tornado(table)
    assert [label.get_text() for label in ax.get_yticklabels()][:2] == ["b", "a"]
    widths = [bar.get_width() for bar in ax.patches]
    expected = table["standardised"].to_numpy()
    assert sorted(np.round(widths, 9)) == sorted(np.round(expected[~np.isnan(expected)], 9))
    assert min(widths) < 0 < max(widths)
    left, right = ax.get_xlim()
    assert left == -right
    assert "a line explains 100 %" in words(ax)
    few = plots.tornado(table, most=1)
    assert [label.get_text() for label in few.get_yticklabels()] == ["b"]
    assert "parameters not shown" in words(few)


def test_intervals_of_a_tornado_are_those_of_the_slopes_in_its_unit():
    made = Made(sim.Sensitivity(64, a=(0, 1), b=(0, 1)), lambda a, b: a**2 - b)
    table = made.regression()
    ax = plots.tornado(table)
    lines = next(each for each in ax.collections if hasattr(each, "get_segments"))
    drawn = lines.get_segments()
    ratio = table["standardised"] / table["slope"]
    expected = sorted((table["low"] * ratio).tolist())
    assert sorted(segment[:, 0].min() for segment in drawn) == pytest.approx(expected)


def test_a_tornado_of_sobol_indices_and_of_what_is_constant():
    points = sim.Sensitivity(64, a=(0, 1), b=(0, 1), c=(0, 1))
    made = Made(points, ishigami, lambda a, b, c: 0 * a + 3)
    axes = plots.tornado(made.sobol_indices())
    assert axes[0].get_xlim()[0] == 0
    assert "is the same at every point" in words(axes[1])
    with pytest.raises(InputError, match="regression"):
        plots.tornado(pd.DataFrame({"x": [1]}))


def test_all_drugs_are_drawn_with_the_same_patients_in_each_row():
    runs = make_runs(arms=("both", "one"), kinds=("holidays", "dying"))
    runs = with_more_of_a_drug(runs, of="both")
    axes = plots.dose_map(runs)
    assert [ax.get_title() for ax in axes] == [
        f"{arm}: {drug}" for arm in runs.arms for drug in runs.drugs
    ]
    first, second = (dict(drawn_in(ax)) for ax in axes[:2])
    ones, others = first["both: vemurafenib"], second["both: partner"]
    assert list(dict.fromkeys(ones["patient"])) == list(dict.fromkeys(others["patient"]))
    given = runs.values("dose", "both")[:, :-1, 1]
    for patient in range(runs.count):
        mine = others["patient"] == patient
        np.testing.assert_array_equal(
            others["dose [standard doses]"][mine], given[patient, : mine.sum()]
        )
    said = [text.get_text() for text in axes[0].figure.legends[0].get_texts()]
    assert "partner: 2 x standard dose" in said
    assert "vemurafenib: standard dose" in said
    ax = plots.dose_map(runs, "both", drug="partner")
    assert ax.get_title() == "both"
    with pytest.raises(InputError, match="name each once"):
        plots.dose_map(runs, drug=["partner", "partner"])


def with_more_of_a_drug(runs, of):
    """Return runs of which one arm gives the second drug at twice the dose in the end."""
    dose = runs.data["dose"].copy()
    late = np.where(runs.values("time") > 100.0, 2.0, 0.0)
    dose.loc[{"arm": of, "drug": "partner"}] = np.broadcast_to(late, (runs.count, late.size))
    return sim.Runs(runs.data.assign(dose=dose))
