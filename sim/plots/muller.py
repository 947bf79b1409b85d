"""Muller (fish) plots: which clone makes up how much of a tumour, and from whom it came."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.base import checks
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots import descent
from sim.plots import layout as page
from sim.plots.areas import areas
from sim.plots.axis import decades, linear_axis
from sim.plots.family import MOST, colours_of, label_band
from sim.plots.frame import Frame
from sim.plots.kept import keep, remember
from sim.plots.panel import dose_handles, dress_time, drug_rows
from sim.plots.present import among_living, ending_of
from sim.plots.sampled import sampled_rows
from sim.plots.shades import tint
from sim.plots.strips import Row, Said
from sim.plots.styles import current
from sim.plots.values import chosen_arms, unit_named
from sim.plots.whom import one_patient
from sim.results import Runs

LABELS = {
    "relative": "share of the tumour [%]",
    "absolute": "tumour burden [cells]",
    "log": "tumour burden [cells]",
}


@typed
def muller(
    runs: Runs,
    arms: str | Sequence[str] | None = None,
    *,
    patient: int | None = None,
    scale: str = "relative",
    parents: Mapping[str, str] | None = None,
    lineages: bool = False,
    least: float = 0.005,
    sampled: str | None = None,
    ax: Axes | Sequence[Axes] | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw the clones of one patient as nested areas over time (a Muller or fish plot).

    Every clone lies inside the one it came from. The area of a clone is that of its own cells:
    nested ones are not part of it, so that all areas add up to the tumour. A clone is drawn only
    on days on which it has cells; where there is no tumour, nothing is drawn.

    Parameters
    ----------
    runs : Runs
        Results with curves, fresh or loaded.
    arms : str or sequence of str, optional
        Which arms, in which order; all by default.
    patient : int, optional
        Number of the patient; the first by default. Never a mean: a mean of tumours whose clones
        arose on different days is nobody's tumour.
    scale : {"relative", "absolute", "log"}
        Shares of the tumour; cells; or, with a burden that changes by powers of ten, the burden
        on a log axis, whose height is divided in proportion to the clones' shares.
    parents : mapping of clone to clone, optional
        The tree, where the runs do not carry it. Without either, clones lie side by side.
    lineages : bool
        Divide each clone into its lineages, the descendants of one founder each, in shades of its
        colour; needs runs made with ``record=sim.Lineages()``.
    least : float
        A clone that never makes up this share of the tumour is drawn as part of its ancestor; the
        legend says of how many that is so. Names stand in the bands that are high enough. Of more
        than eight clones, later ones are shades of their ancestor's colour, and the legend has
        those whose names stand nowhere.
    sampled : str, optional
        Name of a measure of the clinic that reads variants, such as a `sim.Biopsy`: a line on each
        day on which it was taken, and above it which variants were found, and their shares.
    ax, size, legend
        As in `sim.plots.burden`.

    Returns
    -------
    Axes or ndarray of Axes
        One, or one per arm.

    Raises
    ------
    InputError
        If the runs hold no curves, or an arm, patient, clone, scale or measure is unknown.
    """
    names = chosen_arms(runs, arms)
    checks.one_of("scale", scale, LABELS, "scale")
    checks.number("least", least, low=0.0, high=0.5)
    one = one_patient(runs, patient)
    cells = {arm: _cells(one, arm) for arm in names}
    frame = Frame(one, names, unit_named("cells"), 0.0, _most(cells), LABELS[scale])
    panels = page.open_panels(len(names), ax, size, legend=legend)
    edges = descent.edges_of(runs)
    colours = areas(colours_of(runs.clones, edges))
    seen: dict[str, None] = {}
    named: set[str] = set()
    for place, arm in enumerate(names):
        tree = descent.parents(runs.clones, edges, cells[arm], parents)
        parts = descent.whole_clones(cells[arm], tree)
        if lineages:
            parts = descent.by_lineage(one, arm, parts, least)
        bands = _draw(panels, place, frame, parts, scale, colours, least)
        seen |= dict.fromkeys(bands)
        note = f"patient {one.values('patient')[0]}{ending_of(one, arm)}"
        rows: list[Row | Said] = [*drug_rows(panels, frame, arm)]
        if sampled is not None:
            rows += sampled_rows(panels, place, frame, sampled)
        dress_time(panels, place, frame, rows, arm, note)
        _upright(panels, place, scale, frame.highest)
        for name, edge in bands.items():
            if label_band(panels.axes[place], frame.x, edge, name, colours[name], panels.font):
                named.add(name)
    if len(runs.clones) <= MOST:  # (a legend can tell so many apart, and has them all)
        named.clear()
    handles = _handles(runs, colours, seen, named, least)
    page.legend(panels, handles + dose_handles(panels, frame))
    remember(panels.figure, runs)
    return panels.result()


def _cells(one: Runs, arm: str) -> np.ndarray:
    """Return the cells (time, clone) of a single patient: none after a death."""
    return np.nan_to_num(among_living(one, arm, one.values("cells", arm).astype(float))[0])


def _most(cells: Mapping[str, np.ndarray]) -> float:
    most = max(float(each.sum(axis=1).max()) for each in cells.values())
    if most <= 0:
        raise InputError("There is nothing to draw: this patient never has a cell in these arms.")
    return most


def _draw(
    panels: page.Panels,
    place: int,
    frame: Frame,
    of: descent.Parts,
    scale: str,
    colours: Mapping[str, str],
    least: float,
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Fill one panel; return the clones drawn as themselves, each with its highest band's edges."""
    ax, clones = panels.axes[place], frame.runs.clones
    cells, tree = of.cells, of.parent
    burden = cells.sum(axis=1)
    alive = burden > 0
    shares = cells / np.where(alive, burden, 1.0)[:, None]
    drawn_as, drawn = descent.merged(shares, tree, least)
    shown = np.zeros_like(shares)
    np.add.at(shown.T, drawn_as, shares.T)
    height = {"relative": 100.0 * alive, "absolute": burden}.get(scale)
    bands = descent.layers(tree, drawn & shown.any(axis=0))
    parts = np.array([shown[:, clone] * part for clone, part in bands])
    edges = np.vstack([np.zeros(len(burden)), np.cumsum(parts, axis=0)])
    if height is None:  # on a log axis the height above one cell is divided, not the cells
        edges = np.maximum(burden, 1.0) ** edges
    else:
        edges = edges * height
    for clone in dict.fromkeys(clone for clone, _ in bands):  # parents first, children upon them
        its = [k for k, (other, _) in enumerate(bands) if other == clone]
        low, high = edges[its[0]], edges[its[-1] + 1]
        there = parts[its[0] : its[-1] + 1].sum(axis=0) > 0
        there[1:] |= there[:-1].copy()  # from the day before it is seen to the day it is gone
        there[:-1] |= there[1:].copy()
        name = clones[of.clone[clone]]
        colour = tint(colours[name], of.shade[clone])
        ax.fill_between(
            frame.x, low, high, where=there, color=colour, linewidth=0, zorder=2, gid=name
        )
        # a thin light outline: areas can be told apart in grey
        large = parts[its].sum(axis=0) > 0.001
        for edge, inside in ((low, its[0] > 0), (high, its[-1] < len(bands) - 1)):
            if inside:
                line = np.where(large, edge, np.nan)
                width = 0.35 * panels.scale
                ax.plot(frame.x, line, color=current().paper, linewidth=width, zorder=2.1)
    keep(
        ax, "cells",
        {"time [days]": frame.runs.values("time")}
        | {f"{name} [cells]": cells[:, i] for i, name in enumerate(of.names(clones))},
    )  # fmt: skip
    found = {}
    for k in sorted(range(len(bands)), key=lambda k: float(parts[k].max())):
        found[clones[of.clone[bands[k][0]]]] = (edges[k], edges[k + 1])
    return found


def _upright(panels: page.Panels, place: int, scale: str, most: float) -> None:
    ax = panels.axes[place]
    if scale == "relative":
        ax.set_ylim(0, 100)
        ax.set_yticks([0, 25, 50, 75, 100])
    elif scale == "absolute":
        linear_axis(ax, 0.0, most)
    else:
        ax.set_yscale("log")
        ax.set_ylim(1, 3 * most)
        decades(ax, 1, 3 * most, font=panels.font)


def _handles(
    runs: Runs, colours: Mapping[str, str], seen: Mapping[str, None], named: set[str], least: float
) -> list[Artist]:
    """Return the entries of clones whose names are not in their bands, and how many are merged."""
    handles: list[Artist] = [
        Patch(color=colours[name], linewidth=0, label=name)
        for name in runs.clones
        if name in seen and name not in named
    ]
    hidden = len(runs.clones) - len(seen)
    if hidden:
        words = f"({hidden} below {100 * least:g} %: drawn as ancestors)"
        handles.append(Patch(color="none", linewidth=0, label=words))
    return handles
