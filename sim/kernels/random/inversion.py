"""Small counts drawn by inversion: one uniform number, and a walk up the distribution from 0.

The probabilities follow from one another by a ratio, all terms are positive, and nothing cancels.
The walk costs 1 to 2 ns a step, less than any rejection while the mean is below about 40.
"""

import math

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.random.streams import uniform

FEW = 40.0
"""Up to this mean, walking is quicker than rejection."""
SHORT = 64.0
"""Up to this exponent, a power is a few products; beyond, a logarithm and an exponential."""


@inlined
def _power(x, n):
    """Return x^n for a whole number n of at most SHORT."""
    left = np.int64(n)
    result = 1.0
    while left > 0:
        if left & 1:
            result *= x
        x *= x
        left >>= 1
    return result


@called
def few_successes(s, n, p):
    """Return a binomial count and the new state, for p of at most 1/2."""
    out_of_line()
    u, s = uniform(s)
    k = 0.0
    chance = _power(1.0 - p, n) if n <= SHORT else math.exp(n * math.log1p(-p))
    if u <= chance:
        return k, s
    below = chance
    odds = p / (1.0 - p)
    while u > below and k < n:
        k += 1.0
        chance *= odds * ((n - k + 1.0) / k)
        if below + chance == below:
            break
        below += chance
    return k, s


@called
def few_extra(s, survivors, g):
    """Return the sum of `survivors` geometric counts, each with mean g, and the new state."""
    out_of_line()
    u, s = uniform(s)
    k = 0.0
    none = 1.0 / (1.0 + g)
    chance = _power(none, survivors) if survivors <= SHORT else math.exp(-survivors * math.log1p(g))
    if u <= chance:
        return k, s
    below = chance
    share = g * none
    while u > below:
        k += 1.0
        chance *= share * ((survivors + k - 1.0) / k)
        if below + chance == below:
            break
        below += chance
    return k, s
