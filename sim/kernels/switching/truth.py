"""What an interval makes of a cell of each clone on average, in truth: growth, switching, mutation.

The product over spans of exp(Omega), with Magnus' series for A(t), the matrix of net growth,
switching and mutation, to fourth order: Omega = A0 + [A0, A1], where A0 is the integral of A over
the span and A1 that of A times (t - middle) / length (Blanes, Casas, Oteo and Ros 2009, Phys Rep
470:151). Spans are so short that it converges. Crowding is left out, or in the rates.

What mutants add is proportional to how rarely they arise, and counts however rare: the most
frequent mutation has a small probability, and others one that is less in proportion.
"""

from sim.kernels.birth_death.law import NODES
from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import END_EDGE, FIRST_EDGE, SOURCE, STAY, TARGET
from sim.kernels.rates.spans import BIRTHS, DEATHS, GAUSS, GAUSS_WEIGHT, LINKED
from sim.kernels.switching.matrix import exponential, go_on, multiply
from sim.kernels.switching.space import FLOW, LEFT, MATRIX, RIGHT, SPARE, TILT

MUTATION = 1e-3
"""The probability of the most frequent mutation here: what is founded counts, what founders found
hardly."""
FINE = 1e-12
"""A share of the truth that is left out of each span."""
REMADE = 8
"""The truth is found again where steps are this many times as short as those it was found with."""


@inlined
def scale_of(model, r):
    """Return what probabilities of mutations are multiplied by here."""
    most = 0.0
    for m in range(model.target.shape[0]):
        most = max(most, model.probability[r, m])
    return MUTATION / most if most > 0.0 else 0.0


@called
def _put_span(model, r, spans, k, work):
    """Fill work[MATRIX] with the mean of what a cell of each clone becomes over a span."""
    out_of_line()
    flow, tilt, n, scale = work[FLOW], work[TILT], work.shape[1], scale_of(model, r)
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
        lead += go_on(truth, work[MATRIX], work[SPARE])
    return lead
