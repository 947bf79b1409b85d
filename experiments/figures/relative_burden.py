"""Burden relative to the baseline on a linear scale, in months, and one patient over the others."""

import sim
from experiments.figures import subjects


def draw():
    view = sim.plots.View("linear", time="months")
    return sim.plots.burden(
        subjects.runs(), ["continuous", "adaptive"], highlight=7, unit="% of baseline", view=view
    )
