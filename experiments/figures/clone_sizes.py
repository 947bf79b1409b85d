"""The median size of every clone."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.clones(subjects.runs())
