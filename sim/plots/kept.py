"""What a figure keeps beside its lines: the numbers that are drawn, and what made them."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.base.errors import InputError
from sim.plots.typed_text import as_typed
from sim.results.story import story_of

if TYPE_CHECKING:
    import pandas as pd

_DATA, _MADE_BY = "_sim_data", "_sim_made_by"

Columns = Mapping[str, Any]


def keep(ax: Axes, what: str, columns: Columns | Callable[[], Columns]) -> None:
    """Keep numbers that are drawn in `ax`, for ``save(..., data=True)``.

    Parameters
    ----------
    what : str
        What they are: ``"median"``.
    columns : mapping of str to array, or function that returns one
        Columns of equal length, each named with its unit: ``"burden [cells]"``. A function is
        called when the numbers are asked for: for those of many patients.
    """
    if not hasattr(ax, _DATA):
        setattr(ax, _DATA, [])
    if not callable(columns):
        columns = {name: np.asarray(v) for name, v in columns.items()}
    getattr(ax, _DATA).append((what, columns))


def remember(figure: Any, shown: Any) -> None:
    """Let a figure carry what made that which it shows (`sim.results.story`)."""
    root = figure.get_figure(root=True)
    setattr(root, _MADE_BY, made_by(root) | story_of(shown))


def made_by(figure: Figure) -> dict[str, str]:
    """Return what made the runs of a figure; empty if it shows none."""
    return dict(getattr(figure, _MADE_BY, {}))


def drawn_in(ax: Axes) -> list[tuple[str, Columns | Callable[[], Columns]]]:
    """Return what is kept of the numbers that are drawn in `ax`, and what they are."""
    return getattr(ax, _DATA, [])


def table(figure: Figure) -> "pd.DataFrame":
    """Return the numbers behind a figure: one row per point, with its panel and what it is.

    Panels that keep no numbers give their labelled lines.
    """
    import pandas as pd

    parts = []
    for place, ax in enumerate(figure.axes):
        title = as_typed(ax.get_title()).replace("\n", " ") or f"panel {place + 1}"
        for what, columns in drawn_in(ax) or _lines(ax):
            part = pd.DataFrame(columns() if callable(columns) else columns)
            part.insert(0, "what", what)
            part.insert(0, "panel", title)
            parts.append(part)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _lines(ax: Axes) -> list[tuple[str, Columns]]:
    x, y = as_typed(ax.get_xlabel()) or "x", as_typed(ax.get_ylabel()) or "y"
    found: list[tuple[str, Columns]] = []
    for line in ax.lines:
        label = str(line.get_label())
        if not label.startswith("_") and len(line.get_xdata()) > 1:  # type: ignore[arg-type]
            found.append(
                (label, {x: np.asarray(line.get_xdata()), y: np.asarray(line.get_ydata())})
            )
    return found


def figure_of(drawn: Any) -> Figure:
    """Return the figure of what a plot returned."""
    if isinstance(drawn, np.ndarray) and drawn.size:
        drawn = drawn.flat[0]
    if isinstance(drawn, Axes):
        drawn = drawn.get_figure(root=True)
    if not isinstance(drawn, Figure):
        raise InputError(f"This needs a figure, or what a plot returned, not {drawn!r}.")
    return drawn
