"""Probability of resistance over the dose, under both bounds of what is tolerated."""

from pathlib import Path

import numpy as np

import sim
from experiments.published.foo2009.reproduce import (
    BOUNDS,
    CYCLE,
    DEATH,
    best,
    closed_form,
    resistant_cells,
    tolerated,
)
from sim.plots.colours import look


def draw(folder: Path, patients: int) -> None:
    """Write pulses.png: resistance for good by the death rate on the drug."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(6.4, 4), layout="constrained")
    for place, (bound, power) in enumerate(BOUNDS.items()):
        style = look(place)
        line = tolerated(power, np.geomspace(0.7, CYCLE, 200))
        marked = tolerated(power)
        ax.plot(
            DEATH + line.kill, 100 * closed_form(line)["escapes"],
            color=style.colour, linestyle=style.dashes,
        )  # fmt: skip
        cells = resistant_cells(marked, patients)
        share = 100 * (1 - (DEATH / 1.3) ** cells).mean(axis=1)
        label = f"bound: {bound}"
        ax.plot(DEATH + marked.kill, share, style.marker, color=style.colour, label=label)
        ax.axvline(best(power)[1], color=style.colour, linewidth=0.8, linestyle=":")
    ax.set(xscale="log", xlim=(1.5, 12), ylim=(0, None))
    ticks = (1.6, 2, 3, 4, 6, 8, 12)
    ax.set_xticks(ticks, [f"{x:g}" for x in ticks])
    ax.set_xticks([], minor=True)
    ax.set_xlabel("death rate of sensitive cells on the drug, c1 [1/day] (left: continuous)")
    ax.set_ylabel("resistance for good [%]")
    ax.spines[["top", "right"]].set_visible(False)
    title = f"lines: closed form; markers: simulation ({patients:,} cycles each)"
    figure.legend(loc="outside lower center", ncols=2, frameon=False, title=title)
    sim.plots.save(figure, folder / "pulses.png")
