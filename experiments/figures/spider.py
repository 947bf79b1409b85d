"""Every patient of an arm, scan by scan."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.spider(subjects.trial(), "adaptive", most=30)
