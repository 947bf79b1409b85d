"""The whole story on one slide: burden, time to progression, doses, and one patient's clones."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.slide(subjects.runs(), patient=3)
