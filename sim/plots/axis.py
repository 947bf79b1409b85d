"""Axes: a log scale that can show zero, and time in the unit that reads best.

On a log scale nothing is zero, and a tumour that is gone would fall out of the figure. Here the
decades end at one cell; below them, across a marked gap, runs a line "no cells". Between the
two the scale is linear (matplotlib's symlog), which only fractions of a cell ever use.
"""

from functools import partial
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullFormatter

from sim.plots.styles import current, word
from sim.plots.values import time_unit

# plain letters: matplotlib's mathematical ones take a third of a second to get ready
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

_TIME = "_sim_time"
"""Where a panel says that its x-axis is time."""
GAP = 0.13
"""Height of the gap between one cell and no cell, as a share of the decades shown."""

Which = Literal["x", "y"]


def burden_axis(
    ax: Axes, lowest: float, highest: float, one_cell: float, font: float, which: Which = "y",
    none: str = "no cells",
) -> None:  # fmt: skip
    """Give `ax` a log scale from `lowest` to `highest`, with a line for zero if it is needed.

    Parameters
    ----------
    lowest, highest : float
        Smallest and largest value to be shown, in the unit of the axis.
    one_cell : float
        One cell in the unit of the axis. If `lowest` is below it, zero is shown.
    font : float
        Font size [points]; decides how many labels there is room for.
    which : {"y", "x"}
        Which of the two axes.
    none : str
        What zero is called.
    """
    highest = max(highest, 100 * one_cell)
    if lowest < one_cell:
        _scale_with_zero(ax, highest, one_cell, font, which)
        axis = ax.yaxis if which == "y" else ax.xaxis
        axis.set_major_formatter(FuncFormatter(partial(_decade_label, none=word(none))))
    else:
        # at least two decades: a curve that hardly moves should look like one
        middle = np.sqrt(lowest * highest)
        bottom, top = min(lowest / 1.5, middle / 10), max(highest * 1.5, middle * 10)
        _set(ax, which, max(bottom, one_cell / 2), top, "log")
        decades(ax, max(bottom, one_cell / 2), top, font=font, which=which)


def time_axis(ax: Axes, horizon: float, wanted: str | None = None) -> None:
    """Set the range and the round ticks of a time axis; `horizon` in days, `wanted`: its unit."""
    days, unit = time_unit(horizon, wanted)
    setattr(ax, _TIME, True)
    right = horizon / days
    # 1826 days are five years: do not lose the last tick for a quarter of a day
    near = round(right)
    ax.set_xlim(0, near if near and abs(right - near) < 0.01 else right)
    # quarters and halves of a year, not tenths of a month
    steps = [1, 2, 3, 6, 10] if unit == "months" else [1, 2, 5, 10]
    ax.xaxis.set_major_locator(
        MaxNLocator(nbins=5, steps=steps, integer=unit == "months" or right > 4)
    )


def is_time(ax: Axes) -> bool:
    """Tell whether time runs across a panel, which can grow then."""
    return bool(getattr(ax, _TIME, False)) or ax.get_xlabel().startswith("time")


def decades(
    ax: Axes, bottom: float, top: float, *, font: float, zero: bool = False, which: Which = "y"
) -> None:
    """Put ticks on powers of ten, labelled as far apart as the letters need."""
    axis = ax.yaxis if which == "y" else ax.xaxis
    powers = np.arange(np.ceil(np.log10(bottom) - 1e-9), np.floor(np.log10(top) + 1e-9) + 1)
    # before the figure is laid out its panels are up to twice as large as they will be
    pixels = ax.bbox.height if which == "y" else ax.bbox.width / 2.2
    room = 0.5 * pixels * 72 / ax.figure.dpi / font  # type: ignore[union-attr]
    step = int(np.ceil(powers.size / np.clip(room / 1.3, 2, 7)))
    labelled = powers[powers % step == 0]
    if zero and 0.85 * GAP * room < 1.1:  # the label of one cell would touch that of none
        labelled = labelled[1:]
    ticks = [0.0, *10.0**labelled] if zero else list(10.0**labelled)
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_major_formatter(FuncFormatter(_decade_label))
    minor = 10.0**powers
    if step == 1 and powers.size:
        minor = np.outer(np.arange(1, 10), 10.0 ** np.append(powers[0] - 1, powers)).ravel()
        minor = minor[(minor >= bottom) & (minor <= top)]
    axis.set_minor_locator(FixedLocator(minor))
    axis.set_minor_formatter(NullFormatter())


def _scale_with_zero(ax: Axes, highest: float, one_cell: float, font: float, which: Which) -> None:
    gap = GAP * np.log10(highest / one_cell)
    _set(ax, which, -0.45 * one_cell, highest * 3, "symlog", linthresh=one_cell, linscale=gap)
    decades(ax, one_cell, highest * 3, zero=True, font=font, which=which)
    chosen, upright = current(), which == "y"
    across = ax.axhline if upright else ax.axvline
    span = ax.axhspan if upright else ax.axvspan
    across(0, color=chosen.faint, linewidth=0.8, zorder=0.5, gid="no cells")
    span(0.12 * one_cell, 0.88 * one_cell, color=chosen.pale, linewidth=0, zorder=0.4)
    bars = [(-1, -0.5), (1, 0.5)] if upright else [(-0.5, -1), (0.5, 1)]
    ends = ([0, 0], [0.35 * one_cell, 0.65 * one_cell])
    ax.plot(
        *(ends if upright else ends[::-1]), color=chosen.text, marker=bars, markersize=6,
        transform=ax.get_yaxis_transform() if upright else ax.get_xaxis_transform(),
        linestyle="none", clip_on=False, zorder=5,
    )  # fmt: skip


def _set(ax: Axes, which: Which, low: float, high: float, scale: str, **options: float) -> None:
    if which == "y":
        ax.set_yscale(scale, **options)
        ax.set_ylim(low, high)
    else:
        ax.set_xscale(scale, **options)
        ax.set_xlim(low, high)


def _decade_label(value: float, position: int | None = None, none: str = "no cells") -> str:
    if value == 0:
        return none
    power = round(np.log10(value))
    return f"{value:g}" if -2 <= power <= 2 else f"10{str(power).translate(_RAISED)}"


def linear_axis(ax: Axes, lowest: float, highest: float) -> None:
    """Give `ax` a linear scale upright; large numbers in powers of ten, said in its label."""
    ax.set_ylim(lowest, highest + 0.05 * (highest - lowest))
    power = int(np.floor(np.log10(highest))) if highest >= 1e6 else 0
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / 10.0**power:,g}"))
    if power and ax.get_ylabel():
        ax.set_ylabel(ax.get_ylabel().replace("[", f"[{power_label(power)} ", 1))


def power_label(power: int) -> str:
    """Return a power of ten in plain letters."""
    return f"10{str(power).translate(_RAISED)}"
