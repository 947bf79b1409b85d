"""The best change of every patient of an arm."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.waterfall(subjects.trial(), "adaptive")
