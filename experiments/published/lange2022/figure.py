"""The share of cells with ecDNA over time, without and with selection, and the copies of cells."""

from pathlib import Path

import numpy as np

import sim
from experiments.published.lange2022.reproduce import (
    COPIES_AT,
    SELECTION,
    cells,
    exactly,
    tumour,
    with_any,
)
from sim.plots.colours import look

TIMES = np.arange(0.5, 20.1, 0.5)
COUNTED = np.arange(0.5, 5.1, 0.5)


def draw(folder: Path, patients: int) -> None:
    """Write ecdna.png."""
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 4), layout="constrained")
    neutral, chosen = (cells(tumour(s, start=1.0), TIMES, "meanfield")[0] for s in (1.0, SELECTION))
    counted = with_any(cells(tumour(copies=20), COUNTED, "gillespie", patients)).mean(axis=0)
    for place, (words, share) in enumerate(
        [("neutral, mean field", neutral), (f"{SELECTION:g} times the divisions", chosen)]
    ):
        style = look(place)
        left.plot(
            TIMES, 100 * with_any(share), color=style.colour, linestyle=style.dashes, label=words
        )
    right_share = [100 * exactly(time) for time in TIMES]
    left.plot(TIMES, right_share, ":", color="0.85", label="exact, neutral", linewidth=2.5)
    style = look(2)
    left.plot(
        COUNTED, 100 * counted, "o", color=style.colour, label=f"event by event, {patients} tumours"
    )
    left.set(xlabel="time [divisions of a cell]", ylabel="cells with ecDNA [%]", ylim=(0, 102))
    left.legend(frameon=False)
    at = neutral[np.searchsorted(TIMES, COPIES_AT)]
    k = np.arange(1, 31)
    law = sim.theory.segregation(divisions=COPIES_AT, copies=30)[1:]
    right.bar(k, 100 * (at / at.sum())[1:31], color=look(0).colour, label="mean field")
    right.plot(k, 100 * law, ".", color="0.2", label="exact")
    right.set(xlabel="copies of ecDNA", ylabel=f"cells at t = {COPIES_AT:g} [%]", yscale="log")
    right.legend(frameon=False)
    for ax in (left, right):
        ax.spines[["top", "right"]].set_visible(False)
    sim.plots.save(figure, folder / "ecdna.png")
    plt.close(figure)
