"""Cells that switch into another crowd: how many steps that takes, or whether those planned do.

What many steps leave out is seen from few, mostly.
"""

import numpy as np

from sim.kernels.birth_death.law import MEAN_BIRTHS, MEAN_DEATHS, MEAN_LINKED
from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.crowding.flows import error_of_flows
from sim.kernels.steps.length import MOST_STEPS, more_steps
from sim.kernels.switching.split import put_constant_split

FEWER = 4
"""Times as many steps are tried where fewer do not tell."""
EVEN = 0.25
"""Growth in steps that are taken as one is off their mean by less, as a logarithm."""
KNOWN, QUICK = 0.1, 1.0
"""A larger error of fewer steps tells nothing of more, nor one of clones that change by more."""
UNSURE = 4.0
"""And a smaller one may be so many times as large as it would be by the square of their length."""


@called
def _unevenness(h, rates, count, times):
    """Return how far growth without crowding goes from its mean in `times` steps taken as one."""
    out_of_line()
    most = 0.0
    for i in range(rates.shape[2]):
        for first in range(0, count, times):
            mean, off = 0.0, 0.0
            for s in range(first, first + times):
                mean += _net(rates[s], i) / times
            for s in range(first, first + times):
                off += h * abs(_net(rates[s], i) - mean)
            most = max(most, off)
    return most


@inlined
def _net(rates, i):
    return rates[MEAN_BIRTHS, i] - rates[MEAN_LINKED, i] - rates[MEAN_DEATHS, i]


@inlined
def _expected(error, quick, tried, count):
    """Return about what `count` steps leave out at most where fewer, `tried`, leave out so much.

    Nothing is known of it where that is much, or steps so long that clones change much in them
    (`quick`).
    """
    known = error < KNOWN and quick < QUICK
    return UNSURE * error * (tried / count) ** 2 if known else np.inf


@called
def steps_for_flows(model, r, days, count, rates, amounts, cells, tolerance, flows, w):
    """Return how many steps, at least `count`, flows need where no rate changes; and their error.

    Parameters
    ----------
    rates : ndarray (1, RATE_ROWS, clone)
        Without crowding.
    amounts : ndarray (3, switch)
        Switches [1/day], and work space.
    flows : Flows
        Overwritten.

    The others are those of `error_of_flows`.
    """
    out_of_line()
    tried = np.int64(1)
    while True:
        h = days / tried
        put_constant_split(model, r, h, rates[0], amounts)
        for v in range(amounts.shape[1]):
            flows.split[0, 0, v], flows.split[0, 1, v] = amounts[1, v], amounts[2, v]
        error, quick = error_of_flows(model, r, h, tried, rates, flows.split, 1, flows, cells, w)
        if tried >= count:
            if error <= tolerance or tried >= MOST_STEPS:
                return tried, error
            tried = more_steps(tried, error, tolerance)
            continue
        error = _expected(error, quick, tried, count)
        if error <= tolerance:
            return count, error
        tried = min(FEWER * tried, count)


@called
def error_of_planned_flows(model, r, h, count, rates, split, tolerance, flows, cells, w):
    """Return what `count` steps of h days leave out, each with rates of its own.

    If it is clear from fewer steps that it is within the tolerance, from these. The arguments are
    those of `error_of_flows`.
    """
    out_of_line()
    tried = np.int64(1)
    while tried < count:
        times = count // tried
        if _unevenness(h, rates, count, times) < EVEN:
            error, quick = error_of_flows(
                model, r, h * times, tried, rates, split, times, flows, cells, w
            )
            error = _expected(error, quick, tried, count)
            if error <= tolerance:
                return error
        tried *= FEWER
    error, _ = error_of_flows(model, r, h, count, rates, split, 1, flows, cells, w)
    return error
