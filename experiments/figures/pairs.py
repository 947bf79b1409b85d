"""What the data leave open of every two parameters of a patient: long slanting regions."""

import sim
from experiments.figures import subjects


def draw():
    """Return the Axes."""
    return sim.plots.pairs(subjects.fit_of_a_patient())
