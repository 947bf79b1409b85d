"""All strategies in one panel."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.burden(subjects.runs(), layout="overlay")
