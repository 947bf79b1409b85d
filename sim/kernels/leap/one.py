"""One step of births, deaths and mutations, for one tumour, of any length and any size.

Clone by clone: the descendants of the cells that are there, and of the mutants founded on the
way. Given where the source of a mutation starts and ends its step, mutants are founded as a
Poisson process along its expected path in between (`birth_death.tree.bridge`, exact), at the
nodes of `birth_death.law`. What is left out is the scatter of that path around its expectation:
it adds to the variance of the number of founders a share of about u b^2 h^2 / 12, and the step
is chosen with that in view (`steps.length`).

A large clone is one normal draw with the exact first cumulants of everything that feeds it (its own
cells and a compound Poisson number of founders; `birth_death.cumulants`); a small one is drawn
exactly. With ``exact`` every clone is. Many tumours take the same step side by side in
`leap.together`.
"""

import numpy as np

from sim.kernels.birth_death.bridge import divisions, founders_cumulants, founders_divisions, shares
from sim.kernels.birth_death.cumulants import is_large, is_middling, middling_count
from sim.kernels.birth_death.law import ALONE, CUMULANT, EXTRA, START, SURVIVAL
from sim.kernels.compile import inlined
from sim.kernels.leap.founders import FEW_FOUNDERS, found, grow_founders, scatter
from sim.kernels.model import CEILING, END_EDGE, FIRST_EDGE
from sim.kernels.origins.track import divide_large, divide_own
from sim.kernels.random.samplers import binomial, extra_descendants, from_cumulants
from sim.kernels.random.streams import numbered_normal, numbered_stream


@inlined
def leap(flow, target, probability, r, law, cells, expected, waiting, key, exact, tracks):
    """Advance the cells of one tumour over one step.

    Parameters
    ----------
    flow, target, probability : ndarray
        The mutations (`model.Model`).
    r : int
        Row of parameters.
    law : ndarray (clone, WIDTH)
        Filled by `birth_death.law.fill`.
    cells : ndarray (clone,), float64
        Whole numbers of cells; overwritten.
    expected, waiting : ndarray (clone, NODES)
        Work space, zero on entry and on exit.
    key : uint64
        Address of this step; clones open their own streams below it.
    exact : bool
        Draw large clones exactly too.
    tracks : Tracks or None
        Where cells came from, if that is followed (`origins.track`).

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
