import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim.plots as plots
from sim.base.errors import InputError
from sim.base.units import YEAR
from sim.plots.kept import table
from sim.plots.present import mean_dose, share_there
from sim.results import Runs, load
from tests.factory import DETECTION, FATAL, make_runs


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def runs():
    return make_runs()


def line(ax, arm):
    return next(drawn for drawn in ax.lines if drawn.get_label() == arm)


def words(figure):
    """Every text of a drawn figure with its box, the invisible and empty ones left out."""
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    texts = [t for t in figure.findobj(mpl.text.Text) if t.get_visible() and t.get_text().strip()]
    boxes = {t: t.get_window_extent(renderer) for t in texts}
    return {t: box for t, box in boxes.items() if _drawn(t, figure)}


def _drawn(text, figure):
    # tick labels outside the range of their axis exist but are not drawn
    for ax in figure.findobj(mpl.axes.Axes):
        for axis in (ax.xaxis, ax.yaxis):
            ticks = [*axis.majorTicks, *axis.minorTicks]
            if any(text in (tick.label1, tick.label2) for tick in ticks):
                low, high = sorted(axis.get_view_interval())
                seen = {t for t in axis.get_majorticklocs() if low <= t <= high}
                here = next(t for t in ticks if text in (t.label1, t.label2))
                return here.get_loc() in seen and text in (here.label1,) and axis.get_visible()
    return True


def test_one_panel_per_arm_with_names_counts_and_units(runs):
    axes = plots.burden(runs)
    assert isinstance(axes, np.ndarray)
    assert [ax.get_title() for ax in axes] == runs.arms
    assert axes[0].get_ylabel() == "tumour burden [cells]"
    assert {ax.get_xlabel() for ax in axes} == {"time [years]"}
    assert "n = 20, 20 eradicated" in [text.get_text() for text in axes[1].texts]


def test_one_arm_gives_one_axes(runs):
    ax = plots.burden(runs, "holidays")
    assert isinstance(ax, mpl.axes.Axes)
    assert ax.get_title() == "holidays"


def test_the_line_is_the_median_patient(runs):
    ax = plots.burden(runs, "continuous")
    drawn = line(ax, "continuous").get_ydata()
    burden = np.sort(runs.data["burden"].sel(arm="continuous").values, axis=0)
    alive = runs.data["time"].values < runs.data["end_day"].sel(arm="continuous").values.min()
    assert alive.sum() > 50
    assert (np.isin(drawn, burden) | np.isnan(drawn)).all()
    assert ((burden[9] <= drawn) & (drawn <= burden[10]))[alive].all()


def test_zero_is_drawn_on_the_line_no_cells(runs):
    ax = plots.burden(runs, "combination")
    ax.figure.canvas.draw()
    assert line(ax, "combination").get_ydata()[-1] == 0.0
    labels = {round(tick, 9): text.get_text() for tick, text in zip(
        ax.get_yticks(), ax.get_yticklabels(), strict=True)}  # fmt: skip
    assert labels[0.0] == "no cells"
    assert labels[1.0] == "1"
    # the line lies inside the panel, below one cell by a gap that can be seen
    zero, one, bottom = (ax.transData.transform((0, y))[1] for y in (0.0, 1.0, ax.get_ylim()[0]))
    height = ax.bbox.height
    assert bottom < zero
    assert one - zero > 0.05 * height
    assert any(drawn.get_gid() == "no cells" for drawn in ax.lines)


def test_without_extinction_the_axis_has_no_zero():
    runs = make_runs(arms=["none"], kinds=["constant"])
    ax = plots.burden(runs)
    assert ax.get_yscale() == "log"
    assert ax.get_ylim()[1] / ax.get_ylim()[0] >= 99


def test_fractions_of_a_cell_stay_between_one_and_none():
    runs = make_runs(arms=["A"], kinds=["dying"], clones=("s",), patients=1, whole=False)
    ax = plots.burden(runs)
    low = line(ax, "A").get_ydata().min()
    assert 0 < low < 1
    heights = [ax.transData.transform((0, y))[1] for y in (0, low, 1)]
    assert heights == sorted(heights)


def test_detection_limit_and_fatal_burden_are_lines(runs):
    ax = plots.burden(runs, "continuous")
    levels = [drawn.get_ydata()[0] for drawn in ax.lines if len(set(drawn.get_ydata())) == 1]
    assert DETECTION in levels
    assert FATAL in levels
    far = plots.burden(runs, "observation")
    assert FATAL not in [drawn.get_ydata()[0] for drawn in far.lines]


@pytest.mark.parametrize(("unit", "start"), [("cells", 1e9), ("mm", 12.4), ("cm3", 1.0)])
def test_units(runs, unit, start):
    ax = plots.burden(runs, "observation", unit=unit)
    assert line(ax, "observation").get_ydata()[0] == pytest.approx(start, rel=0.2)
    assert {"cells": "[cells]", "mm": "[mm]", "cm3": "[cm³]"}[unit] in ax.get_ylabel()


@pytest.mark.parametrize(("days", "word"), [(60.0, "days"), (400.0, "months"), (1826.0, "years")])
def test_time_is_in_the_unit_that_reads_best(days, word):
    ax = plots.burden(make_runs(arms=["A"], kinds=["constant"], days=days))
    assert ax.get_xlabel() == f"time [{word}]"


def test_the_strip_shows_doses_and_scans(runs):
    axes = plots.burden(runs)
    strip = axes[0].child_axes[0]
    assert [t.get_text() for t in strip.get_yticklabels()] == [
        "vemurafenib", "partner", "alive", "scans", "progression",
    ]  # fmt: skip


def test_only_drugs_that_are_given_have_a_row(runs):
    strip = plots.burden(runs, "continuous").child_axes[0]
    assert [t.get_text() for t in strip.get_yticklabels()] == [
        "vemurafenib", "alive", "scans", "progression",
    ]  # fmt: skip


def test_the_dead_are_given_nothing():
    runs = make_runs(arms=["A"], kinds=["growing"])
    runs.data["dose"][:] = 1.0
    frame_dose = plots.present.mean_dose(runs, "A")
    last_death = float(runs.data["end_day"].max())
    after = runs.data["time"].values >= last_death
    assert (frame_dose[after] == 0).all()
    assert (frame_dose[~after] == 1).all()


def test_single_patients_are_drawn_until_their_end(runs):
    ax = plots.burden(runs, "continuous", patients=20)
    thin = [drawn for drawn in ax.lines if drawn.get_linewidth() < 0.6 and drawn.get_alpha()]
    assert len(thin) == 20
    dead = np.flatnonzero(runs.data["ending"].sel(arm="continuous").values == 2)[0]
    curve = thin[dead].get_ydata()
    assert np.isnan(curve[-1])
    assert np.nanmax(curve) >= FATAL


def test_overlay_draws_all_arms_in_one_and_tells_them_apart_without_colour(runs):
    ax = plots.burden(runs, layout="overlay")
    lines = [line(ax, arm) for arm in runs.arms]
    assert len({drawn.get_marker() for drawn in lines}) == 4
    assert len({drawn.get_linestyle() + str(drawn._dash_pattern) for drawn in lines}) == 4
    legend = [text.get_text() for text in ax.figure.legends[0].get_texts()]
    assert "combination (n = 20, 20 eradicated)" in legend


def test_a_loaded_run_draws_exactly_as_a_fresh_one(runs, tmp_path):
    runs.save(tmp_path / "runs.nc")
    pictures = []
    for each in (runs, load(tmp_path / "runs.nc")):
        figure = plots.burden(each, patients=2)[0].figure
        figure.canvas.draw()
        pictures.append(np.asarray(figure.canvas.buffer_rgba()).copy())
    assert (pictures[0] == pictures[1]).all()


def test_axes_of_the_user_are_drawn_on_and_given_back(runs):
    figure, axes = plt.subplots(1, 2, layout="constrained")
    given = plots.burden(runs, ["holidays", "combination"], ax=axes)
    assert given.tolist() == axes.tolist()
    assert plt.get_fignums() == [figure.number]
    assert [ax.get_title() for ax in axes] == ["holidays", "combination"]


def test_nobodys_settings_are_changed(runs, tmp_path):
    before = dict(mpl.rcParams)
    plots.save(plots.burden(runs, size="slide"), tmp_path / "a.png")
    assert dict(mpl.rcParams) == before


LONG = (
    "continuous dabrafenib + trametinib", "intermittent, 4 weeks on and 4 weeks off",
    "observation", "rechallenge after a holiday of 6 months", "adaptive",
    "beyond progression, adding the partner", "lines", "metronomic",
)  # fmt: skip


@pytest.mark.parametrize("size", [None, "slide", "column", (6, 4)])
@pytest.mark.parametrize(
    ("arms", "layout"),
    [
        (LONG, "columns"), (LONG[:4], "columns"), (LONG[:1], "columns"), (("A", "B"), "columns"),
        (LONG, "overlay"), (("A", "B"), "overlay"),
    ],
)  # fmt: skip
def test_no_words_overlap_or_are_cut(size, arms, layout):
    if size == (6, 4) and arms is LONG:
        pytest.skip("eight arms with long names need more room than that")
    runs = make_runs(
        arms=arms, patients=4, drugs=("dabrafenib + trametinib", "investigational-drug-number-0042")
    )
    figure = np.ravel(plots.burden(runs, size=size, layout=layout))[0].figure
    boxes = list(words(figure).items())
    for place, (text, box) in enumerate(boxes):
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= figure.bbox.x1, text
        assert box.y1 <= figure.bbox.y1, text
        for other, its in boxes[place + 1 :]:
            inner = box.padded(-1.0)
            assert not inner.overlaps(its.padded(-1.0)), (text, other)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"arms": "holiday"}, "no such arm.*Did you mean 'holidays'"),
        ({"arms": []}, "No arm to draw"),
        ({"unit": "inch"}, "unit 'inch'"),
        ({"layout": "rows"}, "layout 'rows'"),
        ({"patients": -1}, "patients is -1"),
        ({"patients": "all"}, "patients is 'all'"),
        ({"quantiles": (0.9, 0.1)}, "quantiles is"),
        ({"quantiles": 0.1}, "quantiles is"),
        ({"size": "billboard"}, "size is 'billboard'"),
        ({"size": (1,)}, "size is"),
        ({"ax": "here"}, "ax is 'here'"),
    ],
)
def test_bad_requests_are_explained(runs, given, message):
    with pytest.raises(InputError, match=message):
        plots.burden(runs, **given)


def test_axes_must_be_as_many_as_arms(runs):
    _, axes = plt.subplots(1, 3)
    with pytest.raises(InputError, match="3 Axes were given for 4 panels"):
        plots.burden(runs, ax=axes)
    with pytest.raises(InputError, match="size is for a new figure"):
        plots.burden(runs, "holidays", ax=axes[0], size="slide")


def test_runs_without_curves_cannot_be_drawn():
    with pytest.raises(InputError, match="end points only"):
        plots.burden(make_runs(curves=False))


def test_growth_off_drug_has_a_row_of_its_own_and_growth_for_good_a_mark():
    runs = make_runs(patients=4)
    off = np.full((4, 4), np.nan)
    off[2, :3] = [112.0, 168.0, 224.0]
    progression = runs.data["progression_day"].values
    progression[2, 0] = 112.0  # the pause was none: it is drawn with the progressions
    data = runs.data.assign(off_drug_day=(("arm", "patient"), off))
    data["progression_day"][:] = progression
    drawn = plots.burden(Runs(data))
    strip = drawn[2].child_axes[0]
    row = [text.get_text() for text in drawn[0].child_axes[0].get_yticklabels()]
    assert row[-1] == "grew off drug"
    days = [segment[0, 0] for segment in strip.collections[-1].get_segments()]
    np.testing.assert_allclose(days, np.array([168.0, 224.0]) / YEAR)
    # the bar across the median: from when on half of the patients have grown for good
    lasting = np.sort(data["lasting_growth_day"].values[0])[1] / YEAR
    bars = [line for line in drawn[0].lines if line.get_marker() == "|"]
    assert [float(bar.get_xdata()[0]) for bar in bars] == [pytest.approx(lasting)]
    legend = [text.get_text() for text in drawn[0].figure.legends[0].get_texts()]
    assert "growth for good (half of the patients)" in legend
    constant = plots.burden(make_runs(arms=("x",), kinds=("constant",)))
    assert not [line for line in constant.lines if line.get_marker() == "|"]


def dying():
    """Return runs of ten patients of whom the first five die on day 100, and all by day 300."""
    runs = make_runs(arms=("x",), kinds=("constant",), patients=10, days=364.0)
    end = np.where(np.arange(10) < 5, 100.0, 300.0)[None]
    data = runs.data.assign(
        end_day=runs.data["end_day"].copy(data=end),
        ending=runs.data["ending"].copy(data=np.full((1, 10), 2, np.int8)),
    )
    data["burden"] = data["burden"] * 0.0 + np.arange(1.0, 11.0)[:, None]
    return Runs(data)


def test_what_is_over_ends():
    """The median is that of those alive, nobody is scanned or treated after the last death."""
    runs = dying()
    ax = plots.burden(runs, patients=10)
    day, median = line(ax, "x").get_data()
    day = day * YEAR / 12
    assert set(median[day <= 100.0]) <= {5.0, 6.0}
    assert set(median[(day > 107.0) & (day <= 300.0)]) == {8.0}
    assert np.isnan(median[day > 307.0]).all()
    strip = ax.child_axes[0]
    labels = [label.get_text() for label in strip.get_yticklabels()]
    assert labels == ["alive", "scans"]
    for ticks in strip.collections:
        if hasattr(ticks, "get_segments") and ticks.get_segments():
            last = max(segment[:, 0].max() for segment in ticks.get_segments())
            assert last <= 300.0 / (YEAR / 12) + 1e-9
    numbers = table(ax.figure)
    said = numbers[numbers["what"] == "x"].set_index("time [days]")["alive [share]"]
    assert said.loc[[0.0, 98.0, 105.0, 294.0, 301.0]].tolist() == [1.0, 1.0, 0.5, 0.5, 0.0]


def test_clones_and_areas_end_at_death_too():
    runs = dying()
    runs.data["cells"][:] = 7
    ax = plots.clones(runs)
    for name in runs.clones:
        size = line(ax, name).get_ydata()
        day = runs.data["time"].values
        assert (size[day <= 300.0] == 7).all()
        assert np.isnan(size[day > 307.0]).all()
    bands = [band for band in plots.muller(runs, patient=0).collections if band.get_gid()]
    last = max(path.vertices[:, 0].max() for band in bands for path in band.get_paths())
    assert 100.0 <= last * YEAR / 12 <= 113.0


def test_who_is_cured_is_given_nothing_more():
    runs = dying()
    cured = Runs(runs.data.assign(ending=runs.data["ending"] * 0 + 1))
    dose, day = mean_dose(cured, "x"), runs.data["time"].values
    assert (dose[day < 300.0] == runs.data["dose"].values[0, 0][day < 300.0]).all()
    assert dose[day < 300.0].any() or not runs.data["dose"].values.any()
    assert not dose[day >= 300.0].any()
    assert (share_there(cured, "x") == 1.0).all()


def test_a_row_says_who_is_alive_where_any_die(runs):
    for arms, there in ((["continuous"], True), (["combination", "observation"], False)):
        ax = np.ravel(plots.burden(runs, arms))[0]
        assert ("alive" in [t.get_text() for t in ax.child_axes[0].get_yticklabels()]) is there
