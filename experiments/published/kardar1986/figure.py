"""Width of the front and boundaries that are left, day by day, beside the slopes of theory."""

from pathlib import Path

import numpy as np

import sim
from experiments.published.kardar1986.reproduce import Fronts
from sim.plots.colours import look


def draw(fronts: Fronts, folder: Path) -> None:
    """Write fronts.png."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(7.2, 3.4), layout="constrained")
    seen = {
        "width of the front [sites]": (np.sqrt(fronts.variance), 1 / 3, "1/3"),
        "boundaries that are left": (fronts.boundaries, -2 / 3, "-2/3"),
    }
    for ax, (label, (values, slope, name)) in zip(axes, seen.items(), strict=True):
        style, middle = look(0), values.mean(axis=1)
        ax.plot(fronts.days, middle, style.marker, color=style.colour, label="lattice")
        line = middle[-1] * (fronts.days / fronts.days[-1]) ** slope
        ax.plot(fronts.days, line, color="0.4", label=f"slope {name}")
        ax.set(xscale="log", yscale="log", xlabel="days (one division a day)", ylabel=label)
        ax.spines[["top", "right"]].set_visible(False)
        ax.legend(frameon=False)
    sim.plots.save(figure, folder / "fronts.png")
