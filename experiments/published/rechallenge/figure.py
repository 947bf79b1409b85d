"""Response to the same drug by the drug-free interval, and the share of resistant cells then."""

from pathlib import Path

import numpy as np

import sim
from experiments.published.rechallenge.reproduce import INTERVALS, TRIALS, Again
from sim.plots.colours import look


def draw(found: dict[str, Again], folder: Path) -> None:
    """Write intervals.png."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(9, 4), sharex=True, layout="constrained")
    for place, (name, again) in enumerate(found.items()):
        style = look(place)
        line = {"color": style.colour, "linestyle": style.dashes, "marker": style.marker}
        axes[0].plot(INTERVALS, 100 * again.rate, **line, label=name)
        axes[1].plot(INTERVALS, 100 * np.nanmedian(again.resistant, axis=1), **line)
    for trial, (share, _) in TRIALS.items():
        axes[0].axhline(float(share), color="0.6", linewidth=0.8, linestyle=":")
        axes[0].annotate(trial, (0, float(share) + 1), fontsize=8, color="0.3")
    axes[0].set(ylabel="response to the same drug again [%]", ylim=(-3, 100))
    axes[1].set(ylabel="cells that do not respond, then [%]", ylim=(0, 100))
    for ax in axes:
        ax.set(xlabel="drug-free interval [weeks]", xticks=INTERVALS)
        ax.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside lower center", ncols=3, frameon=False)
    sim.plots.save(figure, folder / "intervals.png")
