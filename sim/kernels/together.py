"""One step of all tumours of a tile: `sim.kernels.leap`, clone by clone for all of them.

Draw for draw the same as one tumour after the other (a test holds the bits equal), but what
large clones need is plain arithmetic along rows, which a processor does several at a time; the
small ones, few or soon gone, are gone through one by one. Tumours share the law of each clone, or
have one each (`sim.kernels.own`).
"""

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line, spliced
from sim.kernels.large import fifth_and_sixth, from_six_cumulants, is_large, is_middling
from sim.kernels.law import ALONE, CUMULANT, EXTRA, START, SURVIVAL
from sim.kernels.leap import (
    FEW_FOUNDERS,
    divisions,
    found_back,
    founders_cumulants,
    founders_divisions,
    grow_founders,
    scatter,
    shares,
)
from sim.kernels.model import CEILING, END_EDGE, FIRST_EDGE, HAS_SOURCE
from sim.kernels.own import put_laws
from sim.kernels.random import numbered_normal, numbered_stream, quick_normal
from sim.kernels.samplers import binomial, extra_descendants, from_cumulants
from sim.kernels.tile import (
    CELLS,
    COUNT,
    D0,
    D1,
    D2,
    F0,
    F1,
    F2,
    FED,
    FOUNDED0,
    FOUNDED1,
    FOUNDED2,
    FULL_NOW,
    HERE,
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
    READY,
    ROW,
    SIDE,
    SMALL,
    N,
)


@inlined
def _row_of(own, j):
    """Return (side, at) of the law of the tumour that is lined up as number j."""
    if own is None:
        return ALONE, START
    else:
        return SIDE, LAW + j


@called
def _line_up(tile, k, size):
    """Line up the tumours with something to draw of clone k, and let go those with a few founders.

    Returns
    -------
    int, bool
        How many are lined up, and whether founders were scattered in others.
    """
    out_of_line()
    line, w = tile.clones[k], tile.work
    m, scattered = 0, False
    if not tile.marks[FED, k]:
        for i in range(size):
            n = line[CELLS + i]
            tile.numbers[PLACE + m], tile.keys[LINED_UP + m], w[N + m] = i, tile.keys[HERE + i], n
            m += 1 if n > 0.0 else 0
        return m, scattered
    tile.marks[FED, k] = False
    for i in range(size):
        n = line[CELLS + i]
        f0, f1, f2 = line[FOUNDED0 + i], line[FOUNDED1 + i], line[FOUNDED2 + i]
        line[FOUNDED0 + i], line[FOUNDED1 + i], line[FOUNDED2 + i] = 0.0, 0.0, 0.0
        total = f0 + f1 + f2
        if n > 0.0 or total >= FEW_FOUNDERS:
            tile.numbers[PLACE + m], tile.keys[LINED_UP + m], w[N + m] = i, tile.keys[HERE + i], n
            w[F0 + m], w[F1 + m], w[F2 + m] = f0, f1, f2
            m += 1
        elif total > 0.0:
            s = numbered_stream(tile.keys[HERE + i], np.uint64(k))
            some, s = scatter(s, f0, f1, f2, tile.waiting[i], k)
            if some:
                tile.true[HIT + i] = True
                scattered = True
    return m, scattered


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


@called
def _send(tile, flow, target, probability, k, m):
    """Send the mutants of clone k to their clones; return whether any were scattered."""
    out_of_line()
    w = tile.work
    back, scattered = False, False
    for edge in range(flow[k, FIRST_EDGE], flow[k, END_EDGE]):
        t = target[edge]
        if t <= k:
            back = True
            continue
        tile.marks[FED, t] = True
        line = tile.clones[t]
        for j in range(m):
            i = tile.numbers[PLACE + j]
            u = probability[tile.numbers[ROW + i], edge]
            line[FOUNDED0 + i] += u * w[D0 + j]
            line[FOUNDED1 + i] += u * w[D1 + j]
            line[FOUNDED2 + i] += u * w[D2 + j]
    if back:
        for j in range(m):
            i = tile.numbers[PLACE + j]
            if w[N + j] + w[COUNT + j] > 0.0 and found_back(
                flow, target, probability, tile.numbers[ROW + i], k, w[D0 + j], w[D1 + j],
                w[D2 + j], tile.waiting[i], tile.keys[HERE + i],
            ):  # fmt: skip
                tile.true[HIT + i] = True
                scattered = True
    return scattered


@called
def _grow(tile, flow, target, probability, law, size, cells, own):
    """Let the founders that wait grow, tumour by tumour."""
    out_of_line()
    for i in range(size):
        if not tile.true[HIT + i]:
            continue
        tile.true[HIT + i] = False
        for k in range(cells.shape[0]):
            cells[k] = tile.clones[k, CELLS + i]
            tile.marks[READY, k] = False
        grow_founders(
            flow, target, probability, tile.numbers[ROW + i], law, cells, tile.waiting[i],
            tile.keys[HERE + i], None, tile, i, own,
        )  # fmt: skip
        for k in range(cells.shape[0]):
            tile.clones[k, CELLS + i] = cells[k]


@called
def _cut_off(tile, size):
    """Note which tumours have a clone at the ceiling."""
    out_of_line()
    for k in range(tile.clones.shape[0]):
        line, reached = tile.clones[k], 0
        for i in range(size):
            reached += 1 if line[CELLS + i] >= CEILING else 0
        for i in range(size if reached > 0 else 0):
            if line[CELLS + i] >= CEILING:
                line[CELLS + i] = CEILING
                tile.true[FULL_NOW + i] = True


@spliced
def leap_together(tile, flow, target, probability, law, size, cells, exact, own):
    """Advance the tumours of a tile over one step.

    Parameters
    ----------
    tile : Tile
        Their cells, whole numbers, are overwritten.
    flow, target, probability
        As of `sim.kernels.leap.leap`.
    law : ndarray (clone, WIDTH)
        The law that they share; with laws of their own, work space for one tumour's.
    size : int
        The first so many tumours count.
    cells : ndarray (clone,)
        Work space.
    exact : bool
        Draw large clones exactly too.
    own : Own or None
        Where every tumour has a law of its own (`sim.kernels.own`).
    """
    w, scattered = tile.work, False
    for k in range(tile.clones.shape[0]):
        fed, founds = tile.marks[FED, k], flow[k, END_EDGE] > flow[k, FIRST_EDGE]
        m, some = _line_up(tile, k, size)
        scattered = scattered or some
        if m == 0:
            continue
        if own is None:
            row = law[k]
        else:
            row = w
            put_laws(tile, k, size, m, own, founds, flow[k, HAS_SOURCE] == 1)
        _add_up(row, m, w, fed, own)
        if not exact:
            _draw_normals(tile.keys, np.uint64(k), m, w)
        middling, small = _count(m, w, exact)
        if middling > 0:
            _count_middling(row, m, w, fed, own)
        if small > 0 and _draw_small(tile, row, k, m, fed, own):
            scattered = True
        if founds:
            if fed:
                _divide_fed(row, m, w, own)
            else:
                _divide(row, m, w, own)
            if _send(tile, flow, target, probability, k, m):
                scattered = True
        line = tile.clones[k]
        for j in range(m):
            line[CELLS + tile.numbers[PLACE + j]] = w[COUNT + j]
    if scattered:
        _grow(tile, flow, target, probability, law, size, cells, own)
    _cut_off(tile, size)
