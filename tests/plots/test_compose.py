"""Panels of any kinds on one page, and the slide, which is made in the same way."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim.plots as plots
from sim.base.errors import InputError
from sim.plots.compose import letter
from tests.factory import make_runs
from tests.plots.every import ONE_PANEL
from tests.plots.test_burden import LONG
from tests.plots.test_mosaic import check

FOURS = [("burden", "kaplan_meier", "waterfall", "swimmer"),
         ("muller", "forest", "clones", "dose_response"),
         ("phase", "paired", "winners", "landscape")]  # fmt: skip


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def panel(made, kind):
    return lambda ax: ONE_PANEL[kind](made, ax=ax)


def box(ax):
    return ax.get_position()


@pytest.mark.parametrize("style", ["notebook", "talk", "dark"])
@pytest.mark.parametrize("kinds", FOURS, ids="+".join)
def test_panels_are_in_line_and_have_letters_and_one_legend(kinds, style, made):
    with plots.style(style):
        first, second, third, fourth = (panel(made, kind) for kind in kinds)
        axes = plots.compose([[first, second], [third, fourth]])
        figure = axes[0].figure
        check(figure)
    assert [ax._left_title.get_text() for ax in axes] == list("ABCD")
    assert len(figure.legends) <= 1
    assert all(ax.get_legend() is None for ax in axes)
    for left, right in (axes[:2], axes[2:]):
        assert box(left).y0 == pytest.approx(box(right).y0)
        assert box(left).y1 == pytest.approx(box(right).y1)
        assert box(left).width == pytest.approx(box(right).width)
    sizes = {ax.xaxis.label.get_fontsize() for ax in axes}
    assert len(sizes) == 1  # letters of one size, also where panels are not


def test_a_plain_list_is_put_into_rows(made):
    axes = plots.compose([panel(made, "kaplan_meier")] * 5, letters=False, legend=False)
    tops = [round(box(ax).y1, 6) for ax in axes]
    assert [tops.count(top) for top in dict.fromkeys(tops)] == [3, 2]
    assert not axes[0].figure.legends
    assert [ax._left_title.get_text() for ax in axes] == [""] * 5
    widths = [box(ax).width for ax in axes]
    assert widths[:3] == pytest.approx([widths[0]] * 3)
    assert widths[3:] == pytest.approx([widths[3]] * 2)


def test_letters_go_on_after_z():
    assert [letter(k) for k in (0, 25, 26, 27, 51, 52)] == ["A", "Z", "AA", "AB", "AZ", "BA"]


@pytest.mark.parametrize(
    ("panels", "message"),
    [
        ([], "compose needs panels"),
        ([[]], "compose needs panels"),
        (["burden"], "give a function that draws into the Axes"),
        ([[lambda ax: None, 3]], "A panel of compose is 3"),
    ],
)
def test_what_is_no_panel_is_refused_before_a_figure_is_made(panels, message):
    with pytest.raises(InputError, match=message):
        plots.compose(panels)
    assert not plt.get_fignums()


def test_a_size_that_is_none_is_refused():
    with pytest.raises(InputError, match="size is 'billboard'"):
        plots.compose([lambda ax: None], size="billboard")


@pytest.mark.parametrize("arms", [2, 3, 4])
def test_panels_of_a_slide_are_equal_and_leave_no_hole(arms):
    """Of four arms one panel was wider than the others, by what stood over the row above."""
    axes = plots.slide(make_runs(arms=LONG[:arms], patients=5))
    figure = axes[0].figure
    figure.canvas.draw()
    below = [box(ax) for ax in axes[2:]]
    np.testing.assert_allclose([b.width for b in below], below[0].width)
    gaps = [right.x0 - left.x1 for left, right in pairwise(below)]
    assert max(gaps) < 0.1
    assert below[-1].x1 > 0.97
