"""Figures as pictures, and widgets that leave a picture where there are no widgets."""

import base64
import io
from typing import Any

import numpy as np

from sim.base.advice import install
from sim.base.errors import InputError


def png(drawn: Any, dpi: int = 80) -> bytes:
    """Return a figure, or what a plot returned, as a PNG; the figure is closed.

    Parameters
    ----------
    drawn : Figure, Axes, array of Axes or Runs
        Runs are drawn by `sim.plots.burden`.
    dpi : int
        Dots per inch.
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
    drawn.savefig(buffer, format="png", dpi=dpi)
    plt.close(drawn)  # else the notebook would show it a second time
    return buffer.getvalue()


def bundle(widget: Any, picture: bytes, text: str) -> dict[str, Any]:
    """Return the forms in which something is shown: a widget, or else a picture, or else a text.

    A notebook shows the first it can; a page on which nothing runs has no widgets and shows the
    picture.
    """
    shown: dict[str, Any] = {"text/plain": text, "image/png": base64.b64encode(picture).decode()}
    if widget is not None:
        shown |= widget._repr_mimebundle_()
        shown["text/plain"] = text
    return shown


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
