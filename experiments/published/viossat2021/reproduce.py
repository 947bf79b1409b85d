"""Containment against aggressive treatment (Viossat and Noble 2021), by the mean field."""

from dataclasses import dataclass
from typing import Any

import numpy as np

import sim
from experiments.published.table import Row, exact

CAPACITY = 2e12
"""K [cells]."""

GROWTH = 2.47e-4 * 24
"""rho of Gompertz [1/day]; the paper gives it per hour."""

START = 1e10
"""Cells when treatment starts, N0."""

RESISTANT = 2.3e5
"""Resistant cells among them, R0."""

TOLERABLE = 7e10
"""The largest size that is still tolerated [cells]."""

DRUG = "drug"

KILL = 1e5
"""Deaths per division that the standard dose causes: so many that sensitive cells vanish within
a day at 10 standard doses ("ideal"), while a small part of it holds the tumour where it is."""

PUBLISHED = {
    "ideal maximal dose: leaves N0 [day]": "186.2",
    "ideal containment at N0: leaves N0 [day]": "340.0",
    "ideal maximal dose: reaches the tolerable size [day]": "263.4",
    "ideal containment at N0: reaches the tolerable size [day]": "417.2",
    "ideal containment at the tolerable size: leaves it [day]": "614.6",
}

OFTEN = sim.Clinic(visit_every=1 / 12, scan_every=1 / 12, noise=0, detection=0)
"""A look every two hours, without error: as near to the paper's doctor, who sees all the time."""

DAYS = 700.0


def tumour() -> sim.Tumour:
    """Return dS/dt = rho ln(K/N) S (1 - C), dR/dt = rho ln(K/N) R; dose C of the drug."""
    return sim.Tumour(
        clones=[
            sim.Clone("sensitive", birth=GROWTH, death=0, start=START - RESISTANT),
            sim.Clone("resistant", birth=GROWTH, death=0, start=RESISTANT, fold={DRUG: np.inf}),
        ],
        drugs=[sim.Drug(DRUG, sim.Proportional(KILL, acts="division"))],
        growth=sim.Gompertz(CAPACITY),
    )


@dataclass(frozen=True)
class Contain(sim.Regimen):
    """Hold the tumour at a size with the least dose that does.

    From the growth since the last look it infers the share of cells that the dose kills, and gives
    the dose at which they die as fast as all divide, so that the size is reached at the next look.

    Parameters
    ----------
    size : float
        Where to hold it [cells].
    """

    size: float

    @property
    def drugs(self) -> tuple[str, ...]:
        """The drug."""
        return (DRUG,)

    def describe(self) -> str:
        """Return the plan in one line."""
        return f"Contain at {self.size:.3g} cells."

    def decide(self, seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from now on."""
        divisions = GROWTH * np.log(CAPACITY / seen.burden)
        share = memory.get("share", np.ones(seen.patients))
        holding = memory.get("holding", False) | (seen.burden >= self.size)
        back = 0.0
        if "last" in memory:
            day, burden, dose = memory["last"]
            days = seen.day - day
            # ln N changes by divisions x (1 - share x kill), the rate in the middle of the step
            middle = GROWTH * np.log(CAPACITY / np.sqrt(burden * seen.burden))
            killed = 1.0 - np.log(seen.burden / burden) / (middle * days)
            seen_share = np.clip(killed / (KILL * np.maximum(dose, 1e-12)), 1e-9, 1.0)
            share = np.where(dose > 0, seen_share, share)
            back = np.log(seen.burden / self.size) / (divisions * days)
        dose = np.where(holding, np.clip((1.0 + back) / (share * KILL), 0.0, 10.0), 0.0)
        memory.update(share=share, holding=holding, last=(seen.day, seen.burden, dose))
        return seen.give({DRUG: dose})


ARMS = {
    "untreated": sim.Observation(),
    "ideal maximal dose": sim.Continuous({DRUG: 10.0}),
    "ideal containment at N0": Contain(START),
    "ideal containment at the tolerable size": Contain(TOLERABLE),
}


def treated() -> sim.Runs:
    """Return the one tumour of the paper in every arm."""
    return sim.simulate(
        tumour(), ARMS, patients=1, days=DAYS, seed=1, clinic=OFTEN, engine="meanfield"
    )


def crossing(runs: sim.Runs, arm: str, size: float, clone: str | None = None) -> float:
    """Return the last day on which a size is reached from below, between looks by its logarithm.

    Of all cells, or of one clone.
    """
    cells = runs.data["cells"].sel(arm=arm).isel(patient=0)
    cells = cells.sum("clone") if clone is None else cells.sel(clone=clone)
    days, log = cells["time"].values, np.log(np.maximum(cells.values, 1e-300))
    place = np.flatnonzero((log[:-1] < np.log(size)) & (log[1:] >= np.log(size)))[-1]
    part = (np.log(size) - log[place]) / (log[place + 1] - log[place])
    return float(days[place] + part * (days[place + 1] - days[place]))


def simulated(runs: sim.Runs) -> list[float]:
    """Return our days, in the order of `PUBLISHED`.

    Containment ends when the resistant cells alone are as many as are to be held.
    """
    highest, at_start, tolerated = (
        "ideal maximal dose", "ideal containment at N0", "ideal containment at the tolerable size",
    )  # fmt: skip
    return [
        crossing(runs, highest, START),
        crossing(runs, at_start, START, "resistant"),
        crossing(runs, highest, TOLERABLE),
        crossing(runs, at_start, TOLERABLE),
        crossing(runs, tolerated, TOLERABLE, "resistant"),
    ]


def closed_form() -> list[float]:
    """Return the same days from the equations: Gompertz growth, and exponential when held."""
    patient, theory = tumour(), sim.theory
    return [
        theory.aggressive_time(patient, START),
        theory.containment_time(patient, START),
        theory.aggressive_time(patient, TOLERABLE),
        theory.containment_time(patient, START, TOLERABLE),
        theory.containment_time(patient, TOLERABLE),
    ]


def rows(runs: sim.Runs) -> list[Row]:
    """Return the table: every day by the engine and by the closed form."""
    found = []
    numbers = zip(PUBLISHED.items(), simulated(runs), closed_form(), strict=True)
    for (what, published), engine, formula in numbers:
        found.append(exact(what, published, engine))
        found.append(exact(f"{what}, closed form", published, formula))
    return found
