"""What more of one number costs of another: the rules of which no other is better in both."""

from typing import Any, Protocol, runtime_checkable

import numpy as np
from matplotlib.axes import Axes

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.axis import Which, decades
from sim.plots.kept import keep, remember
from sim.plots.plane import is_logarithmic
from sim.plots.styles import current, trim
from sim.plots.typed_text import plain

Ends = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Values, and the ends of their intervals."""


@runtime_checkable
class FoundTradeoff(Protocol):
    """What `sim.Search.tradeoff` returns, as figures see it."""

    table: Any
    first: str
    second: str
    lower: tuple[bool, bool]
    judges: str
    units: tuple[str, str]


@typed
def tradeoff(
    found: Any, *, ax: Axes | None = None, size: page.Size = None, legend: bool = True
) -> Axes:
    """Draw what `Search.tradeoff` has found: each rule a point, with the intervals of both numbers.

    Parameters
    ----------
    found : Tradeoff
        The second number goes to the right, the first up.
    ax, size
        As in `sim.plots.burden`.
    legend
        As in `sim.plots.burden`; there is nothing to explain by one.
    """
    if not isinstance(found, FoundTradeoff):
        raise InputError("tradeoff draws what sim.Search(...).tradeoff(measure) returns.")
    panels = page.open_panels(1, ax, size, legend=legend)
    remember(panels.figure, found)
    ax, font = panels.axes[0], panels.font
    across, up = (_with_ends(found.table, name) for name in (found.second, found.first))
    ax.errorbar(
        across[0], up[0], xerr=_arms(across), yerr=_arms(up), fmt="o", color=current().text,
        ecolor=current().ink, elinewidth=panels.scale, markersize=5 * panels.scale,
        linestyle="none", zorder=4,
    )  # fmt: skip
    ax.plot(across[0], up[0], color=current().ink, linewidth=panels.scale, zorder=3)
    trim(ax, font)
    for side, ends, name in (("x", across, found.second), ("y", up, found.first)):
        if side == "x":
            ax.set_xlabel(plain(panels.along(_label(found, name))), fontsize=font)
        else:
            ax.set_ylabel(plain(panels.upright(_label(found, name))), fontsize=font)
        _by_decades(ax, side, ends, font)  # type: ignore[arg-type]
    page.head(panels, ax, "", f"{len(across[0])} rules, on {found.judges}", 0)
    page.legend(panels, [])
    kept: dict[str, np.ndarray] = {}
    for name, unit, numbers in (
        (found.second, found.units[1], across), (found.first, found.units[0], up)
    ):  # fmt: skip
        said = f"{name} [{unit}]" if unit else name
        kept |= dict(zip((said, f"{name} low", f"{name} high"), numbers, strict=True))
    keep(ax, "rules", kept)
    return ax


def _by_decades(ax: Axes, side: Which, ends: Ends, font: float) -> None:
    """Draw numbers over many decades by their logarithm, with their intervals."""
    if not is_logarithmic(ends[0]):
        return
    every = np.concatenate(ends)
    known = every[np.isfinite(every) & (every > 0)]
    low, high = float(known.min()) / 1.5, float(known.max()) * 1.5
    (ax.set_xscale if side == "x" else ax.set_yscale)("log", nonpositive="clip")
    (ax.set_xlim if side == "x" else ax.set_ylim)(low, high)
    decades(ax, low, high, font=font, which=side)


def _label(found: FoundTradeoff, name: str) -> str:
    """Return what stands beside an axis: ``final burden, less is better [cells]``."""
    place = 0 if name == found.first else 1
    better = "less is better" if found.lower[place] else "more is better"
    unit = f" [{found.units[place]}]" if found.units[place] else ""
    return f"{name.replace('_', ' ')}, {better}{unit}"


def _with_ends(table: Any, name: str) -> Ends:
    return tuple(table[column].to_numpy() for column in (name, f"{name} from", f"{name} to"))  # type: ignore[return-value]


def _arms(numbers: Ends) -> np.ndarray:
    """Return the lengths (2, rule) of the arms of an error bar; none where there is no interval."""
    value, low, high = numbers
    return np.nan_to_num(np.maximum(np.stack([value - low, high - value]), 0.0))
