"""How much each parameter decides: Sobol indices."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.sensitivity(subjects.spread().sobol_indices("time_to_progression"))
