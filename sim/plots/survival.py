"""Kaplan-Meier curves, with the numbers at risk below them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.base.checks import shown
from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.axis import time_axis
from sim.plots.kept import keep, remember
from sim.plots.styles import current, looks, trim
from sim.plots.typed_text import plain, shortened
from sim.plots.values import time_unit
from sim.results import Runs
from sim.results.followed import Followup
from sim.results.followup import followup
from sim.results.survival import Survival

FEW = 4
"""With more arms the rows of numbers leave the axis less room: the title says of what it is."""
NAMES = 0.2
"""Names beside the numbers at risk take so much of the width of a figure at most."""


@typed
def kaplan_meier(
    times: Any,
    arms: str | Sequence[str] | None = None,
    *,
    band: bool = True,
    ax: Axes | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes:
    """Draw the share of patients without an event over time, and how many are still followed.

    Ticks on a curve are patients whose follow-up ended without an event. Numbers at risk stand
    below, as reporting guidelines ask (CONSORT; Pocock, Clayton and Altman 2002, Lancet 359:1686).
    A curve, its band and its numbers end where the last patient of the arm is followed to.

    Parameters
    ----------
    times : Followup, Runs or TrialResult
        ``result.followup("overall survival")``, or `sim.trials.followup` of runs. Of runs, or of a
        trial, progression-free survival is drawn.
    arms : str or sequence of str, optional
        Which arms, in which order; all by default.
    band : bool
        Whether to shade the 95 % interval.
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
    times = _times(times)
    names = chosen(times, arms)
    curves = {name: times.kaplan_meier(name) for name in names}
    end = max(curve.last for curve in curves.values()) or times.horizon
    panels = page.open_panels(1, ax, size, extra=len(names) + 2, legend=legend)
    remember(panels.figure, times)
    ax, font = panels.axes[0], panels.font
    days, unit = time_unit(end)
    its = looks(times.arms)
    handles: list[Artist] = []
    for name, curve in curves.items():
        x = np.append(curve.days, curve.last) / days
        look = its[name]
        ax.plot(
            x, np.append(curve.share, curve.share[-1]), drawstyle="steps-post", color=look.colour,
            linestyle=look.dashes, linewidth=1.8 * panels.scale, zorder=3,
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
        handles.append(
            Line2D([], [], color=look.colour, linestyle=look.dashes, linewidth=1.8, label=name)
        )
    time_axis(ax, end)
    ax.set_ylim(0, 1.02)
    label = f"{times.name} [share of patients]" if len(names) <= FEW else "share of patients"
    ax.set_ylabel(plain(panels.upright(label)), fontsize=font)
    trim(ax, font)
    _numbers_at_risk(ax, times, curves, days, unit, font)
    page.head(panels, ax, times.name[0].upper() + times.name[1:], _count(times, names), 0)
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


def _times(times: Any) -> Followup:
    """Return the times to draw: themselves, or progression-free survival of runs or a trial."""
    if isinstance(times, Runs):
        return followup(times)
    if isinstance(times, Followup):
        return times
    found = times.followup() if callable(getattr(times, "followup", None)) else None
    if not isinstance(found, Followup):
        raise InputError(
            f"times is {shown(times)}; give runs, a trial's result, or the times to an end point: "
            'sim.trials.followup(runs, "overall survival").'
        )
    return found


def chosen(times: Followup, arms: str | Sequence[str] | None) -> list[str]:
    """Return the arms to draw, checked."""
    names = list(times.arms) if arms is None else [arms] if isinstance(arms, str) else list(arms)
    for name in names:
        if name not in times.arms:
            raise unknown(f"Plot of arm {name!r}", "arm", name, times.arms)
    if not names:
        raise InputError("No arm to draw: arms is empty.")
    return names


def _numbers_at_risk(
    ax: Axes, times: Followup, curves: Mapping[str, Survival], days: float, unit: str, font: float
) -> None:
    """Write the numbers below the axis, one row for each arm, under the ticks, to its last day."""
    its = looks(times.arms)
    left, right = ax.get_xlim()
    ticks = [t for t in ax.get_xticks() if left - 1e-9 <= t <= right + 1e-9]
    small, gap = 0.85 * font, 1.25 * font
    inches = ax.figure.bbox.width / ax.figure.dpi  # type: ignore[union-attr]
    short = shortened(list(curves), max(16, int(NAMES * inches * 72 / (0.55 * small))))

    def write(x: float, line: float, text: str, colour: str, where: str) -> None:
        # ticks are in the data; the arm's name stands to the left of them all
        frame = ax.get_xaxis_transform() if where == "center" else ax.transAxes
        ax.annotate(
            plain(text), (x, 0), xycoords=frame,
            xytext=(0 if where == "center" else -1.7 * font, -(line * gap + 2.2 * font)),
            textcoords="offset points", ha=where, va="top", fontsize=small,
            color=colour, annotation_clip=False,
        )  # fmt: skip

    write(0.0, 0.0, "at risk", current().ink, "right")
    for row, (name, curve) in enumerate(curves.items(), start=1):
        write(0.0, row, short[name], its[name].colour, "right")
        for tick in ticks:
            if tick * days <= curve.last * (1.0 + 1e-9):
                count = int(curve.at_risk(tick * days * (1.0 - 1e-12)))
                write(tick, row, str(count), current().text, "center")
    ax.set_xlabel(f"time [{unit}]", fontsize=font, labelpad=(len(curves) + 1.6) * gap)


def _count(times: Followup, names: Sequence[str]) -> str:
    counts = [times.of(name)[0].size for name in names]
    each = "each arm" if len(set(counts)) == 1 else "the arms"
    note = ", interrupted" if times.interrupted else ""
    return f"n = {', '.join(map(str, dict.fromkeys(counts)))} in {each}{note}"
