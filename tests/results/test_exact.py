"""Every estimate under censoring against whole fractions, on thousands of small data sets.

Small sets are where the edges are: ties, exactly half, one patient, all or none with the event, the
last one lost or not.
"""

from fractions import Fraction

import numpy as np
import pytest

from sim.results.survival import (
    kaplan_meier,
    known_until,
    log_rank,
    median,
    paired_difference,
    pseudo_values,
    quantile,
    restricted_mean,
)
from tests.results import exact

PARTS = (Fraction(1, 2), Fraction(1, 10), Fraction(1, 4), Fraction(1, 3), Fraction(9, 10))


def small_sets(seed, count):
    """Yield data sets of 1 to 24 patients: no, some or all censored, few or no ties."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        size = int(rng.integers(1, 25))
        days = rng.integers(1, rng.choice([3, 8, 30, 500]), size).astype(float)
        happened = rng.random(size) < rng.choice([0.0, 0.3, 0.7, 1.0], p=[0.05, 0.25, 0.4, 0.3])
        yield days, happened


def listed(days, happened):
    return [(int(d), bool(e)) for d, e in zip(days, happened, strict=True)]


@pytest.mark.parametrize("seed", range(5))
def test_medians_and_quantiles_are_those_of_whole_fractions(seed):
    """Some 250 of the 3,000 quantiles lie where the curve is exactly the share asked for."""
    hits = 0
    for days, happened in small_sets(seed, 600):
        patients, curve = listed(days, happened), kaplan_meier(days, happened)
        for part in PARTS:
            expected = exact.quantile(patients, part)
            found = quantile(curve, float(part)).value
            assert found == expected or (expected is None and np.isnan(found)), (patients, part)
            hits += any(exact.share(patients, d) == 1 - part for d, _ in patients)
    assert hits > 200


def test_every_even_size_without_censoring_reaches_its_median_at_half():
    for size in range(2, 402, 2):
        days = np.arange(1.0, size + 1)
        assert median(kaplan_meier(days, days <= size / 2)).value == size / 2
        assert median(kaplan_meier(days, days <= size / 2 + 1)).value == size / 2
        assert np.isnan(median(kaplan_meier(days, days <= size / 2 - 1)).value)


def test_a_share_hardly_above_a_half_is_no_median():
    """Closer than a float of it is trusted: two days of 40,012 patients, 578 lost in between."""
    days = np.repeat([10.0, 15.0, 20.0, 30.0], [275, 578, 19_444, 19_715])
    curve = kaplan_meier(days, days != 15.0)
    assert 0 < Fraction(39_737 * 19_715, 40_012 * 39_159) - Fraction(1, 2) < Fraction(1, 10**9)
    assert median(curve).value == 30.0
    one_more = np.repeat([10.0, 15.0, 20.0, 30.0], [275, 578, 19_445, 19_714])
    assert median(kaplan_meier(one_more, one_more != 15.0)).value == 20.0


def test_shares_and_numbers_at_risk_are_those_of_whole_fractions():
    for days, happened in small_sets(11, 300):
        patients, curve = listed(days, happened), kaplan_meier(days, happened)
        for day in (0.0, *np.unique(days), *(np.unique(days) + 0.5)):
            assert curve.at_risk(day) == sum(d >= day for d, _ in patients)
            if day <= days.max() or exact.share(patients, day) == 0:
                assert curve.at(day) == pytest.approx(float(exact.share(patients, day)), rel=1e-14)
            else:
                assert np.isnan(curve.at(day))


def test_restricted_means_and_their_spread_are_those_of_whole_fractions():
    for days, happened in small_sets(12, 300):
        patients, last = listed(days, happened), int(days.max())
        for until in {1, last // 2 or 1, last}:
            found = restricted_mean(days, happened, until)
            assert found.value == pytest.approx(float(exact.area(patients, until)), rel=1e-13)
            spread = exact.spread_of_area(patients, until) if len(patients) > 1 else 0
            if spread == 0:  # nothing varied, so nothing is known of how much it could
                assert np.isnan(found.low)
                assert np.isnan(found.high)
                continue
            half = 1.959963984540054 * float(spread) ** 0.5
            assert found.high - found.value == pytest.approx(half, rel=1e-9, abs=1e-12)
            assert found.value - found.low == pytest.approx(half, rel=1e-9, abs=1e-12)


def test_pseudo_values_are_those_of_leaving_out_every_patient():
    for days, happened in small_sets(13, 150):
        patients, last = listed(days, happened), int(days.max())
        if len(patients) < 2:
            continue
        for until in {last // 2 or 1, last}:
            expected = [float(x) for x in exact.pseudo_values(patients, until)]
            np.testing.assert_allclose(
                pseudo_values(days, happened, until), expected, rtol=1e-9, atol=1e-9
            )


def test_log_rank_is_that_of_whole_fractions():
    sets = list(small_sets(14, 400))
    for one, other in zip(sets[::2], sets[1::2], strict=True):
        z, p = log_rank(one, other)
        expected = exact.log_rank(listed(*one), listed(*other))
        if expected is None:
            assert (z, p) == (0.0, 1.0)
        else:
            assert z**2 == pytest.approx(float(expected), rel=1e-9, abs=1e-12)


def test_verdicts_are_those_pair_by_pair():
    rng = np.random.default_rng(15)
    for _ in range(300):
        size, largest = int(rng.integers(1, 25)), rng.choice([3, 8, 30])
        one, other = (
            (rng.integers(1, largest, size).astype(float), rng.random(size) < 0.6) for _ in "ab"
        )
        found = paired_difference(one, other, min(known_until(*one), known_until(*other), 30.0))
        shares = np.array([found.better, found.worse, found.same, found.undecided])
        expected = exact.verdicts(listed(*one), listed(*other))
        assert (shares * size).round(9).tolist() == expected


def test_one_patient_has_a_day_and_no_interval():
    died, lost = kaplan_meier([100.0], [True]), kaplan_meier([100.0], [False])
    assert median(died).value == 100
    assert np.isnan([*median(died)[1:], *median(lost)]).all()
    assert restricted_mean([100.0], [True], 500).value == 100
    assert log_rank(([100.0], [True]), ([90.0], [False])) == (0.0, 1.0)
