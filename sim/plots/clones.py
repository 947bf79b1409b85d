"""Which clone is large when: median cells of every clone over time."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.colours import Look
from sim.plots.descent import edges_of
from sim.plots.family import looks_of
from sim.plots.frame import Frame
from sim.plots.kept import keep, remember
from sim.plots.panel import alive_rows, dress, drug_rows, ends_of, limit_handles, note_of
from sim.plots.present import among_living
from sim.plots.values import Unit, chosen_arms, quantile, unit_named
from sim.results import Runs


@typed
def clones(
    runs: Runs,
    arms: str | Sequence[str] | None = None,
    *,
    ax: Axes | Sequence[Axes] | None = None,
    unit: str = "cells",
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw the median cells of every clone over time, one panel per arm.

    The medians of the clones need not add up to the median burden: they may be those of
    different patients. They are those of the patients alive, and end with the last of them.

    Parameters
    ----------
    runs : Runs
        Results with curves, fresh or loaded.
    arms : str or sequence of str, optional
        Which arms, in which order; all by default.
    ax, unit, size
        As in `sim.plots.burden`.

    Returns
    -------
    Axes or ndarray of Axes
        One, or one per arm.

    Raises
    ------
    InputError
        If the runs hold no curves, or an arm or unit is unknown.
    """
    names = chosen_arms(runs, arms)
    chosen = unit_named(unit)
    medians = {arm: _median(runs, arm, chosen) for arm in names}
    frame = Frame(runs, names, chosen, *ends_of(list(medians.values())), chosen.label_of_clones)
    styles = looks_of(runs.clones, edges_of(runs))
    panels = page.open_panels(
        len(names), ax, size, extra=max(0, len(runs.clones) - 4), legend=legend
    )
    for place, arm in enumerate(names):
        for clone, median in enumerate(medians[arm].T):
            _draw_clone(panels, place, frame, clone, median, styles[runs.clones[clone]])
            columns = {"time [days]": runs.values("time"), chosen.label_of_clones: median}
            keep(panels.axes[place], runs.clones[clone], columns)
        rows = drug_rows(panels, frame, arm) + alive_rows(frame, [arm])
        dress(panels, place, frame, rows, arm, note_of(frame, arm))
    page.legend(panels, _handles(runs, styles) + limit_handles(panels, frame))
    remember(panels.figure, runs)
    return panels.result()


def _median(runs: Runs, arm: str, unit: Unit) -> np.ndarray:
    """Return the median size (time, clone) of every clone."""
    return unit.of(quantile(among_living(runs, arm, runs.values("cells", arm)), 0.5))


def _draw_clone(
    panels: page.Panels, place: int, frame: Frame, clone: int, median: np.ndarray, style: Look
) -> None:
    count = len(frame.runs.clones)
    every = max(1, median.size // 7)
    panels.axes[place].plot(
        frame.x, median, color=style.colour, linestyle=style.dashes, linewidth=1.6 * panels.scale,
        zorder=2.5, marker=style.marker, markersize=4 * panels.scale,
        markevery=((2 * clone + 1) * every // (2 * count), every), label=frame.runs.clones[clone],
    )  # fmt: skip


def _handles(runs: Runs, styles: dict[str, Look]) -> list[Artist]:
    handles: list[Artist] = []
    many = " (median)" if runs.count > 1 else ""
    for name, style in styles.items():
        handles.append(
            Line2D(
                [], [], color=style.colour, linestyle=style.dashes, marker=style.marker,
                markersize=4, linewidth=1.6, label=f"{name}{many}",
            )
        )  # fmt: skip
    return handles
