"""One patient's tumour as a Muller plot: each clone's share, inside the one it came from."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.muller(subjects.runs(), patient=3)
