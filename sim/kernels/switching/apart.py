"""How far what steps make of cells is from the truth, as it counts: of clones, and of mutants."""

import math

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import END_EDGE, FIRST_EDGE
from sim.kernels.steps.path import SMALLEST
from sim.kernels.switching.mixed import TIMES, label_states
from sim.kernels.switching.space import KIND, LEFT, MISSING, RIGHT, SPARE, SPLIT, TRUE

ADDS_UP = 8.0
"""What is missing of linked states in the long run counts so many times: it adds up over visits."""
CAME_AND_WENT = 2.0
"""What is left of an error counts so many times: it comes with other doses, and goes."""
FOUNDED = 2.0
"""What is founded counts so many times: its error does not add up over visits."""
GONE_OVER = 4
"""Intervals after which switching has mixed clones."""
ROUNDING = 1e-12
"""Less than this of a clone is not missing."""
MOST_MISSING = 0.01
"""Steps that leave out more of a clone than this are too long."""
RARE = 1e-9
"""Cells that are rarer than this among the descendants of a clone are not compared."""


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
def _error_of_direct(model, truth, split, factor, labels, by_others):
    """Return the largest relative error of what any clone founds.

    Parameters
    ----------
    by_others : bool
        By what it becomes, too; else only itself.
    """
    out_of_line()
    error = 0.0
    for i in range(truth.shape[0]):
        for k in range(truth.shape[0]):
            if k != i and not (by_others and labels[k] == labels[i]):
                continue
            for m in range(model.flow[k, FIRST_EDGE], model.flow[k, END_EDGE]):
                right = truth[i, model.target[m]]
                if right > SMALLEST:
                    found = factor * split[i, model.target[m]]
                    error = max(error, abs(found / right - 1.0))
    return error


@called
def _error_of_mixed(model, truth, split, factor, labels, mix, times):
    """Return the same of tumours in which any clone may have so many times the cells of others."""
    out_of_line()
    if times == np.inf:
        return _error_of_direct(model, truth, split, factor, labels, True)
    error = 0.0
    for i in range(mix.shape[0] if times > 1.0 else 1):
        for k in range(mix.shape[0]):
            mix[k] = 1.0
        mix[i] = times
        error = max(error, _error_of_founded(model, truth, split, factor, labels, mix))
    return error


@called
def _go_over(truth, labels, label, back, vector, spare):
    """Let cells (clone,) pass through an interval; the most frequent has one cell again.

    Parameters
    ----------
    label : int
        Only states of that label, among themselves; negative: all clones.
    back : bool
        Fill what a cell of each becomes instead, counted as `vector` says.
    """
    out_of_line()
    largest = 0.0
    for j in range(vector.shape[0]):
        spare[j] = 0.0
        for i in range(vector.shape[0]):
            if label < 0 or (labels[i] == label and labels[j] == label):
                spare[j] += vector[i] * (truth[j, i] if back else truth[i, j])
        largest = max(largest, spare[j])
    for j in range(vector.shape[0]):
        if label < 0 or labels[j] == label:
            vector[j] = spare[j] / largest if largest > 0.0 else 0.0


@called
def _put_missing(truth, split, factor, labels, missing, work):
    """Fill how many times more cells of each clone (clone,) there must be than steps make of them.

    Of states that are linked, all the same: of those who come to be the most of them, by way of
    any, in the long run. That is the error that adds up from visit to visit.
    """
    out_of_line()
    cells, worth, spare = work[RIGHT, 0], work[SPARE, 0], work[LEFT, 1]
    for i in range(missing.shape[0]):
        cells[i], worth[i] = 1.0, 1.0
    for label in range(missing.shape[0]):
        linked = 0
        for i in range(missing.shape[0]):
            linked += 1 if labels[i] == label else 0
        if linked < 2:
            continue
        for _ in range(GONE_OVER):
            _go_over(truth, labels, label, False, cells, spare)
            _go_over(truth, labels, label, True, worth, spare)
        right, found = 0.0, 0.0
        for i in range(missing.shape[0]):
            for j in range(missing.shape[0]):
                if labels[i] == label and labels[j] == label:
                    right += cells[i] * truth[i, j] * worth[j]
                    found += cells[i] * factor * split[i, j] * worth[j]
        more = right / found if right > SMALLEST and found > SMALLEST else 1.0
        for i in range(missing.shape[0]):
            if labels[i] == label and abs(more - 1.0) > ROUNDING:
                missing[i] = more


@inlined
def nothing_is_missing(work):
    """Note that steps make as many of each clone as there are."""
    for i in range(work.shape[1]):
        work[MISSING, 0, i] = 1.0


@inlined
def most_missing(missing):
    """Return how far what is missing (clone,) is from nothing."""
    most = 0.0
    for i in range(missing.shape[0]):
        most = max(most, abs(missing[i] - 1.0))
    return most


@called
def apart_from_truth(model, lead, put_back, work):
    """Return the largest relative error of work[SPLIT] times exp(lead), beside work[TRUE].

    What is missing of states in the long run is filled into work[MISSING]. Where it is `put_back`,
    bool, the error is that of steps that make so many times more; of much, nothing is.

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
    missing = work[MISSING, 0]
    nothing_is_missing(work)
    _put_missing(truth, split, factor, labels, missing, work)
    adds_up = most_missing(missing)
    for i in range(truth.shape[0]):
        for j in range(truth.shape[0]):
            split[i, j] *= math.sqrt(missing[i] * missing[j])
    for i in range(truth.shape[0]):
        largest = 0.0
        for j in range(truth.shape[0]):
            largest = max(largest, truth[i, j])
        for j in range(truth.shape[0]):
            if labels[i] == labels[j] and truth[i, j] > max(RARE * largest, SMALLEST):
                error = max(error, CAME_AND_WENT * abs(factor * split[i, j] / truth[i, j] - 1.0))
    founded = _error_of_direct(model, truth, split, factor, labels, False)
    times = TIMES[int(work[KIND, 0, 0])]
    founded = max(founded, _error_of_mixed(model, truth, split, factor, labels, mix, times))
    for i in range(truth.shape[0]):
        mix[i] = 1.0
    for _ in range(GONE_OVER):
        _go_over(truth, labels, -1, False, mix, spare)
    founded = max(founded, _error_of_founded(model, truth, split, factor, labels, mix))
    error = max(error, FOUNDED * founded)
    if put_back and adds_up < MOST_MISSING:
        return error
    nothing_is_missing(work)
    return error + ADDS_UP * adds_up
