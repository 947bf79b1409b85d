"""What the splitting of switching from growth does to the mean of an interval, beside the truth.

The truth is the product over spans of exp(Omega), with Magnus' series for A(t), the matrix of net
growth, switching and mutation, to fourth order: Omega = A0 + [A0, A1], where A0 is the integral of
A over the span and A1 that of A times (t - middle) / length (Blanes, Casas, Oteo and Ros 2009, Phys
Rep 470:151). Spans are so short that it converges; where no rate changes, exp(A t) is all. Crowding
is left out of both sides.

What mutants add is proportional to how rarely they arise, and counts however rare: on both sides
the most frequent mutation has a small probability, and others one that is less in proportion.
"""

import math

import numpy as np

from sim.kernels.birth_death.law import NODES
from sim.kernels.compile import allocating, called, inlined, out_of_line
from sim.kernels.model import (
    CROWDING,
    END_EDGE,
    FIRST_EDGE,
    NO_CROWDING,
    SOURCE,
    STAY,
    TARGET,
)
from sim.kernels.rates.spans import BIRTHS, DEATHS, GAUSS, GAUSS_WEIGHT, LINKED
from sim.kernels.steps.length import MOST_STEPS
from sim.kernels.steps.path import SMALLEST
from sim.kernels.switching.matrix import exponential, multiply
from sim.kernels.switching.mixed import TIMES, label_states
from sim.kernels.switching.split import mean_between, net_rate, put_constant_switching

ADDS_UP = 8.0
"""An error of an interval counts so many times: it may add up over visits."""
FOUNDED = 2.0
"""What is founded counts so many times: its error does not add up over visits."""
GONE_OVER = 4
"""Intervals after which switching has mixed clones."""
MUTATION = 1e-3
"""The probability of the most frequent mutation here: what is founded counts, what founders found
hardly."""
RARE = 1e-9
"""Cells that are rarer than this among the descendants of a clone are not compared."""
SLOW = 0.1
"""Births are crowded at times; what then is left of them."""
FINE = 1e-12
"""A share of the truth that is left out of each span."""
REMADE = 8
"""The truth is found again where steps are this many times as short as those it was found with."""
LARGEST, LEAST = 1e100, 1e-100
"""Matrices are brought back between these, so that what cancels never overflows."""
# Places in the work space (place, clone, clone).
TRUE, SPLIT, MATRIX, FLOW, TILT, LEFT, RIGHT, SPARE, KIND = np.arange(9)
START, END = MATRIX, TILT  # where no rate changes
MEAN_ROWS = 9


@allocating
def new_mean_space(clones):
    """Return work space (MEAN_ROWS, clone, clone) for steps that are for any tumour of kind 0."""
    work = np.empty((MEAN_ROWS, clones, clones))
    work[KIND, 0, 0] = 0.0
    return work


@inlined
def plan_for(work, states, p):
    """Let what is planned in this work space be for tumours like that of patient p.

    Parameters
    ----------
    states : ndarray (patient,), int64, or None
        From `switching.mixed.put_states`.

    Returns
    -------
    float
        Their kind: plans of other kinds are others.
    """
    if states is not None:
        work[KIND, 0, 0] = states[p]
    return work[KIND, 0, 0]


@inlined
def _scale(model, r):
    """Return what probabilities of mutations are multiplied by here."""
    most = 0.0
    for m in range(model.target.shape[0]):
        most = max(most, model.probability[r, m])
    return MUTATION / most if most > 0.0 else 0.0


@called
def _put_span(model, r, spans, k, work):
    """Fill work[MATRIX] with the mean of what a cell of each clone becomes over a span."""
    out_of_line()
    flow, tilt, n, scale = work[FLOW], work[TILT], work.shape[1], _scale(model, r)
    for i in range(n):
        for j in range(n):
            flow[i, j], tilt[i, j] = 0.0, 0.0
    for q in range(4):
        weight = spans.days[k] * GAUSS_WEIGHT[q]
        lean = weight * (GAUSS[q] - 0.5)
        for i in range(n):
            births = spans.rates[k, q, BIRTHS, i]
            net = births * model.clone[r, i, STAY]
            net -= spans.rates[k, q, DEATHS, i] + spans.rates[k, q, LINKED, i]
            flow[i, i] += weight * net
            tilt[i, i] += lean * net
            for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
                founds = births * scale * model.probability[r, m]
                flow[i, model.target[m]] += weight * founds
                tilt[i, model.target[m]] += lean * founds
        for w in range(model.switch_ends.shape[0]):
            i, j = model.switch_ends[w, SOURCE], model.switch_ends[w, TARGET]
            rate = spans.switching[k, q, w]
            flow[i, i] -= weight * rate
            flow[i, j] += weight * rate
            tilt[i, i] -= lean * rate
            tilt[i, j] += lean * rate
    # (rows are sources, so the later factor stands to the right)
    multiply(flow, tilt, work[LEFT])
    multiply(tilt, flow, work[RIGHT])
    for i in range(n):
        for j in range(n):
            flow[i, j] += work[LEFT, i, j] - work[RIGHT, i, j]
    exponential(flow, work[MATRIX], work[LEFT], work[RIGHT], FINE)


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
    n, scale = growth.shape[0], _scale(model, r)
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
def _scaled(matrix):
    """Divide a matrix by its largest entry where that is huge or tiny; return its logarithm."""
    out_of_line()
    largest = 0.0
    for i in range(matrix.shape[0]):
        for j in range(matrix.shape[0]):
            largest = max(largest, matrix[i, j])
    if (LEAST < largest < LARGEST) or largest == 0.0:
        return 0.0
    for i in range(matrix.shape[0]):
        for j in range(matrix.shape[0]):
            matrix[i, j] /= largest
    return math.log(largest)


@called
def _go_on(total, factor, spare):
    """Multiply `total` by one more factor; return the logarithm of what it was divided by then."""
    out_of_line()
    multiply(total, factor, spare)
    for i in range(total.shape[0]):
        for j in range(total.shape[0]):
            total[i, j] = spare[i, j]
    return _scaled(total)


@called
def _error_of_founded(model, truth, split, factor, labels, mix):
    """Return the largest relative error of what a clone is founded by that others mutate to.

    Parameters
    ----------
    mix : ndarray (clone,)
        How many cells each clone has, relative to the others.
    """
    out_of_line()
    error = 0.0
    for j in range(mix.shape[0]):
        right, found = 0.0, 0.0
        for i in range(mix.shape[0]):
            if labels[i] != labels[j]:
                right += mix[i] * truth[i, j]
                found += mix[i] * split[i, j]
        if right > SMALLEST:
            error = max(error, abs(factor * found / right - 1.0))
    return error


@called
def _go_with(truth, mix, spare):
    """Let a mix of clones pass through an interval; its most frequent has one cell again."""
    out_of_line()
    largest = 0.0
    for j in range(mix.shape[0]):
        spare[j] = 0.0
        for i in range(mix.shape[0]):
            spare[j] += mix[i] * truth[i, j]
        largest = max(largest, spare[j])
    for j in range(mix.shape[0]):
        mix[j] = spare[j] / largest if largest > 0.0 else 0.0


@inlined
def _off(truth, split, factor, i, j):
    """Return the relative error of what clone i becomes of clone j; 0 where there is no such."""
    right = truth[i, j]
    return abs(factor * split[i, j] / right - 1.0) if right > SMALLEST else 0.0


@called
def _error_of_direct(model, truth, split, factor, labels):
    """Return the largest relative error of what any clone founds, itself or by what it becomes."""
    out_of_line()
    error = 0.0
    for i in range(truth.shape[0]):
        for k in range(truth.shape[0]):
            for m in range(model.flow[k, FIRST_EDGE], model.flow[k, END_EDGE]):
                right = truth[i, model.target[m]]
                if labels[k] == labels[i] and right > SMALLEST:
                    found = factor * split[i, model.target[m]]
                    error = max(error, abs(found / right - 1.0))
    return error


@called
def _error_of_mixed(model, truth, split, factor, labels, mix, times):
    """Return the same of tumours in which any clone may have so many times the cells of others."""
    out_of_line()
    if times == np.inf:
        return _error_of_direct(model, truth, split, factor, labels)
    error = 0.0
    for i in range(mix.shape[0] if times > 1.0 else 1):
        for k in range(mix.shape[0]):
            mix[k] = 1.0
        mix[i] = times
        error = max(error, _error_of_founded(model, truth, split, factor, labels, mix))
    return error


@called
def _apart(model, lead, work):
    """Return the largest relative error of work[SPLIT] times exp(lead), beside work[TRUE].

    What clones become by growth and switching is compared one by one, and what they mutate to. What
    they found by way of others is compared for tumours of the kind that the steps are for
    (`plan_for`; `switching.mixed`), and for those that some intervals have gone over: a clone that
    is founded by many is not off by what a rare one adds.
    """
    out_of_line()
    error, factor = 0.0, math.exp(min(max(lead, -700.0), 700.0))
    truth, split = work[TRUE], work[SPLIT]
    labels, mix, spare = work[LEFT, 0], work[RIGHT, 0], work[SPARE, 0]
    label_states(model, labels)
    for i in range(truth.shape[0]):
        largest = 0.0
        for j in range(truth.shape[0]):
            largest = max(largest, truth[i, j])
        for j in range(truth.shape[0]):
            if labels[i] == labels[j] and truth[i, j] > max(RARE * largest, SMALLEST):
                error = max(error, ADDS_UP * abs(factor * split[i, j] / truth[i, j] - 1.0))
        for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
            right = truth[i, model.target[m]]
            if right > SMALLEST:
                off = abs(factor * split[i, model.target[m]] / right - 1.0)
                error = max(error, FOUNDED * off)
    times = TIMES[int(work[KIND, 0, 0])]
    founded = _error_of_mixed(model, truth, split, factor, labels, mix, times)
    for i in range(truth.shape[0]):
        mix[i] = 1.0
    for _ in range(GONE_OVER):
        _go_with(truth, mix, spare)
    founded = max(founded, _error_of_founded(model, truth, split, factor, labels, mix))
    return max(error, FOUNDED * founded)


@inlined
def truth_is_due(of, steps):
    """Tell whether the truth must be found (again) for so many steps; note that it is then.

    Parameters
    ----------
    of : ndarray (1,), int64
        In how many it was found before; 0 if it was not. Overwritten.
    """
    due = of[0] == 0 or steps > REMADE * of[0]
    if due:
        of[0] = steps
    return due


@called
def put_truth(model, r, spans, steps, truth, work):
    """Fill the mean of what a cell of each clone becomes over an interval, in truth.

    Parameters
    ----------
    spans : Spans
        Of all steps of the interval.
    truth : ndarray (clone, clone)
        Overwritten.
    work : ndarray (MEAN_ROWS, clone, clone)
        Work space.

    Returns
    -------
    float
        The logarithm of what it is to be multiplied by.
    """
    out_of_line()
    lead = 0.0
    for i in range(truth.shape[0]):
        for j in range(truth.shape[0]):
            truth[i, j] = 1.0 if i == j else 0.0
    for k in range(spans.pieces[steps * (NODES + 1)]):
        _put_span(model, r, spans, k, work)
        lead += _go_on(truth, work[MATRIX], work[SPARE])
    return lead


@called
def error_of_splitting(model, truth, lead, growth, starts, ends, work):
    """Return the largest relative error of the mean of what any clone becomes of any other.

    Parameters
    ----------
    truth, lead
        Of the interval (`put_truth`).
    growth : ndarray (step, clone, clone)
        Of each of its steps (`put_growth`).
    starts, ends : ndarray (step, clone, clone)
        What switches at the start and at the end of each step.
    work : ndarray (MEAN_ROWS, clone, clone)
        Work space.
    """
    out_of_line()
    split, lead = work[SPLIT], -lead
    for i in range(truth.shape[0]):
        for j in range(truth.shape[0]):
            work[TRUE, i, j] = truth[i, j]
            split[i, j] = 1.0 if i == j else 0.0
    for s in range(growth.shape[0]):
        lead += _go_on(split, starts[s], work[SPARE])
        lead += _go_on(split, growth[s], work[SPARE])
        lead += _go_on(split, ends[s], work[SPARE])
    return _apart(model, lead, work)


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
    flow, n, scale = work[FLOW], work.shape[1], _scale(model, r)
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
    lead, count = _scaled(split) - _scaled(truth), 1
    while count < steps:
        for i in range(truth.shape[0]):
            for j in range(truth.shape[0]):
                work[LEFT, i, j], work[RIGHT, i, j] = truth[i, j], split[i, j]
        lead = 2.0 * lead - _go_on(truth, work[LEFT], work[SPARE])
        lead += _go_on(split, work[RIGHT], work[SPARE])
        count *= 2
    return _apart(model, lead, work)


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
