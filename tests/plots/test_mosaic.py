"""Any kinds side by side in the user's own mosaic: no two words overlap, none leaves the figure."""

import itertools

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

from sim import plots
from sim.base.errors import InputError
from tests.factory import make_runs
from tests.plots.every import FIGURES, ONE_PANEL

SIZES = {"notebook": (10, 8), "paper": (7, 7), "talk": (16, 12), "dark": (16, 12)}
KINDS = sorted(ONE_PANEL)
FOURS = [tuple((KINDS * 2)[k : k + 4]) for k in range(0, len(KINDS), 4)]


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def words(figure):
    """Return (text, its box in pixels) of everything written in a figure."""
    renderer = figure.canvas.get_renderer()
    found = []
    for text in figure.findobj(Text):
        said = text.get_text().strip()
        if not said or not text.get_visible() or _is_idle(text, figure):
            continue
        found.append((said, text.get_window_extent(renderer)))
    return found


def _is_idle(text, figure):
    """Tell whether a label belongs to a tick that is not drawn, or to axes switched off."""
    for ax in _all_axes(figure.axes):
        for axis in (ax.xaxis, ax.yaxis):
            ticks = axis.get_major_ticks() + axis.get_minor_ticks()
            labels = [label for tick in ticks for label in (tick.label1, tick.label2)]
            if text in labels:
                drawn = [tick for tick in axis._update_ticks() if ax.axison]
                return not any(text in (tick.label1, tick.label2) for tick in drawn)
            if text is axis.offsetText or text is axis.label:
                return not ax.axison
    return False


def _all_axes(axes):
    for ax in axes:
        yield ax
        yield from _all_axes(ax.child_axes)


def check(figure):
    figure.canvas.draw()
    found, page = words(figure), figure.bbox
    for said, box in found:
        assert box.x0 > -1, (said, "left")
        assert box.y0 > -1, (said, "below")
        assert box.x1 < page.x1 + 1, (said, "right")
        assert box.y1 < page.y1 + 1, (said, "above")
    for (one, first), (other, second) in itertools.combinations(found, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        up = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert not (across > 1 and up > 1.5), (one, other)


@pytest.mark.parametrize("style", SIZES)
@pytest.mark.parametrize("kinds", FOURS, ids=lambda four: "+".join(four).replace(" ", "-"))
def test_every_kind_in_a_two_by_two_mosaic(kinds, style, made):
    with plots.style(style):
        figure, axes = plt.subplot_mosaic("AB;CD", layout="constrained", figsize=SIZES[style])
        for letter, kind in zip("ABCD", kinds, strict=True):
            assert ONE_PANEL[kind](made, ax=axes[letter]) is axes[letter]
            axes[letter].set_title(letter, loc="left")
        check(figure)
        assert not figure.legends  # the legend of a panel belongs to the panel
        for ax in axes.values():
            assert ax.bbox.height > 0.1 * figure.bbox.height


@pytest.mark.parametrize("kind", FIGURES)
def test_a_figure_of_ours_has_all_its_words_in_sight(kind, made):
    with plots.style("talk"):
        drawn = FIGURES[kind](made)
        figure = (drawn if isinstance(drawn, Axes) else drawn.flat[0]).figure
        figure.canvas.draw()
        for said, box in words(figure):
            assert box.x0 > -1, said
            assert box.x1 < figure.bbox.x1 + 1, said


@pytest.mark.parametrize("kind", ONE_PANEL)
def test_without_a_legend_there_is_none(kind, made):
    figure, ax = plt.subplots(layout="constrained")
    ONE_PANEL[kind](made, ax=ax, legend=False)
    assert ax.get_legend() is None
    assert not figure.legends


def test_one_legend_for_several_panels():
    runs = make_runs(patients=5)
    figure, axes = plt.subplot_mosaic("AB;CD", layout="constrained", figsize=(10, 8))
    with plots.shared_legend(figure):
        for letter, arm in zip("ABCD", runs.arms, strict=True):
            plots.burden(runs, arm, ax=axes[letter])
    check(figure)
    (legend,) = figure.legends
    said = [text.get_text() for text in legend.get_texts()]
    assert len(said) == len(set(said))
    assert "median" in said
    assert all(ax.get_legend() is None for ax in axes.values())
    with pytest.raises(InputError, match="needs a figure"), plots.shared_legend(axes["A"]):
        pass


def test_titles_of_the_user_do_not_move_ours():
    """set_title("A", loc="left") let the panel's own title fall onto its strip of doses."""
    figure, ax = plt.subplots(layout="constrained")
    plots.burden(make_runs(), "holidays", ax=ax)
    figure.canvas.draw()
    before = ax.title.get_window_extent().y0
    ax.set_title("A", loc="left")
    figure.canvas.draw()
    strip, note = ax.child_axes[0].bbox, ax.texts[0].get_window_extent()
    for title in (ax.title, ax._left_title):
        assert title.get_window_extent().y0 >= max(strip.y1, note.y1) - 1
    assert ax.title.get_window_extent().y0 == pytest.approx(before, abs=6)
