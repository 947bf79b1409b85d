"""Progression, and death without one, as events that exclude one another (Aalen-Johansen)."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.cumulative_incidence(subjects.trial())
