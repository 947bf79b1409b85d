"""Small multiples: burden curves over a grid of two parameters."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.axis import power_label
from sim.plots.kept import keep, remember
from sim.plots.of_sweeps import SweepResults
from sim.plots.plane import grid_of, points_in
from sim.plots.styles import current, looks, trim
from sim.plots.typed_text import plain

MOST_PANELS = 64
DECADES = (0, 3, 6, 9, 12)


@typed
def burden_grid(
    results: SweepResults,
    x: str,
    y: str,
    *,
    measure: str = "burden_curve",
    at: Mapping[str, Any] | None = None,
    ax: Sequence[Axes] | np.ndarray | None = None,
    size: tuple[float, float] | None = None,
    legend: bool = True,
) -> np.ndarray:
    """Draw the median burden of every arm over time, one small panel per point of a grid.

    Parameters
    ----------
    results : SweepResults
        A sweep over a grid that kept `sim.burden_curve`, with ``record=sim.Visits()``.
    x, y : str
        The parameters of columns and rows.
    measure : str
        The name under which the curves were kept.
    at : mapping of str, optional
        Values of the other parameters.
    ax : array of Axes, optional
        As many as there are points, row by row from the top (the largest `y`).
    size : (float, float), optional
        Width and height of a new figure [inches].

    Returns
    -------
    ndarray of Axes, (row, column)
    """
    places = points_in(results, x, y, at)
    curves = results.values(measure)
    if curves.ndim != 4:
        raise InputError(
            f"{measure!r} holds one value per patient and no curve; keep=[sim.burden_curve] and "
            "record=sim.Visits() keep curves."
        )
    cells = grid_of(*(results.parameters[name][places].astype(float) for name in (x, y)))
    if cells is None or cells[2].size > MOST_PANELS:
        raise InputError(
            f"burden_grid needs a full grid of {x} and {y} with at most {MOST_PANELS} points; "
            "keep fewer values on each axis, or fix the others with at=."
        )
    xs, ys, place = cells
    wide, high = len(xs), len(ys)
    sized = size if size or ax is not None else _page(wide, high)
    panels = page.open_panels(wide * high, ax, sized, legend=legend, wide=wide)
    remember(panels.figure, results)
    axes = np.array(panels.axes, dtype=object).reshape(high, wide)
    day = curves[curves.dims[3]].values
    middle = curves.isel(point=places).median("patient").compute()
    middle = middle.transpose("point", "arm", ...).values
    top = np.nanmax(middle)
    least = float(np.nanmin(middle))
    bottom = 0.5 if least < 1.0 else max(0.5, least / 3)
    ticks = [k for k in DECADES if bottom <= 10.0**k <= 3 * top]
    if len(ticks) < 2:
        ticks = [k for k in range(16) if bottom <= 10.0**k <= 3 * top]
    styles = looks(results.arms)
    font = 0.75 * panels.font if isinstance(sized, str) else min(panels.font, 8.0)
    for row in range(high):
        for column in range(wide):
            here, point = axes[row, column], place[high - 1 - row, column]
            for a, arm in enumerate(results.arms):
                line = np.maximum(middle[point, a], 0.5)  # no cell: at the foot of the panel
                look = styles[arm]
                here.plot(
                    day / 365.25, line, color=look.colour, linestyle=look.dashes,
                    linewidth=1.3 * panels.scale,
                )  # fmt: skip
                keep(here, arm, {"day": day, "median": middle[point, a]})
            here.set_yscale("log")
            here.set_ylim(bottom, 3 * top)
            here.tick_params(labelsize=0.8 * font)
            here.minorticks_off()
            trim(here, font)
            here.set_yticks([10.0**k for k in ticks], [power_label(k) for k in ticks])
            here.set_ylim(bottom, 3 * top)
            if column:
                here.set_yticklabels([])
            else:
                words = f"{y.replace('_', ' ')}\n{ys[high - 1 - row]:.3g}"
                here.set_ylabel(plain(words), fontsize=font)
            if row < high - 1:
                here.set_xticklabels([])
            else:
                here.set_xlabel("years", fontsize=font)
            if row == 0:
                here.set_title(plain(f"{x.replace('_', ' ')} {xs[column]:.3g}"), fontsize=font)
                here.title.set_color(current().text)
    handles: list[Artist] = [
        Line2D([], [], color=styles[a].colour, linestyle=styles[a].dashes, linewidth=1.6, label=a)
        for a in results.arms
    ]
    page.legend(panels, handles)
    return axes


def _page(wide: int, high: int) -> page.Size:
    """Return the page of so many panels: that of slides, or as large as they need and paper has."""
    if current().page in ("slide", "poster"):
        return current().page
    width, height = 1.7 * wide + 0.8, 1.5 * high + 1.0
    most = page.SIZES["double column"][0] if current().page == "column" else width
    return min(width, most), height * min(1.0, most / width)
