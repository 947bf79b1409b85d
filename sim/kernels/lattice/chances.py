"""What a cell attempts per day, clone by clone, and its mean over a step in which drugs decay.

A drug that kills in proportion to divisions (the Norton-Simon law: L deaths per division) kills
here on an attempted division that has room: of the attempts, L / 2 end in death and 1 - L / 2 in a
division. So cells grow by b (1 - L) on the average, as under the other engines: a division adds one
and a death takes one. Strobl et al. (2022) say L / 2 (0.75) where their differential equations have
L (1.5). Beyond L = 2 every attempt kills, and there are b (L - 1) of them.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import SOURCE
from sim.kernels.rates import exposure
from sim.kernels.rates.drugs import drug_rates, switch_rate

# Rows of a table (row, clone) [1/day per cell]: where divisions end, attempts that kill, deaths,
# movement; each counts from the end of the one before, so that one number says which it is.
DIVIDE, KILLED, DIE, MOVE, ALL = 0, 1, 2, 3, 4
CHANCE_ROWS = 5
_NODES = np.array([0.5 - 0.5 * 0.6**0.5, 0.5, 0.5 + 0.5 * 0.6**0.5])
_WEIGHTS = np.array([5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0])


class Chances(NamedTuple):
    """Work space: what the cells of one patient attempt, at each level of supply."""

    table: np.ndarray
    """(level, CHANCE_ROWS, clone) [1/day per cell]."""
    switching: np.ndarray
    """(level, switch) [1/day per cell]."""
    rates: np.ndarray
    """(3, clone): births, deaths, deaths per division."""
    local: np.ndarray
    """(drug,) concentrations where a cell stands."""


def make_chances(clones, drugs, switches, supply):
    """Return empty work space."""
    levels = max(1, supply.share.shape[1])
    return Chances(
        np.zeros((levels, CHANCE_ROWS, clones)), np.zeros((levels, switches)),
        np.zeros((3, clones)), np.zeros(drugs),
    )  # fmt: skip


@inlined
def attempts(birth, linked):
    """Return the divisions and the deaths on attempted division, where there is room [1/day]."""
    if linked <= 2.0:
        return birth * (1.0 - 0.5 * linked), birth * 0.5 * linked
    return 0.0, birth * (linked - 1.0)


@called
def add_rates(model, supply, p, r, c, level, weight, chances):
    """Add the rates at a level, for these concentrations in the blood, times a weight."""
    out_of_line()
    table, rates, here = chances.table[level], chances.rates, c
    can_divide, starving = 1.0, 0.0
    if supply.share.shape[0] > 0:
        here = chances.local
        for d in range(here.shape[0]):
            here[d] = c[d] * supply.share[p, level, d]
        can_divide, starving = supply.air[p, level, 0], supply.air[p, level, 1]
    drug_rates(model, r, here, rates[0], rates[1], rates[2])
    for i in range(rates.shape[1]):
        divide, killed = attempts(rates[0, i] * can_divide, rates[2, i])
        table[DIVIDE, i] += weight * divide
        table[KILLED, i] += weight * killed
        table[DIE, i] += weight * (rates[1, i] + starving)
    for w in range(chances.switching.shape[1]):
        chances.switching[level, w] += weight * switch_rate(model, r, w, here)


@called
def add_up(model, moving, level, chances):
    """Let every row of a table count from the end of the one before; return the largest sum."""
    out_of_line()
    table, most = chances.table[level], 0.0
    for i in range(table.shape[1]):
        table[KILLED, i] += table[DIVIDE, i]
        table[DIE, i] += table[KILLED, i]
        table[MOVE, i] = table[DIE, i] + moving[i]
        table[ALL, i] = table[MOVE, i]
    for w in range(chances.switching.shape[1]):
        table[ALL, model.switch_ends[w, SOURCE]] += chances.switching[level, w]
    for i in range(table.shape[1]):
        most = max(most, table[ALL, i])
    return most


@called
def clear_chances(level, chances):
    """Fill the table of a level with zeros."""
    out_of_line()
    for row in range(chances.table.shape[1]):
        for i in range(chances.table.shape[2]):
            chances.table[level, row, i] = 0.0
    for w in range(chances.switching.shape[1]):
        chances.switching[level, w] = 0.0


@called
def put_at(model, moving, supply, p, r, c, level, chances):
    """Fill the table of a level for these concentrations in the blood; return the largest sum."""
    out_of_line()
    clear_chances(level, chances)
    add_rates(model, supply, p, r, c, level, 1.0, chances)
    return add_up(model, moving, level, chances)


@called
def put_constant(model, moving, supply, p, r, c, chances):
    """Fill the tables of all levels in the same way; return the largest sum."""
    out_of_line()
    most = 0.0
    for level in range(chances.table.shape[0]):
        most = max(most, put_at(model, moving, supply, p, r, c, level, chances))
    return most


@called
def put_mean(model, moving, supply, p, r, now, day, end, drugs, chances):
    """Fill tables with mean rates from `now` to `end`, and move the drugs on; return the sum.

    Between two administrations rates are smooth, and three Gauss-Legendre nodes give their mean.

    Parameters
    ----------
    day : float
        On which the interval between visits began [days].
    drugs : Drugs
        Overwritten.
    chances : Chances
        Overwritten.
    """
    out_of_line()
    levels, at, whole, most = chances.table.shape[0], now, end - now, 0.0
    for level in range(levels):
        clear_chances(level, chances)
    while at < end - exposure.SOON:
        exposure.give(model, r, at, day, drugs.c, drugs.dose, drugs.anchor)
        stop = exposure.next_breakpoint(model, r, at, day, end, drugs.dose, drugs.anchor)
        for k in range(3):
            exposure.decay(model, r, _NODES[k] * (stop - at), drugs.c, drugs.later)
            weight = _WEIGHTS[k] * (stop - at) / whole
            for level in range(levels):
                add_rates(model, supply, p, r, drugs.later, level, weight, chances)
        exposure.decay(model, r, stop - at, drugs.c, drugs.later)
        for d in range(drugs.c.shape[0]):
            drugs.c[d] = drugs.later[d]
        at = stop
    for level in range(levels):
        most = max(most, add_up(model, moving, level, chances))
    return most
