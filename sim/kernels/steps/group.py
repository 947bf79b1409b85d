"""What the patients of a group share in an interval: drugs, and rates without crowding."""

import numpy as np

from sim.kernels.birth_death.law import (
    AT_NODES,
    MEAN_BIRTHS,
    MEAN_DEATHS,
    MEAN_LINKED,
    MORE,
    NODES,
    OF_PIECES,
    PIECE,
    UNEVEN,
    keep_rates,
)
from sim.kernels.compile import allocating, called, out_of_line
from sim.kernels.model import DECAY
from sim.kernels.rates import exposure
from sim.kernels.rates.drugs import drug_rates, switch_rate
from sim.kernels.rates.spans import put_spans, spans_of
from sim.kernels.steps.length import CROWDED
from sim.kernels.steps.path import pass_step, unevenness

# Rows of the drugs of a group (row, drug): concentrations at the visit before what is given on the
# day, doses, and how long it is to the next administration; concentrations at the next visit, and
# the days from which drugs are then given; the highest concentrations in between; and work space.
BEGUN, DOSE, WAIT, ENDED, NEXT_ANCHOR, PEAK, PASSING = np.arange(7)
DRUG_ROWS = 8


@called
def begin_group(model, leader, concentration, doses, anchor, day, drugs):
    """Fill the drugs of a group at its visit.

    Parameters
    ----------
    leader : int
        One of its patients.
    drugs : ndarray (DRUG_ROWS, drug or more)
        Overwritten; as long as a vector of concentrations (`rates.body`).

    Returns
    -------
    int
        Its row of parameters.
    """
    out_of_line()
    r = leader if model.clone.shape[0] > 1 else 0
    row = leader if concentration.shape[0] > 1 else 0
    for d in range(drugs.shape[1]):
        drugs[BEGUN, d], drugs[DOSE, d] = concentration[row, d], 0.0
        drugs[WAIT, d], drugs[NEXT_ANCHOR, d] = 0.0, anchor[row, d]
    for d in range(doses.shape[1]):
        drugs[DOSE, d] = doses[leader if doses.shape[0] > 1 else 0, d]
        if model.drug[r, d, DECAY] > 0.0 and drugs[DOSE, d] > 0.0:
            drugs[WAIT, d] = exposure.until_due(anchor[row, d], model.interval[d], day)
    exposure.begin(model, r, drugs[BEGUN], drugs[DOSE])
    return r


@called
def end_group(model, r, day, until, drugs):
    """Fill what the drugs of a group will be at its next visit, and the highest concentrations."""
    out_of_line()
    for d in range(drugs.shape[1]):
        drugs[ENDED, d] = drugs[BEGUN, d]
    exposure.settle(
        model, r, day, until, drugs[ENDED], drugs[DOSE], drugs[NEXT_ANCHOR], drugs[PEAK]
    )


@called
def settle_group(drugs, concentration, anchor, order, begin, end):
    """Keep the drugs of a group at the next visit, or of all where they share them."""
    out_of_line()
    for at in range(begin, end):
        p = order[at] if concentration.shape[0] > 1 else 0
        for d in range(drugs.shape[1]):
            concentration[p, d], anchor[p, d] = drugs[ENDED, d], drugs[NEXT_ANCHOR, d]
        if concentration.shape[0] == 1:
            return


@called
def put_constant(model, r, concentration, rates, amounts):
    """Fill the rates of a step in which they do not change, and those of switching per day.

    Parameters
    ----------
    rates : ndarray (1, RATE_ROWS, clone)
        Of the step (`birth_death.law`).
    amounts : ndarray (1 or more, switch)
        Its first row: switches [1/day].
    """
    out_of_line()
    births, linked = rates[0, MEAN_BIRTHS], rates[0, MEAN_LINKED]
    drug_rates(model, r, concentration, births, rates[0, MEAN_DEATHS], linked)
    for i in range(births.shape[0]):
        linked[i] *= births[i]
    keep_rates(rates[0])
    for v in range(amounts.shape[1]):
        amounts[0, v] = switch_rate(model, r, v, concentration)


@called
def put_passed(path, h, rates):
    """Fill the rates (RATE_ROWS, clone) of a step of h days that `path` has passed uncrowded."""
    out_of_line()
    for i in range(rates.shape[1]):
        for kind in range(3):
            total = 0.0
            for q in range(NODES + 1):
                total += path.sums[q, kind, i]
                rates[OF_PIECES + 3 * q + kind, i] = path.sums[q, kind, i] / (h * PIECE[q])
            rates[kind, i] = total / h
        for q in range(NODES):
            rates[AT_NODES + q, i] = path.births[q, i]
        rates[MORE, i] = 1.0


@allocating
def group_spans(model, r, h, steps, drugs, crowded, spans):
    """Return the spans of an interval of so many steps of h days: in `spans` if there is room."""
    return spans_of(
        model, r, h, steps, drugs[BEGUN], drugs[DOSE], drugs[WAIT], crowded, spans, drugs[PASSING:]
    )


@called
def put_one_step(model, r, days, drugs, path, spans, rates):
    """Fill the rates (1, RATE_ROWS, clone) of an interval in one step, without crowding.

    Returns
    -------
    float
        The largest relative error of its nodes in what mutations add, as it counts in a crowd;
        infinite where rates change so often that there is no room for the spans.
    """
    out_of_line()
    begun, dose, wait, work = drugs[BEGUN], drugs[DOSE], drugs[WAIT], drugs[PASSING:]
    count = put_spans(model, r, days, 1, begun, dose, wait, None, spans, work)
    if count > spans.days.shape[0]:
        return np.inf
    founding, _ = pass_step(model, r, spans, 0, days, None, path)
    put_passed(path, days, rates[0])
    unevenness(spans, 0, days, path, rates[0, UNEVEN:])
    return CROWDED * founding
