"""Large clones: one normal number and the first cumulants of the count give the count.

The expansion of Cornish and Fisher turns a standard normal number into one with given cumulants.
Two are used: with four cumulants for the largest clones (`samplers.from_cumulants`), and with six,
here, from about 60 to 2,000 cells at a week's step. The Kolmogorov distance of either to the exact
law stays below 5e-7 wherever it is used (`tests/kernels/test_large_clones.py`).

References
----------
Hill and Davis (1968), Ann Math Stat 39:1264 (the terms; also Abramowitz and Stegun 26.2.49).
"""

import math

import numpy as np

from sim.kernels.birth_death.law import EXTRA, GROWTH, NODES, after
from sim.kernels.birth_death.tree import raw_moments
from sim.kernels.compile import called, inlined, out_of_line

# A clone is drawn with four cumulants when its next size has at least this variance and at most
# this skewness (squared) and excess kurtosis; with six, by the second set.
LARGE_VARIANCE, LARGE_SKEWNESS2, LARGE_KURTOSIS = 2000.0, 0.003, 0.003
MIDDLING_VARIANCE, MIDDLING_SKEWNESS2, MIDDLING_KURTOSIS = 60.0, 0.06, 0.08


@inlined
def is_large(k2, k3, k4):
    """Tell whether four cumulants are enough."""
    return (
        k2 >= LARGE_VARIANCE
        and k3 * k3 <= LARGE_SKEWNESS2 * k2 * k2 * k2
        and abs(k4) <= LARGE_KURTOSIS * k2 * k2
    )


@inlined
def is_middling(k2, k3, k4):
    """Tell whether six cumulants are enough."""
    return (
        k2 >= MIDDLING_VARIANCE
        and k3 * k3 <= MIDDLING_SKEWNESS2 * k2 * k2 * k2
        and abs(k4) <= MIDDLING_KURTOSIS * k2 * k2
    )


@inlined
def more_moments(e, g):
    """Return the fifth and sixth raw moments of the descendants of one cell."""
    return (
        e * (1.0 + g * (30.0 + g * (150.0 + g * (240.0 + g * 120.0)))),
        e * (1.0 + g * (62.0 + g * (540.0 + g * (1560.0 + g * (1800.0 + g * 720.0))))),
    )


@inlined
def more_cumulants(e, g):
    """Return the fifth and sixth cumulants of the descendants of one cell."""
    m1, m2, m3, m4 = raw_moments(e, g)
    m5, m6 = more_moments(e, g)
    s1 = m1 * m1
    k5 = m5 - 5.0 * m4 * m1 - 10.0 * m3 * m2 + 20.0 * m3 * s1 + 30.0 * m2 * m2 * m1
    k5 += s1 * m1 * (24.0 * s1 - 60.0 * m2)
    k6 = m6 - 6.0 * m5 * m1 - 15.0 * m4 * m2 + 30.0 * m4 * s1 - 10.0 * m3 * m3
    k6 += 120.0 * m3 * m1 * (m2 - s1) + 30.0 * m2 * m2 * (m2 - 9.0 * s1)
    k6 += 120.0 * s1 * s1 * (3.0 * m2 - s1)
    return k5, k6


@inlined
def fifth_and_sixth(row, side, at, n, f0, f1, f2):
    """Return the fifth and sixth cumulants of a clone's next size.

    Parameters
    ----------
    row, side, at
        Its law (`birth_death.law`).
    n, f0, f1, f2 : float
        Cells at the start, and expected founders at the nodes.
    """
    k5, k6 = more_cumulants(row[GROWTH * side + at], row[EXTRA * side + at])
    k5 *= n
    k6 *= n
    for q in range(NODES):
        f = f0 if q == 0 else (f1 if q == 1 else f2)
        e, g, _ = after(row, side, at, q)
        m5, m6 = more_moments(e, g)
        k5 += f * m5 if f > 0.0 else 0.0
        k6 += f * m6 if f > 0.0 else 0.0
    return k5, k6


@inlined
def from_six_cumulants(z, k1, k2, k3, k4, k5, k6):
    """Return the count with these cumulants that belongs to the standard normal z."""
    # A count is a smooth variable rounded: Sheppard's corrections.
    variance = k2 - 1.0 / 12.0
    sd = math.sqrt(variance)
    g1 = k3 / (variance * sd)
    g2 = (k4 + 1.0 / 120.0) / (variance * variance)
    g3 = k5 / (variance * variance * sd)
    g4 = (k6 - 1.0 / 252.0) / (variance * variance * variance)
    h2 = z * z - 1.0
    h3 = z * h2 - 2.0 * z
    h4 = z * h3 - 3.0 * h2
    h5 = z * h4 - 4.0 * h3
    w = z + g1 * h2 / 6.0
    w += g2 * h3 / 24.0 - g1 * g1 * (2.0 * h3 + z) / 36.0
    w += g3 * h4 / 120.0 - g1 * g2 * (h4 + h2) / 24.0
    w += g1 * g1 * g1 * (12.0 * h4 + 19.0 * h2) / 324.0
    w += g4 * h5 / 720.0 - g2 * g2 * (3.0 * h5 + 6.0 * h3 + 2.0 * z) / 384.0
    w -= g1 * g3 * (2.0 * h5 + 3.0 * h3) / 180.0
    w += g1 * g1 * g2 * (14.0 * h5 + 37.0 * h3 + 8.0 * z) / 288.0
    w -= g1 * g1 * g1 * g1 * (252.0 * h5 + 832.0 * h3 + 227.0 * z) / 7776.0
    return max(np.floor(k1 + sd * w + 0.5), 0.0)


@called
def middling_count(z, k1, k2, k3, k4, row, side, at, n, f0, f1, f2):
    """Return the count of a middling clone; as `fifth_and_sixth` and `from_six_cumulants`."""
    out_of_line()
    k5, k6 = fifth_and_sixth(row, side, at, n, f0, f1, f2)
    return from_six_cumulants(z, k1, k2, k3, k4, k5, k6)
