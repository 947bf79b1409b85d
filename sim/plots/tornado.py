"""A tornado: which parameters move an end point most, and in which direction."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.base import checks
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.kept import keep, remember
from sim.plots.sensitivity import say
from sim.plots.styles import current, trim
from sim.plots.typed_text import plain

WORDS = {
    "standardised": "effect [standard deviations]",
    "total": "share of the variance, with interactions",
}


@typed
def tornado(
    table: Any,
    *,
    most: int = 12,
    ax: Axes | Sequence[Axes] | np.ndarray | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw what moves an end point most: bars by size, the largest at the top, an arm a panel.

    Of a regression (``results.regression(...)``) a bar is the standardised slope: by how many of
    its standard deviations the end point changes where the parameter changes by one of its own. Its
    colour and its side say in which direction; the line is the interval. Of Sobol indices
    (``results.sobol_indices(...)``) a bar is the share of the variance, with interactions.

    Parameters
    ----------
    table : DataFrame
        What `SweepResults.regression` or `SweepResults.sobol_indices` returns.
    most : int
        So many parameters at most, of each arm those that move it most; how many more there are
        is said.
    ax, size, legend
        As in `sim.plots.burden`; one Axes per arm.
    """
    columns = getattr(table, "columns", ())
    kind = next((name for name in WORDS if name in columns), None)
    if kind is None:
        raise InputError(
            "tornado draws the table that results.regression() or results.sobol_indices() returns."
        )
    checks.whole("most of tornado", most, 1, 100)
    arms = list(dict.fromkeys(table.index.get_level_values("arm")))
    panels = page.open_panels(len(arms), ax, size, legend=legend)
    remember(panels.figure, table)
    ends = [1e-3]
    for place, arm in enumerate(arms):
        ends.append(_draw(panels, place, str(arm), table.loc[arm], kind, most))
    for here in panels.axes:
        reach = 1.05 * max(ends)
        here.set_xlim(-reach if kind == "standardised" else 0.0, reach)
    page.legend(panels, _handles(kind))
    return panels.result()


def _draw(panels: page.Panels, place: int, arm: str, part: Any, kind: str, most: int) -> float:
    """Draw the bars of an arm; return how far they and their intervals reach from 0."""
    ax, font, ink = panels.axes[place], panels.font, current().ink
    value = part[kind].to_numpy(float)
    low, high = _interval(part, kind)
    known = np.flatnonzero(~np.isnan(value))
    order = known[np.argsort(-np.abs(value[known]), kind="stable")][:most]
    at = np.arange(order.size)[::-1]
    up, down = current().palette[1], current().palette[0]
    for side, colour, hatch in ((value[order] >= 0, up, ""), (value[order] < 0, down, "///")):
        ax.barh(
            at[side], value[order][side], 0.7, color=colour, hatch=hatch, linewidth=0,
            edgecolor=current().paper,
        )  # fmt: skip
    ax.hlines(at, low[order], high[order], color=ink, linewidth=1.2 * panels.scale)
    ax.axvline(0, color=current().text, linewidth=0.8 * panels.scale)
    names = [plain(str(part.index[k]).replace("_", " ")) for k in order]
    ax.set_yticks(at, names, fontsize=font)
    ax.set_ylim(-0.6, max(order.size, 1) - 0.4)
    trim(ax, font)
    ax.set_xlabel(panels.along(WORDS[kind]), fontsize=font)
    page.head(panels, ax, arm, _note(part, kind, order.size, value.size), 0)
    if not order.size:
        say(ax, str(part["reason"].iloc[0]), panels)
    keep(ax, arm, {"parameter": part.index, **{c: part[c].values for c in part}})
    reach = np.abs(np.concatenate((value[order], low[order], high[order])))
    return float(np.nanmax(reach, initial=0.0))


def _interval(part: Any, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the interval of what is drawn; that of a slope is scaled as the slope is."""
    if kind == "total":
        return part["total low"].to_numpy(float), part["total high"].to_numpy(float)
    slope, value = part["slope"].to_numpy(float), part["standardised"].to_numpy(float)
    ratio = np.divide(value, slope, out=np.full(value.shape, np.nan), where=slope != 0)
    return part["low"].to_numpy(float) * ratio, part["high"].to_numpy(float) * ratio


def _note(part: Any, kind: str, shown: int, all_: int) -> str:
    """Return the small print: how much of the variance a line explains, and who is left out."""
    words = []
    if kind == "standardised" and shown:
        words.append(f"a line explains {100 * np.nanmax(part['r2'].to_numpy(float)):.0f} %")
    if shown < all_:
        words.append(f"{all_ - shown} of {all_} parameters not shown")
    return ", ".join(words)


def _handles(kind: str) -> list[Artist]:
    up, down = current().palette[1], current().palette[0]
    line = Line2D([], [], color=current().ink, linewidth=1.2, label="95 % interval")
    if kind == "total":
        return [Patch(facecolor=up, label="share of the variance"), line]
    return [
        Patch(facecolor=up, label="more of it, more of the end point"),
        Patch(facecolor=down, hatch="///", edgecolor=current().paper, label="more of it, less"),
        line,
    ]
