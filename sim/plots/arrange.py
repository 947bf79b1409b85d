"""Room for every word: panels as large as titles, labels and legends leave them.

matplotlib's own constrained layout does the same and more, with a solver, in two passes that
take longer than all of the drawing. Our figures are grids, or rows with grids of their own, whose
margins are sums: one pass measures what hangs over each panel, and gives every column and row the
largest of it.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import LayoutEngine

from sim.plots.above import Above
from sim.plots.glyphs import lend

PAD = 0.06
"""Free space around everything [inches]."""
BETWEEN = 0.09
"""Free space between neighbouring panels [inches]."""
LEAST = 0.12
"""A panel never gets narrower than this share of the figure, whatever stands beside it."""


LOWEST = 8.0
"""A page grows until its panels are as high as so many lines of text."""


class Arranged(LayoutEngine):
    """Gives the panels of a grid the room that their labels leave; legends stand below all."""

    _adjust_compatible = False
    _colorbar_gridspec = False

    def __init__(self, between: float = BETWEEN):
        super().__init__()
        self.between = between

    def execute(self, fig: Figure) -> None:
        """Place all panels that belong to a grid; called by matplotlib before it draws."""
        panels = [ax for ax in fig.axes if ax.get_subplotspec() is not None and ax.get_visible()]
        if not panels:
            return
        lend(fig)
        inch = fig.dpi
        width, height = fig.bbox.width / inch, fig.bbox.height / inch
        renderer = fig._get_renderer()  # type: ignore[attr-defined]
        below = sum(_height(each, renderer) for each in fig.legends) / inch
        title = fig._suptitle  # type: ignore[attr-defined]
        above = _height(title, renderer) / inch if title is not None else 0.0
        passes, done = 2 if any(map(_has_insets, panels)) else 1, 0
        while done < passes:
            over = np.array([_overhang(ax, renderer) for ax in panels]) / inch
            down = _Line(panels, over[:, [3, 1]], 1, self.between)
            left = self._across(panels, over[:, [0, 2]], width)
            first = PAD + above + PAD * (above > 0)
            top = down.place(first, height - PAD - below - PAD * (below > 0))
            for ax, (x0, x1), (y0, y1) in zip(panels, left, top, strict=True):
                box = (x0 / width, 1 - y1 / height, (x1 - x0) / width, (y1 - y0) / height)
                ax._set_position(box, which="both")  # type: ignore[attr-defined]
            done += 1
            if any([_folded(ax, renderer) for ax in panels]):
                passes = done + 1
        if title is not None:
            title.set_y(1 - PAD / height)

    def grow(self, fig: Figure) -> None:
        """Make a page higher on which words leave too little of the panels."""
        for _ in range(
            3
        ):  # (where words leave nothing, it is not seen at once how much is missing)
            if not self._grew(fig):
                return

    def _grew(self, fig: Figure) -> bool:
        """Make a page higher by what is missing; tell if anything was."""
        self.execute(fig)
        panels = [ax for ax in fig.axes if ax.get_subplotspec() is not None and ax.get_visible()]
        missing = 0.0
        for ax in panels:
            least = LOWEST * float(ax.xaxis.label.get_fontsize()) / 72
            spec: Any = ax.get_subplotspec()
            rows = spec.get_topmost_subplotspec().get_gridspec().nrows
            missing = max(missing, rows * (least - ax.bbox.height / fig.dpi))
        if missing <= 0.01:
            return False
        fig.set_size_inches(fig.get_figwidth(), fig.get_figheight() + missing, forward=False)
        return True

    def _across(
        self, panels: list[Axes], over: np.ndarray, width: float
    ) -> list[tuple[float, float]]:
        """Return begin and end [inches] of every panel; rows with a grid of their own each apart.

        Within a row its panels are equal; what hangs over a panel of one row does not move the
        panels of another.
        """
        ends = [(0.0, 0.0)] * len(panels)
        grids = [ax.get_subplotspec().get_gridspec() for ax in panels]  # type: ignore[union-attr]
        for grid in dict.fromkeys(grids):
            row = [place for place, each in enumerate(grids) if each is grid]
            line = _Line([panels[place] for place in row], over[row], 0, self.between)
            for place, found in zip(row, line.place(PAD, width - PAD), strict=True):
                ends[place] = found
        return ends


def _has_insets(ax: Axes) -> bool:
    """Tell whether axes hang from a panel that grow with it, as a bar of colours does."""
    return any(not isinstance(child.get_axes_locator(), Above) for child in ax.child_axes)


class _Line:
    """The columns of a grid, or its rows: where each begins and ends."""

    def __init__(self, panels: list[Axes], over: np.ndarray, direction: int, between: float):
        specs: list[Any] = [ax.get_subplotspec() for ax in panels]
        if direction == 1:
            specs = [spec.get_topmost_subplotspec() for spec in specs]
        self.spans = [
            ((s.colspan, s.rowspan)[direction].start, (s.colspan, s.rowspan)[direction].stop - 1)
            for s in specs
        ]
        grid = specs[0].get_gridspec()
        ratios = (grid.get_width_ratios(), grid.get_height_ratios())[direction]
        count = (grid.ncols, grid.nrows)[direction]
        self.ratios = np.ones(count) if ratios is None else np.asarray(ratios, dtype=float)
        self.before, self.after = np.zeros(count), np.zeros(count)
        for (first, last), (low, high) in zip(self.spans, over, strict=True):
            self.before[first] = max(self.before[first], low)
            self.after[last] = max(self.after[last], high)
        self.between = between

    def place(self, start: float, stop: float) -> list[tuple[float, float]]:
        """Return begin and end [inches] of every panel, between `start` and `stop`."""
        count = self.ratios.size
        taken = self.before.sum() + self.after.sum() + self.between * (count - 1)
        inner = max((stop - start) - taken, LEAST * count * (stop - start) / max(count, 4))
        sizes = inner * self.ratios / self.ratios.sum()
        ends = start + np.cumsum(self.before + sizes + self.after + self.between)
        ends -= self.after + self.between
        return [(ends[first] - sizes[first], ends[last]) for first, last in self.spans]


def _overhang(ax: Axes, renderer: object) -> tuple[float, float, float, float]:
    """Return by how many pixels words stand out of a panel: left, below, right, above."""
    whole = ax.get_tightbbox(renderer, for_layout_only=True)  # type: ignore[arg-type]
    box = ax.get_position(original=True).transformed(ax.figure.transSubfigure)  # type: ignore[union-attr]
    if whole is None:
        return 0.0, 0.0, 0.0, 0.0
    out = (box.x0 - whole.x0, box.y0 - whole.y0, whole.x1 - box.x1, whole.y1 - box.y1)
    return tuple(max(0.0, float(each)) for each in out)  # type: ignore[return-value]


def _folded(ax: Axes, renderer: object) -> bool:
    """Put the unit of an upright label into a line of its own, where the panel is too low for both.

    How low a panel is, with the strips above it, is known only here. Tell if it was done.
    """
    label = ax.yaxis.label
    if " [" not in label.get_text() or label.get_rotation() != 90.0:
        return False
    if label.get_window_extent(renderer).height <= 1.05 * ax.bbox.height:  # type: ignore[arg-type]
        return False
    label.set_text(label.get_text().replace(" [", "\n["))
    return True


def _height(artist: object, renderer: object) -> float:
    return float(artist.get_window_extent(renderer).height)  # type: ignore[attr-defined]
