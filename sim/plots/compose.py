"""Panels of any kinds on one page: letters, one legend, axes in line."""

from collections.abc import Callable, Sequence
from string import ascii_uppercase
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec

from sim.base import checks
from sim.base.errors import InputError, shown
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.arrange import Arranged
from sim.plots.styles import current

Panel = Callable[[Axes], Any]

EXAMPLE = 'lambda ax: sim.plots.burden(runs, "holidays", ax=ax)'
ABREAST = 3
"""So many panels in a row, where rows are not given."""


@typed
def compose(
    panels: Sequence[Any],
    *,
    letters: bool = True,
    size: page.Size = None,
    legend: bool = True,
) -> np.ndarray:
    """Draw panels of any kinds on one page, with letters and one legend.

    Parameters
    ----------
    panels : sequence of functions, or of rows of functions
        Each draws one panel into the Axes that it is given. A list of lists says which stand in
        one row; panels of a row are equally wide.
    letters : bool
        Whether to write A, B, C over the panels.
    size : "slide", "column", "double column" or (float, float), optional
        As in `sim.plots.burden`.
    legend : bool
        Whether to explain lines and shades, once for all panels, below them.

    Returns
    -------
    ndarray of Axes
        In reading order.

    Raises
    ------
    InputError
        If there is no panel, or one is no function.

    Examples
    --------
    >>> sim.plots.compose([                                               # doctest: +SKIP
    ...     [lambda ax: sim.plots.burden(runs, "daily", ax=ax),
    ...      lambda ax: sim.plots.burden(runs, "holidays", ax=ax)],
    ...     [lambda ax: sim.plots.kaplan_meier(runs, ax=ax)],
    ... ])
    """
    rows = _rows(panels)
    columns = max(map(len, rows))
    width, height, font = _page(size, len(rows), columns)
    figure = new_figure(width, height, font)
    axes = axes_in_rows(figure, [[1.0] * len(row) for row in rows])
    with page.one_legend(figure) as entries, mpl.rc_context({"font.size": font}):
        for ax, draw in zip(axes, (draw for row in rows for draw in row), strict=True):
            draw(ax)
    if letters:
        for place, ax in enumerate(axes):
            ax.set_title(
                letter(place), loc="left", fontsize=1.2 * font, fontweight="bold", pad=3,
                color=current().text,
            )  # fmt: skip
    grows = size is None or isinstance(size, str)
    whole = page.Panels(axes, columns, font, ours=True, legend=legend, grows=grows)
    page.legend(whole, entries)
    return np.array(axes, dtype=object)


def letter(place: int) -> str:
    """Return A to Z, then AA, AB and so on."""
    before, last = divmod(place, len(ascii_uppercase))
    return (letter(before - 1) if before else "") + ascii_uppercase[last]


def new_figure(width: float, height: float, font: float) -> Figure:
    """Return a figure [inches] in whose panels, whatever their size, letters have one size."""
    import matplotlib.pyplot as plt

    figure = plt.figure(figsize=(width, height), layout=Arranged(), facecolor=current().paper)
    setattr(figure, page.FONT, font)
    return figure


def axes_in_rows(
    figure: Figure, rows: Sequence[Sequence[float]], heights: Sequence[float] | None = None
) -> list[Axes]:
    """Return the Axes of rows, each with panels of these relative widths, in reading order."""
    outer = GridSpec(len(rows), 1, figure=figure, height_ratios=heights)
    axes = []
    for place, widths in enumerate(rows):
        grid = outer[place].subgridspec(1, len(widths), width_ratios=list(widths))
        axes += [figure.add_subplot(grid[0, column]) for column in range(len(widths))]
    return axes


def _rows(panels: Sequence[Any]) -> list[list[Panel]]:
    """Return the panels in rows, checked."""
    given: list[Any] = list(checks.taken("panels", panels, f"[{EXAMPLE}]"))
    if any(callable(each) for each in given):
        count = len(given)
        abreast = int(np.ceil(count / np.ceil(count / ABREAST)))
        given = [given[k : k + abreast] for k in range(0, count, abreast)]
    rows = [list(row) if isinstance(row, Sequence) else [row] for row in given]
    if not rows or not all(rows):
        raise InputError(f"compose needs panels; give a list of functions, as [{EXAMPLE}].")
    for draw in (draw for row in rows for draw in row):
        if not callable(draw):
            raise InputError(
                f"A panel of compose is {shown(draw)}; give a function that draws into the Axes it "
                f"is given, as {EXAMPLE}."
            )
    return rows


def _page(size: page.Size, rows: int, columns: int) -> tuple[float, float, float]:
    """Return width, height [inches] and the size of letters [points] of a page of panels."""
    size = current().page if size is None else size
    inches: Any = size
    if size is None:
        inches = max(3.6 * columns, 5.5), 3.4 * rows + 0.8
    elif size == "column":
        inches = 3.5, (2.9 if columns == 1 else 2.2) * rows + 0.7
    elif isinstance(size, str):
        inches = page.sized(size)
        inches = inches[0], inches[1] or (2.3 if columns > 1 else 3.2) * rows + 0.7
    width, height = page.checked_size(inches)
    area = min(width / columns / 3.2, height / rows / 3.4)
    return width, height, current().letters or float(np.clip(9 * area**0.5, 6, 16))
