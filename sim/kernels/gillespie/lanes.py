"""Lanes: patients side by side, each with a stream of their own, and the draws that all need.

Gillespie's direct method (`gillespie.direct`) does one event after the other, and each waits for
the last. Here each of up to LANES patients does an event in its turn, so that a processor does
several at a time: state lies in rows at constant places, along which LLVM makes vector code. A
lane draws what the patient alone would draw, in the same order: the numbers are the same bits, and
nobody's depend on who is beside them.

What is rare is not done along the rows. A lane in which anything but a plain event would happen
keeps still, and is seen to by hand. So are the 2 % of waits that the ziggurat does not accept at
once; looking up its tables is the one thing that is quicker number by number.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.random.streams import (
    EXPONENTIAL_EDGE,
    EXPONENTIAL_RATIO,
    exponential,
    next_bits,
    slow_exponential,
)

LANES = 64
SIDE = 72
"""Numbers from one row to the next: not a power of two, or rows would fight for the same places
in the cache."""
STILL = 2.0

# Rows of `numbers`, as places in the flat array. WAIT: standard exponential number for the next
# event; UNIT: the uniform number in it, or STILL where the lane kept still. Others follow.
NOW, WAIT, UNIT = 0, SIDE, 2 * SIDE
NUMBER_ROWS = 3
# Rows of `bits`: state of the stream, what was drawn for the wait (its lowest 8 bits are the layer
# of the ziggurat), the last turn in which an event is allowed, the patient. Others follow.
S0, S1, S2, S3, DRAWN, LAST, WHO = 0, SIDE, 2 * SIDE, 3 * SIDE, 4 * SIDE, 5 * SIDE, 6 * SIDE
BIT_ROWS = 7
_BITS_11, _LOWEST = np.uint64(11), np.uint64(255)


def make_rows(*counts):
    """Return so many rows of zeros (rows x SIDE,) for every count, one after the other in memory.

    They begin where a line of the cache does: vectors across two lines take twice as long.
    """
    space = np.zeros(sum(counts) * SIDE + 8)
    first = -space.ctypes.data // 8 % 8
    ends = first + SIDE * np.cumsum((0, *counts))
    return [space[start:end] for start, end in pairwise(ends)]


class Lanes(NamedTuple):
    """Work space."""

    numbers: np.ndarray
    """(rows x SIDE,) float64."""
    bits: np.ndarray
    """(rows x SIDE,) uint64."""
    listed: np.ndarray
    """(LANES,) int64: lanes that need a hand."""


def make_lanes(numbers, bits):
    """Return lanes in these rows, from `make_rows`."""
    return Lanes(numbers, bits.view(np.uint64), np.zeros(LANES, dtype=np.int64))


@inlined
def whole(lanes):
    """Return at least so many lanes, in whole vectors: the rest of one would take as long."""
    return (lanes + 7) // 8 * 8


@inlined
def stream_of(bits, i):
    """Return the state of lane i's stream."""
    return bits[S0 + i], bits[S1 + i], bits[S2 + i], bits[S3 + i]


@inlined
def put_stream(bits, i, s):
    """Put the state of lane i's stream."""
    bits[S0 + i], bits[S1 + i], bits[S2 + i], bits[S3 + i] = s


@inlined
def next_wait(numbers, bits, i, before, s, goes):
    """Draw what makes the next wait where lane i goes on; else it keeps still as it was before."""
    drawn, s = next_bits(s)
    bits[S0 + i] = s[0] if goes else before[0]
    bits[S1 + i] = s[1] if goes else before[1]
    bits[S2 + i] = s[2] if goes else before[2]
    bits[S3 + i] = s[3] if goes else before[3]
    bits[DRAWN + i] = drawn
    numbers[UNIT + i] = np.float64(np.int64(drawn >> _BITS_11)) * 2.0**-53 if goes else STILL


@called
def look_up_waits(numbers, bits, lanes, listed):
    """Fill the waits that the ziggurat accepts at once; list the other lanes, return how many."""
    out_of_line()
    others = 0
    for i in range(lanes):
        layer = np.int64(bits[DRAWN + i] & _LOWEST)
        unit = numbers[UNIT + i]
        if unit < EXPONENTIAL_RATIO[layer]:
            numbers[WAIT + i] = unit * EXPONENTIAL_EDGE[layer]
        else:
            listed[others] = i
            others += 1
    return others


@inlined
def finish_wait(numbers, bits, i):
    """Draw on until lane i's wait is accepted."""
    layer = np.int64(bits[DRAWN + i] & _LOWEST)
    x = numbers[UNIT + i] * EXPONENTIAL_EDGE[layer]
    numbers[WAIT + i], s = slow_exponential(stream_of(bits, i), layer, x)
    put_stream(bits, i, s)


@inlined
def begin_lane(numbers, bits, i, p, s, turn, most):
    """Begin with patient p in lane i, whose stream has just been opened."""
    numbers[NOW + i] = 0.0
    numbers[WAIT + i], s = exponential(s)
    put_stream(bits, i, s)
    bits[LAST + i] = np.uint64(turn + most)
    bits[WHO + i] = np.uint64(p)


@called
def move_lane(numbers, bits, origin, i):
    """Move a lane to another place."""
    out_of_line()
    for row in range(0, numbers.shape[0], SIDE):
        numbers[row + i] = numbers[row + origin]
    for row in range(0, bits.shape[0], SIDE):
        bits[row + i] = bits[row + origin]
