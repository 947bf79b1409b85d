"""How fit every clone is without drug, under each, and under both."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.landscape(subjects.lattice())
