"""Which arm is better, over two parameters of a sweep."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.winners(subjects.sweep(), "cost", "turnover", measure="time_to_progression")
