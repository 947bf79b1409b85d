"""Where one arm begins to beat the other."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.frontier(
        subjects.sweep().frontier(
            "cost", "turnover", "adaptive", "continuous", measure="time_to_progression"
        )
    )
