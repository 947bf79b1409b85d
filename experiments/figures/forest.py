"""Hazard ratios over subgroups."""

import sim
from experiments.figures import subjects


def draw():
    result = subjects.trial()
    cost, turnover = result.values["cost"], result.values["turnover"]
    parts = {
        "cost below 0.2": cost < 0.2, "cost from 0.2": cost >= 0.2,
        "turnover below 0.4": turnover < 0.4, "turnover from 0.4": turnover >= 0.4,
    }  # fmt: skip
    return sim.plots.forest(result.subgroups(parts, "adaptive"))
