"""Gain of adaptive treatment over cost and turnover, one panel for each capacity."""

from pathlib import Path

import numpy as np

import sim
from experiments.published.strobl2021.cost_and_turnover import Map


def draw_maps(maps: dict[str, Map], patients: int, folder: Path) -> None:
    """Write cost_and_turnover.png."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(
        1, len(maps), figsize=(3.2 * len(maps), 3.9), sharey=True, layout="constrained"
    )
    for ax, (name, one) in zip(axes, maps.items(), strict=True):
        image = panel(ax, one, chance=name != "mean field")
        ax.set_title(f"K: {name}" if name != "mean field" else name, fontsize=10)
        ax.set_xlabel("turnover / growth rate")
    axes[0].set_ylabel("cost of resistance")
    label = "adaptive later than continuous by [%]"
    figure.colorbar(image, ax=axes, label=label, extend="max", pad=0.01)
    figure.supxlabel(
        "grey: progresses on neither; numbers: % of patients whom adaptive treatment serves less "
        f"long ({patients} a point)",
        fontsize=9,
    )
    sim.plots.save(figure, folder / "cost_and_turnover.png")


def panel(ax, one: Map, chance: bool):
    """Draw one map; return its image."""
    import matplotlib.pyplot as plt

    step = one.axis[1] - one.axis[0]
    edges = (one.axis[0] - step / 2, one.axis[-1] + step / 2)
    colours = plt.get_cmap("viridis").with_extremes(bad="0.85")
    gain = np.ma.masked_invalid(100 * one.gain)
    image = ax.imshow(
        gain, origin="lower", extent=(*edges, *edges), cmap=colours, vmin=0, vmax=60, aspect="auto"
    )
    for i, cost in enumerate(one.axis):
        for j, turnover in enumerate(one.axis):
            if chance and one.earlier[i, j] > 0:
                dark = not np.ma.is_masked(gain[i, j]) and gain[i, j] < 35
                ax.text(
                    turnover, cost, f"{100 * one.earlier[i, j]:.0f}", ha="center", va="center",
                    fontsize=8, color="white" if dark else "black",
                )  # fmt: skip
    return image
