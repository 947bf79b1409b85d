"""Every single patient of an arm: how many curves pass each spot."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.burden(subjects.runs(), "alternating", patients=200, unit="mm")
