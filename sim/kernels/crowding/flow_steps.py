"""Cells that switch into another crowd: how many steps that takes, or whether those planned do.

What many steps leave out is seen from few, mostly.
"""

import numpy as np

from sim.kernels.birth_death.law import MEAN_BIRTHS, MEAN_DEATHS, MEAN_LINKED, UNEVEN
from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.crowding.flows import BEFORE, error_of_flows, put_births_left
from sim.kernels.crowding.space import START_FACTOR
from sim.kernels.model import SOURCE, TARGET
from sim.kernels.steps.length import MOST_STEPS, more_steps
from sim.kernels.switching.apart import ADDS_UP
from sim.kernels.switching.split import put_constant_split

FEWER = 4
"""Times as many steps are tried where fewer do not tell."""
LEANS = 0.25
"""Times the tolerance: with more of it, steps whose rates change are followed piece by piece."""
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
        error, quick = error_of_flows(
            model, r, h, tried, rates, flows.split, 1, False, flows, cells, w
        )
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
def _leaning(model, r, count, rates, split, left, flows, cells, w):
    """Return what uneven rates may do to what switches, as a share of the clone it switches to.

    At which end of a step it does so is chosen for what crowding is expected to leave of births,
    `left`; it is off that at the start, or at the end of the path that has been followed.
    """
    out_of_line()
    most, off_level = 0.0, 0.0
    put_births_left(model, r, cells, w)
    for i in range(cells.shape[0]):
        off = max(abs(w[START_FACTOR, i] - left[i]), abs(flows.notes[BEFORE, i] - left[i]))
        off_level = max(off_level, off)
    for v in range(split.shape[2]):
        i, j = model.switch_ends[v, SOURCE], model.switch_ends[v, TARGET]
        come, off = 0.0, 0.0
        for s in range(count):
            moved = (split[s, 0, v] + split[s, 1, v]) * cells[i]
            come += moved
            uneven = rates[s, UNEVEN, i] + rates[s, UNEVEN + 1, i]
            off += 0.5 * moved * (uneven + rates[s, UNEVEN, j] + rates[s, UNEVEN + 1, j])
        most = max(most, off / (come + cells[j] + 1.0))
    return ADDS_UP * min(off_level, 1.0) * most


@called
def error_of_planned_flows(model, r, h, count, rates, split, left, tolerance, flows, cells, w):
    """Return what `count` steps of h days leave out, each with rates of its own.

    If it is clear from fewer steps that it is within the tolerance, from these.

    Parameters
    ----------
    left : ndarray (clone,)
        What crowding leaves of births where switching was split.

    The others are those of `error_of_flows`.
    """
    out_of_line()
    tried, error = np.int64(1), np.inf
    while error > tolerance and tried <= count:
        times = count // tried
        if times == 1 or _unevenness(h, rates, count, times) < EVEN:
            error, quick = error_of_flows(
                model, r, h * times, tried, rates, split, times, False, flows, cells, w
            )
            if times > 1:
                error = _expected(error, quick, tried, count)
        tried = min(FEWER * tried, count) if tried < count else count + 1
    if error > tolerance:
        return error
    if _leaning(model, r, count, rates, split, left, flows, cells, w) <= LEANS * tolerance:
        return error
    error, _ = error_of_flows(model, r, h, count, rates, split, 1, True, flows, cells, w)
    return error
