"""Doses patient by patient: who was treated when."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.dose_map(subjects.runs(), ["adaptive", "sequential"])
