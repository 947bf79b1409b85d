"""Time to progression in a trial, with the numbers at risk."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.kaplan_meier(subjects.trial().followup())
