"""Exact draws of counts. Counts travel as float64 (whole numbers below 2^53) and never overflow.

References
----------
Hoermann (1993), J Stat Comput Simul 46:101 (binomial, BTRS) and Insurance Math Econ 12:39
(Poisson, PTRS): transformed rejection. Loader (2000), "Fast and accurate computation of binomial
probabilities": saddle-point form of the probabilities, accurate for any n. Marsaglia and Tsang
(2000), ACM Trans Math Softw 26:363 (gamma). Small counts: `random.inversion`.
"""

import math

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.random.inversion import FEW, few_extra, few_successes
from sim.kernels.random.streams import exponential, normal, uniform

_LOG_FACTORIAL_ERROR = np.array(
    [0.0]
    + [
        math.lgamma(n + 1.0) - (n + 0.5) * math.log(n) + n - 0.5 * math.log(2.0 * math.pi)
        for n in range(1, 16)
    ]
)
_HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)


@called
def _stirling_error(n):
    """Return log(n!) minus Stirling's formula, n >= 1."""
    out_of_line()
    if n < 16.0:
        return _LOG_FACTORIAL_ERROR[np.int64(n)]
    n2 = n * n
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680) / n2) / n2) / n2) / n


@called
def _deviance(x, mean):
    """Return x log(x / mean) + mean - x without cancellation (Loader's bd0)."""
    out_of_line()
    if abs(x - mean) < 0.1 * (x + mean):
        v = (x - mean) / (x + mean)
        total = (x - mean) * v
        term = 2.0 * x * v
        for j in range(1, 1000):
            term *= v * v
            new = total + term / (2 * j + 1)
            if new == total:
                break
            total = new
        return total
    return x * math.log(x / mean) + mean - x


@called
def log_poisson(k, mean):
    """Return the log probability of k under a Poisson law, mean > 0."""
    out_of_line()
    if k == 0.0:
        return -mean
    return -_stirling_error(k) - _deviance(k, mean) - 0.5 * math.log(k) - _HALF_LOG_2PI


@called
def log_binomial(k, n, p):
    """Return the log probability of k under a binomial law, 0 < p < 1."""
    out_of_line()
    if k == 0.0:
        return n * math.log1p(-p)
    if k == n:
        return n * math.log(p)
    return (
        _stirling_error(n)
        - _stirling_error(k)
        - _stirling_error(n - k)
        - _deviance(k, n * p)
        - _deviance(n - k, n * (1.0 - p))
        + 0.5 * math.log(n / (k * (n - k)))
        - _HALF_LOG_2PI
    )


@called
def _poisson_rejection(s, mean):
    out_of_line()
    root = math.sqrt(mean)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    v_r = 0.9277 - 3.6224 / (b - 2.0)
    while True:
        u, s = uniform(s)
        v, s = uniform(s)
        u -= 0.5
        us = 0.5 - abs(u)
        k = np.floor((2.0 * a / us + b) * u + mean + 0.43)
        if us >= 0.07 and v <= v_r:
            return k, s
        if k < 0.0 or (us < 0.013 and v > us):
            continue
        if math.log(v * inverse_alpha / (a / (us * us) + b)) <= log_poisson(k, mean):
            return k, s


@called
def poisson(s, mean):
    """Return a Poisson count and the new state."""
    out_of_line()
    if mean >= 10.0:
        return _poisson_rejection(s, mean)
    k = 0.0
    t, s = exponential(s)
    while t < mean:
        k += 1.0
        e, s = exponential(s)
        t += e
    return k, s


@called
def _binomial_rejection(s, n, p):
    out_of_line()
    spread = math.sqrt(n * p * (1.0 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    centre = n * p + 0.5
    v_r = 0.92 - 4.2 / b
    alpha = (2.83 + 5.1 / b) * spread
    at_mode = 1.0  # filled when first needed
    known = False
    while True:
        u, s = uniform(s)
        v, s = uniform(s)
        u -= 0.5
        us = 0.5 - abs(u)
        k = np.floor((2.0 * a / us + b) * u + centre)
        if us >= 0.07 and v <= v_r:
            return k, s
        if k < 0.0 or k > n:
            continue
        if not known:
            at_mode = log_binomial(np.floor((n + 1.0) * p), n, p)
            known = True
        if math.log(v * alpha / (a / (us * us) + b)) <= log_binomial(k, n, p) - at_mode:
            return k, s


@called
def _binomial_half(s, n, p):
    """Binomial for p <= 1/2."""
    out_of_line()
    if n * p > FEW:
        return _binomial_rejection(s, n, p)
    return few_successes(s, n, p)


@called
def binomial(s, n, p):
    """Return a binomial count and the new state; p outside [0, 1] counts as its nearest end."""
    out_of_line()
    if n <= 0.0 or p <= 0.0:
        return 0.0, s
    if p >= 1.0:
        return n, s
    if p <= 0.5:
        return _binomial_half(s, n, p)
    k, s = _binomial_half(s, n, 1.0 - p)
    return n - k, s


@called
def gamma(s, shape):
    """Return a gamma number of the given shape (at least 1) and the new state."""
    out_of_line()
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x, s = normal(s)
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        u, s = uniform(s)
        if u < 1.0 - 0.0331 * x * x * x * x:
            return d * v, s
        if math.log(u) < 0.5 * x * x + d * (1.0 - v + math.log(v)):
            return d * v, s


@called
def extra_descendants(s, survivors, g):
    """Return the sum of `survivors` geometric counts, each with mean g, and the new state.

    Each counts from 0 with P(j) = (g / (1 + g))^j / (1 + g): the descendants of a surviving cell
    beyond one (`birth_death.tree`).
    """
    out_of_line()
    if survivors <= 0.0 or g <= 0.0:
        return 0.0, s
    if survivors * g <= FEW:
        return few_extra(s, survivors, g)
    if survivors <= 12.0:
        rate = math.log1p(1.0 / g)
        total = 0.0
        for _ in range(np.int64(survivors)):
            e, s = exponential(s)
            total += np.floor(e / rate)
        return total, s
    y, s = gamma(s, survivors)
    return poisson(s, y * g)


@inlined
def from_cumulants(z, k1, k2, k3, k4):
    """Return the count with these first four cumulants that belongs to the standard normal z.

    Second-order Cornish-Fisher expansion; 1/12 (Sheppard) is taken off the variance because the
    count is rounded to a whole number. Fisher and Cornish (1960), Technometrics 2:209.
    """
    sd = math.sqrt(k2 - 1.0 / 12.0)
    per_sd = 1.0 / sd
    skew = k3 * per_sd * per_sd * per_sd
    kurt = k4 * per_sd * per_sd * per_sd * per_sd
    z2 = z * z
    w = z + (z2 - 1.0) * (skew * (1.0 / 6.0))
    w += z * ((z2 - 3.0) * (kurt * (1.0 / 24.0)) - (2.0 * z2 - 5.0) * (skew * skew * (1.0 / 36.0)))
    return max(np.floor(k1 + sd * w + 0.5), 0.0)
