"""The line where one arm begins to beat another, with its uncertainty."""

import textwrap
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.kept import keep, remember
from sim.plots.plane import name_axes
from sim.plots.styles import current, trim, word
from sim.plots.typed_text import plain


@typed
def frontier(
    found: Any, *, ax: Axes | None = None, size: page.Size = None, legend: bool = True
) -> Axes:
    """Draw a frontier, ``results.frontier(...)``, with its interval.

    Parameters
    ----------
    found : xarray.Dataset
        What `SweepResults.frontier` returns.
    ax, size, legend
        As in `sim.plots.burden`; into axes with a frontier of another sweep, to compare them.
    """
    if "first" not in getattr(found, "attrs", ()):
        raise InputError("frontier draws what results.frontier(x, y, first, second) returns.")
    x, y = found.attrs["x"], found.attrs["y"]
    panels = page.open_panels(1, ax, size, legend=legend)
    remember(panels.figure, found)
    ax, font = panels.axes[0], panels.font
    values = np.concatenate([found[name].values for name in ("frontier", "low", "high")])
    seen = values[np.isfinite(values)]
    others = ax.get_xlim() if ax.lines else None
    whole = np.array([found.attrs.get("y_from", 0.0), found.attrs.get("y_to", 1.0)])
    name_axes(ax, x, y, found[x].values, seen if len(seen) else whole, font)
    draw_frontier(ax, found, panels.scale)
    trim(ax, font)
    first, second = found.attrs["first"], found.attrs["second"]
    what = found.attrs["measure"].replace("_", " ")
    page.head(panels, ax, "", f"{first} = {second} in {what}{_missing(found)}{_above(found)}", 0)
    across = [float(found[x].min()), float(found[x].max())]
    if others:  # beside the frontier of another sweep
        across = [min(across[0], others[0]), max(across[1], others[1])]
    ax.set_xlim(*across)
    if not len(seen):
        ax.set_ylim(*whole)
        words = textwrap.fill(
            word(_nowhere(found)), max(16, int(0.8 * panels.width * 72 / (0.55 * font)))
        )
        ax.text(
            0.5, 0.5, plain(words), transform=ax.transAxes, ha="center", va="center",
            fontsize=font, color=current().text,
        )  # fmt: skip
        return ax
    ink = current().ink
    handles: list[Artist] = [
        Line2D([], [], color=ink, linewidth=2, label="equal on average"),
        Patch(color=ink, alpha=0.2, linewidth=0, label=f"{found.attrs['level']:.0%} of resamples"),
    ]
    page.legend(panels, handles)
    return ax


def _missing(found: Any) -> str:
    """Return at how many values of x there is no crossing, where there are some of both."""
    without = int(np.isnan(found["frontier"].values).sum())
    count = found["frontier"].size
    return f"; no crossing at {without} of {count} values" if 0 < without < count else ""


def _above(found: Any) -> str:
    """Return under which arm there is more above the line, where it is one everywhere."""
    first, second = found.attrs["first"], found.attrs["second"]
    arm = {1.0: first, -1.0: second}.get(found.attrs.get("above", np.nan))
    return f"; above the line there is more under {arm}" if arm else ""


def _nowhere(found: Any) -> str:
    """Return what is known where the arms do not cross anywhere."""
    first, second = found.attrs["first"], found.attrs["second"]
    what = found.attrs["measure"].replace("_", " ")
    word = {1.0: "larger", -1.0: "smaller"}.get(found.attrs.get("side", np.nan))
    if word is None:
        return f"no crossing: {first} and {second} do not change places in {what}"
    return f"no crossing: the {what} is {word} under {first} than under {second} everywhere"


def draw_frontier(ax: Axes, found: Any, scale: float) -> None:
    """Draw the line and its band into axes."""
    across = found[found.attrs["x"]].values
    line, low, high = (found[name].values for name in ("frontier", "low", "high"))
    ax.fill_between(across, low, high, color=current().ink, alpha=0.2, linewidth=0, zorder=3)
    # white under black: it is seen on every colour
    ax.plot(across, line, color=current().paper, linewidth=4 * scale, zorder=4)
    ax.plot(across, line, color=current().text, linewidth=1.8 * scale, zorder=5)
    keep(ax, "frontier", {
        found.attrs["x"]: across, found.attrs["y"]: line, "low": low, "high": high,
    })  # fmt: skip
