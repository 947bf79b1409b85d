"""Growth of each clone over the doses of two drugs."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.interaction(subjects.lattice(), clones=["sensitive", "A", "B"])
