"""What it does to births and deaths that cells are in each other's way, at a moment."""

import math

from sim.kernels.compile import inlined
from sim.kernels.model import (
    CROWDING,
    GOMPERTZ,
    LOGISTIC_BIRTH,
    LOGISTIC_DEATH,
    PER_CAPACITY,
)


@inlined
def load_on(model, i, cells):
    """Return how many cells crowd clone i: cells (clone,) weighted by the competition matrix."""
    load = 0.0
    for j in range(cells.shape[0]):
        load += model.competition[i, j] * cells[j]
    return load


@inlined
def pressure(rule, x):
    """Return (factor on births, deaths added in units of the birth rate) of a clone.

    Parameters
    ----------
    rule : int
        How crowding acts.
    x : float
        How many cells crowd it, in units of its capacity.
    """
    if rule == LOGISTIC_BIRTH:
        return max(1.0 - x, 0.0), 0.0
    if rule == LOGISTIC_DEATH:
        return 1.0, x
    if rule == GOMPERTZ:
        return max(-math.log(max(x, 1e-300)), 0.0), 0.0
    return 1.0, 0.0


@inlined
def crowding(model, r, i, load):
    """Return `pressure` on clone i, which so many cells crowd (`load_on`)."""
    return pressure(model.rules[CROWDING], load * model.clone[r, i, PER_CAPACITY])
