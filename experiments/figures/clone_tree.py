"""The lattice of clones that three drugs make, with mutation rates per division."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.clone_tree(subjects.lattice(3))
