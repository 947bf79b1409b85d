"""Crowded tumours under one drug that decays: a founder and a mutant, half a year of visits.

A hundred a second, so that corners are found where what a step leaves out adds up from visit to
visit: pulses, days without drug, tumours that crowding draws back meanwhile.
"""

import numpy as np

import sim
from experiments.accuracy.cases import PATTERNS, Case
from experiments.accuracy.crowds import acting, course, crowd, founder_and_mutant
from experiments.accuracy.genes import Genes

TREATED = 24
"""Numbers that such a case is made of."""
VISITS = 12


def treated_in_a_crowd(numbers: np.ndarray) -> Case:
    """Return the case that these numbers (TREATED,) stand for."""
    genes = Genes(numbers)
    start, growth = crowd(genes, 1.02)
    birth, clones = founder_and_mutant(genes, start, 2.0, 1.0, (0.5, 1.2))
    acts, most = acting(genes, birth)
    ec50, slope = genes.power(0.03, 3.0), genes.uniform(0.5, 10.0)
    effect = sim.Hill(most, ec50, slope, acts=acts)
    interval = genes.choice([1.0, 7.0, 7.0, 21.0, genes.power(0.1, 60.0)])
    drug = sim.Drug("A", effect, half_life=genes.power(0.01, 1e3), interval=interval)
    days = genes.choice([7.0, 7.0, 14.0, genes.power(1.0, 28.0)])
    pattern = genes.choice(PATTERNS)
    moves = [sim.Mutation("S", "R", genes.power(1e-7, 1e-2))]
    return course(sim.Tumour(clones, moves, [drug], growth=growth), days, pattern, VISITS)
