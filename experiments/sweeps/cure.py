"""The mutation rate and tumour size at which one, two and three drugs stop curing.

``python -m experiments.sweeps.cure [--workers N]``; results and figure in ``results/sweeps``.

A tumour is grown from one cell to its size, so that what is resistant before treatment has its
right distribution.
"""

from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np

import sim
from experiments.sweeps.running import folder, run

DRUGS = ("A", "B", "C")
BIRTH, DEATH, KILL = 0.14, 0.11, 0.12


def build(mutation, size, drugs):
    """Return a tumour with a clone for every set of the drugs it can resist."""
    given = DRUGS[:drugs]
    sets = [part for k in range(drugs + 1) for part in combinations(given, k)]
    names = {part: "+".join(part) or "sensitive" for part in sets}
    return sim.Tumour(
        clones=[
            sim.Clone(names[part], birth=BIRTH, death=DEATH, fold=dict.fromkeys(part, np.inf))
            for part in sets
        ],
        transitions=[
            sim.Mutation(names[part], names[tuple(sorted((*part, drug)))], per_division=mutation)
            for part in sets for drug in given if drug not in part
        ],
        drugs=[sim.Drug(drug, sim.Proportional(KILL)) for drug in given],
        size=size, grown_from_one_cell=True,
    )  # fmt: skip


def together(drugs):
    """Return all drugs of the tumour at their standard doses."""
    return sim.Continuous(dict.fromkeys(DRUGS[:drugs], 1.0))


SWEEP = sim.Sweep(
    "cure", build=build,
    design=sim.Grid(
        drugs=[1, 2, 3], mutation=sim.LogAxis(1e-9, 1e-3, steps=13),
        size=sim.LogAxis(1e4, 1e11, steps=8),
    ),
    arms={"all drugs together": together}, keep=[sim.cured], days=3 * sim.YEAR, patients=100,
    clinic=sim.Clinic(visit_every=28), seed=20260102,
)  # fmt: skip


def half(logs, shares):
    """Return the mutation rate (log10) at which half of the patients are cured, or NaN."""
    below = np.flatnonzero((shares[:-1] >= 0.5) & (shares[1:] < 0.5))
    if not len(below):
        return np.nan
    k = below[0]
    return logs[k] + (shares[k] - 0.5) / (shares[k] - shares[k + 1]) * (logs[k + 1] - logs[k])


def main():
    results = run(SWEEP)
    means = results.means("cured")["mean"].isel(arm=0)
    sizes, mutations = np.unique(means["size"]), np.unique(means["mutation"])
    figure, axes = plt.subplots(1, 3, figsize=(11, 3.8), layout="constrained", sharey=True)
    for ax, drugs in zip(axes, (1, 2, 3), strict=True):
        cured = means.values[means["drugs"].values == drugs].reshape(len(mutations), len(sizes))
        drawn = ax.pcolormesh(mutations, sizes, cured.T, cmap="cividis", vmin=0, vmax=1)
        ax.contour(mutations, sizes, cured.T, levels=[0.1, 0.5, 0.9], colors="white")
        ax.set(xscale="log", yscale="log", xlabel="mutation rate per division and drug")
        ax.set_title(f"{drugs} drug{'s' * (drugs > 1)}")
        at = [half(np.log10(mutations), column) for column in cured.T]
        said = [f"10^{s:.0f}: {10**h:.1e}" for s, h in zip(np.log10(sizes), at, strict=True)]
        print(f"{drugs} drug(s): half are cured at size: rate  ", ", ".join(said))
    axes[0].set_ylabel("cells at the start of treatment")
    figure.colorbar(drawn, ax=axes, label="share of patients cured (lines: 90, 50, 10 %)")
    sim.plots.save(figure, folder() / "cure.png")


if __name__ == "__main__":
    main()
