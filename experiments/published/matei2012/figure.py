"""Response by the share of resistance that is silencing, for each order of the two drugs."""

from pathlib import Path

import numpy as np
from scipy.stats import binomtest

import sim
from experiments.published.matei2012.reproduce import (
    ARMS,
    PATIENTS,
    RESPONDERS,
    SHARES,
    responses,
)
from sim.plots.colours import look


def draw(folder: Path, patients: int) -> None:
    """Write priming.png: the same patients with other shares, under each arm."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(6.4, 4), layout="constrained")
    rates = [responses(patients, share).rate for share in SHARES]
    seen = binomtest(RESPONDERS, PATIENTS).proportion_ci(0.95, method="exact")
    ax.axhspan(100 * seen.low, 100 * seen.high, color="0.93", zorder=0)
    ax.axhline(100 * RESPONDERS / PATIENTS, color="0.5", linewidth=0.8, linestyle=":")
    ax.annotate("trial, 95 % interval", (0.01, 100 * seen.high - 3), fontsize=9, color="0.3")
    for place, arm in enumerate(ARMS):
        style = look(place)
        ax.plot(
            SHARES, 100 * np.array([rate[arm] for rate in rates]), color=style.colour,
            linestyle=style.dashes, marker=style.marker, label=arm,
        )  # fmt: skip
    ax.set(xlabel="share of resistant cells that are silenced, not mutated", ylim=(-2, 100))
    ax.set_ylabel("response [%]")
    ax.spines[["top", "right"]].set_visible(False)
    title = f"{patients:,} virtual patients"
    figure.legend(loc="outside lower center", ncols=1, frameon=False, title=title)
    sim.plots.save(figure, folder / "priming.png")
