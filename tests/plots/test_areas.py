"""Figures without their colours: areas by their lightness, lines by dashes and markers."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from sim import plots
from sim.plots.areas import APART, PALEST, areas
from sim.plots.colours import LIGHT, look
from sim.plots.interaction import GROWS
from sim.plots.kept import drawn_in
from sim.plots.styles import current
from tests.factory import make_runs
from tests.plots.every import BEFORE, tumour
from tests.plots.seeing import contrast, lightness
from tests.plots.test_muller import nested
from tests.plots.test_survival import groups


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.mark.parametrize("style", ["notebook", "dark"])
@pytest.mark.parametrize("count", [2, 3, 4, 8])
def test_any_areas_of_one_figure_are_apart_in_grey(style, count):
    with plots.style(style):
        paper = to_hex(current().paper)
        for some in itertools.combinations(range(8), count):
            lines = {str(k): look(k, current().palette).colour for k in some}
            found = areas(lines)
            grey = np.sort(lightness(list(found.values())))
            # (pale colours alone have less room: they never become darker than they are)
            room = abs(lightness(list(lines.values())) - lightness([paper])).max() - 30
            assert np.diff(grey).min() >= 0.6 * min(APART, room / (count - 1)), found
            assert np.diff(grey).min() >= (9 if count == 2 else 6)
            assert min(contrast(colour, paper) for colour in found.values()) >= 0.99 * PALEST
            assert list(found) == list(lines)


def test_one_area_and_shades_of_many_clones_stay_as_they_are():
    alone = {"a": LIGHT[0]}
    assert areas(alone) == alone
    many = {str(k): LIGHT[k % 8] for k in range(20)}
    assert areas(many) == many


def test_clones_of_a_muller_plot_are_apart_in_grey_and_have_their_names():
    runs = nested()
    ax = plots.muller(runs)
    ax = np.ravel(ax)[0]
    fills = {a.get_gid(): to_hex(a.get_facecolor()[0]) for a in ax.collections if a.get_gid()}
    assert len(fills) > 1
    grey = np.sort(lightness(list(fills.values())))
    assert np.diff(grey).min() > 9
    names = {text.get_text() for text in ax.texts}
    assert set(fills) & names
    shown = [t.get_text() for t in ax.figure.legends[0].get_texts()]
    assert set(fills) <= set(shown)  # (of so few, those too whose names stand in their bands)


def test_arms_of_survival_curves_have_markers_as_their_numbers_at_risk_have():
    found = groups(3)
    for kind in (plots.kaplan_meier, plots.cumulative_incidence):
        ax = kind(found)
        its = plots.looks(found.arms)
        for arm in found.arms:
            marked = [
                line for line in ax.lines
                if line.get_marker() == its[arm].marker and len(line.get_xdata()) > 1
            ]  # fmt: skip
            assert marked, arm
            assert all(to_hex(m.get_color()) == its[arm].colour.lower() for m in marked)
            assert any(m.get_marker() == its[arm].marker for m in ax.figure.legends[0].get_lines())


def test_markers_lie_on_their_curve():
    found = groups(2)
    ax = plots.kaplan_meier(found)
    mark = plots.looks(found.arms)["b"].marker
    (dots,) = [a for a in ax.lines if a.get_marker() == mark and len(a.get_xdata()) > 1]
    days = dots.get_xdata() * 365.25
    np.testing.assert_allclose(dots.get_ydata(), found.kaplan_meier("b").at(days))


def test_doses_at_which_a_clone_grows_are_hatched():
    ax = plots.interaction(tumour(), clones=[BEFORE])
    (hatched,) = [c for c in ax.collections if GROWS in (getattr(c, "hatches", None) or [])]
    drawn = dict(drawn_in(ax))["net growth"]
    across, up, growth = (np.asarray(column) for column in drawn.values())
    inside = np.array([
        any(path.contains_point(at) for path in hatched.get_paths())
        for at in zip(across, up, strict=True)
    ])  # fmt: skip
    clear = (across > 0.02) & (up > 0.02) & (across < 1.98) & (up < 1.98) & (abs(growth) > 1e-3)
    assert inside[clear].any()
    assert not inside[clear].all()
    np.testing.assert_array_equal(inside[clear], growth[clear] > 0)


def test_paths_of_a_phase_plane_have_their_markers_on_them():
    runs = make_runs()
    ax = plots.phase(runs, patient=3)
    kept = dict(drawn_in(ax))
    for arm, its in plots.looks(runs.arms).items():
        (dots,) = [a for a in ax.lines if a.get_marker() == its.marker and len(a.get_xdata()) == 3]
        columns = list(kept[arm].values())
        path = {at for at in zip(*(np.asarray(c) for c in columns[1:3]), strict=True)}
        assert set(zip(*dots.get_data(), strict=True)) <= path
