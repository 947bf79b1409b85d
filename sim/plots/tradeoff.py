"""What more of one number costs of another: the rules of which no other is better in both."""

from typing import Any, Protocol, runtime_checkable

import numpy as np
from matplotlib.axes import Axes

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.kept import keep, remember
from sim.plots.styles import current, trim
from sim.plots.typed_text import plain


@runtime_checkable
class FoundTradeoff(Protocol):
    """What `sim.Search.tradeoff` returns, as figures see it."""

    table: Any
    first: str
    second: str
    lower: tuple[bool, bool]
    judges: str


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
    for name, set_label, lower in (
        (found.second, ax.set_xlabel, found.lower[1]), (found.first, ax.set_ylabel, found.lower[0]),
    ):  # fmt: skip
        better = "less" if lower else "more"
        set_label(f"{plain(name.replace('_', ' '))} ({better} is better)", fontsize=font)
    trim(ax, font)
    page.head(panels, ax, "", f"{len(across[0])} rules, on {found.judges}", 0)
    kept: dict[str, np.ndarray] = {}
    for name, numbers in ((found.second, across), (found.first, up)):
        kept |= dict(zip((name, f"{name} low", f"{name} high"), numbers, strict=True))
    keep(ax, "rules", kept)
    return ax


def _with_ends(table: Any, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return tuple(table[column].to_numpy() for column in (name, f"{name} from", f"{name} to"))  # type: ignore[return-value]


def _arms(numbers: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    """Return the lengths (2, rule) of the arms of an error bar; none where there is no interval."""
    value, low, high = numbers
    return np.nan_to_num(np.maximum(np.stack([value - low, high - value]), 0.0))
