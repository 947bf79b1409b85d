"""How much crowding leaves of births in an interval: the level that a plan of it is made for.

What switches is split between the ends of a step by how much clones grow in it, so in a crowd a
plan depends on the tumour. Made for all that births may be it needs many steps, and made for one
tumour it never comes again. It is made for those whose births stay between two sixteenths of what
they are without a crowd, with its error found at both; where clones have crowds of their own, for
those whose births are the same sixteenths, clone by clone.
"""

import math

import numpy as np

from sim.kernels.birth_death.law import MEAN_BIRTHS, MEAN_DEATHS, UNEVEN
from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.crowding.space import END_FACTOR, FACTOR, START_FACTOR
from sim.kernels.model import PER_CAPACITY, UNIFORM
from sim.kernels.random.streams import fold_in

PARTS = 16
"""Levels between no births and all of them."""
AROUND = 0.25
"""Of a level: what is foreseen is trusted so far."""
DEVIATIONS = 4.0
"""Standard deviations of the number of cells that a level has room for."""
BITS = 38
"""Of the name of a level: there are 53, and 15 for the number of steps."""
LARGEST_ERROR = 0.05
"""What is foreseen with a larger one is not known."""


@inlined
def _scatter(model, r, i, days, rates, cells):
    """Return by how much chance may change the births of clone i in an interval."""
    total = 0.0
    for j in range(cells.shape[0]):
        felt = 1.0 if model.rules[UNIFORM] == 1 else model.competition[i, j]
        total += felt * felt * cells[j] * (rates[MEAN_BIRTHS, j] + rates[MEAN_DEATHS, j])
    return DEVIATIONS * math.sqrt(days * total) * model.clone[r, i, PER_CAPACITY]


@called
def level_of(model, r, days, rates, cells, error, w):
    """Return between which levels (low, high) births are expected to be in an interval.

    Parameters
    ----------
    rates : ndarray (RATE_ROWS, clone)
        Of the interval, without crowding.
    cells : ndarray (clone,)
    error : float
        Of what is foreseen.
    w : ndarray (WORK_ROWS, clone)
        What is foreseen (`crowding.average.predict`).
    """
    out_of_line()
    if error > LARGEST_ERROR:
        return 0, PARTS
    least, most, uneven = 1.0, 0.0, 0.0
    for i in range(cells.shape[0]):
        if cells[i] > 0.0:
            uneven = max(uneven, rates[UNEVEN, i] + rates[UNEVEN + 1, i])
    for i in range(cells.shape[0]):
        first, last = w[START_FACTOR, i], w[END_FACTOR, i]
        middle = 0.25 * (6.0 * w[FACTOR, i] - first - last)  # (the average is Simpson's)
        low, high = min(first, min(middle, last)), max(first, max(middle, last))
        # (chance, and that cells may lie off what is foreseen by as much as rates are uneven)
        around = _scatter(model, r, i, days, rates, cells) + (1.0 - low) * uneven
        least, most = min(least, low - around), max(most, high + around)
    low = max(math.floor(least * PARTS - AROUND), 0)
    high = min(math.ceil(most * PARTS + AROUND), PARTS)
    return min(low, PARTS - 1), max(high, 1)


@called
def put_births(births, left):
    """Fill `left` (clone,) with so much of births."""
    out_of_line()
    for i in range(left.shape[0]):
        left[i] = births


@called
def put_middle(low, high, left, kind):
    """Fill `left` (clone,) with what is left of births in the middle of these levels.

    Return a name of them, and of a kind (`switching.mixed`).
    """
    out_of_line()
    put_births((low + high) / (2.0 * PARTS), left)
    return float(low * 64 + high) + 4096.0 * kind


@called
def put_own_births(w, left, kind):
    """Fill `left` (clone,) with what is left of births of each clone, to a sixteenth.

    Return a name of that, and of a kind (`switching.mixed`).

    Where cells switch into other crowds, those of the clones differ. Each as foreseen, half-way
    between the start and the end of the interval.
    """
    out_of_line()
    name = np.uint64(kind)
    for i in range(left.shape[0]):
        births = 0.5 * (w[START_FACTOR, i] + w[END_FACTOR, i])
        level = np.uint64(math.floor(PARTS * births + 0.5))
        left[i] = float(level) / PARTS
        name = fold_in(name, level)
    return -1.0 - float(name >> np.uint64(64 - BITS))  # (no other name is negative)


@inlined
def named_with(name, steps):
    """Return a name of both, a whole number that a float holds: of a level, and of how many steps.

    Parameters
    ----------
    name : float
        From `put_middle` or `put_own_births`.
    steps : int
        At most `MOST_STEPS`.
    """
    return name + math.copysign(steps * 2.0**BITS, name)


@inlined
def beyond(low, high, w):
    """Return how many times as far from the middle of its levels births are foreseen in a step.

    As these are; once where births stay between them.
    """
    least, most = 1.0, 0.0
    for i in range(w.shape[1]):
        least = min(least, min(w[START_FACTOR, i], w[END_FACTOR, i]))
        most = max(most, max(w[START_FACTOR, i], w[END_FACTOR, i]))
    off = max(low - PARTS * least, PARTS * most - high)
    return 1.0 + max(off, 0.0) / (0.5 * (high - low))
