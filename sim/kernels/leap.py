"""One step of births, deaths and mutations, for one tumour, of any length and any size.

Clone by clone: the descendants of the cells that are there, and of the mutants founded on the
way. Given where the source of a mutation starts and ends its step, mutants are founded as a
Poisson process along its expected path in between (`sim.kernels.tree.bridge`, exact), at the
nodes of `sim.kernels.law`. What is left out is the scatter of that path around its expectation:
it adds to the variance of the number of founders a share of about u b^2 h^2 / 12, and the step
is chosen with that in view (`sim.kernels.steps`).

A large clone is one normal draw with the exact first cumulants of everything that feeds it (its own
cells and a compound Poisson number of founders; `sim.kernels.large`); a small one is drawn exactly.
With ``exact`` every clone is. Many tumours take the same step side by side in
`sim.kernels.together`.
"""

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.large import is_large, is_middling, middling_count
from sim.kernels.law import (
    ALONE,
    CUMULANT,
    EXTRA,
    NODE_MOMENT,
    NODES,
    PATH,
    PIECE_TREE,
    RATE,
    REGRESSION,
    START,
    SURVIVAL,
    WEIGHT,
    WEIGHT_AFTER,
    after,
    path_after,
    piece,
)
from sim.kernels.model import CEILING, END_EDGE, FIRST_EDGE
from sim.kernels.own import put_law_of_one
from sim.kernels.random import exponential, numbered_normal, numbered_stream
from sim.kernels.samplers import binomial, extra_descendants, from_cumulants, poisson
from sim.kernels.track import divide_founders, divide_large, divide_own
from sim.kernels.tree import bridge_scales, compose

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


@inlined
def shares(row, side, at, n, count, k1, k2, own1, own2, fed1, fed2):
    """Return (own, kept, grown) of a large clone that has `count` cells at the end of a step.

    Its deviation from the mean is shared between own cells and founders by variance: `own` is the
    descendants of own cells, `kept` the cells at the start that have any, `grown` the factor on
    what founders were expected to become.
    """
    own = max(own1 + (count - k1) * (own2 / k2), 0.0)
    kept = n * row[SURVIVAL * side + at] + row[REGRESSION * side + at] * (own - own1)
    kept = min(max(kept, 0.0), min(n, own))
    grown = max(1.0 + (count - k1) * (fed2 / k2) / fed1, 0.0) if fed1 > 0.0 else 1.0
    return own, kept, grown


@inlined
def divisions(row, side, at, n, own, kept):
    """Return the divisions at the nodes of a clone's own cells, times the nodes' weights."""
    gone, more = n - kept, own - kept
    p, d = PATH * side + at, RATE * side + at
    i0 = gone * row[p] + kept * row[p + side] + more * row[p + 2 * side]
    i1 = gone * row[p + 3 * side] + kept * row[p + 4 * side] + more * row[p + 5 * side]
    i2 = gone * row[p + 6 * side] + kept * row[p + 7 * side] + more * row[p + 8 * side]
    return (
        i0 * (row[d] * WEIGHT[0]),
        i1 * (row[d + side] * WEIGHT[1]),
        i2 * (row[d + 2 * side] * WEIGHT[2]),
    )


@inlined
def founders_divisions(row, side, at, f0, f1, f2):
    """Return the same of the founders that arise at the nodes, with what they become."""
    e1 = row[(PIECE_TREE + 3) * side + at]
    e2 = row[(PIECE_TREE + 6) * side + at]
    d = RATE * side + at
    return (
        row[d] * f0 * WEIGHT_AFTER[0, 0],
        row[d + side] * (f0 * e1 * WEIGHT_AFTER[0, 1] + f1 * WEIGHT_AFTER[1, 1]),
        row[d + 2 * side]
        * (
            f0 * e1 * e2 * WEIGHT_AFTER[0, 2]
            + f1 * e2 * WEIGHT_AFTER[1, 2]
            + f2 * WEIGHT_AFTER[2, 2]
        ),
    )


@inlined
def founders_cumulants(row, side, at, f0, f1, f2):
    """Return four cumulants of what founders, Poisson in number at each node, grow to."""
    p, q, m = NODE_MOMENT * side + at, (NODE_MOMENT + 4) * side + at, (NODE_MOMENT + 8) * side + at
    return (
        f0 * row[p] + f1 * row[q] + f2 * row[m],
        f0 * row[p + side] + f1 * row[q + side] + f2 * row[m + side],
        f0 * row[p + 2 * side] + f1 * row[q + 2 * side] + f2 * row[m + 2 * side],
        f0 * row[p + 3 * side] + f1 * row[q + 3 * side] + f2 * row[m + 3 * side],
    )


@inlined
def leap(flow, target, probability, r, law, cells, expected, waiting, key, exact, tracks):
    """Advance the cells of one tumour over one step.

    Parameters
    ----------
    flow, target, probability : ndarray
        The mutations (`sim.kernels.model.Model`).
    r : int
        Row of parameters.
    law : ndarray (clone, WIDTH)
        Filled by `sim.kernels.law.fill`.
    cells : ndarray (clone,), float64
        Whole numbers of cells; overwritten.
    expected, waiting : ndarray (clone, NODES)
        Work space, zero on entry and on exit.
    key : uint64
        Address of this step; clones open their own streams below it.
    exact : bool
        Draw large clones exactly too.
    tracks : Tracks or None
        Where cells came from, if that is followed (`sim.kernels.track`).

    Returns
    -------
    bool
        Whether a clone hit the ceiling of 10^15 cells (it then has that many).
    """
    clones = cells.shape[0]
    any_founders = False
    for k in range(clones):
        n = cells[k]
        f0, f1, f2 = expected[k, 0], expected[k, 1], expected[k, 2]
        total = f0 + f1 + f2
        if n == 0.0 and total == 0.0:
            continue
        expected[k, 0] = 0.0
        expected[k, 1] = 0.0
        expected[k, 2] = 0.0
        if n == 0.0 and total < FEW_FOUNDERS:
            s = numbered_stream(key, np.uint64(k))
            some, s = scatter(s, f0, f1, f2, waiting, k)
            any_founders = any_founders or some
            continue
        row = law[k]
        founds = flow[k, END_EDGE] > flow[k, FIRST_EDGE]
        own1, own2 = n * row[CUMULANT], n * row[CUMULANT + 1]
        k3, k4 = n * row[CUMULANT + 2], n * row[CUMULANT + 3]
        fed1, fed2 = 0.0, 0.0
        if total > 0.0:
            fed1, fed2, fed3, fed4 = founders_cumulants(row, ALONE, START, f0, f1, f2)
            k3 += fed3
            k4 += fed4
        k1, k2 = own1 + fed1, own2 + fed2
        if not exact and is_middling(k2, k3, k4):
            z = numbered_normal(key, np.uint64(k))
            if is_large(k2, k3, k4):
                count = from_cumulants(z, k1, k2, k3, k4)
            else:
                count = middling_count(z, k1, k2, k3, k4, row, ALONE, START, n, f0, f1, f2)
            cells[k] = count
            if tracks is not None:
                divide_large(tracks, k, row, f0, f1, f2, count, key)
            if not founds:
                continue
            own, kept, grown = shares(row, ALONE, START, n, count, k1, k2, own1, own2, fed1, fed2)
            i0, i1, i2 = divisions(row, ALONE, START, n, own, kept)
            if total > 0.0:
                j0, j1, j2 = founders_divisions(
                    row, ALONE, START, f0 * grown, f1 * grown, f2 * grown
                )
                i0 += j0
                i1 += j1
                i2 += j2
            if found(flow, target, probability, r, k, i0, i1, i2, expected, waiting, key):
                any_founders = True
            continue
        s = numbered_stream(key, np.uint64(k))
        survivors, more = 0.0, 0.0
        if n > 0.0:
            survivors, s = binomial(s, n, row[SURVIVAL])
            more, s = extra_descendants(s, survivors, row[EXTRA])
            if tracks is not None:
                divide_own(tracks, k, survivors, more, key)
            if founds:
                i0, i1, i2 = divisions(row, ALONE, START, n, survivors + more, survivors)
                if found(flow, target, probability, r, k, i0, i1, i2, expected, waiting, key):
                    any_founders = True
        cells[k] = survivors + more
        if total > 0.0:
            some, s = scatter(s, f0, f1, f2, waiting, k)
            any_founders = any_founders or some
    if any_founders:
        grow_founders(
            flow, target, probability, r, law, cells, waiting, key, tracks, None, START, None
        )
    full = False
    for k in range(clones):
        if cells[k] >= CEILING:
            cells[k] = CEILING
            full = True
    return full
