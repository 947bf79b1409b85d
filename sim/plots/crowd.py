"""Thousands of curves in one panel: how many pass each spot, as a picture.

Drawn one over the other, ten thousand lines take seconds and show a solid area. Counted instead,
column by column, they take a fraction of one, the file stays small, and a curve that goes its own
way can still be seen, because the shade follows the logarithm of the count.
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

COLUMNS, ROWS = 900, 500
"""Spots of the picture."""
DARKEST = 0.75
FAINTEST = 0.1


def draw_crowd(ax: Axes, x: np.ndarray, curves: np.ndarray, colour: str) -> None:
    """Draw curves (patient, time), NaN where they have ended, into axes whose ranges are set."""
    count = passing(*_in_panel(ax, x, curves))
    shade = np.log1p(count) / np.log1p(max(count.max(initial=1.0), 20.0))
    picture = np.empty((*count.shape, 4))
    picture[..., :3] = to_rgb(colour)
    picture[..., 3] = np.where(count > 0, FAINTEST + (DARKEST - FAINTEST) * shade, 0.0)
    image = ax.imshow(
        picture, extent=(0, 1, 0, 1), transform=ax.transAxes, aspect="auto", origin="lower",
        interpolation="nearest", zorder=1.8, gid="crowd",
    )  # fmt: skip
    image.set_clip_path(ax.patch)


def passing(x: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """Return how many curves pass each spot (row, column) of a panel.

    Parameters
    ----------
    x : ndarray (time,)
        From 0 to 1 across the panel, increasing.
    heights : ndarray (curve, time)
        From 0 to 1 up the panel; NaN where a curve has ended.

    Notes
    -----
    A curve covers in each column all rows between its heights at the column's two edges, so that a
    steep one has no holes. Begins and ends of those stretches are counted, and added up from below.
    """
    edges = np.linspace(0, 1, COLUMNS + 1)
    after = np.clip(np.searchsorted(x, edges, side="right"), 1, x.size - 1)
    part = np.clip((edges - x[after - 1]) / (x[after] - x[after - 1]), 0, 1)
    inside = (edges >= x[0] - 1e-9) & (edges <= x[-1] + 1e-9)
    count = np.zeros((COLUMNS, ROWS + 1))
    columns = np.arange(COLUMNS) * (ROWS + 1)
    for some in np.array_split(heights, max(1, heights.shape[0] // 1000)):
        at = some[:, after - 1] * (1 - part) + some[:, after] * part
        at[:, ~inside] = np.nan
        low, high = np.minimum(at[:, :-1], at[:, 1:]), np.maximum(at[:, :-1], at[:, 1:])
        seen = np.isfinite(low) & (high >= 0) & (low < 1)
        first = np.clip(np.where(seen, low, 0) * ROWS, 0, ROWS - 1).astype(np.int64) + columns
        last = np.clip(np.where(seen, high, 0) * ROWS, 0, ROWS - 1).astype(np.int64) + columns
        count += np.bincount(first[seen], minlength=count.size).reshape(count.shape)
        count -= np.bincount(last[seen] + 1, minlength=count.size).reshape(count.shape)
    return count.cumsum(axis=1)[:, :-1].T


def _in_panel(ax: Axes, x: np.ndarray, curves: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return positions and heights from 0 to 1 in the panel, on whatever scale it has."""
    # first onto the scale, then to the panel: interpolated as matplotlib draws a line
    at = ax.transScale.transform(np.column_stack([x, np.full(x.size, ax.get_ylim()[1])]))
    ends = ax.transScale.transform(np.array([ax.get_xlim(), ax.get_ylim()]).T)
    scaled = ax.yaxis.get_transform().transform(np.where(np.isnan(curves), 0.5, curves).ravel())
    heights = (scaled.reshape(curves.shape) - ends[0, 1]) / (ends[1, 1] - ends[0, 1])
    across = (at[:, 0] - ends[0, 0]) / (ends[1, 0] - ends[0, 0])
    return across, np.where(np.isnan(curves), np.nan, heights)
