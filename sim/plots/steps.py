"""Curves that go in steps, with a few of their markers: they can be told apart without colours."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.plots.colours import Look

MARKERS = 4
"""So many markers on each curve, those of several curves at other times."""


def draw_steps(
    ax: Axes, x: np.ndarray, y: np.ndarray, look: Look, scale: float,
    *, dashes: Any = None, turn: tuple[int, int] = (0, 1),
) -> None:  # fmt: skip
    """Draw a curve that keeps each value until the next, with markers of its look.

    Parameters
    ----------
    x, y : ndarray (step,)
        In the unit of the axes.
    look : Look
        Of what the curve is.
    scale : float
        By how much lines are thicker than at 9 points.
    dashes : optional
        Instead of those of the look.
    turn : (int, int)
        Which curve this is, and of how many.
    """
    ax.plot(
        x, y, drawstyle="steps-post", color=look.colour, linewidth=1.8 * scale, zorder=3,
        linestyle=look.dashes if dashes is None else dashes,
    )  # fmt: skip
    which, count = turn
    at = x[-1] * (np.arange(MARKERS) + (which + 0.5) / count) / MARKERS
    step = np.searchsorted(x, at, side="right") - 1
    known = ~np.isnan(y[step])
    ax.plot(
        at[known], y[step][known], linestyle="none", marker=look.marker, color=look.colour,
        markersize=4.5 * scale, zorder=3.2,
    )  # fmt: skip
