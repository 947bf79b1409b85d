"""Figures on disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.base.errors import InputError
from sim.plots.arrange import Arranged

_FONTS = {
    "pdf.fonttype": 42, "svg.fonttype": "none",
    "figure.autolayout": False, "figure.constrained_layout.use": False,
}  # fmt: skip


def save(figure: Any, *paths: str | PathLike) -> None:
    """Write a figure to one or more files, the format following from the ending of each name.

    Fonts are embedded in PDF as text that can be searched and edited.

    Parameters
    ----------
    figure : Figure, Axes or array of Axes
        A figure, or what a plot returned.
    *paths : str or path
        ``"curves.png"``, ``"curves.pdf"``, ``"curves.svg"``.

    Raises
    ------
    InputError
        If a file cannot be written, or nothing is known of its format.
    """
    figure = _figure_of(figure)
    known = figure.canvas.get_supported_filetypes()
    for path in map(Path, paths):
        if path.suffix.lower().lstrip(".") not in known:
            raise InputError(
                f"{str(path)!r}: no picture format for the ending {path.suffix!r}. "
                "Use .png for slides, .pdf or .svg for print."
            )
    for path in map(Path, paths):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with mpl.rc_context(_FONTS), _arranged(figure):
                figure.savefig(path, dpi=200)
        except OSError as error:
            raise InputError(
                f"The figure cannot be written to {str(path)!r}: {error.strerror or error}. "
                "Save it to another folder."
            ) from error


@contextmanager
def _arranged(figure: Figure) -> Iterator[None]:
    """Arrange a figure of ours once; left to itself, matplotlib draws it twice to do so."""
    engine = figure.get_layout_engine()
    if isinstance(engine, Arranged):
        engine.execute(figure)
        figure.set_layout_engine(None)
    try:
        yield
    finally:
        if isinstance(engine, Arranged):
            figure.set_layout_engine(engine)


def _figure_of(drawn: Any) -> Figure:
    if isinstance(drawn, np.ndarray) and drawn.size:
        drawn = drawn.flat[0]
    if isinstance(drawn, Axes):
        drawn = drawn.get_figure(root=True)
    if not isinstance(drawn, Figure):
        raise InputError(f"save() needs a figure, or what a plot returned, not {drawn!r}.")
    return drawn
