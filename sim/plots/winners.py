"""Which arm wins where: a map over two parameters of a sweep."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.colours import Look, legible_on
from sim.plots.frontier import draw_frontier
from sim.plots.kept import keep, remember
from sim.plots.of_sweeps import SweepResults
from sim.plots.plane import edges, grid_of, measure_words, name_axes, points_in, short_number
from sim.plots.styles import current, looks, trim

MOST_PANELS = 12
MARKED = 12
"""At most so many cells in a row have a marker."""


@typed
def winners(
    results: SweepResults,
    x: str,
    y: str,
    *,
    measure: str | None = None,
    at: Mapping[str, Any] | None = None,
    each: str | None = None,
    larger_is_better: bool = True,
    ax: Axes | Sequence[Axes] | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw which arm is best at each point, by how much, and where nobody can tell.

    A cell has the colour of the arm with the best mean, the stronger the larger its lead over the
    second best (by its square root). Hatched cells have no clear winner: the interval (95 %) of
    the lead includes 0. On a grid, with two arms, the line where they are equal is drawn with its
    interval, where they cross once. Points that fill no grid are drawn as dots; those without a
    clear winner are open.

    Parameters
    ----------
    results : SweepResults
        A sweep with at least two arms.
    x, y : str
        The two parameters.
    measure : str, optional
        Which end point; the first that was kept unless said.
    at : mapping of str, optional
        Values of the other parameters.
    each : str, optional
        A parameter with few values: one panel for each.
    larger_is_better : bool
        Whether the best arm has the largest mean, or the smallest.
    ax, size, legend
        As in `sim.plots.burden`; one Axes per panel.
    """
    cuts = [dict(at or {})] if each is None else _cuts(results, each, at)
    shown = [points_in(results, x, y, cut) for cut in cuts]
    found = results.best(measure, larger_is_better=larger_is_better)
    panels = page.open_panels(len(cuts), ax, size, legend=legend)
    remember(panels.figure, results)
    styles = looks(results.arms)
    together = found.isel(point=np.concatenate(shown))
    most = float(np.nanmax(np.append(together["lead"].values, 0.0)))
    on_grid = False
    for place, (cut, places) in enumerate(zip(cuts, shown, strict=True)):
        here, part = panels.axes[place], found.isel(point=places)
        at_x, at_y = (results.parameters[name][places].astype(float) for name in (x, y))
        colours = _colours(part["winner"].values, part["lead"].values, most, styles)
        cells = grid_of(at_x, at_y)
        name_axes(here, x, y, at_x, at_y, panels.font)
        if cells is not None:
            on_grid = True
            sure = part["clear"].values | (part["lead"].values == 0)
            _draw_cells(here, cells, colours, sure)
            _mark_cells(here, cells, colours, part["winner"].values, styles, panels.scale)
            if len(results.arms) == 2 and len(set(part["winner"].values.tolist()) - {""}) == 2:
                line = results.frontier(x, y, *results.arms, measure=measure, at=cut)
                draw_frontier(here, line.where(line["crossings"] == 1), panels.scale)
        else:
            _draw_dots(here, (at_x, at_y), colours, part, styles, panels.scale)
        words = {name: part[name].values for name in ("winner", "lead", "clear")}
        keep(here, "winners", {x: at_x, y: at_y, **words})
        trim(here, panels.font)
        what = measure_words(found["lead"].attrs, found.attrs["measure"])
        most_here = float(np.nanmax(np.append(part["lead"].values, 0.0)))
        note = f"{what}; largest lead {short_number(most_here)}"
        page.head(panels, here, _title(cut), note, 0)
    won = set(together["winner"].values[together["lead"].values > 0].tolist())
    handles: list[Artist] = [
        _winner(styles[arm], f"{arm} is best") for arm in results.arms if arm in won
    ]
    if (together["lead"].values == 0).any():
        blank = {"facecolor": current().paper, "edgecolor": current().ink}
        handles.append(Patch(**blank, label="no difference"))  # type: ignore[arg-type]
    if not (together["clear"].values | (together["lead"].values == 0)).all():
        handles.append(_unsure(on_grid))
    page.legend(panels, handles)
    return panels.result()


def _cuts(results: Any, each: str, at: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return the values of fixed parameters, panel by panel."""
    if each not in results.parameters:
        raise unknown(f"each={each!r}", "parameter", each, results.parameters)
    values = np.unique(results.parameters[each]).tolist()
    if len(values) > MOST_PANELS:
        raise InputError(
            f"{each!r} has {len(values)} values; each= draws a panel for every one, at most "
            f"{MOST_PANELS}. Fix it with at={{{each!r}: ...}}."
        )
    return [{**(at or {}), each: value} for value in values]


def _draw_cells(ax: Axes, cells: Any, colours: np.ndarray, clear: np.ndarray) -> None:
    xs, ys, place = cells
    x_edges, y_edges = edges(xs), edges(ys)
    ax.pcolormesh(x_edges, y_edges, colours[place], rasterized=True)
    unsure: dict[str, list[Rectangle]] = {}
    for j, i in zip(*np.nonzero(~clear[place]), strict=True):
        width, height = x_edges[i + 1] - x_edges[i], y_edges[j + 1] - y_edges[j]
        ink = legible_on(to_hex(colours[place][j, i]))  # (on any colour, also in the dark)
        unsure.setdefault(ink, []).append(Rectangle((x_edges[i], y_edges[j]), width, height))
    for ink, cells_of in unsure.items():
        hatched = {"facecolor": "none", "edgecolor": ink, "linewidth": 0}
        ax.add_collection(PatchCollection(cells_of, hatch="////", **hatched))  # type: ignore
    ax.set_xlim(x_edges[[0, -1]])
    ax.set_ylim(y_edges[[0, -1]])


def _mark_cells(
    ax: Axes, cells: Any, colours: np.ndarray, winner: np.ndarray, styles: Any, scale: float
) -> None:
    """Put the marker of the best arm into some of the cells: its colour alone is none in grey."""
    xs, ys, place = cells
    some = np.zeros(place.shape, dtype=bool)
    every = [-(-count // MARKED) for count in place.shape]
    some[every[0] // 2 :: every[0], every[1] // 2 :: every[1]] = True
    for arm in {str(name) for name in winner} - {""}:
        rows, columns = np.nonzero(some & (winner[place] == arm))
        inks = [legible_on(to_hex(colours[at])) for at in place[rows, columns]]
        ax.scatter(
            xs[columns], ys[rows], marker=styles[arm].marker, s=(4.5 * scale) ** 2, c=inks,
            linewidths=0, zorder=1.5,
        )  # fmt: skip


def _winner(look: Look, label: str) -> Artist:
    """Return the entry of an arm: its colour, with its marker on it."""
    return Line2D(
        [], [], color=look.colour, linewidth=7, solid_capstyle="butt", marker=look.marker,
        markersize=4.5, markerfacecolor=legible_on(look.colour), markeredgewidth=0, label=label,
    )  # fmt: skip


def _draw_dots(
    ax: Axes, at: Any, colours: np.ndarray, part: Any, styles: Any, scale: float
) -> None:
    winner, clear = part["winner"].values, part["clear"].values
    inside = np.where(clear[:, None], colours, to_rgb(current().paper))
    edge = [styles[str(w)].colour if w else current().faint for w in winner]
    for arm in dict.fromkeys(map(str, winner)):
        here, marker = winner == arm, styles[arm].marker if arm else "o"
        edges_of = [edge[k] for k in np.flatnonzero(here)]
        ax.scatter(
            at[0][here], at[1][here], s=22 * scale**2, c=inside[here], edgecolors=edges_of,
            marker=marker, zorder=3,
        )  # fmt: skip


def _colours(winner: np.ndarray, lead: np.ndarray, most: float, styles: Any) -> np.ndarray:
    """Return a colour (point, 3) for every point: the arm's, the paler the smaller its lead."""
    paper = np.array(to_rgb(current().paper))
    depth = np.sqrt(np.nan_to_num(lead / most if most > 0 else lead * 0.0))
    # the paper where arms are equal to the bit, or where nothing is known
    shown = np.tile(paper, (len(winner), 1))
    for arm in {str(w) for w in winner} - {""}:
        here = (winner == arm) & (lead > 0)
        colour = np.array(to_rgb(styles[arm].colour))
        shown[here] = paper + (0.2 + 0.8 * depth[here, None]) * (colour - paper)
    return shown


def _unsure(grid: bool) -> Artist:
    if grid:
        return Patch(
            facecolor="none", edgecolor=current().ink, hatch="////", label="no clear winner"
        )
    ring = {"marker": "o", "linewidth": 0, "markerfacecolor": "none", "color": current().ink}
    return Line2D([], [], label="no clear winner", **ring)  # type: ignore[arg-type]


def _title(at: Mapping[str, Any] | None) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value:g}" if not isinstance(value, str)
                     else f"{name.replace('_', ' ')} {value}"
                     for name, value in (at or {}).items())  # fmt: skip
