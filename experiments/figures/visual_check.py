"""Observed against simulated: made-up patients who respond less than the simulated ones."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.visual_check(subjects.runs(), subjects.observed(), "adaptive")
