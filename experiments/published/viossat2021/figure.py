"""The tumour under each treatment, on a logarithmic axis, as in figure 2 of the paper."""

from pathlib import Path

import sim
from experiments.published.viossat2021.reproduce import START, TOLERABLE
from sim.plots.colours import look


def draw(runs: sim.Runs, folder: Path) -> None:
    """Write containment.png."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(7, 4.2), layout="constrained")
    for place, arm in enumerate(runs.arms):
        style = look(place)
        cells = runs.data["burden"].sel(arm=arm).isel(patient=0)
        ax.plot(cells["time"], cells, color=style.colour, linestyle=style.dashes, label=arm)
    for size, name in ((START, "N0"), (TOLERABLE, "tolerable")):
        ax.axhline(size, color="0.6", linewidth=0.8, linestyle=":")
        ax.annotate(name, (700, size), (4, 0), textcoords="offset points", va="center", fontsize=9)
    ax.set(yscale="log", ylim=(1e5, 2e12), xlim=(0, 700), xlabel="day", ylabel="cells")
    ax.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside lower center", ncols=2, frameon=False)
    sim.plots.save(figure, folder / "containment.png")
