"""Extinction by the size at which the second strike comes, for weaker and stronger drugs."""

from pathlib import Path

import numpy as np

import sim
from experiments.published.patil2023.reproduce import SHOWN, extinctions
from sim.plots.colours import look

DEATHS = (1.2, 2.0, 3.0)
SIZES = np.array([2.5e3, 5e3, 1e4, 1.5e4, 2e4, 3e4, 4e4, 5e4])


def draw(folder: Path, patients: int) -> None:
    """Write second_strike.png."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(6.4, 4), layout="constrained")
    deaths = np.repeat(DEATHS, len(SIZES))
    count = extinctions(np.tile(SIZES, len(DEATHS)), deaths, patients)
    for place, (death, gone) in enumerate(zip(DEATHS, count.reshape(len(DEATHS), -1), strict=True)):
        style = look(place)
        ax.plot(
            SIZES, 100 * gone / patients, color=style.colour, linestyle=style.dashes,
            label=f"drugs add {death:g} deaths",
        )  # fmt: skip
        said = [(cells, 100 * float(text)) for (cells, d), text in SHOWN.items() if d == death]
        ax.plot(*zip(*said, strict=True), style.marker, color=style.colour)
    ax.set(ylim=(-2, 102), xlim=(0, 5.2e4), ylabel="tumours that are gone [%]")
    ax.set_xlabel("cells at which the second drug replaces the first (started with a million)")
    ax.spines[["top", "right"]].set_visible(False)
    title = f"lines: simulation ({patients:,} patients a point); markers: published"
    figure.legend(loc="outside lower center", ncols=3, frameon=False, title=title)
    sim.plots.save(figure, folder / "second_strike.png")
