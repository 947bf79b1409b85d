"""Everything that a leap needs to know of one clone over one step, as a row of numbers.

Founders of mutant clones arise along a step; the integral over founding times is evaluated at
three Gauss-Legendre nodes. A row holds the law of one cell's descendants from the start and from
each node to the end, what cells contribute on average at each node given where they end
(`birth_death.tree.bridge`), and the divisions that each node stands for.

Rows stand alone, or side by side for many tumours (`leap.tile`): number c of the tumour at
`at` is ``row[c * side + at]``, and the numbers of a row that stands alone are neighbours.
"""

import math

import numpy as np

from sim.kernels.birth_death.tree import bridge, bridge_scales, compose, cumulants, raw_moments
from sim.kernels.compile import called, inlined, out_of_line

NODES = 3
_HALF = 0.5 * math.sqrt(0.6)
NODE = np.array([0.5 - _HALF, 0.5, 0.5 + _HALF])
WEIGHT = np.array([5.0, 8.0, 5.0]) / 18.0
PIECE = np.array([0.5 - _HALF, _HALF, _HALF, 0.5 - _HALF])
"""Lengths of the four pieces that the nodes cut a unit step into; alike from either end."""


def _weights_after() -> np.ndarray:
    """Return W[p, q]: weights of the nodes q >= p for an integral from node p to the end.

    The weights of p times W are a rule for what two mutations in one step make of a clone, the
    first at s and the second at t > s. Of all such that are exact for every W on its own where the
    integrand is constant, and symmetric in time, it is the one that is exact for st and for each
    polynomial to degree 4 in s or in t alone.
    """
    table = np.zeros((NODES, NODES))
    table[0, 0] = table[2, 2] = NODE[0]

    def fill(middle: float) -> float:
        """Fill the table for a weight of the middle in itself; return its integral of s t."""
        table[1, 1:] = middle, 0.5 - middle
        table[0, 1] = WEIGHT[1] / WEIGHT[0] * (0.5 - middle)
        table[0, 2] = 1.0 - 2.0 * NODE[0] - table[0, 1]
        return float((WEIGHT * NODE) @ table @ NODE)

    none, one = fill(0.0), fill(1.0)
    fill((0.125 - none) / (one - none))
    return table


WEIGHT_AFTER = _weights_after()

# Places in a row, and how many numbers stand there.
GROWTH, EXTRA, SURVIVAL = 0, 1, 2  # E, g, E / (1 + g) from the start to the end
CUMULANT = 3  # 4: of one cell's descendants
REGRESSION = CUMULANT + 4  # 1: of the survivors K on the final number
PATH = REGRESSION + 1  # (node, 3): gone, kept, more from the start
NODE_MOMENT = PATH + 3 * NODES  # (node, 4): raw moments of one founder's descendants
NODE_TREE = NODE_MOMENT + 4 * NODES  # (node, 3): E, g, a from the node to the end
PIECE_TREE = NODE_TREE + 3 * NODES  # (piece, 3): E, g, a of each piece
RATE = PIECE_TREE + 3 * (NODES + 1)  # (node,): divisions per cell in a step, b x h
WIDTH = RATE + NODES
GIVEN = WIDTH - PIECE_TREE
"""Numbers that a step is given by, the last of a row: all others follow (`complete`)."""

# Rows of the rates of a step without crowding (row, clone) [1/day]: means of births, of deaths and
# of deaths linked to division over the step, over each of its pieces, and births at its nodes.
MEAN_BIRTHS, MEAN_DEATHS, MEAN_LINKED = 0, 1, 2
OF_PIECES = 3  # (piece, 3)
AT_NODES = OF_PIECES + 3 * (NODES + 1)  # (node,)
UNEVEN = AT_NODES + NODES  # how far integrals of births, of all deaths lie from even ones
AHEAD = UNEVEN + 2  # how far those of births less linked deaths, of other deaths do on average
VARYING = AHEAD + 2  # the integral of how far births, and linked deaths, are from their means
LATER = VARYING + 1  # and how far ahead they are late in the step: times days from its middle
MORE = LATER + 2  # how many times more there are at its end: what splitting switches leaves out
RATE_ROWS = MORE + 1

# Not Python integers: numba would compile a copy of a function for each literal it is given.
FIRST, SECOND, THIRD, FOURTH = np.arange(4)
ALONE, START = np.int64(1), np.int64(0)
"""`side` and `at` of a row that stands alone: its numbers are neighbours, from the first on."""


@inlined
def _put(row, side, place, tree):
    row[place], row[place + side], row[place + 2 * side] = tree


@inlined
def _get(row, side, place):
    return row[place], row[place + side], row[place + 2 * side]


@called
def keep_rates(rates):
    """Let the rates of a step (RATE_ROWS, clone) be its means all the time."""
    out_of_line()
    for i in range(rates.shape[1]):
        for q in range(NODES + 1):
            for kind in range(3):
                rates[OF_PIECES + 3 * q + kind, i] = rates[kind, i]
        for q in range(NODES):
            rates[AT_NODES + q, i] = rates[MEAN_BIRTHS, i]
        rates[UNEVEN, i], rates[UNEVEN + 1, i] = 0.0, 0.0
        rates[AHEAD, i], rates[AHEAD + 1, i], rates[VARYING, i] = 0.0, 0.0, 0.0
        rates[LATER, i], rates[LATER + 1, i], rates[MORE, i] = 0.0, 0.0, 1.0


@inlined
def piece(row, side, at, q):
    """Return the tree of one cell over piece q of the step: from node q - 1 to node q."""
    return _get(row, side, (PIECE_TREE + 3 * q) * side + at)


@inlined
def after(row, side, at, q):
    """Return the tree of one cell from node q to the end."""
    return _get(row, side, (NODE_TREE + 3 * q) * side + at)


@inlined
def _put_after(row, side, at, t1, t2, t3):
    from1 = compose(t2, t3)
    place, step = NODE_TREE * side + at, 3 * side
    _put(row, side, place, compose(t1, from1))
    _put(row, side, place + step, from1)
    _put(row, side, place + 2 * step, t3)


@inlined
def put_after(row, side, at):
    """Fill the trees from each node to the end, from the pieces."""
    t1, t2, t3 = (
        piece(row, side, at, SECOND), piece(row, side, at, THIRD), piece(row, side, at, FOURTH)
    )  # fmt: skip
    _put_after(row, side, at, t1, t2, t3)


@inlined
def put_pieces(row, side, at, t0, t1, t2, t3, d0, d1, d2):
    """Fill what founders need: the pieces, the trees from each node to the end, divisions.

    Parameters
    ----------
    row, side, at
        Where to: number c goes to ``row[c * side + at]``.
    t0, t1, t2, t3 : (E, g, a)
        Trees of the pieces between start, nodes and end.
    d0, d1, d2 : float
        Divisions per cell in a step at the rate of each node (b x h), mutating or not.
    """
    place, step = PIECE_TREE * side + at, 3 * side
    _put(row, side, place, t0)
    _put(row, side, place + step, t1)
    _put(row, side, place + 2 * step, t2)
    _put(row, side, place + 3 * step, t3)
    place = RATE * side + at
    row[place], row[place + side], row[place + 2 * side] = d0, d1, d2
    _put_after(row, side, at, t1, t2, t3)


@inlined
def put_whole(row, side, at):
    """Fill the law of the cells that are there, from the pieces."""
    e, g, a = compose(piece(row, side, at, FIRST), after(row, side, at, FIRST))
    survivor = 1.0 / (1.0 + g)
    row[GROWTH * side + at] = e
    row[EXTRA * side + at] = g
    row[SURVIVAL * side + at] = e * survivor
    row[REGRESSION * side + at] = a * survivor / (g + a) if g + a > 0.0 else 0.0
    k1, k2, k3, k4 = cumulants(e, g)
    place = CUMULANT * side + at
    row[place], row[place + side] = k1, k2
    row[place + 2 * side], row[place + 3 * side] = k3, k4


@inlined
def _put_moments(row, side, at, q):
    e, g, _ = after(row, side, at, q)
    m1, m2, m3, m4 = raw_moments(e, g)
    place = (NODE_MOMENT + 4 * q) * side + at
    row[place], row[place + side], row[place + 2 * side], row[place + 3 * side] = m1, m2, m3, m4


@inlined
def put_founded(row, side, at):
    """Fill what a clone needs that mutations make, from the pieces: moments of one founder's."""
    _put_moments(row, side, at, FIRST)
    _put_moments(row, side, at, SECOND)
    _put_moments(row, side, at, THIRD)


@inlined
def put_founding(row, side, at):
    """Fill what a clone needs that has mutations, from the pieces: its cells along the step."""
    t0, t1 = piece(row, side, at, FIRST), piece(row, side, at, SECOND)
    from0, from1 = after(row, side, at, FIRST), after(row, side, at, SECOND)
    to1 = compose(t0, t1)
    to2 = compose(to1, piece(row, side, at, THIRD))
    survivor, gone, more = bridge_scales(compose(t0, from0))
    place, step = PATH * side + at, 3 * side
    _put(row, side, place, bridge(t0, from0, survivor, gone, more))
    _put(row, side, place + step, bridge(to1, from1, survivor, gone, more))
    last = bridge(to2, after(row, side, at, THIRD), survivor, gone, more)
    _put(row, side, place + 2 * step, last)


@inlined
def fill(row, t0, t1, t2, t3, d0, d1, d2, founds, founded):
    """Fill a row that stands alone; as `put_pieces`, and what its clone needs.

    Parameters
    ----------
    founds, founded : bool
        Whether the clone has mutations, and whether mutations make it.
    """
    put_pieces(row, ALONE, START, t0, t1, t2, t3, d0, d1, d2)
    _put_rest(row, founds, founded)


@inlined
def complete(row, founds, founded):
    """Fill a row that stands alone from the numbers that are given (the last GIVEN)."""
    put_after(row, ALONE, START)
    _put_rest(row, founds, founded)


@inlined
def _put_rest(row, founds, founded):
    put_whole(row, ALONE, START)
    if founded:
        put_founded(row, ALONE, START)
    if founds:
        put_founding(row, ALONE, START)


@inlined
def path_after(row, first, q, scales, gone, survivors, more):
    """Return the expected cells at node q of a group founded at an earlier node, or at this one.

    Parameters
    ----------
    row : ndarray (WIDTH,)
        Of a clone that stands alone.
    first : (E, g, a)
        From where it was founded to node q.
    scales : (float, float, float)
        `bridge_scales` from where it was founded to the end.
    gone, survivors, more : float
        Founders without and with descendants at the end of the step, and descendants beyond one
        each.
    """
    x, y, z = bridge(first, after(row, ALONE, START, q), scales[0], scales[1], scales[2])
    return gone * x + survivors * y + more * z
