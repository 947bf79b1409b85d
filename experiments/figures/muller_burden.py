"""The same with the burden as height; on a log axis its height is divided by share."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.muller(subjects.runs(), patient=3, scale="log")
