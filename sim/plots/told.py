"""A figure in words, for who cannot see it: its panels, their axes, and where each line runs."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.base.typed import typed
from sim.plots.kept import drawn_in, figure_of
from sim.plots.typed_text import as_typed

MOST = 12
"""Lines of a panel, and panels, that are told one by one."""


@typed
def describe(figure: Any) -> str:
    """Return a figure in words: a text for screen readers, captions and web pages.

    `sim.plots.save` writes it into PNG, PDF and SVG files.

    Parameters
    ----------
    figure : Figure, Axes or array of Axes
        A figure, or what a plot returned. Of Axes, their whole figure.

    Returns
    -------
    str
        A sentence for each panel and each line in it: where it begins and ends, and its extremes.

    Examples
    --------
    >>> print(sim.plots.describe(sim.plots.burden(runs)))                   # doctest: +SKIP
    """
    panels = [ax for ax in figure_of(figure).axes if _counts(ax)]
    told = [f"A figure of {len(panels)} panel{'s' if len(panels) != 1 else ''}."]
    for number, ax in enumerate(panels[:MOST], start=1):
        told += [_panel(ax, number, len(panels)), *_lines(ax)]
    if len(panels) > MOST:
        told.append(f"{len(panels) - MOST} more panels are like these.")
    return " ".join(told)


def _counts(ax: Axes) -> bool:
    """Tell whether an axes is a panel, and no strip, colour bar or legend beside one."""
    return ax.get_visible() and bool(drawn_in(ax) or (ax.lines and ax.get_ylabel()))


def _panel(ax: Axes, number: int, panels: int) -> str:
    title = _plain(ax.get_title()) or _plain(ax.get_title(loc="left"))
    name = f"Panel {number}" if panels > 1 else "The panel"
    sides = [
        f"{_plain(label) or side} from {_short(ends[0])} to {_short(ends[1])}{scale}"
        for side, label, ends, scale in (
            ("across", ax.get_xlabel(), ax.get_xlim(), _scale(ax.get_xscale())),
            ("upwards", ax.get_ylabel(), ax.get_ylim(), _scale(ax.get_yscale())),
        )
    ]
    return f"{name}{f', {title}' if title else ''}: {'; '.join(sides)}."


def _lines(ax: Axes) -> Iterator[str]:
    kept = drawn_in(ax)
    for what, columns in kept[:MOST]:
        if callable(columns):
            yield f"{what}: one by one."
            continue
        values = {name: np.asarray(column) for name, column in columns.items()}
        yield f"{what}: {'; '.join(_curves(values) or _rows(values))}."
    if len(kept) > MOST:
        yield f"And {len(kept) - MOST} more."


def _curves(columns: dict[str, np.ndarray]) -> list[str]:
    """Return where the other columns run, over a first one that only grows; nothing otherwise."""
    (across, x), *others = columns.items()
    if not (_is_number(x) and x.size > 1 and np.all(np.diff(x) > 0)):
        return []
    return [
        told
        for name, y in others[:MOST]
        if _is_number(y) and y.shape == x.shape and (told := _curve(across, x, name, y))
    ]


def _curve(across: str, x: np.ndarray, name: str, y: np.ndarray) -> str:
    seen = np.isfinite(x) & np.isfinite(y)
    if not seen.any():
        return f"{name} nowhere"
    x, y = x[seen], y[seen]
    low, high = np.argmin(y), np.argmax(y)
    ends = f"{name} {_short(y[0])} at {across} {_short(x[0])}, {_short(y[-1])} at {_short(x[-1])}"
    if {low, high} <= {0, y.size - 1}:
        return ends
    between = f"lowest {_short(y[low])} at {_short(x[low])}"
    return f"{ends}, {between}, highest {_short(y[high])} at {_short(x[high])}"


def _rows(columns: dict[str, np.ndarray]) -> list[str]:
    """Return rows one by one where they are few; of many, from where to where each column is."""
    count = len(next(iter(columns.values()), ()))
    if count <= MOST:
        return [
            ", ".join(f"{name} {_said(column[k])}" for name, column in columns.items())
            for k in range(count)
        ] or ["nothing"]
    spans = []
    for name, column in columns.items():
        if _is_number(column) and np.isfinite(column.astype(float)).any():
            ends = np.nanmin(column), np.nanmax(column)
            spans.append(f"{name} from {_short(ends[0])} to {_short(ends[1])}")
    return [f"{count} rows", *spans]


def _is_number(column: np.ndarray) -> bool:
    return column.ndim == 1 and column.dtype.kind in "iuf"


def _said(value: Any) -> str:
    return _short(value) if isinstance(value, int | float | np.number) else str(value)


def _plain(text: str) -> str:
    return " ".join(as_typed(text).split())


def _scale(name: str) -> str:
    return "" if name == "linear" else ", logarithmic" if "log" in name else f", {name}"


def _short(number: float) -> str:
    return "unknown" if number != number else f"{float(number):.3g}"


def of_file(figure: Figure) -> str:
    """Return the words for a file; none where a figure keeps no numbers of ours."""
    return describe(figure) if any(drawn_in(ax) for ax in figure.axes) else ""
