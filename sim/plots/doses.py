"""Doses over time as shaded cells, whose ink is the dose: however narrow the cycles are drawn.

Cells of less than a few points are not drawn one by one: their edges would thicken them, and what
is between them would close. In their place stand columns, each in the shade of its mean dose.
"""

from typing import Any

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb

NARROW = 1.5
"""Narrower cells than this [points] are averaged over columns."""
COLUMN = 1.0
"""Width of such a column [points]."""
LONGEST = 2 * NARROW + 2 * COLUMN
"""Cycles of narrow cells are shorter than this, with the column that they begin in [points]."""
OVERLAP = 1.5
"""By how much a cell reaches under the next one [pixels], so that no seam shows between them."""


def shares(time: np.ndarray, shade: np.ndarray, point: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the edges (cell + 1,) and shades (cell,) of what is drawn.

    The integral of the shade over time is that of the doses, over every cell and over all.

    Parameters
    ----------
    time : ndarray (time,)
        When doses change, with the end.
    shade : ndarray (time - 1,)
        The dose from each to the next.
    point : float
        Length of a typographic point on the axis, in the unit of time.
    """
    edges = _changes(time, shade)
    total = np.concatenate(([0.0], np.cumsum(shade * np.diff(time))))
    wide = np.diff(edges) >= NARROW * point
    kept = edges[np.concatenate(([True], wide)) | np.concatenate((wide, [True]))]
    grid = _columns(edges, shade[np.searchsorted(time, edges[:-1])], point)
    within = np.clip(np.searchsorted(edges, grid, side="right") - 1, 0, wide.size - 1)
    place = np.clip(np.searchsorted(kept, grid), 1, kept.size - 1)
    nearest = np.minimum(grid - kept[place - 1], kept[place] - grid)
    grid = grid[~wide[within] & (nearest > 0.5 * COLUMN * point)]
    drawn = np.unique(np.concatenate((kept, grid)))
    mean = np.diff(np.interp(drawn, time, total)) / np.diff(drawn)
    differs = np.append(True, np.diff(mean) != 0)
    return drawn[np.append(differs, True)], np.clip(mean[differs], 0.0, 1.0)


def _columns(edges: np.ndarray, level: np.ndarray, point: float) -> np.ndarray:
    """Return the edges of columns of at least `COLUMN` points, where doses begin or rise.

    So a column holds whole cycles, and cycles that are alike have one shade: columns of one width
    would hold now more and now less of a cycle. Where doses do not rise they are of one width.
    """
    least, most = COLUMN * point, LONGEST * point
    found = [float(edges[0])]
    for at in (*edges[1:-1][level[1:] > level[:-1]].tolist(), float(edges[-1])):
        gap = at - found[-1]
        if gap > most:
            found += np.linspace(found[-1], at, round(gap / least) + 1)[1:].tolist()
        elif gap >= least:
            found.append(at)
    return np.array(found)


def averaged(time: np.ndarray, shade: np.ndarray, width: float) -> bool:
    """Tell whether on an axis of that width [points] some cells are too narrow for themselves."""
    edges = _changes(time, shade)
    return bool((np.diff(edges) < NARROW * (edges[-1] - edges[0]) / width).any())


def _changes(time: np.ndarray, shade: np.ndarray) -> np.ndarray:
    """Return when the dose changes, with the first and the last day."""
    change = np.flatnonzero(np.diff(shade)) + 1
    return time[np.concatenate(([0], change, [time.size - 1]))]


class DoseCells(PolyCollection):
    """A row of cells between two heights, each as dark as the dose; fitted when it is drawn."""

    def __init__(
        self, time: np.ndarray, shade: np.ndarray, heights: tuple[float, float],
        colours: tuple[str, str],
    ):  # fmt: skip
        super().__init__([], linewidths=0)
        self._time, self._shade, self._heights = time, shade, heights
        self._paper, self._full = (np.array(to_rgb(colour)) for colour in colours)
        self.set_snap(False)

    def fit(self) -> None:
        """Make the cells for the size that the axes have now."""
        ax: Any = self.axes
        left, right = ax.get_xlim()
        point = (right - left) * ax.figure.dpi / 72 / ax.bbox.width
        edges, shade = shares(self._time, self._shade, point)
        given = shade > 0
        under = np.minimum(OVERLAP * point * 72 / ax.figure.dpi, np.append(np.diff(edges)[1:], 0))
        under *= np.append(given[1:], False)
        low, high = self._heights
        corners = np.empty((given.size, 4, 2))
        corners[:, :2, 0], corners[:, 2:, 0] = edges[:-1, None], (edges[1:] + under)[:, None]
        corners[:, [0, 3], 1], corners[:, [1, 2], 1] = low, high
        self.set_verts(corners[given])
        self.set_facecolor(self._paper + shade[given, None] * (self._full - self._paper))

    def draw(self, renderer: Any) -> None:
        """Draw the cells that fit."""
        self.fit()
        super().draw(renderer)
