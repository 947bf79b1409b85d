"""What the splitting of switching from growth does to the mean of an interval, beside the truth.

The truth is the product over spans of exp(Omega), with Magnus' series for A(t), the matrix of net
growth and switching, to fourth order: Omega = A0 + [A0, A1], where A0 is the integral of A over the
span and A1 that of A times (t - middle) / length (Blanes, Casas, Oteo and Ros 2009, Phys Rep
470:151). Spans are so short that it converges. Crowding and mutation are left out of both sides.
"""

import numpy as np

from sim.kernels.compile import called, out_of_line
from sim.kernels.law import GROWTH, NODES
from sim.kernels.model import SOURCE, STAY, TARGET
from sim.kernels.spans import BIRTHS, DEATHS, GAUSS, GAUSS_WEIGHT, LINKED
from sim.kernels.switching import exponential, multiply

ADDS_UP = 8.0
"""An error of an interval counts so many times: it may add up over visits."""
RARE = 1e-9
"""Cells that are rarer than this among the descendants of a clone are not compared."""
# Places in the work space (place, clone, clone).
TRUE, SPLIT, MATRIX, FLOW, TILT, LEFT, RIGHT, SPARE = np.arange(8)
MEAN_ROWS = 8


@called
def _put_span(model, r, spans, k, work):
    """Fill work[MATRIX] with the mean of what a cell of each clone becomes over a span."""
    out_of_line()
    flow, tilt, n = work[FLOW], work[TILT], work.shape[1]
    for i in range(n):
        for j in range(n):
            flow[i, j], tilt[i, j] = 0.0, 0.0
    for q in range(4):
        weight = spans.days[k] * GAUSS_WEIGHT[q]
        lean = weight * (GAUSS[q] - 0.5)
        for i in range(n):
            net = spans.rates[k, q, BIRTHS, i] * model.clone[r, i, STAY]
            net -= spans.rates[k, q, DEATHS, i] + spans.rates[k, q, LINKED, i]
            flow[i, i] += weight * net
            tilt[i, i] += lean * net
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
    exponential(flow, work[MATRIX], work[LEFT], work[RIGHT])


@called
def _go_on(total, factor, spare):
    """Multiply `total` by one more factor."""
    out_of_line()
    multiply(total, factor, spare)
    for i in range(total.shape[0]):
        for j in range(total.shape[0]):
            total[i, j] = spare[i, j]


@called
def error_of_splitting(model, r, spans, law, starts, ends, work):
    """Return the largest relative error of the mean of what any clone becomes of any other.

    Parameters
    ----------
    spans : Spans
        Of all steps of an interval.
    law : ndarray (step, clone, WIDTH)
    starts, ends : ndarray (step, clone, clone)
        What switches at the start and at the end of each step.
    work : ndarray (MEAN_ROWS, clone, clone)
        Work space.
    """
    out_of_line()
    n, truth, split = work.shape[1], work[TRUE], work[SPLIT]
    for i in range(n):
        for j in range(n):
            truth[i, j] = 1.0 if i == j else 0.0
            split[i, j] = truth[i, j]
    for k in range(spans.pieces[law.shape[0] * (NODES + 1)]):
        _put_span(model, r, spans, k, work)
        _go_on(truth, work[MATRIX], work[SPARE])
    for s in range(law.shape[0]):
        _go_on(split, starts[s], work[SPARE])
        for i in range(n):
            for j in range(n):
                split[i, j] *= law[s, j, GROWTH]
        _go_on(split, ends[s], work[SPARE])
    error = 0.0
    for i in range(n):
        largest = 0.0
        for j in range(n):
            largest = max(largest, truth[i, j])
        for j in range(n):
            if truth[i, j] > RARE * largest and truth[i, j] > 1e-250:
                error = max(error, abs(split[i, j] / truth[i, j] - 1.0))
    return ADDS_UP * error
