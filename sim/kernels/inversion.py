"""Small counts drawn by inversion: one uniform number, and a walk up the distribution from 0.

The probabilities follow from one another by a ratio, all terms are positive, and nothing cancels.
The walk costs 1 to 2 ns a step, less than any rejection while the mean is below about 40. What
depends on the law alone, logarithms and odds, is handed in: many clones share a law.
"""

import math

from sim.kernels.compile import called, out_of_line
from sim.kernels.random import uniform

FEW = 40.0
"""Up to this mean, walking is quicker than rejection."""


@called
def few_successes(s, n, odds, log_failure):
    """Return a binomial count and the new state.

    Parameters
    ----------
    odds : float
        p / (1 - p), for p of at most 1/2.
    log_failure : float
        log(1 - p).
    """
    out_of_line()
    u, s = uniform(s)
    k = 0.0
    chance = math.exp(n * log_failure)
    below = chance
    while u > below and k < n:
        k += 1.0
        chance *= odds * ((n - k + 1.0) / k)
        if below + chance == below:
            break
        below += chance
    return k, s


@called
def few_extra(s, survivors, share, log_none):
    """Return the sum of `survivors` geometric counts and the new state.

    Parameters
    ----------
    share : float
        g / (1 + g), where g is the mean of each.
    log_none : float
        log(1 / (1 + g)).
    """
    out_of_line()
    u, s = uniform(s)
    k = 0.0
    chance = math.exp(survivors * log_none)
    below = chance
    while u > below:
        k += 1.0
        chance *= share * ((survivors + k - 1.0) / k)
        if below + chance == below:
            break
        below += chance
    return k, s
