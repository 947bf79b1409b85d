"""When to strike the second time (Patil, Viossat and Noble 2023): extinction, by the jump engine.

The paper counts in units of time without a name. One unit is ten days here, so that a clinic which
looks every hour sees the tumour 240 times a unit, near enough to the paper's doctor, who sees every
event.
"""

import os
from pathlib import Path

import numpy as np

import sim
from experiments.published.table import CONFIDENCE, Row, exact

UNIT = 10.0
"""Days in a unit of time."""

BIRTH, DEATH, COST = 1.0, 0.1, 0.5
"""Divisions, deaths and what resistance costs of divisions [1/unit]."""

CHANGE = 2.5e-6
"""Sensitive cells that become resistant to a drug [1/unit]: 1e-5 in all, a quarter for each."""

START = {"S": 1_000_000, "R1": 100, "R2": 100, "R12": 0}
"""Cells of each kind on day 0; R1 is untouched by the first drug, R2 by the second."""

CAPACITY = 1_000_200
"""Cells at which net growth without drug is 0."""

FOLLOWED = 500.0
"""How long the tumours are followed [unit]: T in the params.csv beside the authors' results. A
tumour that is back is near capacity long before, and is not lost there."""

RUNS = 500
"""Gillespie runs behind every number of the authors."""

SHOWN = {
    (40_000, 1.0): "0.056",
    (50_000, 1.0): "0.368",
    (15_000, 1.2): "0.828",
    (45_000, 1.2): "0.510",
    (5_000, 2.0): "0.928",
    (15_000, 2.0): "0.690",
    (25_000, 2.0): "0.504",
    (35_000, 2.0): "0.342",
    (45_000, 2.0): "0.224",
    (10_000, 3.0): "0.712",
    (30_000, 3.0): "0.236",
    (50_000, 3.0): "0.096",
}
"""Extinction by (cells at the second strike, deaths that each drug adds), by the authors' results:
some of the 121 in their repository (simulation_data/heatmaps/heatmap_therapy)."""

SEED = 2023


def tumour(drug_death) -> sim.Tumour:
    """Return the tumour with a number of deaths that each drug adds (patient,) [1/unit].

    In the authors' code a cell divides at b - (b - d) N / K, so that its net growth is
    (b - d) (1 - N / K). That is b (1 - N / K') with a capacity K' = K b / (b - d) of its own.
    """
    untouched = {"R1": ("first",), "R2": ("second",), "R12": ("first", "second")}
    births = {kind: BIRTH - (COST if kind != "S" else 0.0) for kind in START}
    return sim.Tumour(
        clones=[
            sim.Clone(
                kind,
                birth=births[kind] / UNIT,
                death=DEATH / UNIT,
                start=START[kind],
                fold=dict.fromkeys(untouched.get(kind, ()), np.inf),
            )
            for kind in START
        ],
        transitions=[
            sim.Switch(source, target, CHANGE / UNIT)
            for source, target in (("S", "R1"), ("S", "R2"), ("R1", "R12"), ("R2", "R12"))
        ],
        drugs=[
            sim.Drug(name, sim.Proportional(np.asarray(drug_death) / UNIT))
            for name in ("first", "second")
        ],
        growth=sim.Logistic({kind: CAPACITY * b / (b - DEATH) for kind, b in births.items()}),
    )


def clinic(often: float, until: float = 20.0) -> sim.Clinic:
    """Return a clinic that counts every cell, so many times a unit at first, then every 5 units.

    Tumours that fall below a threshold at all do so within `until`: the first drug has its nadir
    between 3 and 15 units.
    """
    early = np.arange(0.0, until * often) / often
    days = UNIT * np.concatenate([early, np.arange(until, FOLLOWED, 5.0)])
    return sim.Clinic(scan_days=days, visit_days=days, noise=0.0, detection=0.0)


def extinctions(switch_at, drug_death, patients: int, often: float = 100.0) -> np.ndarray:
    """Return how many of the patients (row,) are without a cell at the end.

    Parameters
    ----------
    switch_at : ndarray (row,)
        The second drug is given when the tumour is below so many cells; 0: never.
    drug_death : ndarray (row,)
        Deaths that each drug adds [1/unit].
    patients : int
        In each row.
    often : float
        How many times a unit the tumour is seen.
    """
    every = np.repeat(np.maximum(switch_at, 0.5), patients)
    plan = sim.SecondStrike("first", "second", at=sim.Absolute(every, "cells"))
    runs = sim.simulate(
        tumour(np.repeat(drug_death, patients)), {"strikes": plan}, patients=every.size,
        days=FOLLOWED * UNIT, seed=SEED, clinic=clinic(often), record=sim.Endpoints(),
    )  # fmt: skip
    gone = runs.values("final_cells", "strikes").sum(axis=-1) == 0
    return gone.reshape(len(switch_at), patients).sum(axis=1)


def data() -> np.ndarray | None:
    """Return every other row of the authors' results, where the file of them is at hand.

    In the folder that the variable SIM_SHARED_DATA names, or in ../shared/data.
    """
    top = Path(__file__).parents[3]
    folder = Path(os.environ.get("SIM_SHARED_DATA", top.parent / "shared" / "data"))
    path = folder / "second_strike_patil2023.csv"
    return np.genfromtxt(path, delimiter=",", names=True) if path.exists() else None


def deviations(published, count, patients: int) -> np.ndarray:
    """Return how far two shares (row,) lie apart [standard errors of their difference].

    0 where both are 0 or both 1.
    """
    published, ours = np.asarray(published), np.asarray(count) / patients
    pooled = (ours * patients + published * RUNS) / (patients + RUNS)
    error = np.sqrt(pooled * (1.0 - pooled) * (1.0 / patients + 1.0 / RUNS))
    return np.divide(ours - published, error, out=np.zeros(len(ours)), where=error > 0)


def shown(patients: int, often: float = 100.0) -> list[Row]:
    """Return the rows of `SHOWN`: the interval is of the difference, as both are samples."""
    from scipy.stats import norm

    keys = np.array(list(SHOWN))
    count = extinctions(keys[:, 0], keys[:, 1], patients, often)
    most = norm.isf((1.0 - CONFIDENCE) / 2.0)
    rows = []
    for (cells, death), said, gone in zip(SHOWN, SHOWN.values(), count, strict=True):
        ours = gone / patients
        error = np.sqrt(ours * (1.0 - ours) * (1.0 / patients + 1.0 / RUNS))
        what = f"extinct, second strike at {cells:,} cells, drugs adding {death:g} deaths"
        rows.append(Row(what, said, ours, ours - most * error, ours + most * error))
    return rows


def everything(points: np.ndarray, patients: int) -> list[Row]:
    """Return how all rows of the file agree: by the largest and the mean deviation."""
    count = extinctions(points["switch_at_cells"], points["drug_death"], patients)
    z = deviations(points["extinction"], count, patients)
    spread = half_of_mean(np.count_nonzero(z))
    near = int((np.abs(z) < 4.0).sum())
    return [
        exact(f"of {len(z)} numbers, nearer than 4 standard errors", str(len(z)), near),
        Row("mean deviation [standard errors]", "0.0", z.mean(), z.mean() - spread,
            z.mean() + spread),
    ]  # fmt: skip


def half_of_mean(rows: int) -> float:
    """Return half the interval of a mean of so many standard normal numbers."""
    from scipy.stats import norm

    return float(norm.isf((1.0 - CONFIDENCE) / 2.0) / np.sqrt(rows))
