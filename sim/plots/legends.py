"""Legends: below all panels of a figure of ours, below or in a panel of the user's, or shared."""

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from sim.base.errors import InputError
from sim.plots.styles import current, word
from sim.plots.typed_text import plain

if TYPE_CHECKING:
    from sim.plots.layout import Panels

_COLLECTED = "_sim_legend"
MANY = 9
"""With more entries it is looked whether the page has room for them and for the panels."""

SHORTEST, LONGEST = 2.6, 5.0
"""Lines of a legend [font sizes]."""
BESIDE = 2.2
"""Spaces beside an entry's line [font sizes]."""
REPEATED = 1.5
"""So often a pattern of dashes is seen in a legend, at least."""


@contextmanager
def one_legend(figure: Figure | SubFigure) -> Iterator[list[Artist]]:
    """Gather the legends of all panels drawn meanwhile, each entry once, into one list."""
    entries: list[Artist] = []
    setattr(figure, _COLLECTED, entries)
    try:
        yield entries
    finally:
        delattr(figure, _COLLECTED)


@contextmanager
def shared_legend(figure: Figure) -> Iterator[None]:
    """Give all panels that are drawn in a ``with`` block one legend, below them.

    Parameters
    ----------
    figure : Figure
        Of your own, with ``layout="constrained"``, which makes room for the legend.

    Examples
    --------
    >>> fig, axes = plt.subplot_mosaic("AB;CD", layout="constrained")    # doctest: +SKIP
    >>> with sim.plots.shared_legend(fig):                               # doctest: +SKIP
    ...     sim.plots.burden(runs, "holidays", ax=axes["A"])
    ...     sim.plots.kaplan_meier(result, ax=axes["B"])
    """
    if not isinstance(figure, Figure):
        raise InputError(f"shared_legend needs a figure of matplotlib's, not {figure!r}.")
    with one_legend(figure) as entries:
        yield
    if not entries:
        return
    import matplotlib as mpl

    font = 0.85 * float(mpl.rcParams["font.size"])
    width = figure.bbox.width / figure.dpi * 72 / font
    place: Any = "outside lower center" if _keeps_room(figure) else "lower center"
    _scaled(entries, font / 9)
    _made(figure, entries, font, legend_columns(entries, width, font), loc=place)


def legend(panels: "Panels", handles: Sequence[Artist]) -> None:
    """Explain the lines: below the panels where there is room, else inside the last one.

    It is the last thing that a figure draws: here its axes come into the language of the style.
    """
    for ax in panels.axes:
        for label in (ax.xaxis.label, ax.yaxis.label):
            label.set_text(word(label.get_text()))
    collected = getattr(panels.figure, _COLLECTED, None)
    if collected is not None:
        known = {handle.get_label() for handle in collected}
        collected.extend(handle for handle in handles if handle.get_label() not in known)
        return
    if handles and panels.legend:
        _draw(panels, handles)
    crowded = len(handles) > MANY or len(panels.axes) > 2 * panels.columns
    if panels.ours and panels.grows and crowded:
        engine: Any = panels.figure.get_layout_engine()  # type: ignore[union-attr]
        engine.grow(panels.figure)


def _draw(panels: "Panels", handles: Sequence[Artist]) -> None:
    """Draw the legend of some panels where it belongs."""
    _scaled(handles, panels.scale)
    font = 0.85 * panels.font
    if panels.ours:
        room = panels.page_width * 72 / font
        columns = legend_columns(handles, room, font)
        _made(panels.figure, handles, font, columns, loc="lower center", room=room)
    elif _keeps_room(panels.figure):
        _below(panels, handles, font)
    else:
        _made(panels.axes[-1], handles, 0.8 * panels.font, 1, loc="best")


def _below(panels: "Panels", handles: Sequence[Artist], font: float) -> None:
    """Draw the legend below the last of the user's panels, under all that hangs from it."""
    ax, figure = panels.axes[-1], panels.figure
    renderer = figure.get_figure(root=True)._get_renderer()  # type: ignore[union-attr,attr-defined]
    whole = ax.get_tightbbox(renderer)
    hangs = 0.0 if whole is None else ax.bbox.y0 - whole.y0
    inches = max(hangs, 0.0) / figure.dpi + 0.4 * font / 72  # type: ignore[union-attr]
    down = ScaledTranslation(0, -inches, figure.dpi_scale_trans)  # type: ignore[union-attr]
    room = panels.width * 72 / font
    _made(
        ax, handles, font, legend_columns(handles, room, font), loc="upper center", room=room,
        bbox_to_anchor=(0.5, 0.0), bbox_transform=ax.transAxes + down,
    )  # fmt: skip


def _made(
    where: Any, handles: Sequence[Artist], font: float, columns: int, *, room: float = np.inf,
    **place: Any,
) -> None:  # fmt: skip
    names = _names(handles)
    # (matplotlib leaves out what begins with an underline: the names are put in afterwards)
    labels = [name.replace("_", "-") for name in names]
    frame = isinstance(where, Axes) and place.get("loc") == "best"
    look = {} if frame else dict(
        frameon=False, ncols=columns, columnspacing=1.4, borderaxespad=0.2
    )  # fmt: skip
    line = long_enough(handles, font)
    made = where.legend(
        handles=list(handles), labels=labels, fontsize=font, labelcolor=current().text,
        handlelength=line, **look, **place,
    )  # fmt: skip
    # (in one column, an entry may be wider than its panel)
    letters = (
        max(10, int((room - BESIDE - line) / 0.55)) if columns == 1 and room < np.inf else 10_000
    )
    for text, name in zip(made.get_texts(), names, strict=True):
        text.set_text("\n".join(plain(line) for line in textwrap.wrap(name, letters) or [name]))


def long_enough(handles: Sequence[Artist], font: float) -> float:
    """Return how long [font sizes] lines are in a legend, so that every pattern of dashes shows."""
    lengths = [SHORTEST]
    for handle in handles:
        if isinstance(handle, Line2D) and handle.get_linestyle() != "None":
            # (matplotlib gives lengths in points for the width that the line has now)
            pattern = handle._dash_pattern[1] or ()  # type: ignore[attr-defined]
            lengths.append(REPEATED * sum(pattern) / font)
    return min(max(lengths), LONGEST)


def _names(handles: Sequence[Artist]) -> list[str]:
    """Return what a legend says, in the language of the style."""
    return [word(str(handle.get_label())) for handle in handles]


def _scaled(handles: Sequence[Artist], scale: float) -> None:
    """Make the lines of a legend as thick as those of its panels."""
    for handle in handles:
        if isinstance(handle, Line2D):
            handle.set_linewidth(handle.get_linewidth() * scale)
            handle.set_markersize(handle.get_markersize() * scale)


def legend_columns(handles: Sequence[Artist], room: float, font: float) -> int:
    """Return how many columns of these entries fit into `room` [font sizes], filled evenly."""
    names, most, beside = _names(handles), 1, BESIDE + long_enough(handles, font)
    for columns in range(1, len(names) + 1):
        widths = [max(map(len, part)) for part in np.array_split(np.array(names, object), columns)]
        if sum(0.6 * width + beside for width in widths) < room:
            most = columns
    return most


def _keeps_room(figure: Figure | SubFigure) -> bool:
    whole = figure.get_figure(root=True)
    engine = whole.get_layout_engine() if isinstance(whole, Figure) else None
    return getattr(engine, "adjust_compatible", None) is False
