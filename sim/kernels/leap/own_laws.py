"""Laws of tumours that share none: each from rates of its own, side by side in a tile.

Rates are constant in each of the four pieces of a step (`birth_death.law`); crowding multiplies
births and adds deaths. Growth beyond exp(4) in a piece, rare at any step that is taken, is gone
through one by one.
"""

from typing import NamedTuple

from sim.kernels.birth_death.law import (
    ALONE,
    FIRST,
    FOURTH,
    GIVEN,
    PIECE,
    PIECE_TREE,
    SECOND,
    START,
    THIRD,
    put_after,
    put_founded,
    put_founding,
    put_pieces,
    put_whole,
)
from sim.kernels.birth_death.tree import NEAR, constant_tree, near_tree
from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.leap.tile import (
    ADDED,
    AT_NODES,
    BIRTHS,
    DAYS,
    DEATHS,
    END_ADDED,
    END_FACTOR,
    FACTOR,
    LAW,
    LINED,
    LINED_DAYS,
    LINKED,
    PIECES,
    PLACE,
    READY,
    SIDE,
    START_ADDED,
    START_FACTOR,
    STAYS,
    STEP,
    UNTREATED,
)
from sim.kernels.rates.bent import at_node, in_piece


class Own(NamedTuple):
    """How the tumours of a tile take a step, each of DAYS days and with a law of its own."""

    constant: bool
    """Whether rates are constant; if not, PIECES and AT_NODES are filled."""
    alike: bool
    """Whether all clones of a tumour are crowded alike: as the first one is."""
    planned: bool
    """Whether not rates but what laws follow from stands in the tile: GIVEN rows from PIECES on."""


@inlined
def _rates(line, pressed, own, i, q):
    """Return (births without mutant, deaths) [1/day] in piece q, of the tumour at place i."""
    births, deaths, linked = line[BIRTHS + i], line[DEATHS + i], line[LINKED + i]
    factor, added = pressed[FACTOR + i], pressed[ADDED + i]
    if not own.constant:
        at = PIECES + 3 * q * SIDE + i
        births, deaths, linked = line[at], line[at + SIDE], line[at + 2 * SIDE]
        factor = in_piece(factor, pressed[START_FACTOR + i], pressed[END_FACTOR + i], q)
        added = in_piece(added, pressed[START_ADDED + i], pressed[END_ADDED + i], q)
    return births * factor * line[STAYS + i], deaths + linked * factor + line[UNTREATED + i] * added


@inlined
def _births(line, pressed, own, days, i, q):
    """Return the divisions per cell that node q of a step of so many days stands for."""
    factor = pressed[FACTOR + i]
    if own.constant:
        return days * factor * line[BIRTHS + i]
    factor = at_node(factor, pressed[START_FACTOR + i], pressed[END_FACTOR + i], q)
    return days * factor * line[AT_NODES + q * SIDE + i]


@called
def _crowd(line, pressed, w, size, own):
    """Fill the rates of one clone of all tumours: (births, deaths, divisions) of each piece."""
    out_of_line()
    for i in range(size):
        line[STEP + i], line[STEP + SIDE + i] = _rates(line, pressed, own, i, FIRST)
        line[STEP + 2 * SIDE + i] = _births(line, pressed, own, w[DAYS + i], i, FIRST)
    if own.constant:
        return
    for i in range(size):
        line[STEP + 3 * SIDE + i], line[STEP + 4 * SIDE + i] = _rates(line, pressed, own, i, SECOND)
        line[STEP + 6 * SIDE + i], line[STEP + 7 * SIDE + i] = _rates(line, pressed, own, i, THIRD)
        b, d = _rates(line, pressed, own, i, FOURTH)
        line[STEP + 9 * SIDE + i], line[STEP + 10 * SIDE + i] = b, d
        line[STEP + 5 * SIDE + i] = _births(line, pressed, own, w[DAYS + i], i, SECOND)
        line[STEP + 8 * SIDE + i] = _births(line, pressed, own, w[DAYS + i], i, THIRD)


@inlined
def _rate(w, own, j, q):
    """Return (births, deaths) in piece q of the tumour that is lined up as number j."""
    at = LINED + j if own.constant else LINED + 3 * q * SIDE + j
    return w[at], w[at + SIDE]


@inlined
def _division(w, own, j, q):
    return w[LINED + 2 * SIDE + j] if own.constant else w[LINED + (2 + 3 * q) * SIDE + j]


@called
def _put_trees(w, m, own):
    """Fill the pieces of all laws; return how many grow too far for that."""
    out_of_line()
    far = 0
    if own.constant:
        for j in range(m):
            b, d = _rate(w, own, j, FIRST)
            h0, h1 = w[LINED_DAYS + j] * PIECE[0], w[LINED_DAYS + j] * PIECE[1]
            t0, t1 = near_tree(b, d, h0), near_tree(b, d, h1)
            v = _division(w, own, j, FIRST)
            put_pieces(w, SIDE, LAW + j, t0, t1, t1, t0, v, v, v)
            far += 1 if abs(b - d) * h1 > NEAR else 0
        return far
    for j in range(m):
        b0, d0 = _rate(w, own, j, FIRST)
        b1, d1 = _rate(w, own, j, SECOND)
        b2, d2 = _rate(w, own, j, THIRD)
        b3, d3 = _rate(w, own, j, FOURTH)
        h0, h1 = w[LINED_DAYS + j] * PIECE[0], w[LINED_DAYS + j] * PIECE[1]
        put_pieces(
            w, SIDE, LAW + j, near_tree(b0, d0, h0), near_tree(b1, d1, h1),
            near_tree(b2, d2, h1), near_tree(b3, d3, h0),
            _division(w, own, j, FIRST), _division(w, own, j, SECOND), _division(w, own, j, THIRD),
        )  # fmt: skip
        most = max(max(abs(b0 - d0), abs(b1 - d1)), max(abs(b2 - d2), abs(b3 - d3)))
        far += 1 if most * h1 > NEAR else 0
    return far


@called
def _put_far_trees(w, m, own):
    """Fill the pieces of all laws, however far they grow."""
    out_of_line()
    for j in range(m):
        b0, d0 = _rate(w, own, j, FIRST)
        b1, d1 = _rate(w, own, j, SECOND)
        b2, d2 = _rate(w, own, j, THIRD)
        b3, d3 = _rate(w, own, j, FOURTH)
        h0, h1 = w[LINED_DAYS + j] * PIECE[0], w[LINED_DAYS + j] * PIECE[1]
        put_pieces(
            w, SIDE, LAW + j, constant_tree(b0, d0, h0), constant_tree(b1, d1, h1),
            constant_tree(b2, d2, h1), constant_tree(b3, d3, h0),
            _division(w, own, j, FIRST), _division(w, own, j, SECOND), _division(w, own, j, THIRD),
        )  # fmt: skip


@called
def _put_crowded(tile, k, size, m, own):
    """Fill the pieces of the laws of clone k from its rates, crowding counted."""
    out_of_line()
    line, w = tile.clones[k], tile.work
    _crowd(line, tile.clones[0 if own.alike else k], w, size, own)
    for j in range(m):
        w[LINED_DAYS + j] = w[DAYS + tile.numbers[PLACE + j]]
    for c in range(3 if own.constant else 11):
        for j in range(m):
            w[LINED + c * SIDE + j] = line[STEP + c * SIDE + tile.numbers[PLACE + j]]
    if _put_trees(w, m, own) > 0:
        _put_far_trees(w, m, own)


@called
def _put_planned(line, w, numbers, m):
    """Fill the pieces of the laws of a clone from what they follow from."""
    out_of_line()
    for c in range(GIVEN):
        for j in range(m):
            w[LAW + (PIECE_TREE + c) * SIDE + j] = line[PIECES + c * SIDE + numbers[PLACE + j]]
    for j in range(m):
        put_after(w, SIDE, LAW + j)


@called
def put_laws(tile, k, size, m, own, founds, founded):
    """Fill the laws of clone k of the m tumours that are lined up, of `size` in the tile."""
    out_of_line()
    line, w = tile.clones[k], tile.work
    if own.planned:
        _put_planned(line, w, tile.numbers, m)
    else:
        _put_crowded(tile, k, size, m, own)
    for j in range(m):
        put_whole(w, SIDE, LAW + j)
    for j in range(m if founded else 0):
        put_founded(w, SIDE, LAW + j)
    for j in range(m if founds else 0):
        put_founding(w, SIDE, LAW + j)


@called
def put_law_of_one(tile, k, i, own, row):
    """Fill what founders of clone k need in the tumour at place i, unless it is filled already.

    Parameters
    ----------
    row : ndarray (WIDTH,)
        Its pieces (`birth_death.law.put_pieces`) are overwritten.
    """
    out_of_line()
    if tile.marks[READY, k]:
        return
    tile.marks[READY, k] = True
    if own.planned:
        for c in range(GIVEN):
            row[PIECE_TREE + c] = tile.clones[k, PIECES + c * SIDE + i]
        put_after(row, ALONE, START)
        return
    line, pressed = tile.clones[k], tile.clones[0 if own.alike else k]
    h = tile.work[DAYS + i]
    h0, h1 = h * PIECE[0], h * PIECE[1]
    b, d = _rates(line, pressed, own, i, FIRST)
    t0 = constant_tree(b, d, h0)
    b, d = _rates(line, pressed, own, i, SECOND)
    t1 = constant_tree(b, d, h1)
    t2, t3 = t1, t0
    if not own.constant:
        b, d = _rates(line, pressed, own, i, THIRD)
        t2 = constant_tree(b, d, h1)
        b, d = _rates(line, pressed, own, i, FOURTH)
        t3 = constant_tree(b, d, h0)
    v0, v1 = _births(line, pressed, own, h, i, FIRST), _births(line, pressed, own, h, i, SECOND)
    v2 = _births(line, pressed, own, h, i, THIRD)
    put_pieces(row, ALONE, START, t0, t1, t2, t3, v0, v1, v2)
