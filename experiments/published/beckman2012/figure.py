"""Survival under both strategies, as in figure 3 of the paper: by the equation and by chance."""

from pathlib import Path

import sim
from experiments.published.beckman2012.reproduce import Compared
from experiments.published.beckman2012.survive import END, kaplan_meier
from sim.plots.colours import look


def draw(compared: Compared, folder: Path) -> None:
    """Write survival.png: one panel for the equation, one for chance."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(8.4, 3.8), sharey=True, layout="constrained")
    for ax, way in zip(axes, ("equation", "chance"), strict=True):
        for place, name in enumerate(("0", "2.2")):
            style, (days, alive) = look(place), kaplan_meier(compared.times[name, way])
            ax.step(
                days / sim.YEAR, alive, where="post", color=style.colour, linestyle=style.dashes,
                label=f"strategy {name}",
            )  # fmt: skip
        ax.set(xlim=(0, END / sim.YEAR), ylim=(0, 1), xlabel="years", title=f"by {way}")
        ax.spines[["top", "right"]].set_visible(False)
    axes[0].set_ylabel("share alive")
    title = f"{len(compared):,} virtual patients"
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False, title=title)
    sim.plots.save(figure, folder / "survival.png")
