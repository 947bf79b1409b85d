"""Figure 3 of the paper (eradication by size) and curves as in its figure 5."""

from pathlib import Path

import numpy as np

import sim
from experiments.published.bozic2013.reproduce import (
    EXACT_LOOK,
    FIRST,
    IN_SEQUENCE,
    SEED,
    TOGETHER,
)
from sim.plots.colours import look

SIZES = np.geomspace(1e6, 1e12, 13)
"""Cells at the start of treatment."""

LESIONS = (8.5e8, 2.6e11)
"""Smallest and largest number of cells of the 22 patients (table 1)."""

SETTINGS = {
    "two drugs, no common mutation (n12 = 0)": (0, TOGETHER),
    "two drugs, one common mutation (n12 = 1)": (1, TOGETHER),
    "one drug": (0, sim.Continuous(FIRST)),
}


def draw(folder: Path, patients: int) -> None:
    """Write eradication.png and curves.png."""
    sim.plots.save(eradication(patients), folder / "eradication.png")
    sim.plots.save(curves(), folder / "curves.png")


def eradication(patients: int):
    """Draw the probability of eradication by size: theory and simulation."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(7, 4.2), layout="constrained")
    sizes = np.geomspace(SIZES[0], SIZES[-1], 37 if patients > 5_000 else 13)
    for place, (name, (n12, treatment)) in enumerate(SETTINGS.items()):
        style = look(place)
        tumours = (sim.presets.melanoma_vemurafenib(n12=n12, size=size) for size in sizes)
        line = [
            sim.theory.extinction_of_grown(tumour, treatment, 10 * sim.YEAR).item()
            for tumour in tumours
        ]
        share = simulated(n12, treatment, patients // len(SIZES))
        ax.plot(sizes, line, color=style.colour, linestyle=style.dashes)
        ax.plot(SIZES, share, style.marker, color=style.colour, label=name)
    ax.axvspan(*LESIONS, color="0.93", zorder=0)
    ax.annotate("22 patients", (LESIONS[0], 0.5), (4, 0), textcoords="offset points", fontsize=9)
    ax.set(xscale="log", ylim=(-0.02, 1.02), xlabel="cells at the start of treatment")
    ax.set_ylabel("probability of eradication")
    ax.spines[["top", "right"]].set_visible(False)
    title = f"lines: theory; markers: simulation ({patients // len(SIZES)} lesions each)"
    figure.legend(loc="outside lower center", ncols=2, frameon=False, title=title)
    return figure


def simulated(n12: int, treatment: sim.Regimen, patients: int) -> np.ndarray:
    """Return the share eradicated (size,): one cohort whose patients have different sizes."""
    tumour = sim.presets.melanoma_vemurafenib(n12=n12, size=np.repeat(SIZES, patients))
    runs = sim.simulate(
        tumour,
        {"treated": treatment},
        patients=patients * len(SIZES),
        days=10 * sim.YEAR,
        seed=SEED,
        clinic=EXACT_LOOK,
        record=sim.Endpoints(),
    )
    empty = runs.data["final_cells"].sum("clone").sel(arm="treated").values == 0
    return empty.reshape(len(SIZES), patients).mean(axis=1)


def curves():
    """Draw single lesions under both drugs together and in sequence, as in figure 5 A and B."""
    runs = sim.simulate(
        sim.presets.melanoma_vemurafenib(n12=1),
        {"in sequence": IN_SEQUENCE, "together": TOGETHER},
        patients=100,
        days=10 * sim.YEAR,
        seed=SEED,
        clinic=EXACT_LOOK,
        record=sim.Visits(every=28),
    )
    return sim.plots.burden(runs, patients=40, quantiles=None)
