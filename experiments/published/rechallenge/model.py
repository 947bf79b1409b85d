"""The tumours: one founder and one drug, and a mechanism of resistance each."""

from dataclasses import replace

import numpy as np
from scipy import stats

import sim

DRUG, SECOND = "drug", "second line"

BIRTH, DEATH = 0.14, 0.13
"""Divisions and deaths without drug [1/day] (as in `bozic2013`)."""

KILL = stats.lognorm(s=np.log(2) / stats.norm.ppf(0.9), scale=0.04)
"""Deaths that the drug adds [1/day]: the median and the 10th and 90th percentile of the lesions
of Bozic et al. 2013 (-0.03 per day; 0.01 and 0.07)."""

HALF_LIFE = stats.uniform(3.7 * sim.MONTH, 1.0 * sim.MONTH)
"""Half-life of a costly clone's share off the drug, 3.7 to 4.7 months [days]."""

SIZE = 1e9
"""Cells when treatment starts, and in the tumours that have just progressed."""

RESISTANT = 0.9
"""Share of the cells that no longer respond when a tumour has just progressed. Ours."""


def cost(patients: int, seed: int) -> np.ndarray:
    """Return the share of its divisions (patient,) that a costly clone loses.

    The ratio of its cells to sensitive ones falls at b x cost, with the half-life above.
    """
    days = HALF_LIFE.rvs(patients, random_state=np.random.default_rng(seed))
    return np.log(2) / (BIRTH * days)


def mechanisms(patients: int, seed: int) -> dict:
    """Return the mechanisms by name; what differs between patients is an array."""
    return {
        "stable mutation": sim.TargetMutation(DRUG),
        "costly mutation": sim.TargetMutation(DRUG, cost=cost(patients, seed)),
        "gene amplification": sim.GeneAmplification(DRUG),
        "silencing": sim.Silencing(DRUG),
        "dividing persisters": sim.Tolerance(
            DRUG, induced=0.02, leave=0.01, division=1.0, death=1.0
        ),
    }


def untreated(mechanism) -> sim.Tumour:
    """Return the tumour in which a mechanism can arise, grown from one cell."""
    return sim.Tumour.from_founder(
        sim.Clone("sensitive", birth=BIRTH, death=DEATH),
        mechanisms=[mechanism],
        drugs=[
            sim.Drug(DRUG, sim.Proportional(KILL)),
            # another treatment, which holds a tumour of the founder's cells where it is
            sim.Drug(SECOND, sim.Proportional(BIRTH - DEATH)),
        ],
        size=SIZE,
        grown_from_one_cell=True,
    )


def progressed(mechanism) -> sim.Tumour:
    """Return a tumour that has just progressed: nine cells in ten have the last changed state."""
    tumour = untreated(mechanism)
    starts = {tumour.clone_names[0]: 1 - RESISTANT, tumour.clone_names[-1]: RESISTANT}
    clones = [replace(c, start=SIZE * starts.get(c.name, 0.0)) for c in tumour.clones]
    return tumour.replace(clones=clones, size=None, grown_from_one_cell=False)
