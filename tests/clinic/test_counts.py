"""Binomial counts by inversion, against SciPy's law."""

import numpy as np
import pytest
from scipy import stats

from sim.clinic import counts as module
from sim.clinic.counts import counts


@pytest.mark.parametrize(
    ("trials", "chance"),
    [(5000, 1e-5), (5000, 0.001), (5000, 0.0039), (100, 0.08), (20, 0.5), (1000, 0.995), (7, 1.0),
     (5000, 0.0), (1, 0.3), (10**9, 1e-8)],
)  # fmt: skip
def test_few_events_are_the_inverse_of_the_exact_law(trials, chance):
    u = np.random.default_rng(1).uniform(size=2000)
    found = counts(u, float(trials), np.full(u.size, chance))
    assert np.array_equal(found, stats.binom.ppf(u, trials, chance))


@pytest.mark.parametrize(
    ("expected", "most"), [(20.5, 4e-5), (100, 4e-6), (200, 1e-6), (2000, 1e-6)]
)
@pytest.mark.parametrize("trials", [5000, 10**6])
def test_many_events_are_as_near_to_the_law_as_is_said(expected, most, trials):
    chance = expected / trials
    spread = np.sqrt(expected * (1 - chance))
    k = np.arange(max(0, int(expected - 7 * spread)), int(expected + 7 * spread))
    low, high = np.full(k.size, 1e-13), np.full(k.size, 1.0 - 1e-13)
    for _ in range(50):  # the largest u that gives no more than k
        middle = 0.5 * (low + high)
        at_most = counts(middle, float(trials), np.full(k.size, chance)) <= k
        low, high = np.where(at_most, middle, low), np.where(at_most, high, middle)
    distance = np.abs(low - stats.binom.cdf(k, trials, chance)).max()
    assert distance < most


def test_counts_rise_with_the_chance_and_keep_the_shape():
    u = np.random.default_rng(2).uniform(size=(3, 400))
    before = np.zeros(u.shape)
    for chance in (0.0, 1e-4, 0.003, 0.01, 0.2, 0.7, 1.0):
        now = counts(u, 5000.0, np.full(u.shape, chance))
        assert now.shape == u.shape
        # (where the two ways meet, the expansion is off by one count at most)
        assert (now - before >= -1.0).all()
        before = now
    assert (before == 5000).all()


def test_a_count_does_not_know_of_the_others():
    random = np.random.default_rng(3)
    u, chance = random.uniform(size=500), random.uniform(0, 0.02, 500)
    alone = [counts(u[k : k + 1], 5000.0, chance[k : k + 1])[0] for k in range(500)]
    assert np.array_equal(counts(u, 5000.0, chance), alone)
    assert module.FEW == 20.0
