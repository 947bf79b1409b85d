"""Observed against simulated: the visual predictive check."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.axis import burden_axis, time_axis
from sim.plots.clinics import measured
from sim.plots.kept import keep, remember
from sim.plots.observed import FEWEST, Points, bins_of, by_chance, points_of, simulated
from sim.plots.present import counted
from sim.plots.styles import current, trim
from sim.plots.typed_text import plain
from sim.plots.values import chosen_arms, quantile, time_unit
from sim.results import Runs

SHARES = (0.1, 0.5, 0.9)
JOINED = 30
"""Results of up to so many patients are joined by lines, patient by patient."""


@typed
def visual_check(
    runs: Runs,
    data: Any,
    arm: str | None = None,
    *,
    series: str | None = None,
    ax: Axes | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes:
    """Draw observed results over simulated ones, in the unit of the clinic that simulated them.

    Line and band are the median and 80 % of what the simulated clinic saw, noise and detection
    limit included. Points are the data, joined patient by patient. Where a scan has the results of
    five patients or more, their median and 10 and 90 % are drawn too, over the range in which 95 %
    of groups of as many simulated patients have them: a visual predictive check (Holford 2005, PAGE
    14, abstract 738; Bergstrand et al. 2011, AAPS J 13:143).

    Parameters
    ----------
    runs : Runs
        With scans: ``record=sim.Visits()`` or ``sim.Endpoints(scans=True)``.
    data : Observations or DataFrame
        What was observed: `sim.Observations`, or a table with the columns day [days], value [the
        unit of the clinic's results] and, of several patients, patient.
    arm : str, optional
        Which arm was treated like them; the first by default.
    series : str, optional
        Which series of observations of several.
    ax, size, legend
        As in `sim.plots.kaplan_meier`.

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        If the runs hold no scans, the arm is unknown, or the data cannot be read.
    """
    (arm,) = chosen_arms(runs, runs.arms[0] if arm is None else arm)
    points = points_of(data, series)
    seen = simulated(runs, arm)
    panels = page.open_panels(1, ax, size, legend=legend)
    remember(panels.figure, runs)
    ax, font = panels.axes[0], panels.font
    days, unit = time_unit(max(runs.days, float(points.day.max())))
    colour, x = current().palette[0], runs.values("scan") / days  # (the arm may be black)
    edges = [quantile(seen, share) for share in SHARES]
    ax.fill_between(x, edges[0], edges[2], color=colour, alpha=0.18, linewidth=0, zorder=1)
    ax.plot(x, edges[1], color=colour, linewidth=1.8 * panels.scale, zorder=2)
    grouped = _quantiles(ax, runs, seen, points, days, colour, panels.scale)
    _points(ax, points, days, panels.scale)
    _keep(ax, runs, edges, points)
    every = np.concatenate((*edges, points.value))
    positive = every[every > 0]
    label = str(runs.data["observed"].attrs.get("units", "cells"))
    time_axis(ax, max(runs.days, float(points.day.max())))
    trim(ax, font)
    burden_axis(ax, float(positive.min()), float(positive.max()), 1e-300, font)
    ax.set_xlabel(f"time [{unit}]", fontsize=font)
    what = measured(runs) or "result of the scan"
    ax.set_ylabel(plain(panels.upright(f"{what} [{label}]")), fontsize=font)
    page.head(panels, ax, arm, _note(runs, arm, seen, points), 0)
    page.legend(panels, _handles(colour, grouped, points))
    return ax


def _quantiles(
    ax: Axes, runs: Runs, seen: np.ndarray, points: Points, days: float, colour: str, scale: float
) -> bool:
    """Draw quantiles of the data, scan by scan, and where chance would put them; tell if any."""
    scans, bins = runs.values("scan"), bins_of(runs.values("scan"), points)
    enough = [
        k for k in range(scans.size)
        if (bins == k).sum() >= FEWEST and np.isfinite(seen[:, k]).any()
    ]  # fmt: skip
    if not enough:
        return False
    width = 0.35 * np.diff(scans).min() if scans.size > 1 else 5.0
    ink = current().text
    for share, dashes in zip(SHARES, ((0, (4, 2)), "-", (0, (4, 2))), strict=True):
        drawn = [float(quantile(points.value[bins == k], share)) for k in enough]
        chance = [
            by_chance(seen[np.isfinite(seen[:, k]), k], int((bins == k).sum()), share)
            for k in enough
        ]
        low, high = np.array(chance).T
        at = scans[enough]
        ax.bar(
            at / days, high - low, bottom=low, width=2 * width / days, color=colour, alpha=0.35,
            linewidth=0, zorder=1.5,
        )  # fmt: skip
        ax.plot(
            at / days, drawn, color=ink, linestyle=dashes, marker="_", markersize=7 * scale,
            linewidth=1.2 * scale, zorder=3,
        )  # fmt: skip
        keep(ax, f"{100 * share:g} % of the observed are below", {
            "time [days]": at, "observed": np.array(drawn), "by chance from": low, "to": high,
        })  # fmt: skip
    return True


def _points(ax: Axes, points: Points, days: float, scale: float) -> None:
    chosen = current()
    who = np.unique(points.patient)
    if who.size <= JOINED:
        for one in who:
            mine = np.flatnonzero(points.patient == one)
            mine = mine[np.argsort(points.day[mine], kind="stable")]
            ax.plot(
                points.day[mine] / days, points.value[mine], color=chosen.ink,
                linewidth=0.6 * scale, alpha=0.7, zorder=2.4,
            )  # fmt: skip
    for which, marker, face in (
        (~points.below, "o", chosen.ink), (points.below, "v", chosen.paper)
    ):  # fmt: skip
        ax.plot(
            points.day[which] / days, points.value[which], linestyle="none", marker=marker,
            markersize=3.6 * scale, markerfacecolor=face, markeredgecolor=chosen.ink,
            markeredgewidth=0.6 * scale, zorder=2.6,
        )  # fmt: skip


def _note(runs: Runs, arm: str, seen: np.ndarray, points: Points) -> str:
    """Return how many are simulated, how many observed, and how many lie in the band."""
    bins = bins_of(runs.values("scan"), points)
    low, high = (quantile(seen, share) for share in (SHARES[0], SHARES[2]))
    known = (bins >= 0) & np.isfinite(low[bins]) & ~points.below
    inside = known & (points.value >= low[bins]) & (points.value <= high[bins])
    count = np.unique(points.patient).size
    who = f"{count} patients" if count > 1 else "one patient"
    return (
        f"n = {int(counted(runs, arm).sum())} simulated; {points.day.size} results of {who}, "
        f"{int(inside.sum())} of {int(known.sum())} within the band"
    )


def _keep(ax: Axes, runs: Runs, edges: list[np.ndarray], points: Points) -> None:
    named = {
        f"{100 * share:g} % of the simulated are below": edge
        for share, edge in zip(SHARES, edges, strict=True)
    }
    keep(ax, "simulated", {"time [days]": runs.values("scan"), **named})
    keep(ax, "observed", {
        "patient": points.patient, "time [days]": points.day, "value": points.value,
        "only below": points.below,
    })  # fmt: skip


def _handles(colour: str, grouped: bool, points: Points) -> list[Artist]:
    ink, paper = current().ink, current().paper
    handles: list[Artist] = [
        Line2D([], [], color=colour, linewidth=1.8, label="median of the simulated"),
        Patch(color=colour, alpha=0.18, linewidth=0, label="10 to 90 % of the simulated"),
        Line2D([], [], color=ink, marker="o", markersize=3.6, linewidth=0.6, label="observed"),
    ]
    if points.below.any():
        open_ = dict(linestyle="none", markerfacecolor=paper, markeredgecolor=ink, markersize=3.6)
        handles.append(Line2D([], [], marker="v", label="observed: only below", **open_))
    if grouped:
        text = current().text
        line = dict(color=text, linewidth=1.2, marker="_", markersize=7)
        handles.append(Line2D([], [], label="median of the observed", **line))
        line["linestyle"] = (0, (4, 2))
        handles.append(Line2D([], [], label="10 and 90 % of the observed", **line))
        chance = dict(color=colour, alpha=0.35, linewidth=0)
        handles.append(Patch(label="where chance would put them (95 %)", **chance))
    return handles
