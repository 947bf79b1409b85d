"""Work space for the crowding of one tumour in a step, and what cells make of it."""

import numpy as np

from sim.kernels.birth_death.law import MEAN_BIRTHS, MEAN_DEATHS, MEAN_LINKED
from sim.kernels.compile import inlined
from sim.kernels.model import BIRTH, UNIFORM
from sim.kernels.rates.bent import simpson
from sim.kernels.rates.crowding import crowding, net_growth

# Rows of the work space `w` (row, clone).
# Not Python integers: numba would compile a copy of a function for each literal it is given.
NOW, MIDDLE, END, NET, NEEDED = np.arange(5)
FACTOR, ADDED, START_FACTOR, START_ADDED, END_FACTOR, END_ADDED = np.arange(5, 11)
EVEN_FACTOR, EVEN_ADDED, MOVED_FACTOR, MOVED_ADDED = np.arange(11, 15)
WORK_ROWS = 15


@inlined
def press_by(model, r, w, cells, factor, added):
    """Fill w[factor], w[added] with the crowding by w[cells]."""
    n = w.shape[1]
    if model.rules[UNIFORM] == 1:
        total = 0.0
        for i in range(n):
            total += w[cells, i]
        f, a = crowding(model, r, 0, total)
        for i in range(n):
            w[factor, i], w[added, i] = f, a
        return
    for i in range(n):
        load = 0.0
        for j in range(n):
            load += model.competition[i, j] * w[cells, j]
        w[factor, i], w[added, i] = crowding(model, r, i, load)


@inlined
def press(model, r, cells, w):
    """Fill w[FACTOR], w[ADDED] with the crowding by `cells` (clone,)."""
    for i in range(cells.shape[0]):
        w[NOW, i] = cells[i]
    press_by(model, r, w, NOW, FACTOR, ADDED)


@inlined
def average_of(w, i):
    """Return the average crowding (factor, added) of clone i, whose middle is in FACTOR, ADDED."""
    f = simpson(w[START_FACTOR, i], w[FACTOR, i], w[END_FACTOR, i])
    return f, simpson(w[START_ADDED, i], w[ADDED, i], w[END_ADDED, i])


@inlined
def net_of(model, r, i, rates, factor, added):
    """Return the net growth of clone i under its mean rates and this crowding [1/day]."""
    return net_growth(
        rates[MEAN_BIRTHS, i], rates[MEAN_LINKED, i], rates[MEAN_DEATHS, i],
        model.clone[r, i, BIRTH], factor, added,
    )  # fmt: skip
