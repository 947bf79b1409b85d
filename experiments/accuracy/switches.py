"""Tumours whose cells switch to and from a state that a drug spares, of one state on day 0 or both.

Each state may found mutants; a drug may call cells into the state. Twenty a second, so that corners
are found where nearly all cells are of one state, and what is founded comes by way of the other.
"""

from dataclasses import replace

import numpy as np

import sim
from experiments.accuracy.cases import PATTERNS, Case
from experiments.accuracy.crowds import acting, course, crowd, founder_and_mutant
from experiments.accuracy.genes import Genes

SWITCHING = 40
"""Numbers that such a case is made of."""
VISITS = 8


def switching_states(numbers: np.ndarray) -> Case:
    """Return the case that these numbers (SWITCHING,) stand for."""
    genes = Genes(numbers)
    start, growth = crowd(genes, 1.0)
    growth = genes.choice([growth, sim.Exponential()])
    birth, clones = founder_and_mutant(genes, start, 3.0, 1.2, (0.3, 1.5))
    acts, most = acting(genes, birth)
    effect = sim.Hill(most, ec50=0.3, slope=2, acts=acts)
    half_life, interval = genes.power(0.1, 100.0), genes.choice([1.0, 7.0, 21.0])
    decays = genes.choice([{}, {}, {"half_life": half_life, "interval": interval}])
    quiet, fold = genes.choice([0.0, 0.2, genes.power(0.01, 1.5)]), genes.choice([np.inf, 10.0])
    there = start * genes.choice([0.0, 0.1, genes.power(1e-3, 30.0)])
    clones[0] = replace(clones[0], start=genes.choice([start, start, 0.0]))
    if clones[0].start == 0.0:
        there = start
    clones.append(
        sim.Clone(
            "P", quiet * birth, quiet * clones[0].death * genes.uniform(0.0, 1.5),
            fold={"A": fold}, start=there,
        )
    )  # fmt: skip
    fastest = genes.choice([0.1, 1.0, 50.0])
    to, back, called = [genes.power(1e-3, 1.0) * fastest for _ in range(3)]
    moves = [
        sim.Mutation("S", "R", genes.power(1e-7, 1e-2)),
        sim.Switch("S", "P", to, induced=genes.choice([{}, {"A": called}])),
        sim.Switch("P", "S", back, induced=genes.choice([{}, {}, {"A": called}])),
    ]
    from_both = genes.choice([False, True])
    if from_both and quiet > 0.0:
        moves.append(sim.Mutation("P", "R", genes.power(1e-7, 1e-2)))
    days = genes.choice([7.0, 7.0, 14.0, genes.power(1 / 24, 28.0)])
    pattern = genes.choice([(0,), *PATTERNS])
    tumour = sim.Tumour(clones, moves, [sim.Drug("A", effect, **decays)], growth=growth)
    return course(tumour, days, pattern, VISITS)
