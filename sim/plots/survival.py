"""Kaplan-Meier curves, with the numbers at risk below them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.at_risk import chosen, count_in, kinds_of, numbers_at_risk, times_of
from sim.plots.axis import time_axis
from sim.plots.kept import keep, remember
from sim.plots.statistics import control_of, draw_median, ratios, with_median
from sim.plots.steps import draw_steps
from sim.plots.styles import looks, trim
from sim.plots.typed_text import plain
from sim.plots.values import time_unit
from sim.results.survival import Survival

FEW = 4
"""With more arms the rows of numbers leave the axis less room: the title says of what it is."""


@typed
def kaplan_meier(
    times: Any,
    arms: str | Sequence[str] | None = None,
    *,
    control: str | None = None,
    band: bool = True,
    statistics: bool = True,
    counts: str | Sequence[str] = "at risk",
    ax: Axes | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes:
    """Draw the share of patients without an event over time, and how many are still followed.

    Ticks on a curve are patients whose follow-up ended without an event. Numbers at risk stand
    below, as reporting guidelines ask (CONSORT; Pocock, Clayton and Altman 2002, Lancet 359:1686).
    A curve, its band and its numbers end where the last patient of the arm is followed to. Medians
    are drawn and written where they are reached. Of up to four arms the hazard ratios to the
    control are written, with the p of the log-rank test, or the reason why there is none; both are
    those of independent groups, also where the same patients are in both arms.

    Parameters
    ----------
    times : Followup, Runs or TrialResult
        ``result.followup("overall survival")``, or `sim.trials.followup` of runs. Of runs, or of a
        trial, progression-free survival is drawn.
    arms : str or sequence of str, optional
        Which arms, in which order; all by default.
    control : str, optional
        The arm that the others are compared with: that of the trial, or the first by default.
    band : bool
        Whether to shade the 95 % interval.
    statistics : bool
        Whether to draw and write medians, hazard ratios and log-rank p.
    counts : "at risk", "events", "censored", or several of them
        What stands below the ticks: who is at risk just before that day; how many had the event,
        or were censored, until then. All three together are the patients of the arm (as in
        KMunicate: Morris et al. 2019, BMJ Open 9:e030215).
    ax : Axes, optional
        Where to draw; a new figure by default.
    size : str or (width, height), optional
        Of a new figure: ``"slide"``, ``"column"``, or inches.
    legend : bool
        As in `sim.plots.burden`.

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        If an arm is unknown, or has no patients.
    """
    against = control_of(times, control)
    times = times_of(times)
    names = chosen(times, arms)
    curves = {name: times.kaplan_meier(name) for name in names}
    end = max(curve.last for curve in curves.values()) or times.horizon
    kinds = kinds_of(counts)
    rows = len(kinds) * (len(names) + 1) + 1
    panels = page.open_panels(1, ax, size, extra=rows, legend=legend)
    remember(panels.figure, times)
    ax, font = panels.axes[0], panels.font
    days, unit = time_unit(end)
    its = looks(times.arms)
    handles: list[Artist] = []
    for turn, (name, curve) in enumerate(curves.items()):
        x = np.append(curve.days, curve.last) / days
        look = its[name]
        draw_steps(
            ax, x, np.append(curve.share, curve.share[-1]), look, panels.scale,
            turn=(turn, len(curves)),
        )  # fmt: skip
        if band and curve.days.size > 1:
            low, high = (np.append(edge, edge[-1]) for edge in (curve.low, curve.high))
            ax.fill_between(
                x, low, high, step="post", color=look.colour, alpha=0.15, linewidth=0, zorder=1
            )
        lost = np.unique(curve.censored[curve.censored < end])
        ax.plot(
            lost / days, curve.at(lost), linestyle="none", marker="|", color=look.colour,
            markersize=5 * panels.scale, zorder=3,
        )  # fmt: skip
        keep(ax, name, _columns(curve, times.name))
        words = name
        if statistics:
            words = with_median(times, name, (days, unit))
        handles.append(
            Line2D(
                [],
                [],
                color=look.colour,
                linestyle=look.dashes,
                marker=look.marker,
                markersize=4.5,
                linewidth=1.8,
                label=words,
            )
        )
    for name in names if statistics else ():
        draw_median(ax, times.median(name).value / days, its[name], panels.scale)
    time_axis(ax, end)
    ax.set_ylim(0, 1.02)
    label = f"{times.name} [share of patients]" if len(names) <= FEW else "share of patients"
    ax.set_ylabel(plain(panels.upright(label)), fontsize=font)
    trim(ax, font)
    numbers_at_risk(ax, times, names, end, font, kinds)
    notes = [count_in(times, names)]
    if statistics and len(names) <= FEW:
        notes += ratios(times, names, against)
    page.head(panels, ax, times.name[0].upper() + times.name[1:], "\n".join(notes), 0)
    page.legend(panels, handles)
    return ax


def _columns(curve: Survival, name: str) -> dict[str, np.ndarray]:
    """Return the numbers of a curve: its steps, and the last day of follow-up."""
    days = np.unique(np.concatenate((curve.days, curve.censored, [curve.last])))
    step = np.searchsorted(curve.days, days, side="right") - 1
    return {
        "time [days]": days, f"{name} [share of patients]": curve.share[step],
        "from (95 %)": curve.low[step], "to (95 %)": curve.high[step],
        "at risk": curve.at_risk(days),
        "censored": np.array([int((curve.censored == day).sum()) for day in days]),
    }  # fmt: skip
