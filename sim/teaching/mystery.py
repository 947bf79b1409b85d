"""The patients of the game: a virtual cohort in which no two tumours are alike.

A model of our own for teaching, of no particular cancer. What differs between patients is what
decides between strategies: how many cells are resistant to what before treatment, how fast they
grow beside the sensitive ones, and how many cells a drug makes tolerant for a while.
"""

from dataclasses import dataclass

import numpy as np

from sim.base.resolve import resolve
from sim.base.units import FATAL_CELLS
from sim.clinic import Clinic, Quality, Toxicity
from sim.model import Clone, Drug, Gompertz, Hill, Mutation, Switch, Tumour

DRUGS = ("A", "B")
FATAL = FATAL_CELLS
"""The burden a patient dies of [cells]: 124 mm."""
START = FATAL / 30
"""Cells on day 0: a ball of 40 mm. All other numbers of cells are shares of it."""
SCAN_EVERY = 56
TOXICITY = Toxicity({drug: {"fatigue": 1.6} for drug in DRUGS}, recovery=14.0, rules=None)
"""Side effects: either drug alone makes tired, both together severely; the doctor decides alone."""
QUALITY = Quality(per_grade=0.1, on_treatment=0.2, symptoms=0.9, symptomatic_at=2e11)
"""What a day is worth: less with every grade, on treatment, and with a tumour beyond 70 mm."""
GRADES = ("none", "mild", "moderate", "severe", "threatening", "threatening")
GROWTH, DEATH = 0.005, 0.018
"""Gompertz's rho and the death rate of sensitive cells [1/day]."""


def cohort() -> Tumour:
    """Return the tumours of all patients."""
    from scipy.stats import loguniform, uniform

    sensitive, tolerant = "sensitive", "tolerant"
    resistant = {
        "A-resistant": ({"A": np.inf}, _cells(1e-9, 1e-2)),
        "B-resistant": ({"B": np.inf}, _cells(1e-10, 1e-3)),
        "resistant to both": ({"A": np.inf, "B": np.inf}, _cells(1e-14, 1e-4)),
    }
    clones = [Clone(sensitive, GROWTH, DEATH, start=START)]
    for name, (fold, start) in resistant.items():
        birth = uniform(0.6 * GROWTH, 0.4 * GROWTH)
        clones.append(Clone(name, birth, DEATH, start=start, fold=fold))
    clones.append(Clone(tolerant, 0.1 * GROWTH, 0.2 * DEATH, fold=dict.fromkeys(DRUGS, 20.0)))
    rare = loguniform(1e-9, 1e-7)
    singles = list(resistant)[:2]
    return Tumour(
        clones=clones,
        transitions=[
            *(Mutation(sensitive, name, rare) for name in singles),
            *(Mutation(name, "resistant to both", rare) for name in singles),
            Switch(sensitive, tolerant, 1e-5, induced={"A": loguniform(1e-4, 5e-2)}),
            Switch(tolerant, sensitive, 0.02),
        ],
        drugs=[Drug("A", Hill(0.12, ec50=0.5, slope=2)), Drug("B", Hill(0.09, ec50=0.5, slope=2))],
        growth=Gompertz(_cells(1e3, 1e4)),
    )


def _cells(low: float, high: float) -> object:
    """Return numbers of cells between two shares of START, alike on a logarithmic scale."""
    from scipy.stats import loguniform

    return loguniform(low * START, high * START)


def clinic() -> Clinic:
    """Return the clinic they come to: weekly visits, a scan every eight weeks."""
    return Clinic(
        visit_every=7, scan_every=SCAN_EVERY, fatal=FATAL, toxicity=TOXICITY, quality=QUALITY
    )


@dataclass(frozen=True)
class Truth:
    """What was hidden in one patient.

    Parameters
    ----------
    doubling : float
        Doubling time on day 0 without treatment [days].
    start : dict of clone to int
        Resistant cells on day 0.
    growth : dict of clone to float
        Divisions of resistant cells relative to sensitive ones.
    tolerance : float
        Rate at which sensitive cells become tolerant under the full effect of A [1/day].
    """

    doubling: float
    start: dict[str, int]
    growth: dict[str, float]
    tolerance: float

    def __str__(self) -> str:
        lines = [f"untreated, the tumour doubles in {self.doubling:.0f} days"]
        for name, count in self.start.items():
            speed = 100 * self.growth[name]
            lines.append(
                f"{name}: {count:,} cells on day 0, dividing at {speed:.0f} % of the speed"
            )
        lines.append(
            f"under A one sensitive cell in {1 / self.tolerance:,.0f} becomes tolerant each day; "
            "tolerant cells become sensitive again after 50 days on average"
        )
        return "\n".join(lines)


def truth(tumour: Tumour, patient: int, seed: int) -> Truth:
    """Return what was hidden in one patient of `cohort`."""
    own = resolve(tumour, seed, np.array([patient]), "tumour")
    crowding = np.log(one(own.growth.capacity) / START)
    resistant = [clone for clone in own.clones if "resistant" in clone.name]
    induced = next(move.induced["A"] for move in own.switches if move.induced)
    return Truth(
        doubling=float(np.log(2) / (GROWTH * crowding - DEATH)),
        start={clone.name: round(one(clone.start)) for clone in resistant},
        growth={clone.name: one(clone.birth) / GROWTH for clone in resistant},
        tolerance=one(induced),
    )


def one(value: object) -> float:
    """Return the number of one patient: a scalar, or an array with one value."""
    return float(np.asarray(value).reshape(-1)[0])
