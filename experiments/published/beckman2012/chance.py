"""The same virtual patients where single cells live and die by chance: `sim`'s own engine.

The paper's equation has cells divide at g0 and, besides, g0 T mutants appear. In `sim` one of two
daughters mutates, so divisions are g0 (1 + T) and the probability is T / (1 + T): the same means.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

import sim
from experiments.published.beckman2012.ode import DEATH, DETECTABLE, DOSES, STEP, STEPS
from experiments.published.beckman2012.virtual import CLONES, Patients

DRUGS = ("drug 1", "drug 2")
SEED = 2012

CLINIC = sim.Clinic(visit_every=STEP, scan_every=STEP, noise=0, detection=DETECTABLE, fatal=DEATH)
"""What is decided every 45 days; strategy 0 sees the number of cells, from 1e9 on."""


def tumours(patients: Patients) -> sim.Tumour:
    """Return the virtual patients as one tumour whose numbers are arrays."""
    to_1, to_2 = patients.mutation.T
    supply = dict(zip(CLONES, (to_1 + to_2, to_2, to_1, 0.0 * to_1), strict=True))
    clones = [
        sim.Clone(
            name,
            birth=patients.growth * (1.0 + supply[name]),
            death=0.0,
            start=patients.start[:, place],
            fold={drug: fold(patients, place, k) for k, drug in enumerate(DRUGS)},
        )
        for place, name in enumerate(CLONES)
    ]
    mutations = [
        sim.Mutation(source, target, rate / (1.0 + supply[source]))
        for source, target, rate in (
            ("S", "R1", to_1), ("S", "R2", to_2), ("R1", "R12", to_2), ("R2", "R12", to_1),
        )
    ]  # fmt: skip
    drugs = [
        sim.Drug(drug, sim.Proportional(patients.kill[:, 0, k])) for k, drug in enumerate(DRUGS)
    ]
    return sim.Tumour(clones=clones, transitions=mutations, drugs=drugs)


def fold(patients: Patients, clone: int, drug: int) -> np.ndarray:
    """Return how many times less a drug kills a clone than S; inf where it does not at all."""
    with np.errstate(divide="ignore"):
        return patients.kill[:, 0, drug] / patients.kill[:, clone, drug]


@dataclass(frozen=True)
class BestDrugSeen(sim.Regimen):
    """Strategy 0 in a clinic: what `ode.BestDrug` does, from the number of cells that is seen.

    Parameters
    ----------
    first : ndarray (patient,)
        Which drug is begun with: 0 or 1.
    """

    first: np.ndarray

    @property
    def drugs(self) -> tuple[str, ...]:
        """Both drugs."""
        return DRUGS

    def describe(self) -> str:
        """Return the plan in one line."""
        return "The best drug; the other one when the tumour has doubled or is seen again."

    def decide(self, seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses for the next 45 days."""
        kept = memory or {
            "switched": np.zeros(seen.patients, dtype=bool),
            "nadir": seen.burden,
            "visible": seen.detected,
        }
        doubled = (seen.burden >= 2 * kept["nadir"]) & seen.detected
        again = ~kept["visible"] & seen.detected
        fails = (doubled | again) & ~kept["switched"] & (seen.day > 0)
        switched = kept["switched"] | fails
        lower = seen.detected & (seen.burden < kept["nadir"])
        nadir = np.where(fails | lower, seen.burden, kept["nadir"])
        memory.update(switched=switched, nadir=nadir, visible=seen.detected)
        second = np.where(switched, 1 - self.first, self.first)
        return seen.give({DRUGS[0]: 1.0 - second, DRUGS[1]: 1.0 * second})


def planned(plan: np.ndarray) -> sim.Schedule:
    """Return doses (patient, step) as a plan made on day 0, with an array for every 45 days."""
    days = tuple(float(STEP * step) for step in range(STEPS))
    doses = [dict(zip(DRUGS, DOSES[plan[:, step]].T, strict=True)) for step in range(STEPS)]
    return sim.Schedule(days, doses)


def treated(patients: Patients, plans: dict[str, np.ndarray]) -> sim.Runs:
    """Return both strategies: 0 by what is seen, 2.2 by the plan that the equation makes."""
    arms = {
        "0": BestDrugSeen(plans["0"][:, 0].astype(float)),
        "2.2": planned(plans["2.2"]),
    }
    return sim.simulate(
        tumours(patients), arms, patients=len(patients), days=STEP * STEPS, seed=SEED,
        clinic=CLINIC, record=sim.Endpoints(),
    )  # fmt: skip
