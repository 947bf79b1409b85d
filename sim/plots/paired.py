"""Differences patient by patient: how much later the event comes under one arm than another."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.kept import keep, remember
from sim.plots.styles import current, looks, trim
from sim.plots.typed_text import plain
from sim.plots.values import time_unit
from sim.results.followed import Followup
from sim.results.survival import bounds, verdicts_of

KNOWN, AT_LEAST = 0.85, 0.35
"""How opaque a bar is: of a known difference, and of one that is at least so large."""


class _Bars(NamedTuple):
    """Sorted, each ndarray (patient,)."""

    days: np.ndarray
    """The difference, or the least that it can be; 0 where its sign is not known."""
    known: np.ndarray
    undecided: np.ndarray
    order: np.ndarray
    """Which patient each is, of those who are in both arms."""


@typed
def paired(
    times: Followup,
    arm: str,
    control: str,
    *,
    ax: Axes | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes:
    """Draw how much later the event comes under one arm than under another, for every patient.

    Within the days to which both arms are followed. Patients are sorted; above zero, `arm` is
    better for that patient. Pale: the event has come under one arm, and under the other the
    patient was lost later, so that the difference is at least so large. Undecided: lost under
    both. The line is the mean, which counts the lost as long as they are followed
    (`PairedDifference`).

    Parameters
    ----------
    times : Followup
        Of a paired trial.
    arm, control : str
        What is compared.
    ax, size, legend
        As in `sim.plots.kaplan_meier`.
    """
    found = times.paired_difference(arm, control)
    if not found.until > 0:
        raise InputError(
            f"Nobody in {arm!r} and {control!r} is followed; there is nothing to draw."
        )
    pairs = times.pairs(arm, control)
    bars = _sorted(*bounds(*pairs, found.until), verdicts_of(*pairs).undecided)
    unit_days, unit = time_unit(max(3 * float(np.abs(bars.days).max()), 30.0))
    panels = page.open_panels(1, ax, size, legend=legend)
    remember(panels.figure, times)
    ax, font = panels.axes[0], panels.font
    its = looks(times.arms)
    for name, sign in ((arm, bars.days > 0), (control, bars.days < 0)):
        _fill(ax, bars.days / unit_days, sign & bars.known, its[name].colour, KNOWN)
        _fill(ax, bars.days / unit_days, sign & ~bars.known, its[name].colour, AT_LEAST)
    open_ = np.flatnonzero(bars.undecided)
    if open_.size:
        ax.axvspan(open_[0], open_[-1] + 1, color=current().pale, linewidth=0, zorder=0)
    mean = found.mean.value / unit_days
    ax.axhline(mean, color=current().text, linewidth=1.3 * panels.scale, linestyle=(0, (5, 2)))
    ax.axhline(0, color=current().text, linewidth=0.8)
    ax.set_xlim(0, bars.days.size)
    ax.set_xticks([])
    ax.set_xlabel("patients, sorted", fontsize=font)
    ax.set_ylabel(plain(panels.upright(f"{arm} less {control} [{unit}]")), fontsize=font)
    trim(ax, font)
    keep(ax, times.name, {
        "patient": times.in_both(arm, control)[bars.order],
        f"{arm} less {control} [days]": bars.days,
        "difference": np.select([bars.known, ~bars.undecided], ["known", "at least"], "undecided"),
    })  # fmt: skip
    page.head(panels, ax, f"{times.name}, patient by patient", _note(found, times), 0)
    per, word = time_unit(found.until)
    handles = [
        Patch(color=its[name].colour, alpha=KNOWN, label=f"{name} better", linewidth=0)
        for name in (arm, control)
    ]
    if (~bars.known & ~bars.undecided).any():
        handles.append(Patch(color=current().ink, alpha=AT_LEAST, label="at least", linewidth=0))
    if open_.size:
        handles.append(Patch(color=current().pale, label="undecided", linewidth=0))
    label = f"mean {mean:+.2g} {unit}, within {found.until / per:.3g} {word}"
    line = Line2D([], [], color=current().text, linestyle=(0, (5, 2)), linewidth=1.3, label=label)
    page.legend(panels, [*handles, line])
    return ax


def _sorted(low: np.ndarray, high: np.ndarray, undecided: np.ndarray) -> _Bars:
    """Return the bars from the largest gain to the largest loss, the undecided between them."""
    days = np.where(low > 0, low, np.where(high < 0, high, 0.0))
    order = np.lexsort((undecided, -days))
    return _Bars(days[order], (low == high)[order], undecided[order], order)


def _fill(ax: Axes, y: np.ndarray, where: np.ndarray, colour: str, alpha: float) -> None:
    if where.any():
        height = np.where(where, y, 0.0)
        ax.fill_between(
            np.arange(y.size + 1), 0, np.append(height, height[-1]), step="post", color=colour,
            linewidth=0, alpha=alpha,
        )  # fmt: skip


def _note(found, times: Followup) -> str:
    lost = f", undecided for {found.undecided:.0%}" if found.undecided else ""
    return (
        f"n = {found.patients}; better for {found.better:.0%}, worse for {found.worse:.0%}, the "
        f"same for {found.same:.0%}{lost}{', interrupted' if times.interrupted else ''}"
    )
