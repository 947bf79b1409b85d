"""Thresholds and limits in figures are those of the clinic that was used, in its unit."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy import stats

import sim
from sim import plots
from sim.plots.clinics import clinic_of, detections, measured
from sim.plots.kept import drawn_in
from tests.factory import DETECTION, make_runs
from tests.trials.test_cohort import SPREAD, melanoma

ARMS = {"continuous": sim.Continuous("A")}
PSA = dict(visit_every=28, scan_every=28, criteria=sim.Pcwg3())


def ran(clinic):
    trial = sim.Trial(
        sim.Cohort(melanoma, 6, SPREAD), ARMS, clinic, days=200, record=sim.Visits()
    )  # fmt: skip
    return trial.run(3, progress=False)


@pytest.fixture(scope="module")
def psa():
    return ran(sim.Clinic(measure=sim.Marker("PSA", per_cell=2e-9), **PSA))


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def levels(ax):
    """Return the heights of the dashed lines across a panel."""
    dashed = [line for line in ax.lines if line.get_linestyle() == "--"]
    return sorted(float(line.get_ydata()[0]) for line in dashed)


def words(ax):
    legends = [*ax.figure.legends]
    found = [text.get_text() for legend in legends for text in legend.get_texts()]
    return [*found, *(text.get_text() for text in ax.texts)]


def test_a_waterfall_of_psa_has_the_lines_of_pcwg3(psa, tmp_path):
    """RECIST's -30 and +20 % were drawn."""
    psa.save(tmp_path / "trial.nc")
    for result in (psa, psa.runs, sim.trials.TrialResult.load(tmp_path / "trial.nc")):
        ax = plots.waterfall(result, "continuous")
        assert levels(ax) == [-50, 25]
        assert "PSA" in ax.get_ylabel()
        assert {"response", "\N{MINUS SIGN}50 %", "+25 %"} <= set(words(ax))
    assert "PSA" in plots.spider(psa, "continuous").get_ylabel()


def test_how_much_the_lines_are_covers_no_bar(psa):
    """Words beside the line of a response lay on the bars of who hardly responded."""
    ax = plots.waterfall(psa, "continuous")
    ax.figure.canvas.draw()
    beside = [text for text in ax.texts if text.get_text().endswith("%")]
    assert len(beside) == 2
    for text in beside:
        assert text.get_window_extent().x0 > ax.bbox.x1
        assert text.get_window_extent().x1 <= ax.figure.bbox.x1


def test_lines_beyond_what_is_shown_or_of_no_change_are_left_out():
    far = ran(sim.Clinic(criteria=sim.RatioToNadir(3.0, response=0.5)))
    assert levels(plots.waterfall(far, "continuous")) == [-50]
    again = ran(sim.Clinic(criteria=sim.Reappearance()))
    assert levels(plots.waterfall(again, "continuous")) == []


@pytest.mark.parametrize("unit", ["cells", "mm"])
def test_the_detection_line_of_burden_is_the_limit_of_the_marker(psa, unit):
    """It was where 6.5e7 cells would be, the smallest ball of a scan; PSA shows 5e6."""
    ax = plots.burden(psa.runs, unit=unit)
    cells = 0.01 / 2e-9
    drawn = cells if unit == "cells" else 10 * np.cbrt(6 / np.pi * cells / 1e9)
    assert levels(ax) == [pytest.approx(drawn)]
    assert "PSA detection limit" in words(ax)


def test_patients_with_limits_of_their_own_have_the_median():
    marker = sim.Marker("PSA", per_cell=stats.lognorm(0.5, scale=2e-9))
    result = ran(sim.Clinic(measure=marker, **PSA))
    found = detections(result.runs)
    assert np.unique(found).size == 6
    # the levels on day 0 are in balance: per cell, times the cells, times an error of 9 %
    first = result.runs.data["observed"].values[0, :, 0]
    ratio = first / result.runs.data["burden"].values[0, :, 0] * found / 0.01
    np.testing.assert_allclose(ratio, 1.0, atol=0.4)
    ax = plots.burden(result.runs)
    assert levels(ax) == [pytest.approx(np.median(found))]
    assert "PSA detection limit (median)" in words(ax)


def test_where_no_number_decides_it_there_is_no_line():
    tumour = melanoma(growth=0.01)
    measure = sim.ByClone(sim.Marker("PSA", 2e-9), {tumour.clone_names[0]: 0.5})
    clinic = sim.Clinic(measure=measure, **PSA)
    runs = sim.simulate(tumour, ARMS, patients=3, days=100, seed=1, clinic=clinic, progress=False)
    ax = plots.burden(runs)
    assert levels(ax) == []
    assert not any("detection" in word for word in words(ax))
    assert measured(runs) == "PSA"


def test_a_scan_has_the_limit_that_it_always_had():
    result = ran(sim.Clinic(detection=3e7, criteria=sim.Recist(measurable_mm=0)))
    assert levels(plots.burden(result.runs)) == [3e7]
    assert "detection limit" in words(plots.burden(result.runs))
    made = make_runs()  # that say of no clinic
    assert clinic_of(made) is None
    assert levels(plots.burden(made)[0])[0] == DETECTION


def test_figures_say_how_many_are_left_out_and_why():
    """Two have 10^5 and 10^6 cells, two 8 mm, of two every later scan was missed."""
    start = np.array([1e5, 1e6, 3e8, 3e8, *[1e9] * 6])
    clinic = sim.Clinic(noise=0.0, scan_days=[[0]] * 6 + [[0, 56, 112]] * 4)
    runs = sim.simulate(
        melanoma(0.01, start=start), ARMS, patients=10, days=200, seed=1, clinic=clinic,
        progress=False,
    )  # fmt: skip
    note = "n = 4, 4 not measurable at baseline, 2 without a second result"
    ax = plots.waterfall(runs, "continuous")
    assert note in [word.replace("\n", " ") for word in words(ax)]
    assert len(ax.patches) == 4
    ax = plots.spider(runs, "continuous", most=8)
    note = "n = 4, 4 not measurable at baseline, 2 more in this arm"
    assert note in [word.replace("\n", " ") for word in words(ax)]


def test_the_lines_of_a_spider_are_on_the_scale_of_the_waterfall():
    """Its changes were of cells where those of the waterfall beside it were of diameters."""
    result = ran(sim.Clinic(scan_every=28, criteria=sim.Recist()))
    assert result.runs.data["observed"].attrs["units"] == "cells"
    ax = plots.spider(result, "continuous")
    ((_, drawn),) = drawn_in(ax)
    ((_, bars),) = drawn_in(plots.waterfall(result, "continuous"))
    best = dict(zip(bars["patient"], bars["best change from baseline [%]"], strict=True))
    last = result.runs.values("progression_day", "continuous")
    lowest = {}
    for patient in best:
        mine = (drawn["patient"] == patient) & (drawn["time [days]"] > 0)
        mine &= ~(drawn["time [days]"] > last[patient])
        seen = np.where(drawn["detected"], drawn["change from baseline [%]"], -100.0)[mine]
        lowest[patient] = seen.min()
    assert lowest == pytest.approx(best)
    assert min(lowest.values()) < -10
    assert levels(ax) == [-30, 20]
