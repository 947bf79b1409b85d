"""How a known total falls on the parts it is made of: draws that take a sum as given.

References
----------
Stadlober (1990), J Comput Appl Math 31:181 (hypergeometric, ratio of uniforms). Devroye (1986),
Non-Uniform Random Variate Generation (beta from gammas).
"""

import math

import numpy as np

from sim.kernels.compile import called, out_of_line
from sim.kernels.random.samplers import binomial, gamma, log_binomial
from sim.kernels.random.streams import uniform

_WIDTH = 2.0 * math.sqrt(2.0 / math.e)
_WIDTH_MORE = 3.0 - 2.0 * math.sqrt(3.0 / math.e)
_FEW = 24.0


@called
def _log_hypergeometric(k, marked, others, drawn):
    """Return the log probability of k marked among those drawn."""
    out_of_line()
    p = drawn / (marked + others)
    return (
        log_binomial(k, marked, p)
        + log_binomial(drawn - k, others, p)
        - log_binomial(drawn, marked + others, p)
    )


@called
def _hypergeometric_half(s, marked, others, drawn):
    """Draw where at most half are marked and at most half are drawn."""
    out_of_line()
    total = marked + others
    if drawn <= _FEW:
        k = 0.0
        for i in range(np.int64(drawn)):
            u, s = uniform(s)
            if u * (total - i) < marked - k:
                k += 1.0
        return k, s
    mean = drawn * marked / total
    variance = mean * (others / total) * (total - drawn) / (total - 1.0)
    h = _WIDTH * math.sqrt(variance + 0.5) + _WIDTH_MORE
    most = min(marked, drawn)
    mode = np.floor((drawn + 1.0) * (marked + 1.0) / (total + 2.0))
    at_mode = _log_hypergeometric(mode, marked, others, drawn)
    while True:
        u, s = uniform(s)
        v, s = uniform(s)
        k = np.floor(mean + 0.5 + h * (v - 0.5) / u)
        if k < 0.0 or k > most:
            continue
        if 2.0 * math.log(u) <= _log_hypergeometric(k, marked, others, drawn) - at_mode:
            return k, s


@called
def hypergeometric(s, marked, others, drawn):
    """Return how many marked ones are among `drawn` of all, without replacement, and the state."""
    out_of_line()
    if marked <= 0.0 or drawn <= 0.0:
        return 0.0, s
    if others <= 0.0:
        return drawn, s
    if drawn >= marked + others:
        return marked, s
    if marked > others:
        k, s = hypergeometric_few(s, others, marked, drawn)
        return drawn - k, s
    return hypergeometric_few(s, marked, others, drawn)


@called
def hypergeometric_few(s, marked, others, drawn):
    """As `hypergeometric`, where at most half are marked."""
    out_of_line()
    total = marked + others
    if 2.0 * drawn > total:
        k, s = _hypergeometric_half(s, marked, others, total - drawn)
        return marked - k, s
    return _hypergeometric_half(s, marked, others, drawn)


@called
def share_of_extra(s, extra, mine, others):
    """Return how many of the extra descendants belong to `mine` survivors, and the state.

    Given their sum, geometric counts of equal law fall on two groups of survivors as a
    beta-binomial with the numbers of survivors.
    """
    out_of_line()
    if extra <= 0.0 or mine <= 0.0:
        return 0.0, s
    if others <= 0.0:
        return extra, s
    x, s = gamma(s, mine)
    y, s = gamma(s, others)
    return binomial(s, extra, x / (x + y))
