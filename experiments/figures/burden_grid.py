"""Burden over time at every point of a sweep."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.burden_grid(subjects.sweep(), "cost", "turnover")
