"""Parallel coordinates: every point of a sweep as one line through all its parameters."""

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.kept import keep, remember
from sim.plots.of_sweeps import SweepResults
from sim.plots.plane import is_logarithmic, measure_words, short_number
from sim.plots.styles import current, word
from sim.plots.typed_text import plain

SHADES, DARK_SHADES = (0.0, 0.58), (0.38, 1.0)
"""Parts of matplotlib's "plasma" with a contrast of 3 or more with white and with black."""


@typed
def parallel(
    results: SweepResults,
    *,
    measure: str | None = None,
    arm: str | None = None,
    ax: Axes | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes:
    """Draw every point as a line over one upright axis per parameter, coloured by an end point.

    The last axis is the end point itself: its mean over patients. Lines of high values are drawn
    last, so that what leads to them is seen.

    Parameters
    ----------
    results : SweepResults
        A sweep.
    measure : str, optional
        Which end point; the first that was kept unless said.
    arm : str, optional
        Of which arm; the first unless said.
    ax, size, legend
        As in `sim.plots.burden`.
    """
    arm = results.arms[0] if arm is None else arm
    if arm not in results.arms:
        raise unknown(f"The arm {arm!r}", "arm", arm, results.arms)
    means = results.means(measure)
    value = means["mean"].values[:, results.arms.index(arm)]
    good = np.isfinite(value)
    if not good.any():
        raise InputError(f"No point has a value of {means.attrs['measure']!r} in arm {arm!r}.")
    what = measure_words(means["mean"].attrs, means.attrs["measure"])
    columns = {name: v[good] for name, v in results.parameters.items()} | {what: value[good]}
    places, ticks = zip(*(_place(v) for v in columns.values()), strict=True)
    panels = page.open_panels(1, ax, size, legend=legend)
    remember(panels.figure, results)
    ax, font = panels.axes[0], panels.font
    order = np.argsort(value[good])
    lines = np.stack(places, axis=1)[order]
    across = np.broadcast_to(np.arange(len(columns)), lines.shape)
    colours = _shades(lines[:, -1])
    drawn = LineCollection(
        list(np.stack([across, lines], axis=2)), colors=colours, rasterized=True,
        linewidths=panels.scale * np.clip(60 / len(lines), 0.5, 1.5), alpha=0.75,
    )  # fmt: skip
    ax.add_collection(drawn)
    ax.set_xlim(-0.1, len(columns) - 0.9)
    ax.set_ylim(-0.03, 1.03)
    ax.set_yticks([])
    for side in ("left", "right", "top", "bottom"):
        ax.spines[side].set_visible(False)
    for k, marks in enumerate(ticks):
        ax.axvline(k, color=current().ink, linewidth=panels.scale)
        for height, text in marks:
            ax.annotate(
                plain(text), (k, height), (3, 0), textcoords="offset points", fontsize=0.75 * font,
                color=current().text, va="center", annotation_clip=False,
                bbox={"facecolor": current().paper, "alpha": 0.75, "linewidth": 0, "pad": 0.5},
            )  # fmt: skip
    names = [plain(word(name).replace("_", " ").replace(" [", "\n[")) for name in columns]
    ax.set_xticks(range(len(columns)), names, fontsize=font)
    ax.tick_params(axis="x", length=0)
    keep(ax, "points", {name: np.asarray(v) for name, v in columns.items()})
    page.head(panels, ax, str(arm), f"{len(lines)} points", 0)
    page.legend(panels, [])
    return ax


def _shades(height: np.ndarray) -> np.ndarray:
    """Return the colours (line, 4) of values from 0 to 1; all stand out from the paper."""
    low, high = DARK_SHADES if current().dark else SHADES
    return mpl.colormaps["plasma"](low + (high - low) * height)


def _place(values: np.ndarray) -> tuple[np.ndarray, list[tuple[float, str]]]:
    """Return the heights (point,) of values on their axis, and (height, text) of its marks."""
    if values.dtype.kind not in "iuf":
        names, place = np.unique(values, return_inverse=True)
        heights = np.linspace(0, 1, len(names)) if len(names) > 1 else np.full(1, 0.5)
        return heights[place], [(h, str(n)) for h, n in zip(heights, names, strict=True)]
    low, high = float(values.min()), float(values.max())
    if low == high:
        return np.full(len(values), 0.5), [(0.5, short_number(low))]
    log = is_logarithmic(values)
    marks = np.geomspace(low, high, 3) if log else np.linspace(low, high, 3)

    def height(v):
        return np.log(v / low) / np.log(high / low) if log else (v - low) / (high - low)

    return height(values.astype(float)), [(float(height(m)), short_number(float(m))) for m in marks]
