"""Treatment, response and progression of twenty patients, a lane each."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.swimmer(subjects.trial().follow(range(20)), "adaptive")
