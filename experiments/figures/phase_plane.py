"""One patient in the plane of sensitive and resistant cells; thick where a drug is given."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.phase(subjects.runs(), patient=3)
