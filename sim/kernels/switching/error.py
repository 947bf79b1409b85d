"""What the splitting of switching from growth does to the mean of an interval, beside the truth.

The truth is `switching.truth`; where no rate changes, exp(A t) is all, with A the matrix of net
growth, switching and mutation. Crowding is left out of both sides.
"""

import math

import numpy as np

from sim.kernels.birth_death.law import NODES
from sim.kernels.compile import called, out_of_line
from sim.kernels.model import (
    CROWDING,
    END_EDGE,
    FIRST_EDGE,
    NO_CROWDING,
    SOURCE,
    TARGET,
)
from sim.kernels.steps.length import MOST_STEPS
from sim.kernels.steps.path import SMALLEST
from sim.kernels.switching.apart import apart_from_truth, nothing_is_missing
from sim.kernels.switching.matrix import exponential, go_on, multiply, scaled
from sim.kernels.switching.space import END, FLOW, LEFT, RIGHT, SPARE, SPLIT, START, TRUE
from sim.kernels.switching.split import mean_between, net_rate, put_constant_switching
from sim.kernels.switching.truth import FINE, scale_of

SLOW = 0.1
"""Births are crowded at times; what then is left of them."""


@called
def put_growth(model, r, path, growth):
    """Fill the mean of what a cell of each clone becomes by growth and mutation in a step.

    Parameters
    ----------
    path : Path
        That has passed it.
    growth : ndarray (clone, clone)
        Overwritten.
    """
    out_of_line()
    n, scale = growth.shape[0], scale_of(model, r)
    for i in range(n):
        for j in range(n):
            growth[i, j] = 0.0
    for i in range(n):
        whole = 1.0
        for piece in range(NODES + 1):
            whole *= path.trees[piece, i, 0]
        growth[i, i] += whole
        for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
            j = model.target[m]
            gain = path.gains[m] * scale * model.probability[r, m]
            growth[i, j] += gain
            # (and what these found in the same step, as if all grew alike in it)
            own = 1.0
            for piece in range(NODES + 1):
                own *= path.trees[piece, j, 0]
            for k in range(model.flow[j, FIRST_EDGE], model.flow[j, END_EDGE]):
                if own > SMALLEST:
                    next_gain = path.gains[k] * scale * model.probability[r, k]
                    growth[i, model.target[k]] += 0.5 * gain * (next_gain / own)


@called
def error_of_splitting(model, truth, lead, growth, starts, ends, put_back, work):
    """Return the largest relative error of the mean of what any clone becomes of any other.

    Parameters
    ----------
    truth, lead
        Of the interval (`put_truth`).
    growth : ndarray (step, clone, clone)
        Of each of its steps (`put_growth`).
    starts, ends : ndarray (step, clone, clone)
        What switches at the start and at the end of each step.
    put_back : bool
        As of `apart_from_truth`.
    work : ndarray (MEAN_ROWS, clone, clone)
        Work space; MISSING is filled.
    """
    out_of_line()
    split, lead = work[SPLIT], -lead
    for i in range(truth.shape[0]):
        for j in range(truth.shape[0]):
            work[TRUE, i, j] = truth[i, j]
            split[i, j] = 1.0 if i == j else 0.0
    for s in range(growth.shape[0]):
        lead += go_on(split, starts[s], work[SPARE])
        lead += go_on(split, growth[s], work[SPARE])
        lead += go_on(split, ends[s], work[SPARE])
    return apart_from_truth(model, lead, put_back, work)


@called
def _put_constant(model, r, h, rates, slowed, amounts, work):
    """Fill what a step of h days makes of cells where no rate changes: in truth, and by growth.

    In truth into work[TRUE], by growth and mutation alone into work[FLOW].

    Parameters
    ----------
    rates : ndarray (3 or more, clone)
        Births, deaths and deaths linked to division [1/day].
    slowed : float
        What is left of births, and of all that is linked to them.
    amounts : ndarray (switch,)
        Switches [1/day].
    """
    out_of_line()
    flow, n, scale = work[FLOW], work.shape[1], scale_of(model, r)
    for i in range(n):
        for j in range(n):
            flow[i, j] = 0.0
    for i in range(n):
        flow[i, i] += h * net_rate(model, r, rates, slowed, i)
        for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
            founds = h * slowed * rates[0, i] * scale * model.probability[r, m]
            flow[i, model.target[m]] += founds
    for w in range(amounts.shape[0]):
        i, j = model.switch_ends[w, SOURCE], model.switch_ends[w, TARGET]
        flow[i, i] -= h * amounts[w]
        flow[i, j] += h * amounts[w]
    exponential(flow, work[TRUE], work[LEFT], work[RIGHT], FINE)
    for i in range(n):
        for j in range(n):
            flow[i, j] = 0.0
    for i in range(n):
        whole = h * net_rate(model, r, rates, slowed, i)
        flow[i, i] += math.exp(whole)
        for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
            j = model.target[m]
            other = h * net_rate(model, r, rates, slowed, j)
            founds = h * slowed * rates[0, i] * scale * model.probability[r, m]
            gain = founds * mean_between(whole, other)
            flow[i, j] += gain
            for k in range(model.flow[j, FIRST_EDGE], model.flow[j, END_EDGE]):
                found = h * slowed * rates[0, j] * scale * model.probability[r, k]
                flow[i, model.target[k]] += 0.5 * gain * found


@called
def error_of_constant_splitting(model, r, h, steps, rates, slowed, amounts, work):
    """Return the same for so many steps (a power of two) in which no rate changes.

    Parameters
    ----------
    rates, slowed, amounts
        As of `_put_constant`.
    work : ndarray (MEAN_ROWS, clone, clone)
        Its places START and END hold what switches at the start and at the end of a step.
    """
    out_of_line()
    truth, split = work[TRUE], work[SPLIT]
    _put_constant(model, r, h, rates, slowed, amounts, work)
    multiply(work[START], work[FLOW], work[SPARE])
    multiply(work[SPARE], work[END], split)
    lead, count = scaled(split) - scaled(truth), 1
    while count < steps:
        for i in range(truth.shape[0]):
            for j in range(truth.shape[0]):
                work[LEFT, i, j], work[RIGHT, i, j] = truth[i, j], split[i, j]
        lead = 2.0 * lead - go_on(truth, work[LEFT], work[SPARE])
        lead += go_on(split, work[RIGHT], work[SPARE])
        count *= 2
    return apart_from_truth(model, lead, model.rules[CROWDING] == NO_CROWDING, work)


@called
def steps_to_switch(model, r, days, least, rates, amounts, tolerance, work):
    """Return into how many steps to cut an interval in which no rate changes, and their error.

    Parameters
    ----------
    least : int
        A power of two: no fewer.
    rates : ndarray (3 or more, clone)
        Births, deaths and deaths linked to division [1/day], without crowding.
    amounts : ndarray (2 or more, switch)
        Switches [1/day], and work space.
    work : ndarray (MEAN_ROWS, clone, clone)
        Work space.
    """
    out_of_line()
    fastest = 0.0
    for w in range(amounts.shape[1]):
        fastest = max(fastest, amounts[0, w])
    if fastest == 0.0:
        nothing_is_missing(work)
        return least, 0.0
    error, steps = np.inf, least
    while error > tolerance and steps <= MOST_STEPS:
        h = days / steps
        put_constant_switching(
            model, r, h, rates, amounts, work[START], work[END], work[SPLIT], work[LEFT:]
        )
        error = error_of_constant_splitting(model, r, h, steps, rates, 1.0, amounts[0], work)
        if model.rules[CROWDING] != NO_CROWDING:
            slow = error_of_constant_splitting(model, r, h, steps, rates, SLOW, amounts[0], work)
            error = max(error, slow)
        steps *= 2
    return steps // 2, error
