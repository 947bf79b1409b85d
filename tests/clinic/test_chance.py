"""What chance decides of a scan has an address: it does not depend on what is drawn beside it."""

import numpy as np
import pytest
from scipy.special import ndtri

from sim.base import streams
from sim.clinic import Noise
from sim.clinic.chance import _MISSING, Chance

DAYS = [0.0, 28.0, 56.5, 84.0, 140.0]


def keys(patients):
    return streams.patient_keys(3, np.asarray(patients), streams.ROLE_SCAN)


def drawn(patients, noise=None, parts=1, missed=0.0, scans=range(len(DAYS))):
    chance = Chance(keys(patients), DAYS, noise or Noise(0.2), parts, missed)
    return np.array([chance.error(scan) for scan in scans])


@pytest.mark.parametrize("noise", [Noise(0.2), Noise(0.2, lasting=60.0)])
@pytest.mark.parametrize("parts", [1, 3])
def test_an_error_is_the_same_alone_and_among_thousands(noise, parts):
    many = drawn(np.arange(5000), noise, parts)  # scan by scan
    for patient in (0, 7, 4999):
        alone = drawn([patient], noise, parts)[:, :, 0]  # all scans at once
        np.testing.assert_array_equal(many[:, :, patient], alone)


def test_an_error_is_found_by_its_day():
    key = streams.fold_in(keys([7]), streams.day_number(56.5))
    expected = [np.exp(0.2 * ndtri(streams.uniforms(key))[0])]
    second = streams.uniforms(streams.fold_in(key, 1))
    expected.append(np.exp(0.2 * ndtri(second)[0]))
    np.testing.assert_array_equal(drawn([7], parts=2)[2, :, 0], expected)


@pytest.mark.parametrize("days", [1.0, 60.0])
def test_lasting_errors_follow_the_last_scan(days):
    fresh = np.log(drawn([7]))[:, 0, 0]
    lasting = np.log(drawn([7], Noise(0.2, lasting=days)))[:, 0, 0]
    for scan in range(1, len(DAYS)):
        kept = np.exp(-(DAYS[scan] - DAYS[scan - 1]) / days)
        follows = kept * lasting[scan - 1] + np.sqrt(1 - kept**2) * fresh[scan]
        assert lasting[scan] == pytest.approx(follows, rel=1e-12)


def test_errors_last_for_a_day_where_they_are_said_to():
    """Between two scans on one day, e^-1 of the first error is left, and not nothing."""
    noise = Noise(0.2, lasting=1.0)
    first, fresh = np.array([1.5]), np.array([-0.5])
    wanted = np.exp(-1) * 1.5 + np.sqrt(1 - np.exp(-2)) * -0.5
    assert noise.follow(first, fresh, 1.0) == pytest.approx([wanted], rel=1e-12)
    assert Noise(0.2).follow(first, fresh, 1.0).tolist() == [-0.5]
    assert noise.follow(None, fresh, 0.0).tolist() == [-0.5]


def test_nobody_misses_the_first_scan_and_who_misses_others_has_an_address():
    chance = Chance(keys(range(5000)), DAYS, Noise(0.0), 1, 0.3)
    assert chance.came(0) is None
    came = chance.came(3)
    key = streams.fold_in(streams.fold_in(keys(range(5000)), streams.day_number(84.0)), _MISSING)
    np.testing.assert_array_equal(came, streams.uniforms(key) >= 0.3)
    z = (came.mean() - 0.7) / np.sqrt(0.3 * 0.7 / 5000)
    assert abs(z) < 5
    assert Chance(keys([1]), DAYS, Noise(0.0), 1, 0.0).came(2) is None


@pytest.mark.parametrize("how", [{}, {"missed": 0.5}, {"samples": True}])
def test_a_day_of_minus_nothing_is_day_0(how):
    """The two are equal and have other bits, of which the address of a draw is made."""
    one, other = (
        Chance(keys([1, 7, 9]), [28.0, day, 56.0], Noise(0.2), 2, **{"missed": 0.0} | how)
        for day in (0.0, -0.0)
    )
    np.testing.assert_array_equal(one.error(1), other.error(1))
    np.testing.assert_array_equal(one.came(1), other.came(1))


def test_a_measure_that_counts_is_given_uniform_numbers():
    chance = Chance(keys([7]), DAYS, Noise(0.0), 2, 0.0, samples=True)
    key = streams.fold_in(keys([7]), streams.day_number(84.0))
    first, second = streams.uniforms(key), streams.uniforms(streams.fold_in(key, 1))
    np.testing.assert_array_equal(chance.error(3), [first, second])
    # without noise nothing is drawn, and nothing multiplied
    assert Chance(keys([7, 8]), DAYS, Noise(0.0), 2, 0.0).error(3).tolist() == [[1.0], [1.0]]
