r"""The descendants of one cell: a linear birth-death process between two moments.

With per-cell rates b(t), d(t) on [s, h], everything follows from three numbers,

    E = exp(int (b - d)),   g = int b(r) E(r, h) dr,   a = int d(r) E(r, h) dr = 1 + g - E.

One cell is gone at h with probability a / (1 + g); a survivor has 1 + j descendants with
P(j) = (g / (1 + g))^j / (1 + g)  (Kendall 1948, Ann Math Stat 19:1). Two intervals compose as
E = E1 E2, g = g2 + g1 E2, a = a2 + a1 E2. All terms are positive: nothing cancels, for b = d,
b = 0, d = 0, tiny and long intervals alike. The factorial moments of the number of descendants
are M_k = k! E g^(k-1).
"""

import math

from sim.kernels.compile import inlined

LARGEST_EXPONENT = 500.0
NEAR = 4.0
"""Up to this exponent growth is plain arithmetic, which a processor does for several tumours at a
time; beyond it, an exponential is called."""


@inlined
def mean_growth(x):
    """Return (exp(x) - 1) / x, to rounding, for |x| <= 1/2: a Taylor series, summed in pairs."""
    x2 = x * x
    x4 = x2 * x2
    low = (1.0 + x * (1 / 2)) + x2 * ((1 / 6) + x * (1 / 24))
    middle = ((1 / 120) + x * (1 / 720)) + x2 * ((1 / 5040) + x * (1 / 40320))
    high = ((1 / 362880) + x * (1 / 3628800)) + x2 * ((1 / 39916800) + x * (1 / 479001600))
    return low + x4 * (middle + x4 * high)


@inlined
def near_growth(x):
    """Return exp(x) and (exp(x) - 1) / x for |x| <= NEAR: the series, doubled three times."""
    small = abs(x) <= 0.5
    y = x if small else 0.125 * x
    mean = mean_growth(y)
    growth = 1.0 + y * mean
    if not small:
        mean *= 0.5 * (1.0 + growth)
        growth *= growth
        mean *= 0.5 * (1.0 + growth)
        growth *= growth
        mean *= 0.5 * (1.0 + growth)
        growth *= growth
    return growth, mean


@inlined
def near_tree(b, d, h):
    """Return (E, g, a) for constant rates over h days, where |b - d| h <= NEAR."""
    growth, mean = near_growth((b - d) * h)
    return growth, b * h * mean, d * h * mean


@inlined
def constant_tree(b, d, h):
    """Return (E, g, a) for constant rates over h days."""
    x = (b - d) * h
    if abs(x) <= NEAR:
        return near_tree(b, d, h)
    x = min(x, LARGEST_EXPONENT)
    growth = math.exp(x)
    mean = (growth - 1.0) / x
    return growth, b * h * mean, d * h * mean


@inlined
def compose(first, then):
    """Return (E, g, a) over two intervals, one after the other."""
    e1, g1, a1 = first
    e2, g2, a2 = then
    return e1 * e2, g2 + g1 * e2, a2 + a1 * e2


@inlined
def of_more(more):
    """Return (E, g, a) of what makes so many times more of a cell, by births alone or deaths."""
    return more, max(more - 1.0, 0.0), max(1.0 - more, 0.0)


@inlined
def raw_moments(e, g):
    """Return the first four raw moments of the descendants of one cell."""
    return (
        e,
        e * (1.0 + 2.0 * g),
        e * (1.0 + 6.0 * g * (1.0 + g)),
        e * (1.0 + g * (14.0 + g * (36.0 + 24.0 * g))),
    )


@inlined
def cumulants(e, g):
    """Return the first four cumulants of the descendants of one cell."""
    m1, m2, m3, m4 = raw_moments(e, g)
    k2 = m2 - m1 * m1
    k3 = m3 - m1 * (3.0 * m2 - 2.0 * m1 * m1)
    k4 = m4 - 4.0 * m3 * m1 - 3.0 * m2 * m2 + 12.0 * m2 * m1 * m1 - 6.0 * m1 * m1 * m1 * m1
    return m1, k2, k3, k4


@inlined
def bridge(first, then, per_survivor, per_gone, per_more):
    """Return how many cells each initial cell contributes at a moment in between, on average.

    Given that of n cells K have descendants at the end, m in all, the expected number at the
    moment is ``(n - K) * gone + K * kept + (m - K) * more``: exact, because one cell's joint
    generating function is a quadratic over a Moebius map, whose coefficients are linear in
    K and m.

    Parameters
    ----------
    first, then : (E, g, a)
        From the start to the moment, and from there to the end.
    per_survivor, per_gone, per_more : float
        From `bridge_scales` of the whole.
    """
    e1, g1, _ = first
    e2, g2, a2 = then
    gone = e1 * a2 * (1.0 + g2) * per_gone
    kept = ((1.0 + g1) * (1.0 + g2) + g1 * a2) * per_survivor
    more = e2 * g1 * (1.0 + g1) * per_more
    return gone, kept, more


@inlined
def bridge_scales(whole):
    """Return the divisors of `bridge`, which do not depend on the moment, as factors."""
    _, g, a = whole
    per_survivor = 1.0 / (1.0 + g)
    per_gone = per_survivor / a if a > 0.0 else 0.0
    per_more = per_survivor / g if g > 0.0 else 0.0
    return per_survivor, per_gone, per_more
