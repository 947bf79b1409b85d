"""A fitted patient: what was seen, and where 9 of 10 results of the model would lie."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.fitted(subjects.fit_of_a_patient())
