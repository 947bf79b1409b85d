"""The one normal draw of a large clone, against the exact law: the default's whole error."""

import numpy as np
import pytest
from scipy.special import ndtr

from sim.kernels.leap import LARGEST_KURTOSIS, LARGEST_SKEWNESS2, SMALLEST_VARIANCE
from sim.theory import BirthDeath


def drawn_below(k: np.ndarray, k1: float, k2: float, k3: float, k4: float) -> np.ndarray:
    """Return the chance that `from_cumulants` gives at most k: its expansion passes k + 1/2."""
    v = k2 - 1 / 12
    skew, kurt = k3 / v**1.5, k4 / v**2
    target = (k + 0.5 - k1) / np.sqrt(v)
    z = target.copy()
    for _ in range(50):  # Newton on a rising cubic
        w = z + (z * z - 1) * skew / 6 + z * (z * z - 3) * kurt / 24
        w -= z * (2 * z * z - 5) * skew**2 / 36
        slope = 1 + z * skew / 3 + (z * z - 1) * kurt / 8 - (6 * z * z - 5) * skew**2 / 36
        z -= (w - target) / slope
    return ndtr(z)


def smallest_large(birth: float, death: float, days: float) -> int:
    """Return the fewest cells from which a clone is drawn at once."""
    _, k2, k3, k4 = (float(x) for x in BirthDeath(birth, death).cumulants(days))
    by_skew = k3**2 / (LARGEST_SKEWNESS2 * k2**3)
    by_kurtosis = abs(k4) / (LARGEST_KURTOSIS * k2**2)
    return int(np.ceil(max(by_skew, by_kurtosis, SMALLEST_VARIANCE / k2)))


@pytest.mark.parametrize(
    ("birth", "death", "days"),
    [(0.14, 0.17, 7.0), (0.14, 0.13, 7.0), (0.14, 0.13, 28.0), (0.14, 0.4, 7.0), (1.0, 0.99, 7.0)],
)
def test_distance_to_the_exact_law_is_below_the_stated_error(birth, death, days):
    n = smallest_large(birth, death, days)
    law = BirthDeath(birth, death, n)
    k1, k2, k3, k4 = (float(x) for x in law.cumulants(days))
    low = max(int(k1 - 9 * np.sqrt(k2)), 0)
    sizes = np.arange(low, int(k1 + 9 * np.sqrt(k2)) + 1)
    exact = np.cumsum(law.probability(sizes, days))
    ours = drawn_below(sizes.astype(float), k1, k2, k3, k4)
    inside = np.abs(sizes - k1) < 7 * np.sqrt(k2)
    assert np.max(np.abs(ours - exact)[inside]) < 5e-7
