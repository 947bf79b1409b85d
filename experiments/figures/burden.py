"""Burden under four strategies: median, 8 in 10 patients, and ten single ones."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.burden(subjects.runs(), patients=10)
