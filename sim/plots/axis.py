"""Axes: a log scale that can show zero, and time in the unit that reads best.

On a log scale nothing is zero, and a tumour that is gone would fall out of the figure. Here the
decades end at one cell; below them, across a marked gap, runs a line "no cells". Between the
two the scale is linear (matplotlib's symlog), which only fractions of a cell ever use.
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullFormatter

from sim.plots.styles import current
from sim.plots.values import time_unit

# plain letters: matplotlib's mathematical ones take a third of a second to get ready
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

GAP = 0.13
"""Height of the gap between one cell and no cell, as a share of the decades shown."""


def burden_axis(ax: Axes, lowest: float, highest: float, one_cell: float, font: float) -> None:
    """Give `ax` a log scale from `lowest` to `highest`, with a line for zero if it is needed.

    Parameters
    ----------
    lowest, highest : float
        Smallest and largest value to be shown, in the unit of the axis.
    one_cell : float
        One cell in the unit of the axis. If `lowest` is below it, zero is shown.
    font : float
        Font size [points]; decides how many labels there is room for.
    """
    highest = max(highest, 100 * one_cell)
    if lowest < one_cell:
        _scale_with_zero(ax, highest, one_cell, font)
    else:
        # at least two decades: a curve that hardly moves should look like one
        middle = np.sqrt(lowest * highest)
        bottom, top = min(lowest / 1.5, middle / 10), max(highest * 1.5, middle * 10)
        ax.set_yscale("log")
        ax.set_ylim(max(bottom, one_cell / 2), top)
        _decades(ax, *ax.get_ylim(), zero=False, font=font)


def time_axis(ax: Axes, horizon: float) -> None:
    """Set the range and the round ticks of a time axis; `horizon` in days."""
    days, unit = time_unit(horizon)
    right = horizon / days
    # 1826 days are five years: do not lose the last tick for a quarter of a day
    ax.set_xlim(0, round(right) if abs(right - round(right)) < 0.01 else right)
    # quarters and halves of a year, not tenths of a month
    steps = [1, 2, 3, 6, 10] if unit == "months" else [1, 2, 5, 10]
    ax.xaxis.set_major_locator(
        MaxNLocator(nbins=5, steps=steps, integer=unit == "months" or right > 4)
    )


def _scale_with_zero(ax: Axes, highest: float, one_cell: float, font: float) -> None:
    gap = GAP * np.log10(highest / one_cell)
    ax.set_yscale("symlog", linthresh=one_cell, linscale=gap)
    ax.set_ylim(-0.45 * one_cell, highest * 3)
    _decades(ax, one_cell, highest * 3, zero=True, font=font)
    chosen = current()
    ax.axhline(0, color=chosen.faint, linewidth=0.8, zorder=0.5, gid="no cells")
    ax.axhspan(0.12 * one_cell, 0.88 * one_cell, color=chosen.pale, linewidth=0, zorder=0.4)
    ax.plot(
        [0, 0], [0.35 * one_cell, 0.65 * one_cell], transform=ax.get_yaxis_transform(),
        color=chosen.text, marker=[(-1, -0.5), (1, 0.5)], markersize=6, linestyle="none",
        clip_on=False, zorder=5,
    )  # fmt: skip


def _decades(ax: Axes, bottom: float, top: float, *, zero: bool, font: float) -> None:
    powers = np.arange(np.ceil(np.log10(bottom) - 1e-9), np.floor(np.log10(top)) + 1)
    # before the figure is laid out its panels are up to twice as high as they will be
    room = 0.5 * ax.bbox.height * 72 / ax.figure.dpi / font  # type: ignore[union-attr]
    step = int(np.ceil(powers.size / np.clip(room / 1.3, 2, 7)))
    labelled = powers[powers % step == 0]
    if zero and 0.85 * GAP * room < 1.1:  # the label of one cell would touch that of none
        labelled = labelled[1:]
    ticks = [0.0, *10.0**labelled] if zero else list(10.0**labelled)
    ax.yaxis.set_major_locator(FixedLocator(ticks))
    ax.yaxis.set_major_formatter(FuncFormatter(_decade_label))
    minor = 10.0**powers
    if step == 1:
        minor = np.outer(np.arange(1, 10), 10.0 ** np.append(powers[0] - 1, powers)).ravel()
        minor = minor[(minor >= bottom) & (minor <= top)]
    ax.yaxis.set_minor_locator(FixedLocator(minor))
    ax.yaxis.set_minor_formatter(NullFormatter())


def _decade_label(value: float, position: int | None = None) -> str:
    if value == 0:
        return "no cells"
    power = round(np.log10(value))
    return f"{value:g}" if -2 <= power <= 2 else f"10{str(power).translate(_RAISED)}"
