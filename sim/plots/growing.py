"""A figure growing in time: which of its parts are shown up to a day, and the two pictures for it.

Drawing a figure anew for every frame would take a minute for a film of ten seconds. Nothing in
it changes but how much of the curves is shown; so it is drawn twice, with and without what
grows, and a frame is the one picture to the left of the day and the other to the right.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D

from sim.base.errors import InputError
from sim.plots.axis import is_time
from sim.plots.files import arranged
from sim.plots.glyphs import one_warning
from sim.plots.styles import current


@dataclass(frozen=True)
class Stages:
    """A figure with all of its curves and with none, as pictures (row, column, 3) of bytes."""

    whole: np.ndarray
    empty: np.ndarray
    boxes: list[tuple[int, int, int, int]]
    """For each panel that grows: top, bottom, left, right [pixels], its strip of doses included."""
    panels: list[tuple[int, int]]
    """Top and bottom of the panel alone, where the line of the day is drawn."""
    ink: tuple[int, int, int]

    def frame(self, share: float) -> np.ndarray:
        """Return the picture at a share, 0 to 1, of the time axis."""
        if share >= 1:
            return self.whole
        picture = self.empty.copy()
        for (top, bottom, left, right), (high, low) in zip(self.boxes, self.panels, strict=True):
            until = left + round(share * (right - left))
            picture[top:bottom, left:until] = self.whole[top:bottom, left:until]
            if share > 0:
                picture[high:low, max(until - 1, left) : until + 1] = self.ink
        return picture

    def only(self, count: int) -> np.ndarray:
        """Return the picture with the first `count` panels whole and the others still empty."""
        picture = self.empty.copy()
        for top, bottom, left, right in self.boxes[:count]:
            picture[top:bottom, left:right] = self.whole[top:bottom, left:right]
        return picture if count < len(self.boxes) else self.whole


def stages(figure: Figure, width: int) -> Stages:
    """Draw a figure with and without what grows in time.

    Parameters
    ----------
    width : int
        Width of the pictures [pixels].
    """
    panels = [ax for ax in figure.axes if is_time(ax)]
    if not panels:
        raise InputError(
            "Nothing in this figure grows in time: none of its panels has time across. "
            "Burden, clones, Muller plots and concentrations can be animated."
        )
    before = figure.dpi
    try:
        figure.set_dpi(width / figure.get_figwidth())
        with one_warning(figure), arranged(figure):
            whole = _picture(figure)
            with _hidden([part for ax in panels for part in _growing(ax)]):
                empty = _picture(figure)
            height = whole.shape[0]
            boxes, alone = [], []
            for ax in panels:
                box = ax.bbox
                top = max([box.y1, *(child.bbox.y1 for child in ax.child_axes)])
                left, right = int(box.x0) + 1, int(np.ceil(box.x1)) + 1
                boxes.append((max(height - int(top) - 1, 0), height - int(box.y0), left, right))
                alone.append((height - int(box.y1), height - int(box.y0)))
    finally:
        figure.set_dpi(before)
    ink = tuple(round(255 * part) for part in to_rgb(current().ink))
    return Stages(whole, empty, boxes, alone, ink)  # type: ignore[arg-type]


def _growing(ax: Axes) -> list[Artist]:
    """Return what of a panel and its strip is drawn along time: all but limits and the axes."""
    found: list[Artist] = []
    for each in (ax, *ax.child_axes):
        for part in each.get_children():
            if isinstance(part, Line2D):
                # limits are lines of two points from edge to edge
                if len(np.atleast_1d(part.get_xdata())) > 2:
                    found.append(part)
            elif isinstance(part, Collection | AxesImage):
                found.append(part)
    return found


def _picture(figure: Figure) -> np.ndarray:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    held = figure.canvas
    try:
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        picture = np.asarray(canvas.buffer_rgba())[..., :3].copy()
    finally:
        figure.set_canvas(held)
    # films need even numbers of rows and columns
    return picture[: picture.shape[0] // 2 * 2, : picture.shape[1] // 2 * 2]


@contextmanager
def _hidden(parts: list[Artist]) -> Iterator[None]:
    seen = [part for part in parts if part.get_visible()]
    try:
        for part in seen:
            part.set_visible(False)
        yield
    finally:
        for part in seen:
            part.set_visible(True)
