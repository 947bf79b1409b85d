"""Founders of mutant clones within a step: drawn at its nodes, and grown to its end."""

import numpy as np

from sim.kernels.birth_death.law import (
    ALONE,
    NODES,
    RATE,
    START,
    WEIGHT_AFTER,
    after,
    path_after,
    piece,
)
from sim.kernels.birth_death.tree import bridge_scales, compose
from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.leap.own_laws import put_law_of_one
from sim.kernels.model import END_EDGE, FIRST_EDGE
from sim.kernels.origins.track import divide_founders
from sim.kernels.random.samplers import binomial, extra_descendants, poisson
from sim.kernels.random.streams import exponential, numbered_stream

FEW_FOUNDERS = 12.0
"""Fewer expected founders than this of a clone without cells are drawn one by one: their families,
added up, have an excess kurtosis of at least 1 / founders, beyond what `is_middling` allows."""


@called
def _scatter_some(s, t, f0, f1, f2, waiting, k):
    """Place founders at the nodes, the first of which is at t < f0 + f1 + f2; return the state."""
    out_of_line()
    total = f0 + f1 + f2
    if total > 30.0:
        n, s = poisson(s, f0)
        waiting[k, 0] += n
        n, s = poisson(s, f1)
        waiting[k, 1] += n
        n, s = poisson(s, f2)
        waiting[k, 2] += n
        return s
    while t < total:
        node = 0 if t < f0 else (1 if t < f0 + f1 else 2)
        waiting[k, node] += 1.0
        e, s = exponential(s)
        t += e
    return s


@inlined
def scatter(s, f0, f1, f2, waiting, k):
    """Add Poisson numbers of founders of clone k at the three nodes; return (any, state)."""
    total = f0 + f1 + f2
    if total <= 30.0:
        t, s = exponential(s)
        if t >= total:
            return False, s
        return True, _scatter_some(s, t, f0, f1, f2, waiting, k)
    return True, _scatter_some(s, 0.0, f0, f1, f2, waiting, k)


@inlined
def _scatter_mutants(s, flow, target, probability, r, k, last, i0, i1, i2, waiting):
    """Draw the mutants that clone k founds of clones up to `last`; return (any, state)."""
    found = False
    for m in range(flow[k, FIRST_EDGE], flow[k, END_EDGE]):
        t = target[m]
        if t <= last:
            u = probability[r, m]
            some, s = scatter(s, u * i0, u * i1, u * i2, waiting, t)
            found = found or some
    return found, s


@called
def found_back(flow, target, probability, r, k, i0, i1, i2, waiting, key):
    """Draw the mutants that clone k founds of itself and of earlier clones; tell if there are any.

    They are drawn now, because those clones have had their turn.
    """
    out_of_line()
    s = numbered_stream(key, np.uint64(waiting.shape[0] + 1 + k))
    found, s = _scatter_mutants(s, flow, target, probability, r, k, k, i0, i1, i2, waiting)
    return found


@inlined
def found(flow, target, probability, r, k, i0, i1, i2, expected, waiting, key):
    """Send the mutants of clone k, founded at rates i0, i1, i2 x probability, to their clones.

    Clones later in the order are drawn later and take them as an expectation.
    """
    back = False
    for m in range(flow[k, FIRST_EDGE], flow[k, END_EDGE]):
        u = probability[r, m]
        t = target[m]
        if t > k:
            expected[t, 0] += u * i0
            expected[t, 1] += u * i1
            expected[t, 2] += u * i2
        else:
            back = True
    if back:
        return found_back(flow, target, probability, r, k, i0, i1, i2, waiting, key)
    return False


@called
def grow_founders(
    flow, target, probability, r, law, cells, waiting, key, tracks, tile, place, own
):  # fmt: skip
    """Let founders, node by node in time, grow to the end of the step and found in their turn.

    Where `own` is not None, `law` is filled here, for the tumour at that place of a tile.
    """
    out_of_line()
    clones = cells.shape[0]
    s = numbered_stream(key, np.uint64(clones))
    group = np.uint64(0)
    for p in range(NODES):
        again = True
        while again:
            again = False
            for k in range(clones):
                n = waiting[k, p]
                if n == 0.0:
                    continue
                waiting[k, p] = 0.0
                row = law[k]
                if own is not None:
                    put_law_of_one(tile, k, place, own, row)
                e, g, a = after(row, ALONE, START, p)
                survivors, s = binomial(s, n, e / (1.0 + g))
                more, s = extra_descendants(s, survivors, g)
                cells[k] += survivors + more
                if tracks is not None:
                    group += np.uint64(1)
                    divide_founders(tracks, k, p, n, survivors, more, key, group)
                if flow[k, END_EDGE] == flow[k, FIRST_EDGE]:
                    continue
                i0, i1, i2 = 0.0, 0.0, 0.0
                scales = bridge_scales((e, g, a))
                first = (1.0, 0.0, 0.0)
                for q in range(p, NODES):
                    if q > p:
                        first = compose(first, piece(row, ALONE, START, q))
                    path = path_after(row, first, q, scales, n - survivors, survivors, more)
                    rate = path * row[RATE + q] * WEIGHT_AFTER[p, q]
                    if q == 0:
                        i0 = rate
                    elif q == 1:
                        i1 = rate
                    else:
                        i2 = rate
                some, s = _scatter_mutants(
                    s, flow, target, probability, r, k, clones, i0, i1, i2, waiting
                )
                again = again or some
