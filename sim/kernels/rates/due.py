"""Days on which something is given: every `interval` days from `anchor` on.

`anchor` is the day on which a drug was begun, or begun again. The n of `anchor` + n x interval is a
whole number, so years of doses three times a day add up no rounding.
"""

import math

from sim.kernels.compile import inlined

SOON = 1e-9
"""Two moments closer than this [days] are one."""
PARTS = 2.0**30
"""Parts of a day in which it is counted how long it is to the next administration."""


@inlined
def is_due(anchor, interval, day):
    """Tell whether a drug is given on a day: every `interval` days from `anchor` on it is."""
    n = math.floor((day - anchor) / interval + 0.5)
    return n >= 0.0 and abs(anchor + n * interval - day) <= SOON


@inlined
def next_due(anchor, interval, day):
    """Return the first day after this one on which it is given."""
    n = max(math.floor((day + SOON - anchor) / interval) + 1.0, 0.0)
    due = anchor + n * interval
    return due if due > day + SOON else due + interval


@inlined
def until_due(anchor, interval, day):
    """Return how long it is to the next administration [days], 0 where it is due now.

    In whole parts of 2^-30 days: the same on any day that lies as far from it.
    """
    if is_due(anchor, interval, day):
        return 0.0
    return math.floor((next_due(anchor, interval, day) - day) * PARTS + 0.5) / PARTS


@inlined
def rounded(concentration):
    """Return a concentration to 37 bits (7e-12): under equal doses it comes to rest, bit by bit.

    (What is cut off by multiplication and subtraction: Dekker 1971, Numer Math 18:224.)
    """
    large = concentration * 65537.0
    return large - (large - concentration)
