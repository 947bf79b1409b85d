"""Who does better under which arm, and by how long: the same patients in both."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.paired(subjects.trial().followup(), "adaptive", "continuous")
