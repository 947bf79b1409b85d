"""Which parameter moves the end point most, and in which direction."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.tornado(subjects.spread().regression("time_to_progression"))
