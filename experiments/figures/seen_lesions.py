"""The lesions of one patient, site by site, with one that is new."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.seen(subjects.measured(), measure="ct", patient=0)
