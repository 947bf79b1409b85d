"""Tumours that crowd themselves, for the quick searches."""

import numpy as np

import sim
from experiments.accuracy.cases import Case
from experiments.accuracy.genes import Genes
from sim.model.growth_curve import Growth


def crowd(genes: Genes, least: float) -> tuple[float, Growth]:
    """Return the cells on day 0, and a law of growth with room for at least so many times them."""
    start = genes.power(1e9, 1e13)
    room = start * genes.power(least, 100.0)
    return start, genes.choice(
        [sim.Logistic(room), sim.Logistic(room, acts="death"), sim.Gompertz(room)]
    )


def founder_and_mutant(
    genes: Genes, start: float, quickest: float, deaths: float, thrives: tuple[float, float]
) -> tuple[float, list[sim.Clone]]:
    """Return the births of a founder [1/day], and both clones, of which a drug A may be a part.

    Parameters
    ----------
    start : float
        Cells of the founder on day 0; of the mutant as many at most.
    quickest : float
        Its births are at most so many [1/day], its deaths `deaths` times them.
    thrives : (float, float)
        Between which shares of them the births of the mutant lie.
    """
    birth = genes.power(0.01, quickest)
    death = birth * genes.uniform(0.0, deaths)
    there = genes.choice([0.0, start * genes.power(1e-4, 1.0)])
    fold = genes.choice([np.inf, genes.power(1.0, 1e3)])
    mutant = sim.Clone("R", birth * genes.uniform(*thrives), death, fold={"A": fold}, start=there)
    return birth, [sim.Clone("S", birth, death, start=start), mutant]


def acting(genes: Genes, birth: float) -> tuple[str, float]:
    """Return what a drug acts on, and how strongly at most, where a founder divides so often."""
    acts = genes.choice(["death", "death", "birth", "division"])
    most = {"death": birth * genes.power(0.05, 5.0), "birth": 1.0, "division": 4.0}[acts]
    return acts, most * genes.uniform(0.05, 1.0)


def course(tumour: sim.Tumour, days: float, pattern: tuple[int, ...], visits: int) -> Case:
    """Return the case of so many visits, that many days apart, with doses of A in this pattern."""
    doses = tuple((float(pattern[k % len(pattern)]),) for k in range(visits))
    return Case(tumour, tuple(days * k for k in range(visits + 1)), doses)
