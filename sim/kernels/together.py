"""One step of many tumours that share its law: `sim.kernels.leap`, clone by clone for all of them.

Draw for draw the same as one tumour after the other (a test holds the bits equal), but what
large clones need is plain arithmetic along arrays, which a processor does several at a time; the
small ones, few or soon gone, are gone through one by one.
"""

import numpy as np

from sim.kernels.compile import called, out_of_line
from sim.kernels.large import from_six_cumulants, is_large, is_middling
from sim.kernels.law import CUMULANT, EXTRA, NODES, SURVIVAL
from sim.kernels.leap import (
    divisions,
    found_back,
    founders_cumulants,
    founders_divisions,
    grow_founders,
    scatter,
    shares,
)
from sim.kernels.model import CEILING, END_EDGE, FIRST_EDGE
from sim.kernels.random import numbered_normal, numbered_stream
from sim.kernels.samplers import binomial, extra_descendants, from_cumulants

# Rows of the work space (row, tumour).
# Not Python integers: numba would compile a copy of a function for each literal it is given.
NORMAL, K1, K2, K3, K4, COUNT = np.arange(6)
OWN, KEPT, F0, F1, F2, D0, D1, D2, KIND = np.arange(6, 15)
WORK_ROWS = 15
EMPTY, SMALL, MIDDLING, LARGE = 0.0, 1.0, 2.0, 3.0


@called
def _sort(row, n, w, keys, size, k, exact):
    """Fill normal numbers and kinds of one clone of every tumour, where nothing founds it.

    Returns
    -------
    int, int
        How many are not empty, and how many of these are not large.
    """
    out_of_line()
    c1, c2, c3, c4 = row[CUMULANT], row[CUMULANT + 1], row[CUMULANT + 2], row[CUMULANT + 3]
    alive, others = 0, 0
    number = np.uint64(k)
    for i in range(size):
        x = n[i]
        k2, k3, k4 = x * c2, x * c3, x * c4
        z, kind = 0.0, EMPTY
        if not exact and is_middling(k2, k3, k4):
            z = numbered_normal(keys[i], number)
            kind = LARGE if is_large(k2, k3, k4) else MIDDLING
        elif x > 0.0:
            kind = SMALL
        else:
            w[OWN, i], w[KEPT, i] = 0.0, 0.0
        alive += 1 if kind != EMPTY else 0
        others += 1 if kind == SMALL or kind == MIDDLING else 0
        w[NORMAL, i], w[KIND, i] = z, kind
    _count(n, w[NORMAL], w[COUNT], size, c1, c2, c3, c4)
    return alive, others


@called
def _count(n, z, count, size, c1, c2, c3, c4):
    """Fill the counts of large clones that nothing founds; those of others are replaced."""
    out_of_line()
    for i in range(size):
        x = n[i]
        count[i] = from_cumulants(z[i], x * c1, max(x * c2, 1.0), x * c3, x * c4)


@called
def _sort_fed(row, n, expected, w, keys, size, k, exact):
    """As `_sort`, for a clone that is founded; fills expected founders and cumulants too."""
    out_of_line()
    c1, c2, c3, c4 = row[CUMULANT], row[CUMULANT + 1], row[CUMULANT + 2], row[CUMULANT + 3]
    alive, others = 0, 0
    number = np.uint64(k)
    for i in range(size):
        x = n[i]
        f0, f1, f2 = expected[0, i], expected[1, i], expected[2, i]
        expected[0, i], expected[1, i], expected[2, i] = 0.0, 0.0, 0.0
        w[F0, i], w[F1, i], w[F2, i] = f0, f1, f2
        total, k1, k2, k3, k4 = f0 + f1 + f2, x * c1, x * c2, x * c3, x * c4
        if total > 0.0:
            m1, m2, m3, m4 = founders_cumulants(row, f0, f1, f2)
            k1 += m1
            k2 += m2
            k3 += m3
            k4 += m4
        z, kind = 0.0, EMPTY
        if not exact and is_middling(k2, k3, k4):
            z = numbered_normal(keys[i], number)
            kind = LARGE if is_large(k2, k3, k4) else MIDDLING
        elif x > 0.0 or total > 0.0:
            kind = SMALL
        else:
            w[OWN, i], w[KEPT, i] = 0.0, 0.0
        alive += 1 if kind != EMPTY else 0
        others += 1 if kind == SMALL or kind == MIDDLING else 0
        w[NORMAL, i], w[KIND, i] = z, kind
        w[K1, i], w[K2, i], w[K3, i], w[K4, i] = k1, k2, k3, k4
    _count_fed(w[NORMAL], w[K1], w[K2], w[K3], w[K4], w[COUNT], size)
    return alive, others


@called
def _count_fed(z, k1, k2, k3, k4, count, size):
    """Fill the counts of large clones; those of others are replaced."""
    out_of_line()
    for i in range(size):
        count[i] = from_cumulants(z[i], k1[i], max(k2[i], 1.0), k3[i], k4[i])


@called
def _draw_others(row, n, w, size, k, keys, fed, waiting):
    """Draw those that are not large; return whether founders were scattered."""
    out_of_line()
    p, g = row[SURVIVAL], row[EXTRA]
    scattered = False
    for i in range(size):
        if w[KIND, i] == LARGE or w[KIND, i] == EMPTY:
            continue
        f0, f1, f2 = 0.0, 0.0, 0.0
        if fed:
            f0, f1, f2 = w[F0, i], w[F1, i], w[F2, i]
        if w[KIND, i] == MIDDLING:
            x = n[i]
            k1, k2 = x * row[CUMULANT], x * row[CUMULANT + 1]
            k3, k4 = x * row[CUMULANT + 2], x * row[CUMULANT + 3]
            if fed:
                k1, k2, k3, k4 = w[K1, i], w[K2, i], w[K3, i], w[K4, i]
            w[COUNT, i] = from_six_cumulants(w[NORMAL, i], k1, k2, k3, k4, row, x, f0, f1, f2)
            continue
        s = numbered_stream(keys[i], np.uint64(k))
        survivors, more = 0.0, 0.0
        if n[i] > 0.0:
            survivors, s = binomial(s, n[i], p)
            more, s = extra_descendants(s, survivors, g)
        w[COUNT, i] = survivors + more
        w[OWN, i], w[KEPT, i] = survivors + more, survivors
        if f0 + f1 + f2 > 0.0:
            some, s = scatter(s, f0, f1, f2, waiting[i], k)
            scattered = scattered or some
    return scattered


@called
def _divide(row, n, w, size):
    """Fill the divisions at the nodes of a clone that nothing founds."""
    out_of_line()
    c1, c2 = row[CUMULANT], row[CUMULANT + 1]
    for i in range(size):
        x, count = n[i], w[COUNT, i]
        own1, own2 = x * c1, x * c2
        own, kept, _ = shares(row, x, count, own1, max(own2, 1.0), own1, own2, 0.0, 0.0)
        small = w[KIND, i] <= SMALL
        own = count if small else own
        kept = w[KEPT, i] if small else kept
        w[D0, i], w[D1, i], w[D2, i] = divisions(row, x, own, kept)


@called
def _divide_fed(row, n, w, size):
    """As `_divide`, for a clone that is founded."""
    out_of_line()
    c1, c2 = row[CUMULANT], row[CUMULANT + 1]
    for i in range(size):
        x, count = n[i], w[COUNT, i]
        own1, own2 = x * c1, x * c2
        f0, f1, f2 = w[F0, i], w[F1, i], w[F2, i]
        fed1, fed2 = 0.0, 0.0
        if f0 + f1 + f2 > 0.0:
            fed1, fed2, _, _ = founders_cumulants(row, f0, f1, f2)
        if w[KIND, i] <= SMALL:
            own, kept, grown = w[OWN, i], w[KEPT, i], 0.0
        else:
            own, kept, grown = shares(row, x, count, w[K1, i], w[K2, i], own1, own2, fed1, fed2)
        i0, i1, i2 = divisions(row, x, own, kept)
        if f0 + f1 + f2 > 0.0:
            j0, j1, j2 = founders_divisions(row, f0 * grown, f1 * grown, f2 * grown)
            i0 += j0
            i1 += j1
            i2 += j2
        w[D0, i], w[D1, i], w[D2, i] = i0, i1, i2


@called
def _add(x, u, y, size):
    """Add u times y to x."""
    out_of_line()
    for i in range(size):
        x[i] += u * y[i]


@called
def _found_together(
    flow, target, probability, r, k, row, n, w, size, keys, fed, expected, waiting
):  # fmt: skip
    """Send the mutants of clone k of every tumour to their clones; return whether any wait."""
    out_of_line()
    if fed[k]:
        _divide_fed(row, n, w, size)
    else:
        _divide(row, n, w, size)
    back = False
    for m in range(flow[k, FIRST_EDGE], flow[k, END_EDGE]):
        t, u = target[m], probability[r, m]
        if t <= k:
            back = True
            continue
        fed[t] = True
        for q in range(NODES):
            _add(expected[t, q], u, w[D0 + q], size)
    some = False
    if back:
        for i in range(size):
            if w[KIND, i] != EMPTY and n[i] + w[COUNT, i] > 0.0 and found_back(
                flow, target, probability, r, k, w[D0, i], w[D1, i], w[D2, i], waiting[i], keys[i]
            ):  # fmt: skip
                some = True
    return some


@called
def leap_together(
    flow, target, probability, r, law, n, keys, size, fed, expected, waiting, w, cells, full,
    exact,
):  # fmt: skip
    """Advance the cells of tumours that share rates over one step.

    Parameters
    ----------
    flow, target, probability, r, law, exact
        As of `sim.kernels.leap.leap`.
    n : ndarray (clone, tumour), float64
        Whole numbers of cells; overwritten. The first `size` tumours count.
    keys : ndarray (tumour,), uint64
        Addresses of this step.
    fed, expected, waiting : ndarray (clone,), (clone, NODES, tumour), (tumour, clone, NODES)
        Work space, zero on entry and on exit: whether a clone expects founders in this step, how
        many, and founders that wait to grow.
    w, cells : ndarray (WORK_ROWS, tumour), (clone,)
        Work space.
    full : ndarray (tumour,), bool
        Set where a clone hits the ceiling of 10^15 cells (it then has that many).
    """
    out_of_line()
    clones = n.shape[0]
    scattered = False
    for k in range(clones):
        row, line = law[k], n[k]
        if fed[k]:
            alive, others = _sort_fed(row, line, expected[k], w, keys, size, k, exact)
        else:
            alive, others = _sort(row, line, w, keys, size, k, exact)
        if alive > 0:
            if others > 0 and _draw_others(row, line, w, size, k, keys, fed[k], waiting):
                scattered = True
            if flow[k, END_EDGE] > flow[k, FIRST_EDGE] and _found_together(
                flow, target, probability, r, k, row, line, w, size, keys, fed, expected, waiting
            ):
                scattered = True
            for i in range(size):
                line[i] = w[COUNT, i]
        fed[k] = False
    if scattered:
        _grow_together(flow, target, probability, r, law, n, keys, size, waiting, cells)
    for k in range(clones):
        reached = False
        for i in range(size):
            reached |= n[k, i] >= CEILING
        if reached:
            for i in range(size):
                if n[k, i] >= CEILING:
                    n[k, i] = CEILING
                    full[i] = True


@called
def _grow_together(flow, target, probability, r, law, n, keys, size, waiting, cells):
    """Let the founders that wait grow, tumour by tumour."""
    out_of_line()
    clones = n.shape[0]
    for i in range(size):
        some = 0.0
        for k in range(clones):
            cells[k] = n[k, i]
            for q in range(NODES):
                some += waiting[i, k, q]
        if some > 0.0:
            grow_founders(flow, target, probability, r, law, cells, waiting[i], keys[i], None)
            for k in range(clones):
                n[k, i] = cells[k]
