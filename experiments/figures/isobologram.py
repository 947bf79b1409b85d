"""Pairs of doses that hold each clone still, and the straight lines of additivity."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.isobologram(subjects.lattice(), clones=["sensitive"])
