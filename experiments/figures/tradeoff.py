"""Days without progression against days of side effects: the best thresholds of each dose."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.tradeoff(subjects.tradeoff())
