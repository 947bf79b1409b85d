"""The counts of one clone at the end of a step, for all tumours that are lined up in a tile.

Large clones, and those in the middle, are arithmetic along rows; small ones are drawn one by one
(`leap.one` says which is which). What they found on the way is put beside them.
"""

import numpy as np

from sim.kernels.birth_death.bridge import divisions, founders_cumulants, founders_divisions, shares
from sim.kernels.birth_death.cumulants import (
    fifth_and_sixth,
    from_six_cumulants,
    is_large,
    is_middling,
)
from sim.kernels.birth_death.law import ALONE, CUMULANT, EXTRA, START, SURVIVAL
from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.leap.founders import scatter
from sim.kernels.leap.tile import (
    COUNT,
    D0,
    D1,
    D2,
    F0,
    F1,
    F2,
    HIT,
    K1,
    K2,
    K3,
    K4,
    KEPT,
    KIND,
    LARGE,
    LAW,
    LINED_UP,
    MIDDLING,
    NORMAL,
    OWN,
    PLACE,
    SIDE,
    SMALL,
    N,
)
from sim.kernels.random.samplers import binomial, extra_descendants, from_cumulants
from sim.kernels.random.streams import numbered_normal, numbered_stream, quick_normal


@inlined
def _row_of(own, j):
    """Return (side, at) of the law of the tumour that is lined up as number j."""
    if own is None:
        return ALONE, START
    else:
        return SIDE, LAW + j


@called
def _draw_normals(keys, number, m, w):
    """Fill the normal numbers of all that are lined up."""
    out_of_line()
    for j in range(m):
        z, done = quick_normal(keys[LINED_UP + j], number)
        w[NORMAL + j] = z
        w[COUNT + j] = 0.0 if done else 1.0
    for j in range(m):
        if w[COUNT + j] > 0.0:
            w[NORMAL + j] = numbered_normal(keys[LINED_UP + j], number)


@called
def _add_up(row, m, w, fed, own):
    """Fill the cumulants of all that are lined up."""
    out_of_line()
    for j in range(m):
        side, at = _row_of(own, j)
        n, c = w[N + j], CUMULANT * side + at
        w[K1 + j], w[K2 + j] = n * row[c], n * row[c + side]
        w[K3 + j], w[K4 + j] = n * row[c + 2 * side], n * row[c + 3 * side]
    if not fed:
        return
    for j in range(m):
        side, at = _row_of(own, j)
        f0, f1, f2 = w[F0 + j], w[F1 + j], w[F2 + j]
        k1, k2, k3, k4 = founders_cumulants(row, side, at, f0, f1, f2)
        founded = f0 + f1 + f2 > 0.0
        w[K1 + j] += k1 if founded else 0.0
        w[K2 + j] += k2 if founded else 0.0
        w[K3 + j] += k3 if founded else 0.0
        w[K4 + j] += k4 if founded else 0.0


@called
def _count(m, w, exact):
    """Fill the kinds, and the counts of large clones (of others they are replaced).

    Returns
    -------
    int, int
        How many are middling, and how many small.
    """
    out_of_line()
    middling, small = 0, 0
    for j in range(m):
        k1, k2, k3, k4 = w[K1 + j], w[K2 + j], w[K3 + j], w[K4 + j]
        by_cumulants = not exact and is_middling(k2, k3, k4)
        large = by_cumulants and is_large(k2, k3, k4)
        w[KIND + j] = LARGE if large else (MIDDLING if by_cumulants else SMALL)
        middling += 1 if by_cumulants and not large else 0
        small += 0 if by_cumulants else 1
        w[COUNT + j] = from_cumulants(w[NORMAL + j], k1, max(k2, 1.0), k3, k4)
    return middling, small


@called
def _count_middling(row, m, w, fed, own):
    """Fill the counts of middling clones."""
    out_of_line()
    for j in range(m):
        side, at = _row_of(own, j)
        f0, f1, f2 = w[F0 + j], w[F1 + j], w[F2 + j]
        k5, k6 = fifth_and_sixth(
            row, side, at, w[N + j], f0 if fed else 0.0, f1 if fed else 0.0, f2 if fed else 0.0
        )
        count = from_six_cumulants(
            w[NORMAL + j], w[K1 + j], max(w[K2 + j], 1.0), w[K3 + j], w[K4 + j], k5, k6
        )
        w[COUNT + j] = count if w[KIND + j] == MIDDLING else w[COUNT + j]


@called
def _draw_small(tile, row, k, m, fed, own):
    """Draw the small ones; return whether founders were scattered."""
    out_of_line()
    w = tile.work
    scattered = False
    for j in range(m):
        if w[KIND + j] != SMALL:
            continue
        side, at = _row_of(own, j)
        n = w[N + j]
        s = numbered_stream(tile.keys[LINED_UP + j], np.uint64(k))
        survivors, more = 0.0, 0.0
        if n > 0.0:
            survivors, s = binomial(s, n, row[SURVIVAL * side + at])
            more, s = extra_descendants(s, survivors, row[EXTRA * side + at])
        w[COUNT + j] = survivors + more
        w[OWN + j], w[KEPT + j] = survivors + more, survivors
        if fed and w[F0 + j] + w[F1 + j] + w[F2 + j] > 0.0:
            i = tile.numbers[PLACE + j]
            some, s = scatter(s, w[F0 + j], w[F1 + j], w[F2 + j], tile.waiting[i], k)
            if some:
                tile.true[HIT + i] = True
                scattered = True
    return scattered


@called
def _divide(row, m, w, own):
    """Fill the divisions at the nodes of clones that nothing founds in this step."""
    out_of_line()
    for j in range(m):
        side, at = _row_of(own, j)
        n, c = w[N + j], CUMULANT * side + at
        own1, own2 = n * row[c], n * row[c + side]
        mine, kept, _ = shares(
            row, side, at, n, w[COUNT + j], own1, max(own2, 1.0), own1, own2, 0.0, 0.0
        )
        small = w[KIND + j] == SMALL
        mine = w[OWN + j] if small else mine
        kept = w[KEPT + j] if small else kept
        w[D0 + j], w[D1 + j], w[D2 + j] = divisions(row, side, at, n, mine, kept)


@called
def _divide_fed(row, m, w, own):
    """As `_divide`, of clones that are founded."""
    out_of_line()
    for j in range(m):
        side, at = _row_of(own, j)
        n, c = w[N + j], CUMULANT * side + at
        own1, own2 = n * row[c], n * row[c + side]
        f0, f1, f2 = w[F0 + j], w[F1 + j], w[F2 + j]
        founded = f0 + f1 + f2 > 0.0
        fed1, fed2, _, _ = founders_cumulants(row, side, at, f0, f1, f2)
        mine, kept, grown = shares(
            row, side, at, n, w[COUNT + j], w[K1 + j], max(w[K2 + j], 1.0), own1, own2,
            fed1 if founded else 0.0, fed2 if founded else 0.0,
        )  # fmt: skip
        small = w[KIND + j] == SMALL
        mine = w[OWN + j] if small else mine
        kept = w[KEPT + j] if small else kept
        grown = 0.0 if small else grown
        i0, i1, i2 = divisions(row, side, at, n, mine, kept)
        j0, j1, j2 = founders_divisions(row, side, at, f0 * grown, f1 * grown, f2 * grown)
        w[D0 + j] = i0 + j0 if founded else i0
        w[D1 + j] = i1 + j1 if founded else i1
        w[D2 + j] = i2 + j2 if founded else i2
