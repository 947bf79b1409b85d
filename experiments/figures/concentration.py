"""What is in the body in the first half year under each schedule."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.concentration(subjects.runs(), days=180)
