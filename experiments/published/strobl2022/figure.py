"""How far our mean days to progression lie from the authors', pair by pair."""

from collections.abc import Sequence
from pathlib import Path

import sim
from experiments.published.table import Row
from sim.plots.colours import look


def draw(rows: Sequence[Row], folder: Path) -> None:
    """Write lattice.png from the rows of means."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    for place, arm in enumerate(("continuous", "adaptive")):
        mine = [row for row in rows if f", {arm}," in row.quantity]
        said = [float(row.published) for row in mine]
        off = [100.0 * (row.ours / x - 1.0) for row, x in zip(mine, said, strict=True)]
        half = [100.0 * (row.high - row.ours) / x for row, x in zip(mine, said, strict=True)]
        style = look(place)
        ax.errorbar(said, off, half, fmt=style.marker, color=style.colour, label=arm, capsize=2)
    ax.axhline(0.0, color="0.6", linewidth=0.8)
    ax.set_xlabel("published mean time to progression [days]")
    ax.set_ylabel("ours, difference [%]")
    ax.spines[["top", "right"]].set_visible(False)
    title = "bars: 99.9 % of the difference of two means of 1,000 runs"
    figure.legend(loc="outside lower center", ncols=2, frameon=False, title=title)
    sim.plots.save(figure, folder / "lattice.png")
