"""Every point of a sweep as a line through its parameters."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.parallel(subjects.spread(), measure="time_to_progression", arm="adaptive")
