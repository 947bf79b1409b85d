"""The phase plane: one clone against another, and the path a strategy takes through it."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.axis import burden_axis
from sim.plots.colours import Look
from sim.plots.kept import keep, remember
from sim.plots.panel import ends_of
from sim.plots.present import ending_of, until
from sim.plots.styles import current, looks, trim
from sim.plots.typed_text import plain
from sim.plots.values import chosen_arms
from sim.plots.whom import one_patient
from sim.results import Runs

MARKERS = 3
"""So many markers along each path."""


@typed
def phase(
    runs: Runs,
    arms: str | Sequence[str] | None = None,
    *,
    x: str | Sequence[str] | None = None,
    y: str | Sequence[str] | None = None,
    patient: int | None = None,
    ax: Axes | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes:
    """Draw the path of one patient in the plane of two clones, for every arm.

    The path is thick while a drug is given and thin while none is. A ring marks day 0, the arm's
    marker the last day. Dotted lines join sizes of equal burden.

    Parameters
    ----------
    runs : Runs
        Results with curves, fresh or loaded.
    arms : str or sequence of str, optional
        Which arms; all by default.
    x, y : str or sequence of str, optional
        Clones on each axis, added up where several are named; the first clone, and all others.
    patient : int, optional
        Number of the patient; the first by default.
    ax, size, legend
        As in `sim.plots.burden`.

    Raises
    ------
    InputError
        If the runs hold no curves or one clone only, or an arm, clone or patient is unknown.
    """
    names = chosen_arms(runs, arms)
    across, up = _axes(runs, x, y)
    one = one_patient(runs, patient)
    cells = one.data["cells"].isel(patient=0)
    paths = {
        arm: [cells.sel(arm=arm, clone=part).values.sum(axis=1) * 1.0 for part in (across, up)]
        for arm in names
    }
    panels = page.open_panels(1, ax, size, extra=max(0, len(names) - 3), legend=legend)
    ax, font, styles = panels.axes[0], panels.font, looks(runs.arms)
    burden_axis(ax, *ends_of([path[0] for path in paths.values()]), 1.0, font, "x")
    burden_axis(ax, *ends_of([path[1] for path in paths.values()]), 1.0, font, "y")
    _equal_burden(ax, panels.scale)
    handles: list[Artist] = []
    for turn, arm in enumerate(names):
        _draw(panels, one, arm, paths[arm], styles[arm], (turn + 0.5) / len(names))
        handles.append(
            Line2D(
                [], [], color=styles[arm].colour, linewidth=2.4, marker=styles[arm].marker,
                markersize=6, label=arm + ending_of(one, arm),
            )
        )  # fmt: skip
        keep(ax, arm, _table(one, paths[arm], across, up))
    ax.set_xlabel(plain(f"{_name(runs, across)} [cells]"), fontsize=font)
    ax.set_ylabel(plain(f"{_name(runs, up)} [cells]"), fontsize=font)
    trim(ax, font)
    page.head(panels, ax, "", f"patient {one.data['patient'].values[0]}", 0)
    ink = current().ink
    page.legend(panels, [
        *handles, Line2D([], [], color=ink, linewidth=2.4, label="drug given"),
        Line2D([], [], color=ink, linewidth=0.8, label="no drug"),
        Line2D([], [], color=ink, linewidth=0, marker="o", markerfacecolor="none", markersize=6,
               label="day 0"),
        Line2D([], [], color=current().faint, linewidth=0.8, linestyle=":", label="equal burden"),
    ])  # fmt: skip
    remember(panels.figure, runs)
    return ax


def _draw(
    panels: page.Panels, one: Runs, arm: str, path: Sequence[np.ndarray], style: Look, turn: float
) -> None:
    """Draw the path of an arm, with its markers along it: a grey copy knows no colours."""
    ax, scale = panels.axes[0], panels.scale
    kept = until(one, one.values("end_day", arm))[0]
    across, up = path[0][kept], path[1][kept]
    given = one.values("dose", arm)[0].any(axis=1)[kept]
    points = np.stack([across, up], axis=1)
    pieces = np.stack([points[:-1], points[1:]], axis=1)
    widths = np.where(given[:-1], 2.4, 0.8) * scale
    ax.add_collection(
        LineCollection(
            pieces, colors=style.colour, linewidths=widths, zorder=2.5, capstyle="round"
        ),
        autolim=False,
    )
    on = _along(ax, points, turn)
    ax.plot(
        across[on], up[on], linestyle="none", marker=style.marker, markersize=6.5 * scale,
        color=style.colour, markeredgecolor=current().paper, zorder=2.8,
    )  # fmt: skip
    ax.plot(
        across[:1], up[:1], marker="o", markersize=8 * scale, markerfacecolor="none",
        color=current().ink, clip_on=False, zorder=4,
    )  # fmt: skip
    ax.plot(
        across[-1:], up[-1:], marker=style.marker, markersize=7 * scale, color=style.colour,
        markeredgecolor=current().paper, clip_on=False, zorder=3, label=arm,
    )  # fmt: skip


def _along(ax: Axes, points: np.ndarray, turn: float) -> np.ndarray:
    """Return at which points of a path markers stand, as far apart on the paper."""
    shown = ax.transData.transform(points)
    length = np.append(0.0, np.cumsum(np.hypot(*np.diff(shown, axis=0).T)))
    return np.searchsorted(length, length[-1] * (np.arange(MARKERS) + turn) / MARKERS)


def _equal_burden(ax: Axes, scale: float) -> None:
    """Draw lines on which both clones add up to the same."""
    top = max(ax.get_xlim()[1], ax.get_ylim()[1])
    share = np.concatenate([np.logspace(-16, -0.01, 150), 1 - np.logspace(-2, -16, 150)])
    limits = ax.get_xlim(), ax.get_ylim()
    for power in range(3, int(np.log10(top)) + 1, 3):
        ax.plot(
            10.0**power * share, 10.0**power * (1 - share), color=current().faint, linestyle=":",
            linewidth=0.8 * scale, zorder=1,
        )  # fmt: skip
    ax.set(xlim=limits[0], ylim=limits[1])


def _axes(
    runs: Runs, x: str | Sequence[str] | None, y: str | Sequence[str] | None
) -> tuple[list[str], list[str]]:
    across = [runs.clones[0]] if x is None else [x] if isinstance(x, str) else list(x)
    rest = [name for name in runs.clones if name not in across]
    up = rest if y is None else [y] if isinstance(y, str) else list(y)
    for name in (*across, *up):
        if name not in runs.clones:
            raise unknown(f"Phase plane of clone {name!r}", "clone", name, runs.clones)
    if not across or not up:
        raise InputError("A phase plane needs two clones, or groups of them: name them in x and y.")
    return across, up


def _name(runs: Runs, part: Sequence[str]) -> str:
    if len(part) > 1 and set(part) == set(runs.clones) - {runs.clones[0]}:
        return f"all but {runs.clones[0]}"
    return " + ".join(part)


def _table(
    one: Runs, path: Sequence[np.ndarray], across: Sequence[str], up: Sequence[str]
) -> dict[str, np.ndarray]:
    return {
        "time [days]": one.data["time"].values,
        f"{_name(one, across)} [cells]": path[0],
        f"{_name(one, up)} [cells]": path[1],
    }
