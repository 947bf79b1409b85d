"""One step of all tumours of a tile: `leap.one`, clone by clone for all of them.

Draw for draw the same as one tumour after the other (a test holds the bits equal), but what
large clones need is plain arithmetic along rows, which a processor does several at a time; the
small ones, few or soon gone, are gone through one by one. Tumours share the law of each clone, or
have one each (`leap.own_laws`).
"""

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.leap.counts import (
    _add_up,
    _count,
    _count_middling,
    _divide,
    _divide_fed,
    _draw_normals,
    _draw_small,
)
from sim.kernels.leap.founders import FEW_FOUNDERS, found_back, grow_founders, scatter
from sim.kernels.leap.own_laws import put_laws
from sim.kernels.leap.tile import (
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
    LINED_UP,
    PLACE,
    READY,
    ROW,
    N,
)
from sim.kernels.model import CEILING, END_EDGE, FIRST_EDGE, HAS_SOURCE
from sim.kernels.random.streams import numbered_stream


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


@inlined
def leap_together(tile, flow, target, probability, law, size, cells, exact, own):
    """Advance the tumours of a tile over one step.

    Parameters
    ----------
    tile : Tile
        Their cells, whole numbers, are overwritten.
    flow, target, probability
        As of `leap.one.leap`.
    law : ndarray (clone, WIDTH)
        The law that they share; with laws of their own, work space for one tumour's.
    size : int
        The first so many tumours count.
    cells : ndarray (clone,)
        Work space.
    exact : bool
        Draw large clones exactly too.
    own : Own or None
        Where every tumour has a law of its own (`leap.own_laws`).
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
