"""Sizes of the first resistant clones relative to the median of the first."""

from pathlib import Path

import numpy as np

import sim
from experiments.published.bozic2014.reproduce import clone_sizes
from sim.plots.colours import look


def draw(folder: Path, patients: int) -> None:
    """Write clones.png: how many clones are larger than x; simulation and (1 + x)^-k."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(6.4, 4), layout="constrained")
    cells = clone_sizes(patients)
    relative = cells / np.median(cells[:, 0])
    line = np.geomspace(0.01, 30, 200)
    marks = np.geomspace(0.02, 20, 13)
    for place in range(cells.shape[1]):
        style, k = look(place), place + 1
        ax.plot(line, (1 + line) ** -k, color=style.colour, linestyle=style.dashes)
        share = (relative[:, place, None] > marks).mean(axis=0)
        ax.plot(marks, share, style.marker, color=style.colour, label=f"clone {k}")
    ax.axhline(0.5, color="0.6", linewidth=0.8, linestyle=":")
    ax.set(xscale="log", ylim=(0, 1), xlabel="size relative to the median of the first clone, x")
    ax.set_ylabel("share of lesions whose clone is larger")
    ax.spines[["top", "right"]].set_visible(False)
    title = f"lines: (1 + x)^-k; markers: simulation ({patients:,} lesions)"
    figure.legend(loc="outside lower center", ncols=4, frameon=False, title=title)
    sim.plots.save(figure, folder / "clones.png")
