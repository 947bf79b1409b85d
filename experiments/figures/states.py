"""A reversible state: cells slip into drug tolerance and back."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.clone_tree(subjects.tolerant())
