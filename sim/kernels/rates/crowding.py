"""What it does to births and deaths that cells are in each other's way, at a moment."""

import math

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import (
    ALLEE,
    CROWDING,
    CURVED,
    GAME,
    GOMPERTZ,
    LOGISTIC_BIRTH,
    LOGISTIC_DEATH,
    PER_CAPACITY,
)

WIDTH = 5
"""Columns of a cubic."""


@inlined
def load_on(model, i, cells):
    """Return how many cells crowd clone i: cells (clone,) weighted by the competition matrix.

    Of a game, what the others are to it (`payoff`).
    """
    load = 0.0
    for j in range(cells.shape[0]):
        load += model.competition[i, j] * cells[j]
    if model.rules[CROWDING] == GAME:
        total = 0.0
        for j in range(cells.shape[0]):
            total += cells[j]
        return payoff(model.competition, load, total)
    return load


@inlined
def payoff(competition, load, total):
    """Return the factor on births of who meets others at random, by their shares.

    The mean of the row of payoffs, times what all leave of the capacity; 1 / capacity stands behind
    the payoffs.
    """
    if total <= 0.0:
        return 0.0
    return load / total * max(1.0 - total * competition[0, competition.shape[0]], 0.0)


@inlined
def fall(rule):
    """Return by how much the factor on births falls at most for each e-fold of cells.

    Of logistic growth, which says so itself, 1.
    """
    return max(float(rule - CURVED + 1), 1.0)


@inlined
def net_growth(births, linked, deaths, untreated, factor, added):
    """Return the net growth of a clone under a crowding [1/day].

    Parameters
    ----------
    births, linked, deaths : float
        Divisions, deaths linked to them, and others, if nothing crowds it [1/day].
    untreated : float
        Its births without drug [1/day], of which crowding adds deaths.
    factor, added : float
        On births, and the deaths (`pressure`).
    """
    return (births - linked) * factor - deaths - untreated * added


@inlined
def felt(rule, births, untreated, factor, added):
    """Return how fast the growth of a clone falls with the logarithm of all cells [1/day].

    The others are those of `net_growth`; of curves it is the most that it may be.
    """
    by_births = (1.0 - factor) * births if rule == LOGISTIC_BIRTH else fall(rule) * births
    return added * untreated if rule == LOGISTIC_DEATH else by_births


@called
def _tabled(competition, x):
    """Return the factor on births at x, in units of the last size of the table.

    Its columns: how many cubics there are, for each the logarithm where it begins and its
    coefficients, the logarithm where the last one ends, and the factor there.
    """
    out_of_line()
    begin = competition.shape[0]
    pieces = np.int64(competition[0, begin])
    first = begin + 1
    last = first + WIDTH * pieces
    u = math.log(max(x, 1e-300))
    if u >= competition[0, last]:
        return competition[0, last + 1]
    u = max(u, competition[0, first])
    low, high = 0, pieces
    while high - low > 1:
        middle = (low + high) // 2
        if u >= competition[0, first + WIDTH * middle]:
            low = middle
        else:
            high = middle
    at = first + WIDTH * low
    t = u - competition[0, at]
    f = ((competition[0, at + 1] * t + competition[0, at + 2]) * t + competition[0, at + 3]) * t
    return max(f + competition[0, at + 4], 0.0)


@inlined
def pressure(rule, competition, x):
    """Return (factor on births, deaths added in units of the birth rate) of a clone.

    Parameters
    ----------
    rule : int
        How crowding acts.
    competition : ndarray
        Of the model: behind it stands a law that is a table.
    x : float
        How many cells crowd it, in units of its capacity.
    """
    if rule == LOGISTIC_BIRTH:
        return max(1.0 - x, 0.0), 0.0
    if rule == LOGISTIC_DEATH:
        return 1.0, x
    if rule == GOMPERTZ:
        return max(-math.log(max(x, 1e-300)), 0.0), 0.0
    if rule == ALLEE:  # (behind the competition stands the size at which half the births are left)
        return max(1.0 - x, 0.0) * x / (x + competition[0, competition.shape[0]]), 0.0
    if rule == GAME:
        return max(x, 0.0), 0.0
    if rule >= CURVED:
        return _tabled(competition, x), 0.0
    return 1.0, 0.0


@inlined
def crowding(model, r, i, load):
    """Return `pressure` on clone i, which so many cells crowd (`load_on`)."""
    x = load * model.clone[r, i, PER_CAPACITY]
    return pressure(model.rules[CROWDING], model.competition, x)
