"""Profiles: turnover and start are fixed by PSA, cost and the resistant fraction are not."""

import sim
from experiments.figures import subjects


def draw():
    return sim.plots.profiles(subjects.fit_of_a_patient())
