"""Crowded tumours of two sites, each with room of its own, between which cells move.

A founder and a mutant in each, with or without a drug, eight visits. Ten a second, so that corners
are found where what flows into a crowd changes it meanwhile.
"""

import numpy as np

import sim
from experiments.accuracy.cases import PATTERNS, Case
from experiments.accuracy.crowds import acting, course, crowd, founder_and_mutant
from experiments.accuracy.genes import Genes

MOVING = 32
"""Numbers that such a case is made of."""
VISITS = 8


def between_niches(numbers: np.ndarray) -> Case:
    """Return the case that these numbers (MOVING,) stand for."""
    genes = Genes(numbers)
    start, growth = crowd(genes, 0.3)
    birth, clones = founder_and_mutant(genes, start, 3.0, 1.2, (0.3, 1.5))
    moves = [sim.Mutation("S", "R", genes.power(1e-6, 1e-2))]
    acts, most = acting(genes, birth)
    effect = sim.Hill(most, ec50=0.3, slope=2, acts=acts)
    half_life, interval = genes.power(0.1, 100.0), genes.choice([1.0, 7.0, 21.0])
    decays = genes.choice([{}, {}, {"half_life": half_life, "interval": interval}])
    tumour = sim.Tumour(clones, moves, [sim.Drug("A", effect, **decays)], growth=growth)
    share = genes.choice([0.5, 1.0, genes.uniform(0.01, 0.99)])
    niches = [
        sim.Niche("first", share=share, migration=genes.power(1e-4, 5.0)),
        sim.Niche(
            "second", share=1.0 - share, capacity=start * genes.power(0.1, 100.0),
            birth=genes.uniform(0.2, 1.2), death=genes.uniform(0.2, 1.2),
            penetration=genes.power(0.01, 1.0),
            migration=genes.choice([0.0, genes.power(1e-4, 5.0)]),
        ),
    ]  # fmt: skip
    days = genes.choice([7.0, 7.0, 14.0, genes.power(1.0, 28.0)])
    pattern = genes.choice([(0,), *PATTERNS])
    return course(tumour.in_niches(niches), days, pattern, VISITS)
