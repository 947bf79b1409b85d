"""Everything that a leap needs to know of one clone over one step, as a row of numbers.

Founders of mutant clones arise along a step; the integral over founding times is evaluated at
three Gauss-Legendre nodes. A row holds the law of one cell's descendants from the start and from
each node to the end, what cells contribute on average at each node given where they end
(`sim.kernels.tree.bridge`), and the divisions that each node stands for.
"""

import math

import numpy as np

from sim.kernels.compile import inlined
from sim.kernels.tree import bridge, bridge_scales, compose, cumulants, raw_moments

NODES = 3
_HALF = 0.5 * math.sqrt(0.6)
NODE = np.array([0.5 - _HALF, 0.5, 0.5 + _HALF])
WEIGHT = np.array([5.0, 8.0, 5.0]) / 18.0
PIECE = np.diff(np.concatenate(([0.0], NODE, [1.0])))
"""Lengths of the four pieces that the nodes cut a unit step into."""


def _weights_after() -> np.ndarray:
    """Return W[p, q]: weights of the nodes q >= p for an integral from node p to the end."""
    table = np.zeros((NODES, NODES))
    for p in range(NODES):
        x = NODE[p:]
        powers = np.arange(len(x))
        integrals = (1.0 - NODE[p] ** (powers + 1)) / (powers + 1)
        table[p, p:] = np.linalg.solve(np.vander(x, increasing=True).T, integrals)
    return table


WEIGHT_AFTER = _weights_after()

# Places in a row, and how many numbers stand there.
GROWTH, EXTRA, SURVIVAL = 0, 1, 2  # E, g, E / (1 + g) from the start to the end
CUMULANT = 3  # 4: of one cell's descendants
REGRESSION = CUMULANT + 4  # 1: of the survivors K on the final number
PATH = REGRESSION + 1  # (node, 3): gone, kept, more from the start
DIVISIONS = PATH + 3 * NODES  # (node,): b x weight x h
NODE_MOMENT = DIVISIONS + NODES  # (node, 4): raw moments of one founder's descendants
NODE_TREE = NODE_MOMENT + 4 * NODES  # (node, 3): E, g, a from the node to the end
PIECE_TREE = NODE_TREE + 3 * NODES  # (2, 3): E, g, a from a node to the next
RATE = PIECE_TREE + 3 * (NODES - 1)  # (node,): b x h
WIDTH = RATE + NODES

# Not Python integers: numba would compile a copy of a function for each literal it is given.
FIRST, SECOND, THIRD = np.int64(0), np.int64(1), np.int64(2)


@inlined
def _put(row, at, tree):
    row[at], row[at + 1], row[at + 2] = tree


@inlined
def _get(row, at):
    return row[at], row[at + 1], row[at + 2]


@inlined
def _put_start(row, q, path, divisions):
    _put(row, PATH + 3 * q, path)
    row[RATE + q] = divisions
    row[DIVISIONS + q] = divisions * WEIGHT[q]


@inlined
def _put_node(row, q, tree):
    _put(row, NODE_TREE + 3 * q, tree)
    m1, m2, m3, m4 = raw_moments(tree[0], tree[1])
    at = NODE_MOMENT + 4 * q
    row[at], row[at + 1], row[at + 2], row[at + 3] = m1, m2, m3, m4


@inlined
def fill(row, t0, t1, t2, t3, d0, d1, d2, founds, founded):
    """Fill a row from the trees of the four pieces of a step.

    Parameters
    ----------
    t0, t1, t2, t3 : (E, g, a)
        Trees of the pieces between start, nodes and end.
    d0, d1, d2 : float
        Divisions per cell in a step at the rate of each node (b x h), mutating or not.
    founds, founded : bool
        Whether the clone has mutations, and whether mutations make it.
    """
    from1 = compose(t2, t3)
    from0 = compose(t1, from1)
    whole = compose(t0, from0)
    e, g, a = whole
    survivor, gone, more = bridge_scales(whole)
    row[GROWTH] = e
    row[EXTRA] = g
    row[SURVIVAL] = e * survivor
    k1, k2, k3, k4 = cumulants(e, g)
    at = CUMULANT
    row[at], row[at + 1], row[at + 2], row[at + 3] = k1, k2, k3, k4
    if founded:
        _put_node(row, FIRST, from0)
        _put_node(row, SECOND, from1)
        _put_node(row, THIRD, t3)
    if not founds:
        return
    row[REGRESSION] = a * survivor / (g + a) if g + a > 0.0 else 0.0
    to1 = compose(t0, t1)
    _put_start(row, FIRST, bridge(t0, from0, survivor, gone, more), d0)
    _put_start(row, SECOND, bridge(to1, from1, survivor, gone, more), d1)
    _put_start(row, THIRD, bridge(compose(to1, t2), t3, survivor, gone, more), d2)
    _put(row, PIECE_TREE, t1)
    _put(row, PIECE_TREE + 3, t2)


@inlined
def piece(row, q):
    """Return the tree of one cell from node q to the next."""
    return _get(row, PIECE_TREE + 3 * q)


@inlined
def path_after(row, first, q, scales, gone, survivors, more):
    """Return the expected cells at node q of a group founded at an earlier node, or at this one.

    Parameters
    ----------
    first : (E, g, a)
        From where it was founded to node q.
    scales : (float, float, float)
        `bridge_scales` from where it was founded to the end.
    gone, survivors, more : float
        Founders without and with descendants at the end of the step, and descendants beyond one
        each.
    """
    x, y, z = bridge(first, _get(row, NODE_TREE + 3 * q), scales[0], scales[1], scales[2])
    return gone * x + survivors * y + more * z
