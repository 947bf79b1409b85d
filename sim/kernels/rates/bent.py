"""Crowding that bends along a step: a parabola through its start, its middle and its end.

From its average over the step by Simpson's rule, and from both ends, follows what it is on average
in each of the four pieces of a step, and what it is at its nodes (`birth_death.law`).
"""

import numpy as np

from sim.kernels.birth_death.law import NODE
from sim.kernels.compile import inlined

_NODE = np.array(NODE) - 0.5  # (Python has a list of them)
_EDGES = np.concatenate(([-0.5], _NODE, [0.5]))
_CUBES = np.diff(_EDGES**3) / (3.0 * np.diff(_EDGES))
# Of x, from -1/2 at the start to 1/2 at the end: the average of x in each piece, and of x^2 less
# its average; then both at each node.
SLOPE, BEND = 0.5 * (_EDGES[1:] + _EDGES[:-1]), _CUBES - 1.0 / 12.0
SLOPE_AT, BEND_AT = _NODE, _NODE**2 - 1.0 / 12.0


@inlined
def simpson(first, middle, last):
    """Return the average over a step, by Simpson's rule."""
    return (first + 4.0 * middle + last) * (1.0 / 6.0)


@inlined
def in_piece(average, first, last, q):
    """Return the average in piece q of what is `average` in a step, `first`, `last` at its ends."""
    bend = 6.0 * (0.5 * (first + last) - average)
    return max(average + (last - first) * SLOPE[q] + bend * BEND[q], 0.0)


@inlined
def at_node(average, first, last, q):
    """Return what it is at node q."""
    bend = 6.0 * (0.5 * (first + last) - average)
    return max(average + (last - first) * SLOPE_AT[q] + bend * BEND_AT[q], 0.0)
