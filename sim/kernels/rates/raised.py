"""What drugs change besides births, deaths and switching: mutations they raise, and capacities.

At the fractional effects f_d of the drugs on clone i, its mutation m has the probability
``p_m (1 + sum over d of more_md f_d)`` per division, and its capacity is ``K_i`` times the product
of ``1 - maximum_d f_d`` over the drugs that act on capacity.

The jump engine, and Gillespie's method at constant rates, take a model `at_doses`, in which both
are numbers again. Elsewhere they are found as concentrations change.
"""

import numpy as np

from sim.kernels.compile import called, inlined, kernel, out_of_line
from sim.kernels.model import (
    ACTS,
    END_EDGE,
    FIRST_EDGE,
    MAXIMUM,
    ON_CAPACITY,
    PER_CAPACITY,
    STAY,
)
from sim.kernels.random.streams import uniform
from sim.kernels.rates.inside import fractional


@inlined
def is_raised(model):
    """Tell whether any drug raises any mutation."""
    return model.probability.shape[1] > model.target.shape[0]


@inlined
def changes_capacity(model):
    """Tell whether any drug acts on capacities."""
    found = False
    for d in range(model.kind.shape[0]):
        found = found or model.kind[d, ACTS] == ON_CAPACITY
    return found


@called
def probability_of(model, r, i, m, concentration):
    """Return the probability of mutation m of clone i per division."""
    out_of_line()
    times, mutations, drugs = 1.0, model.target.shape[0], model.kind.shape[0]
    for d in range(drugs):
        more = model.probability[r, mutations + m * drugs + d]
        if more > 0.0 and concentration[d] > 0.0:
            times += more * fractional(model, model.inside, r, d, i, concentration)
    return model.probability[r, m] * times


@called
def capacity_left(model, r, i, concentration):
    """Return the share of clone i's capacity that drugs leave."""
    out_of_line()
    left = 1.0
    for d in range(model.kind.shape[0]):
        if model.kind[d, ACTS] == ON_CAPACITY and concentration[d] > 0.0:
            f = fractional(model, model.inside, r, d, i, concentration)
            left *= 1.0 - model.drug[r, d, MAXIMUM] * f
    return left


@called
def raised_mutation(model, r, s, i, concentration):
    """Return which mutation a division of clone i brings, -1 for none, and the stream's state."""
    out_of_line()
    u, s = uniform(s)
    for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
        u -= probability_of(model, r, i, m, concentration)
        if u < 0.0:
            return m, s
    return np.int64(-1), s


@kernel
def at_doses(model, doses, probability, clone):
    """Fill what drugs make of mutations and capacities, where concentrations are the doses.

    Parameters
    ----------
    model : Model
    doses : ndarray (patient or 1, drug)
    probability : ndarray (patient, mutation)
        Overwritten.
    clone : ndarray (patient, clone, 4)
        Of the model, with a row for each; STAY and PER_CAPACITY are overwritten.
    """
    raised, changes = is_raised(model), changes_capacity(model)
    for p in range(clone.shape[0]):
        r, c = p if model.clone.shape[0] > 1 else 0, doses[p if doses.shape[0] > 1 else 0]
        for i in range(clone.shape[1]):
            stay = 1.0
            for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
                often = model.probability[r, m]
                probability[p, m] = probability_of(model, r, i, m, c) if raised else often
                stay -= probability[p, m]
            if raised:
                clone[p, i, STAY] = stay
            if changes:
                left = capacity_left(model, r, i, c)
                clone[p, i, PER_CAPACITY] = model.clone[r, i, PER_CAPACITY] / left
