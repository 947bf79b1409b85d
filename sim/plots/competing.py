"""Cumulative incidence: by when how many have had each of several events that exclude another."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.at_risk import chosen, count_in, numbers_at_risk, times_of
from sim.plots.axis import time_axis
from sim.plots.colours import Look
from sim.plots.kept import keep, remember
from sim.plots.steps import draw_steps
from sim.plots.styles import current, looks, trim
from sim.plots.values import time_unit
from sim.results.followed import REASONS, Followup
from sim.results.survival import Incidence

DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.2, 2)))
"""Of the events, in the order of `sim.results.followed.REASONS`; the colour is the arm's."""

SHARE = "cumulative incidence [share of patients]"


@typed
def cumulative_incidence(
    times: Any,
    arms: str | Sequence[str] | None = None,
    *,
    band: bool = True,
    ax: Axes | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes:
    """Draw by when how many have had each event first: progression, or death without one.

    The estimate is that of Aalen and Johansen (`sim.results.survival.cumulative_incidence`): who
    dies cannot progress any more, and is not taken for somebody who still might, as one less the
    Kaplan-Meier curve of progression would. The curves of an arm and its progression-free share
    add up to 1. Numbers at risk stand below.

    Parameters
    ----------
    times : Followup, Runs or TrialResult
        ``result.followup("progression-free survival")``, which it is of runs and of a trial, or
        ``"treatment failure"`` or another end point that several events end.
    arms : str or sequence of str, optional
        Which arms, in which order; all by default.
    band : bool
        Whether to shade the 95 % interval.
    ax, size, legend
        As in `sim.plots.kaplan_meier`.

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        If an arm is unknown or has no patients, or the times do not say which event ended them.
    """
    times = times_of(times)
    names = chosen(times, arms)
    found = {name: times.cumulative_incidence(name) for name in names}
    end = max(times.kaplan_meier(name).last for name in names) or times.horizon
    causes = [word for word in REASONS if any(word in each for each in found.values())]
    panels = page.open_panels(1, ax, size, extra=len(names) + 2, legend=legend)
    remember(panels.figure, times)
    ax, font = panels.axes[0], panels.font
    its, days = looks(times.arms), time_unit(end)[0]
    for turn, (name, incidences) in enumerate(found.items()):
        for word, curve in incidences.items():
            dashes = DASHES[causes.index(word) % len(DASHES)]
            _draw(ax, curve, days, its[name], dashes, panels.scale, band, (turn, len(names)))
            keep(ax, f"{name}: {word}", _columns(curve))
        if not incidences:
            last = times.kaplan_meier(name).last
            keep(ax, f"{name}: no event", {"time [days]": [0.0, last], SHARE: [0.0, 0.0]})
    time_axis(ax, end)
    top = max((c.share[-1] for each in found.values() for c in each.values()), default=0.0)
    ax.set_ylim(0, 1.02 if top > 0.45 else min(1.02, max(2.2 * top, 0.1)))
    ax.set_ylabel(panels.upright(SHARE), fontsize=font)
    trim(ax, font)
    numbers_at_risk(ax, times, names, end, font)
    page.head(panels, ax, "Cumulative incidence", _note(times, names), 0)
    page.legend(panels, _handles(names, causes, its))
    return ax


def _note(times: Followup, names: Sequence[str]) -> str:
    return f"{count_in(times, names)}; what came first"


def _draw(
    ax: Axes, curve: Incidence, days: float, look: Look, dashes: Any, scale: float, band: bool,
    turn: tuple[int, int],
) -> None:  # fmt: skip
    """Draw one curve of steps to the last follow-up, and its band."""
    x = np.append(curve.days, curve.last) / days
    share, low, high = (np.append(y, y[-1]) for y in (curve.share, curve.low, curve.high))
    draw_steps(ax, x, share, look, scale, dashes=dashes, turn=turn)
    if band:
        ax.fill_between(
            x, low, high, step="post", color=look.colour, alpha=0.13, linewidth=0, zorder=1
        )


def _columns(curve: Incidence) -> dict[str, np.ndarray]:
    days = np.unique(np.append(curve.days, curve.last))
    step = np.searchsorted(curve.days, days, side="right") - 1
    return {
        "time [days]": days, SHARE: curve.share[step],
        "from (95 %)": curve.low[step], "to (95 %)": curve.high[step],
    }  # fmt: skip


def _handles(names: Sequence[str], causes: Sequence[str], its: Any) -> list[Artist]:
    """Return the entries: colours and markers are arms, dashes are events."""
    ink = current().ink
    handles: list[Artist] = [
        Line2D([], [], color=its[name].colour, marker=its[name].marker, linewidth=3.2, label=name)
        for name in names
    ]
    words = {"death": "death without progression"} if "progression" in causes else {}
    for place, word in enumerate(causes):
        dashes = DASHES[place % len(DASHES)]
        label = words.get(word, word)
        handles.append(Line2D([], [], color=ink, linestyle=dashes, linewidth=1.8, label=label))
    return handles
