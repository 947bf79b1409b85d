"""Every draw of a count against its exact law: chi-square, mean and variance (fixed seeds).

Power: 200,000 draws see an error of 1 % in a standard deviation, and of 0.7 % of a standard
deviation in a mean.
"""

import numpy as np
import pytest
from scipy import stats

from sim.kernels.compile import kernel
from sim.kernels.random import samplers
from sim.kernels.random.streams import open_stream
from tests.statistics import assert_z, z_of_mean, z_of_variance

LIMIT = 4.0
COUNT = 200_000
BINOMIAL, POISSON, EXTRA, GAMMA = 0, 1, 2, 3


@kernel
def fill(kind, key, a, b, out):
    s = open_stream(key)
    for k in range(out.size):
        if kind == BINOMIAL:
            out[k], s = samplers.binomial(s, a, b)
        elif kind == POISSON:
            out[k], s = samplers.poisson(s, a)
        elif kind == EXTRA:
            out[k], s = samplers.extra_descendants(s, a, b)
        else:
            out[k], s = samplers.gamma(s, a)


@kernel
def log_probabilities(kind, counts, a, b, out):
    for k in range(out.size):
        if kind == BINOMIAL:
            out[k] = samplers.log_binomial(counts[k], a, b)
        else:
            out[k] = samplers.log_poisson(counts[k], a)


def draws(kind, key, a, b=0.0, count=COUNT):
    out = np.empty(count)
    fill(kind, np.uint64(key), float(a), float(b), out)
    return out


def z_of_chi_square(x, law, bins=60):
    """Return the normal score of the chi-square statistic over bins of about equal chance."""
    shares = np.linspace(0.0, 1.0, bins + 1)[1:-1]
    edges = law.ppf(shares)
    if np.isnan(edges).any():  # SciPy's Poisson quantiles end at about 10^10
        edges = np.floor(law.mean() + law.std() * stats.norm.ppf(shares))
    edges = np.unique(edges)
    cdf = np.concatenate(([0.0], law.cdf(edges), [1.0]))
    chance = np.diff(cdf)
    seen = np.bincount(np.searchsorted(edges, x), minlength=edges.size + 1)
    assert seen[chance == 0.0].sum() == 0
    # The last bin may hold next to nothing: it joins its neighbour.
    while chance.size > 1 and chance[-1] * x.size < 10.0:
        chance = np.append(chance[:-2], chance[-2:].sum())
        seen = np.append(seen[:-2], seen[-2:].sum())
    if chance.size < 2:
        return 0.0
    return stats.norm.isf(stats.chisquare(seen, chance / chance.sum() * x.size).pvalue)


def check(x, law):
    mean, variance, _, kurtosis = (float(m) for m in law.stats("mvsk"))
    assert (x >= 0.0).all()
    assert (x == np.floor(x)).all()
    assert_z(
        {
            "chi-square": z_of_chi_square(x, law),
            "mean": z_of_mean(x, mean, variance),
            "variance": z_of_variance(x, mean, variance, kurtosis),
        },
        LIMIT,
    )


@pytest.mark.parametrize("p", [1e-3, 0.08, 0.4, 0.5, 0.73, 0.999])
@pytest.mark.parametrize("n", [1, 7, 40, 1000, 10**6, 10**12])
def test_binomial(n, p):
    x = draws(BINOMIAL, n + round(1000 * p), n, p)
    assert x.max() <= n
    check(x, stats.binom(n, p))


@pytest.mark.parametrize("p", [1e-12, 3e-12, 1e-11, 1e-9])
def test_binomial_of_many_with_a_small_chance(p):
    """Founders: few successes among 10^12."""
    check(draws(BINOMIAL, 3, 1e12, p), stats.binom(10**12, p))


def test_binomial_at_the_ends():
    assert (draws(BINOMIAL, 1, 0.0, 0.3, 10) == 0.0).all()
    assert (draws(BINOMIAL, 1, 9.0, 0.0, 10) == 0.0).all()
    assert (draws(BINOMIAL, 1, 9.0, -1e-17, 10) == 0.0).all()
    assert (draws(BINOMIAL, 1, 1e15, 1.0, 10) == 1e15).all()
    assert (draws(BINOMIAL, 1, 9.0, 1.0 + 1e-15, 10) == 9.0).all()


@pytest.mark.parametrize("mean", [0.01, 0.7, 5.0, 9.99, 10.0, 35.0, 400.0, 1e6, 1e9, 1e12])
def test_poisson(mean):
    check(draws(POISSON, 100 + round(mean), mean), stats.poisson(mean))


def test_poisson_of_nothing():
    assert (draws(POISSON, 1, 0.0, count=10) == 0.0).all()


@pytest.mark.parametrize("g", [1e-3, 0.3, 2.0, 50.0, 1e4])
@pytest.mark.parametrize("survivors", [1, 3, 12, 13, 200, 10**5])
def test_extra_descendants(survivors, g):
    law = stats.nbinom(survivors, 1.0 / (1.0 + g))
    check(draws(EXTRA, survivors + round(1000 * g), survivors, g), law)


def test_extra_descendants_of_none_and_of_the_sterile():
    assert (draws(EXTRA, 1, 0.0, 2.0, 10) == 0.0).all()
    assert (draws(EXTRA, 1, 5.0, 0.0, 10) == 0.0).all()


@pytest.mark.parametrize("shape", [1.0, 1.5, 13.0, 1e4, 1e9])
def test_gamma(shape):
    x, law = draws(GAMMA, round(shape), shape), stats.gamma(shape)
    assert stats.kstest(x, law.cdf).pvalue > stats.norm.sf(LIMIT)
    assert_z({"mean": z_of_mean(x, shape, shape)}, LIMIT)


@pytest.mark.parametrize("n", [1, 20, 2000, 10**7])
@pytest.mark.parametrize("p", [1e-4, 0.2, 0.5, 0.9])
def test_log_binomial(n, p):
    law = stats.binom(n, p)
    k = np.unique(np.append(law.ppf([1e-6, 0.01, 0.3, 0.5, 0.99, 1 - 1e-6]), [0.0, n]))
    out = np.empty(k.size)
    log_probabilities(BINOMIAL, k, float(n), p, out)
    np.testing.assert_allclose(out, law.logpmf(k), rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("mean", [0.01, 3.0, 200.0, 1e7])
def test_log_poisson(mean):
    law = stats.poisson(mean)
    k = np.unique(np.append(law.ppf([1e-6, 0.01, 0.3, 0.5, 0.99, 1 - 1e-6]), 0.0))
    out = np.empty(k.size)
    log_probabilities(POISSON, k, mean, 0.0, out)
    np.testing.assert_allclose(out, law.logpmf(k), rtol=1e-7, atol=1e-8)
