"""Closed forms for one clone, against the probabilities they come from and against the ODEs."""

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.model import Clone, Tumour
from sim.theory import BirthDeath, count_probabilities, extinction, mean_and_covariance

CASES = [(0.14, 0.17), (0.14, 0.13), (0.2, 0.2), (0.0, 0.3), (0.3, 0.0)]


@pytest.mark.parametrize(("birth", "death"), CASES)
def test_cumulants_are_those_of_the_probabilities(birth, death):
    clone = BirthDeath(birth, death, cells=7)
    k = np.arange(700)
    p = clone.probability(k, 9.0)
    assert p.sum() == pytest.approx(1.0, abs=1e-12)
    mean = p @ k
    m2, m3, m4 = (p @ (k - mean) ** power for power in (2, 3, 4))
    np.testing.assert_allclose(
        clone.cumulants(9.0), [mean, m2, m3, m4 - 3 * m2**2], rtol=1e-8, atol=1e-9
    )
    assert p[0] == pytest.approx(float(clone.extinction(9.0)), rel=1e-12)


@pytest.mark.parametrize(("birth", "death"), CASES)
def test_closed_forms_agree_with_the_equations(birth, death):
    clone, days = BirthDeath(birth, death, cells=40), np.array([0.0, 0.5, 20.0, 90.0])
    tumour = Tumour([Clone("S", birth, death, start=40)])
    np.testing.assert_allclose(extinction(tumour, None, days), clone.extinction(days), rtol=1e-8)
    mean, covariance = mean_and_covariance(tumour, None, days)
    np.testing.assert_allclose(mean[:, 0], clone.mean(days), rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(covariance[:, 0, 0], clone.variance(days), rtol=1e-9, atol=1e-15)


def test_the_law_from_the_generating_function():
    tumour = Tumour([Clone("S", 0.14, 0.17, start=30)])
    expected = BirthDeath(0.14, 0.17, 30).probability(np.arange(100), 50.0)
    got = count_probabilities(tumour, None, 50.0, "S", 99)
    np.testing.assert_allclose(got, expected, atol=1e-8)


def test_equal_rates_are_the_limit_of_nearly_equal_ones():
    equal, near = BirthDeath(0.2, 0.2, 5), BirthDeath(0.2, 0.2 + 1e-9, 5)
    np.testing.assert_allclose(equal.extinction(30.0), near.extinction(30.0), rtol=1e-7)
    np.testing.assert_allclose(equal.cumulants(30.0), near.cumulants(30.0), rtol=1e-6)
    # d t / (1 + b t) = 6 / 7 of single families, and variance 2 b t each
    assert equal.extinction(30.0) == pytest.approx((6 / 7) ** 5)
    assert equal.variance(30.0) == pytest.approx(5 * 12)


def test_extreme_numbers():
    assert BirthDeath(1.0, 0.5, 1).extinction(1e4) == pytest.approx(0.5)
    # 10^9 cells, 1e-12 survival each: P = exp(-n e^(r t) r / (b e^(rt) - d)) for r = -0.03
    days = np.log(1e12) / 0.03
    one = 0.03 * 1e-12 / (0.17 - 0.14e-12)
    assert BirthDeath(0.14, 0.17, 10**9).extinction(days) == pytest.approx(np.exp(-1e9 * one))
    assert -np.log(BirthDeath(0.14, 0.17, 10**9).extinction(days)) == pytest.approx(1e9 * one)


def test_bad_input():
    with pytest.raises(InputError, match="death"):
        BirthDeath(0.1, -0.1)
    with pytest.raises(InputError, match="whole"):
        BirthDeath(0.1, 0.1, cells=1.5)
