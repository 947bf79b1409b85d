"""Switching split between the start and the end of a step, and the matrices of both."""

import math

from sim.kernels.birth_death.law import NODES
from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import SOURCE, STAY, TARGET
from sim.kernels.switching.matrix import multiply, transition_matrix


@inlined
def net_rate(model, r, rates, slowed, i):
    """Return the net growth [1/day] of clone i at constant rates, mutant daughters not counted.

    Parameters
    ----------
    rates : ndarray (3 or more, clone)
        Births, deaths and deaths linked to division [1/day].
    slowed : float
        What is left of births, and of all that is linked to them.
    """
    return slowed * (rates[0, i] * model.clone[r, i, STAY] - rates[2, i]) - rates[1, i]


@inlined
def mean_between(own, other):
    """Return what a cell grows to that changes its clone at any time of a step, on average.

    Parameters
    ----------
    own, other : float
        The logarithms of what a cell grows to over the step in either clone, at constant rates.
    """
    x = own - other
    if abs(x) < 1e-5:
        return math.exp(other) * (1.0 + 0.5 * x)
    return math.exp(other) * math.expm1(x) / x


@inlined
def share_at_start(x):
    """Return the share s of what switches that does so at the start of a step at constant rates.

    That of `split_switching`: 1 / (1 - exp(-x)) - 1 / x, where x is what is switched from grows
    more than what is switched to, in logarithms over the step.
    """
    if abs(x) < 0.02:
        return 0.5 + x * (1.0 / 12.0 - x * x / 720.0)
    if x < -700.0:
        return -1.0 / x
    return 1.0 / (1.0 - math.exp(-x)) - 1.0 / x


@called
def put_constant_split(model, r, h, rates, amounts):
    """Divide what switches in a step of h days between its start and its end.

    Parameters
    ----------
    rates : ndarray (3 or more, clone)
        Births, deaths and deaths linked to division [1/day].
    amounts : ndarray (3, switch)
        Switches [1/day]; overwritten with what switches at the start, and at the end.
    """
    out_of_line()
    for w in range(amounts.shape[1]):
        i, j = model.switch_ends[w, SOURCE], model.switch_ends[w, TARGET]
        apart = net_rate(model, r, rates, 1.0, i) - net_rate(model, r, rates, 1.0, j)
        amounts[1, w] = h * amounts[0, w] * share_at_start(h * apart)
        amounts[2, w] = h * amounts[0, w] - amounts[1, w]


@called
def split_switching(model, path, split):
    """Divide what switches in a step between its start and its end.

    In truth cells switch all the time. Strang's halves give a clone that gains cells from another
    the mean of a trapezoid rule; the share s at the start that makes it exact solves
    ``s E_j + (1 - s) E_i = int q(t) E_i(0, t) E_j(t, h) dt / int q(t) dt`` for a switch from i to j
    at the rate q. At constant rates it is 1/2 + (growth of i - growth of j) h / 12 + ..., so the
    split stays second order, and neither clone's mean depends on the step any more while
    switching is slow.

    Parameters
    ----------
    path : Path
        Of the step.
    split : ndarray (2, switch)
        Overwritten: what of the integrals of the rates switches at the start and at the end.

    Returns
    -------
    float
        Largest relative error that is left in what any switch adds on average.
    """
    out_of_line()
    error = 0.0
    for w in range(path.amounts.shape[0]):
        i, j, amount = model.switch_ends[w, SOURCE], model.switch_ends[w, TARGET], path.amounts[w]
        whole_i, whole_j = 1.0, 1.0
        for piece in range(NODES + 1):
            whole_i *= path.trees[piece, i, 0]
            whole_j *= path.trees[piece, j, 0]
        apart = whole_i - whole_j
        start = 0.5
        # (a clone that is killed at once has E = 0, and one without bounds none that counts)
        if amount > 0.0 and whole_i + whole_j < 1e100 and abs(apart) > 1e-6 * (whole_i + whole_j):
            mean = path.gains[model.target.shape[0] + w] / amount
            start = min(max((whole_i - mean) / apart, 0.0), 1.0)
            if mean > 0.0:
                error = max(error, abs((whole_i - start * apart) / mean - 1.0))
        split[0, w] = amount * start
        split[1, w] = amount * (1.0 - start)
    return error


@called
def put_constant_switching(model, r, h, rates, amounts, start, end, between, work):
    """Fill the transition matrices of steps of h days in which no rate changes.

    Parameters
    ----------
    rates, amounts
        As of `put_constant_split`.
    start, end, between : ndarray (clone, clone)
        Overwritten: at the start of a step, at its end, and between two.
    work : ndarray (3 or more, clone, clone)
        Work space.
    """
    out_of_line()
    put_constant_split(model, r, h, rates, amounts)
    transition_matrix(model, amounts[1], start, work)
    transition_matrix(model, amounts[2], end, work)
    multiply(end, start, between)


@called
def put_switching(model, split, starts, ends, between, work):
    """Fill the transition matrices at the start, at the end, and between neighbouring steps.

    Parameters
    ----------
    split : ndarray (step, 2, switch)
    starts, ends, between : ndarray (step, clone, clone)
    """
    out_of_line()
    n = starts.shape[0]
    for s in range(n):
        transition_matrix(model, split[s, 0], starts[s], work)
        transition_matrix(model, split[s, 1], ends[s], work)
    for s in range(n):
        multiply(ends[s], starts[min(s + 1, n - 1)], between[s])
