"""Tumour size over time, as in figure 2 of the paper, and the time of failure by alpha."""

from pathlib import Path

import numpy as np

import sim
from experiments.published.greene2019.reproduce import (
    ARMS,
    CAPACITY,
    CRITICAL,
    INDUCED,
    failures,
    treated,
)
from sim.plots.colours import look


def draw(folder: Path, flip: float) -> None:
    """Write induced.png: both drugs under both treatments, and where the ranking flips."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, 3, figsize=(11, 3.6), layout="constrained")
    runs = treated([0.0, INDUCED])
    for patient, alpha in enumerate((0.0, INDUCED)):
        for place, arm in enumerate(ARMS):
            curve(axes[patient], runs, patient, arm, place)
        axes[patient].set(title=f"alpha = {alpha:g}", xlabel="time", ylim=(0, 1), xlim=(0, 100))
        axes[patient].axhline(CRITICAL, color="0.4", linewidth=0.8, linestyle=":")
    axes[0].set_ylabel("tumour size")
    alphas = np.sort([*np.geomspace(1e-6, 1e-1, 60), 0.999 * flip, 1.001 * flip])
    swept = treated(alphas)
    for place, arm in enumerate(ARMS):
        style = look(place)
        times = failures(swept, arm)
        axes[2].plot(alphas, times, color=style.colour, linestyle=style.dashes, label=arm)
    axes[2].axvline(flip, color="0.4", linewidth=0.8, linestyle=":")
    axes[2].set(
        xscale="log", xlabel="induction alpha", title=f"ranking flips at alpha = {flip:.2g}"
    )
    axes[2].set(ylabel="time of failure", ylim=(0, None))
    for ax in axes:
        ax.spines[["top", "right"]].set_visible(False)
    figure.legend(
        *axes[2].get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False
    )
    sim.plots.save(figure, folder / "induced.png")


def curve(ax, runs: sim.Runs, patient: int, arm: str, place: int) -> None:
    """Draw one tumour until it has failed."""
    style, until = look(place), failures(runs, arm)[patient]
    size = runs.data["burden"].sel(arm=arm).isel(patient=patient) / CAPACITY
    size = size.sel(time=slice(0, until))
    ax.plot(size["time"], size, color=style.colour, linestyle=style.dashes)
