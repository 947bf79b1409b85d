"""The one normal draw of a large clone, against the exact law: the default's whole error."""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from sim.kernels.birth_death import cumulants as large
from sim.kernels.birth_death.cumulants import middling_count
from sim.kernels.birth_death.law import ALONE, EXTRA, GROWTH, START, WIDTH
from sim.kernels.compile import kernel
from sim.kernels.random.samplers import from_cumulants
from sim.theory import BirthDeath

ERROR = 5e-7
LAWS = [
    (0.14, 0.17, 7.0), (0.14, 0.13, 7.0), (0.14, 0.13, 28.0), (0.14, 0.4, 7.0), (1.0, 0.99, 7.0),
    (0.14, 0.17, 1.0), (0.14, 0.13, 3.5), (0.4, 0.3, 1.0), (0.1, 0.3, 0.7), (0.02, 0.06, 3.0),
]  # fmt: skip


@kernel
def draw(z, cumulants, row, n, six, out):
    """Fill `out` with the counts that belong to the normal numbers z."""
    k1, k2, k3, k4 = cumulants
    for i in range(z.size):
        if six:
            out[i] = middling_count(z[i], k1, k2, k3, k4, row, ALONE, START, n, 0.0, 0.0, 0.0)
        else:
            out[i] = from_cumulants(z[i], k1, k2, k3, k4)


def fewest(cumulants, variance, skewness2, kurtosis) -> int:
    """Return the fewest cells that are drawn in this way."""
    _, k2, k3, k4 = cumulants
    by_kurtosis = abs(k4) / (kurtosis * k2**2)
    return int(np.ceil(max(k3**2 / (skewness2 * k2**3), by_kurtosis, variance / k2)))


def probabilities(birth, death, days, n, most) -> np.ndarray:
    """Return the exact law up to `most` cells: the generating function, inverted by FFT."""
    gone = float(BirthDeath(birth, death, 1).extinction(days))
    growth = np.exp((birth - death) * days)
    q = 1.0 - (1.0 - gone) / growth  # a surviving family has j cells with chance (1 - q) q^(j - 1)
    z = np.exp(-2j * np.pi * np.arange(most) / most)
    one = gone + (1.0 - gone) * (1.0 - q) * z / (1.0 - q * z)
    return np.fft.ifft(one**n).real


def distance(birth, death, days, n, six) -> float:
    """Return the Kolmogorov distance of what is drawn to the exact law (to the grid's 1e-8)."""
    law = BirthDeath(birth, death, n)
    cumulants = tuple(float(x) for x in law.cumulants(days))
    spread = np.sqrt(cumulants[1])
    low, high = max(int(cumulants[0] - 7 * spread), 0), int(cumulants[0] + 7 * spread)
    sizes = np.arange(low, high + 1)
    growth = np.exp((birth - death) * days)
    exact = np.cumsum(probabilities(birth, death, days, n, 4 * high))[low : high + 1]
    row = np.zeros(WIDTH)
    row[GROWTH], row[EXTRA] = growth, birth * (growth - 1.0) / (birth - death)
    # Where the count passes from k to k + 1: bisection on the normal number.
    a, b = np.full(sizes.size, -9.0), np.full(sizes.size, 9.0)
    out = np.empty(sizes.size)
    for _ in range(50):
        middle = 0.5 * (a + b)
        draw(middle, cumulants, row, float(n), six, out)
        below = out <= sizes
        a, b = np.where(below, middle, a), np.where(below, b, middle)
    return float(np.max(np.abs(ndtr(a) - exact)))


@pytest.mark.parametrize(("birth", "death", "days"), LAWS)
def test_distance_to_the_exact_law_is_below_the_stated_error(birth, death, days):
    one = tuple(float(x) for x in BirthDeath(birth, death, 1).cumulants(days))
    middling = fewest(
        one, large.MIDDLING_VARIANCE, large.MIDDLING_SKEWNESS2, large.MIDDLING_KURTOSIS
    )
    most = fewest(one, large.LARGE_VARIANCE, large.LARGE_SKEWNESS2, large.LARGE_KURTOSIS)
    assert 50 < middling < most
    assert distance(birth, death, days, middling, True) < ERROR
    assert distance(birth, death, days, most, False) < ERROR


def test_the_inverted_law_is_the_law():
    theory = BirthDeath(0.14, 0.13, 60).probability(np.arange(200), 7.0)
    np.testing.assert_allclose(probabilities(0.14, 0.13, 7.0, 60, 600)[:200], theory, atol=1e-13)


def test_the_test_sees_a_wrong_expansion():
    """With four cumulants where six are needed, the error is several times the stated one."""
    one = tuple(float(x) for x in BirthDeath(0.14, 0.13, 1).cumulants(7.0))
    n = fewest(one, large.MIDDLING_VARIANCE, large.MIDDLING_SKEWNESS2, large.MIDDLING_KURTOSIS)
    assert distance(0.14, 0.13, 7.0, n, False) > 10 * ERROR


def test_quantiles_rise():
    """The expansion is monotone wherever a normal number is likely."""
    one = tuple(float(x) for x in BirthDeath(0.14, 0.13, 1).cumulants(7.0))
    n = fewest(one, large.MIDDLING_VARIANCE, large.MIDDLING_SKEWNESS2, large.MIDDLING_KURTOSIS)
    z = ndtri(np.linspace(1e-14, 1 - 1e-14, 100_001))
    row = np.zeros(WIDTH)
    row[GROWTH] = np.exp(0.07)
    row[EXTRA] = 0.14 * np.expm1(0.07) / 0.01
    out = np.empty(z.size)
    draw(z, tuple(n * k for k in one), row, float(n), True, out)
    assert (np.diff(out) >= 0).all()
