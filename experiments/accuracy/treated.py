"""Crowded tumours under one drug that decays: a founder and a mutant, half a year of visits.

A hundred a second, so that corners are found where what a step leaves out adds up from visit to
visit: pulses, days without drug, tumours that crowding draws back meanwhile.
"""

import numpy as np

import sim
from experiments.accuracy.cases import PATTERNS, Case
from experiments.accuracy.crowds import crowd
from experiments.accuracy.genes import Genes

TREATED = 24
"""Numbers that such a case is made of."""
VISITS = 12


def treated_in_a_crowd(numbers: np.ndarray) -> Case:
    """Return the case that these numbers (TREATED,) stand for."""
    genes = Genes(numbers)
    start, growth = crowd(genes, 1.02)
    birth = genes.power(0.01, 2.0)
    death = birth * genes.uniform(0.0, 1.0)
    there = genes.choice([0.0, start * genes.power(1e-4, 1.0)])
    fold = genes.choice([np.inf, genes.power(1.0, 1e3)])
    mutant = sim.Clone("R", birth * genes.uniform(0.5, 1.2), death, fold={"A": fold}, start=there)
    acts = genes.choice(["death", "death", "birth", "division"])
    most = {"death": birth * genes.power(0.05, 5.0), "birth": 1.0, "division": 4.0}[acts]
    effect = sim.Hill(
        most * genes.uniform(0.05, 1.0), ec50=genes.power(0.03, 3.0),
        slope=genes.uniform(0.5, 10.0), acts=acts,
    )  # fmt: skip
    interval = genes.choice([1.0, 7.0, 7.0, 21.0, genes.power(0.1, 60.0)])
    drug = sim.Drug("A", effect, half_life=genes.power(0.01, 1e3), interval=interval)
    days = genes.choice([7.0, 7.0, 14.0, genes.power(1.0, 28.0)])
    pattern = genes.choice(PATTERNS)
    clones = [sim.Clone("S", birth, death, start=start), mutant]
    moves = [sim.Mutation("S", "R", genes.power(1e-7, 1e-2))]
    doses = tuple((float(pattern[k % len(pattern)]),) for k in range(VISITS))
    visits = tuple(days * k for k in range(VISITS + 1))
    return Case(sim.Tumour(clones, moves, [drug], growth=growth), visits, doses)
