"""The mark of growth for good: what no pause of treatment and no scan can bend."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D

from sim.base.days import SAME_MOMENT
from sim.plots import layout as page
from sim.plots.frame import Frame
from sim.plots.present import lasting_growth
from sim.plots.styles import current


def mark_growth(
    panels: page.Panels, frame: Frame, arm: str, median: np.ndarray, overlay: bool
) -> bool:
    """Mark from when on half of the patients' tumours have grown for good; tell if there is it."""
    day, time = lasting_growth(frame.runs, arm), frame.runs.values("time")
    if np.isnan(day):
        return False
    at = int(np.searchsorted(time, day - SAME_MOMENT))
    panels.axes[0 if overlay else frame.arms.index(arm)].plot(
        frame.x[at], median[at], color=current().ink, zorder=2.8, **_bar(panels.scale),
    )  # fmt: skip
    return True


def growth_handle(frame: Frame) -> Artist:
    """Return the legend's entry for it."""
    label = "growth for good" + ("" if frame.single else " (half of the patients)")
    return Line2D([], [], color=current().ink, label=label, **_bar(1.0))


def _bar(scale: float) -> dict[str, Any]:
    """Return the looks of the bar that marks growth for good."""
    return dict(linestyle="none", marker="|", markersize=13 * scale, markeredgewidth=1.8 * scale)
