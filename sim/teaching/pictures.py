"""Figures as pictures, and what is said where there are no widgets."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np

from sim.base.advice import install
from sim.base.errors import InputError
from sim.teaching.outputs import DENSITY

DPI = 100
"""Pixels of the screen for an inch of a figure."""


def png(drawn: Any, adjust: Callable[[Any], None] | None = None) -> bytes:
    """Return a figure, or what a plot returned, as a PNG; the figure is closed.

    Parameters
    ----------
    drawn : Figure, Axes, array of Axes or Runs
        Runs are drawn by `sim.plots.burden`.
    adjust : callable, optional
        ``adjust(figure)`` is called before it is drawn.
    """
    import matplotlib.pyplot as plt
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import Runs

    if isinstance(drawn, Runs):
        from sim.plots import burden

        drawn = burden(drawn)
    if isinstance(drawn, np.ndarray) and drawn.size:
        drawn = drawn.flat[0]
    if isinstance(drawn, Axes):
        drawn = drawn.get_figure(root=True)
    if not isinstance(drawn, Figure):
        raise InputError(
            f"The function that draws returned {drawn!r}; it must return what a plot returned, or "
            "runs. Is `return` missing?"
        )
    buffer = io.BytesIO()
    if adjust is not None:
        adjust(drawn)
    drawn.savefig(buffer, format="png", dpi=DPI * DENSITY)
    plt.close(drawn)  # else the notebook would show it a second time
    return buffer.getvalue()


def widgets() -> Any:
    """Return the module ipywidgets, or None where it is not installed."""
    try:
        import ipywidgets
    except ImportError:
        return None
    return ipywidgets


def without_widgets(call: str) -> str:
    """Return what is said, in one line, where sliders cannot be shown: how it goes without.

    Parameters
    ----------
    call : str
        What does the same: ``"shown.set(dose=0.5)"``.
    """
    return f"Sliders need ipywidgets ({install('notebook')}). Without them: {call}"
