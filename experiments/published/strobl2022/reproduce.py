"""Time to progression on a lattice (Strobl et al. 2022), by the lattice engine.

The tumour is that of the same authors' differential equations (the preset `mcrpc_abiraterone`) with
its room given by a lattice instead of a logistic law. There the drug kills 1.5 cells a division; on
the lattice, where a division adds a cell and a death takes one, that is 0.75 of the attempts.
"""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np

import sim
from experiments.published.table import CONFIDENCE, Row, exact

SIDE = 100
"""Sites along each side."""

START, RESISTANT = 0.5, 0.01
"""Share of the sites that are taken on day 0, and of these cells, how many are resistant."""

RUNS = 1000
"""Runs behind every number of the authors."""

SHOWN = {
    (0.0, 0.0): {"ct": (348.8, 12.127), "at": (375.951, 13.2337)},
    (0.3, 0.2): {"ct": (755.788, 47.9756), "at": (871.948, 58.2806)},
}
"""Mean and standard deviation of the days to progression under continuous and adaptive therapy, by
(cost, turnover): some of the 16 pairs in the authors' repository."""

ARMS = {"ct": "continuous", "at": "adaptive"}
SEED = 2022


def tumour(cost: float, turnover: float) -> sim.Tumour:
    """Return the tumour: sensitive and resistant cells, room not limited but by the lattice."""
    preset = sim.presets.mcrpc_abiraterone(
        cost=cost, turnover=turnover, start=START, resistant_fraction=RESISTANT,
        capacity=float(SIDE**2),
    )  # fmt: skip
    return replace(preset, growth=sim.Exponential())


def treated(cost: float, turnover: float, patients: int, days: float) -> sim.Runs:
    """Return runs in which every cell is counted every day, as the authors do."""
    clinic = sim.Clinic(
        visit_every=1, scan_every=1, noise=0.0, detection=0.0, criteria=sim.RatioToBaseline(1.2)
    )
    # (luck of its own for each pair: with one seed for all, a deviation would be that of all)
    seed = SEED + round(1000 * cost) + round(10 * turnover)
    arms = {"ct": sim.Continuous("abiraterone"), "at": sim.Adaptive("abiraterone", 0.5, 1.0)}
    return sim.simulate(
        tumour(cost, turnover), arms, patients=patients, days=days, seed=seed, clinic=clinic,
        engine=sim.Lattice(SIDE), record=sim.Endpoints(), progress=False,
    )  # fmt: skip


def data() -> dict[tuple[float, float], dict[str, tuple[float, float]]] | None:
    """Return the authors' means and standard deviations, as `SHOWN`, of every pair at hand.

    In the folder that the variable SIM_SHARED_DATA names, or in ../shared/data.
    """
    top = Path(__file__).parents[3]
    folder = Path(os.environ.get("SIM_SHARED_DATA", top.parent / "shared" / "data"))
    path = folder / "lattice_strobl2022.csv"
    if not path.exists():
        return None
    table = np.genfromtxt(path, delimiter=",", names=True)
    return {
        (float(row["Cost"]), float(row["Turnover"])): {
            arm: (float(row[f"{arm}_mean"]), float(row[f"{arm}_sd"])) for arm in ARMS
        }
        for row in table
    }


def horizon(published: dict[str, tuple[float, float]]) -> float:
    """Return a day by which everybody has progressed: eight standard deviations late."""
    return max(mean + 8.0 * sd for mean, sd in published.values())


def compared(published, patients: int) -> list[Row]:
    """Return two rows for each pair and arm: the mean, and the spread over that published.

    Parameters
    ----------
    published : mapping
        As `SHOWN`.
    patients : int
        In each pair.
    """
    from scipy.stats import norm

    most = float(norm.isf((1.0 - CONFIDENCE) / 2.0))
    rows = []
    for (cost, turnover), arms in published.items():
        runs = treated(cost, turnover, patients, horizon(arms))
        for arm, (mean, sd) in arms.items():
            days = runs.values("progression_day", arm)
            assert np.isfinite(days).all()
            what = f"{ARMS[arm]}, cost {cost:g}, turnover {turnover:g}"
            ours, spread = float(days.mean()), float(days.std(ddof=1) / sd)
            half = most * sd * np.sqrt(1.0 / patients + 1.0 / RUNS)
            rows.append(
                Row(f"mean days to progression, {what}", f"{mean:g}", ours, ours - half,
                    ours + half)
            )  # fmt: skip
            half = most * spread * np.sqrt(0.5 / patients + 0.5 / RUNS)
            rows.append(
                Row(f"standard deviation over theirs, {what}", "1.00", spread, spread - half,
                    spread + half)
            )  # fmt: skip
    return rows


def judged(published, rows: list[Row]) -> list[Row]:
    """Return how many means and standard deviations are as near as was asked for.

    Means within 4 standard errors of the authors' 1,000 runs, standard deviations within 10 %.
    """
    sds = [sd for arms in published.values() for _, sd in arms.values()]
    means, spreads = rows[::2], rows[1::2]
    z = [(row.ours - float(row.published)) / (sd / np.sqrt(RUNS)) for row, sd in
         zip(means, sds, strict=True)]  # fmt: skip
    near = sum(abs(one) < 4.0 for one in z)
    alike = sum(abs(row.ours - 1.0) < 0.1 for row in spreads)
    return [
        exact(f"of {len(z)} means, within 4 of their standard errors", str(len(z)), near),
        exact(f"of {len(z)} standard deviations, within 10 %", str(len(z)), alike),
    ]
