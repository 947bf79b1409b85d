"""What the blood shows of one patient, variant by variant."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.seen(subjects.measured(), measure="blood", patient=0)
