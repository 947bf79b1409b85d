"""One patient under every strategy, with the scans and a line of the reader's."""

import sim
from experiments.figures import subjects


def draw():
    marks = sim.plots.Marks(lines={"a million cells": 1e6})
    return sim.plots.burden(subjects.runs(), patient=7, layout="overlay", marks=marks)
