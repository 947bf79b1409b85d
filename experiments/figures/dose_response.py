"""Growth at every concentration, and where resistant cells are selected."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.dose_response(subjects.lattice(), clones=["sensitive", "A", "A+B"])
