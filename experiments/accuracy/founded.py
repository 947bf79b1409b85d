"""Crowded tumours without drugs, of one clone and what it founds: a chain of one or two mutants.

Hundreds a second, so that a corner is found that one tumour in ten thousand stands in: mutants that
are founded by many, thrive less or far more than who founds them, and crowd.
"""

import numpy as np

import sim
from experiments.accuracy.cases import Case
from experiments.accuracy.crowds import crowd
from experiments.accuracy.genes import Genes

FOUNDED = 20
"""Numbers that such a case is made of."""


def founded_in_a_crowd(numbers: np.ndarray) -> Case:
    """Return the case that these numbers (FOUNDED,) stand for."""
    genes = Genes(numbers)
    start, growth = crowd(genes, 1.1)
    birth = genes.power(0.01, 3.0)
    clones = [sim.Clone("S", birth, birth * genes.uniform(0.0, 1.5), start=start)]
    moves = []
    for name in ["R", "RR"][: genes.choice([1, 2])]:
        birth = genes.power(0.01, 3.0)
        clones.append(sim.Clone(name, birth, birth * genes.uniform(0.0, 2.0)))
        moves.append(sim.Mutation(clones[-2].name, name, genes.power(1e-5, 0.1)))
    days = genes.choice([1.0, 3.5, 7.0, 14.0, 28.0])
    return Case(sim.Tumour(clones, moves, growth=growth), (0.0, days, 2.0 * days), ((), ()))
