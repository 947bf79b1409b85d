"""Probability of resistance by the supply of mutations, as in figure 2 of the paper."""

from pathlib import Path

import numpy as np

import sim
from experiments.published.iwasa2006.reproduce import COSTS, closed_form, resistant_cells
from sim.plots.colours import look

MARKED = np.geomspace(0.01, 30, 8)
"""Supplies of mutations that are simulated."""


def draw(folder: Path, patients: int) -> None:
    """Write resistance.png: closed form as lines, simulation as markers, one colour per cost."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(6.4, 4), layout="constrained")
    supplies = np.geomspace(0.01, 30, 60)
    for place, cost in enumerate(COSTS):
        style = look(place)
        line = [1 - closed_form(cost, supply)["none"] for supply in supplies]
        cells = resistant_cells([cost] * MARKED.size, MARKED, patients)
        ax.plot(supplies, line, color=style.colour, linestyle=style.dashes)
        present = (cells > 0).mean(axis=1)
        ax.plot(MARKED, present, style.marker, color=style.colour, label=f"cost {cost:.0%}")
    ax.set(xscale="log", ylim=(-0.02, 1.02), xlabel="size M x mutations per division u")
    ax.set_ylabel("probability of resistance at size M")
    ax.spines[["top", "right"]].set_visible(False)
    title = f"lines: closed form; markers: simulation ({patients:,} tumours each)"
    figure.legend(loc="outside lower center", ncols=3, frameon=False, title=title)
    sim.plots.save(figure, folder / "resistance.png")
