"""The particle filter beside the exact law of one clone, by the matrix exponential of scipy."""

import functools
import time

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.linalg import expm

import sim
from sim.base.errors import InputError
from sim.inference.particle import enough_particles, particle_log_likelihood

DEATH, FOUNDERS, SIGMA = 0.15, 20, 0.3
DAYS = np.array([0.0, 5, 12, 20])
SEEN = np.array([22.0, 28, 30, 45])
PRIOR = {"birth": stats.uniform(0.1, 0.2)}
MOST = 200
"""States of the exact law: 45 seen cells are never so many."""


def made(birth):
    return sim.Tumour([sim.Clone("a", birth, DEATH, start=FOUNDERS)])


@functools.cache
def exact(birth, weight):
    """Return the log-likelihood of birth and death by a forward pass over all counts of cells."""
    n = np.arange(MOST)
    rates = np.diag(birth * n[:-1], 1) + np.diag(DEATH * n[1:], -1)
    rates -= np.diag(rates.sum(axis=1))
    chance, total = np.zeros(MOST), 0.0
    chance[FOUNDERS] = 1.0
    for k, day in enumerate(DAYS):
        if k:
            chance = chance @ expm(rates * (day - DAYS[k - 1]))
        chance = chance * weight(k, n)
        total += np.log(chance.sum())
        chance /= chance.sum()
    return total


def by_value(k, n):
    found = np.zeros(MOST)
    found[1:] = stats.lognorm(SIGMA, scale=n[1:]).pdf(SEEN[k])
    return found


@pytest.fixture(scope="module")
def fitted():
    table = pd.DataFrame({"day": DAYS, "cells": SEEN})
    seen = sim.Observations.read(table, value="cells", unit="cells")
    return sim.fit(seen, made, PRIOR, noise=sim.Noise(SIGMA), starts=3)


def z_of(logs, truth):
    """Return by how many standard errors the mean of the likelihoods is off."""
    ratio = np.exp(np.asarray(logs) - truth)
    return (ratio.mean() - 1) / (ratio.std(ddof=1) / np.sqrt(len(ratio)))


def test_it_is_unbiased_for_the_exact_law_of_one_clone(fitted):
    """The standard error of the mean is 0.5 %: an error of 2 % would be seen."""
    theta = np.array([[0.18], [0.22]])
    found = np.array([particle_log_likelihood(fitted.problem, theta, 200, k) for k in range(150)])
    for column, birth in enumerate(theta[:, 0]):
        assert found[:, column].std() < 0.2
        assert abs(z_of(found[:, column], exact(birth, by_value))) < 3
    # The mean field does not know of chance: it is another likelihood.
    assert abs(fitted.log_likelihood(theta[:1])[0] - exact(0.18, by_value)) > 0.5


def test_results_below_a_limit_count_tumours_that_are_gone():
    table = pd.DataFrame({"day": DAYS, "cells": ["22", "12", "<4", "<4"]})
    seen = sim.Observations.read(table, value="cells", unit="cells")
    fit = sim.fit(seen, made, {"birth": stats.uniform(0.02, 0.1)}, noise=sim.Noise(SIGMA), starts=2)

    def weight(k, n):
        scale = np.maximum(n, 1e-9)
        if k < 2:
            return np.where(n > 0, stats.lognorm(SIGMA, scale=scale).pdf([22.0, 12.0][k]), 0.0)
        return np.where(n > 0, stats.lognorm(SIGMA, scale=scale).cdf(4.0), 1.0)

    found = [particle_log_likelihood(fit.problem, np.array([[0.05]]), 400, k)[0] for k in range(60)]
    assert abs(z_of(found, exact(0.05, weight))) < 3


def test_side_by_side_is_one_by_one_and_smooth(fitted):
    theta = np.linspace(0.17, 0.22, 5)[:, None]
    together = particle_log_likelihood(fitted.problem, theta, 500, 1)
    alone = [particle_log_likelihood(fitted.problem, one[None], 500, 1)[0] for one in theta]
    assert np.array_equal(together, alone)
    truth = [exact(birth, by_value) for birth in theta[:, 0]]
    assert np.abs(together - truth).max() < 0.4
    # Common random numbers: what is wrong is nearly the same everywhere.
    assert np.abs(np.diff(together - truth)).max() < 0.12


def test_particles_are_chosen_by_the_standard_error(fitted):
    count, error = enough_particles(fitted.problem, fitted.theta[None], 1)
    assert count == 64
    assert error < 0.5
    tries = [
        particle_log_likelihood(fitted.problem, fitted.theta[None], count, 100 + k)[0]
        for k in range(40)
    ]
    assert np.std(tries) == pytest.approx(error, rel=0.6)


def test_the_best_by_chance_is_that_of_the_exact_law():
    table = pd.DataFrame({"day": DAYS, "cells": SEEN})
    seen = sim.Observations.read(table, value="cells", unit="cells")
    fit = sim.fit(seen, made, PRIOR, noise=sim.Noise(SIGMA), starts=3, likelihood="particle",
                  particles=500)  # fmt: skip
    births = np.linspace(0.185, 0.205, 5)
    truth = [exact(birth, by_value) for birth in births]
    assert fit.highest == pytest.approx(max(truth), abs=0.2)
    at = exact(fit.best["birth"], by_value)
    assert at > max(truth) - 0.1
    assert "Likelihood by 500 particles (standard error 0." in str(fit)
    assert fit.log_likelihood(fit.theta)[0] == fit.highest


def test_copies_keep_what_is_measured_of_them():
    """PSA lags behind cells: a particle that is copied takes its level of PSA with it."""
    table = pd.DataFrame({"day": DAYS, "psa": SEEN})
    seen = sim.Observations.read(table, value="psa", unit="ng/ml")
    slow = sim.Marker("PSA", 1.0, half_life=4.0)
    fit = sim.fit(seen, made, PRIOR, measure=slow, noise=sim.Noise(SIGMA), starts=2)
    # so many cells that chance does not show: the filter is the mean field
    many = sim.fit(
        sim.Observations.read(table.assign(psa=SEEN * 1e6), value="psa", unit="ng/ml"),
        lambda birth: sim.Tumour([sim.Clone("a", birth, DEATH, start=FOUNDERS * 1e6)]), PRIOR,
        measure=slow, noise=sim.Noise(SIGMA), starts=2,
    )  # fmt: skip
    theta = np.array([[0.19]])
    found = particle_log_likelihood(many.problem, theta, 100, 1)
    assert found == pytest.approx(many.log_likelihood(theta), abs=0.05)
    assert np.isfinite(particle_log_likelihood(fit.problem, theta, 100, 1)).all()


@pytest.mark.slow
def test_a_thousand_particles_and_forty_results_in_fifty_milliseconds():
    seen = sim.Observations.example().of("A")
    priors = {"turnover": stats.uniform(0, 0.9), "cost": stats.uniform(0, 1)}
    fit = sim.fit(seen, sim.presets.mcrpc_abiraterone, priors, starts=2)
    best = np.inf
    for _ in range(5):
        begin = time.perf_counter()
        particle_log_likelihood(fit.problem, fit.theta[None], 1000, 1)
        best = min(best, time.perf_counter() - begin)
    assert best < 0.05


def test_the_exact_likelihood_is_that_of_the_matrix_exponential():
    """The forward pass by generating functions, beside one by expm; measured and below limits."""
    for values, weight in ((SEEN, by_value), (["22", "12", "<4", "<4"], below)):
        table = pd.DataFrame({"day": DAYS, "cells": values})
        seen = sim.Observations.read(table, value="cells", unit="cells")
        fit = sim.fit(seen, made, PRIOR, noise=sim.Noise(SIGMA), starts=3, likelihood="exact")
        theta = np.array([[0.12], [0.18], [0.25]])
        expected = [exact(birth, weight) for birth in theta[:, 0]]
        assert fit.log_likelihood(theta) == pytest.approx(expected, abs=2e-5)
        births = np.linspace(0.12, 0.24, 7)
        best = max(exact(birth, weight) for birth in births)
        assert fit.highest >= best - 1e-3
        assert "Likelihood by the exact law of one clone" in str(fit)


def below(k, n):
    scale = np.maximum(n, 1e-9)
    if k < 2:
        return np.where(n > 0, stats.lognorm(SIGMA, scale=scale).pdf([22.0, 12.0][k]), 0.0)
    return np.where(n > 0, stats.lognorm(SIGMA, scale=scale).cdf(4.0), 1.0)


def test_what_has_no_exact_law_is_refused():
    table = pd.DataFrame({"day": DAYS, "cells": SEEN})
    seen = sim.Observations.read(table, value="cells", unit="cells")

    def crowded(birth):
        return sim.Tumour([sim.Clone("a", birth, DEATH, start=FOUNDERS)], growth=sim.Logistic(1e4))

    with pytest.raises(InputError, match=r"has growth that is crowded. Say likelihood='particle'"):
        sim.fit(seen, crowded, PRIOR, starts=2, likelihood="exact")
    psa = sim.Observations.read(table, value="cells", unit="ng/ml")
    with pytest.raises(InputError, match=r"counts cells, and 'cells' is measured by InProportion"):
        sim.fit(psa, made, PRIOR, starts=2, likelihood="exact")
    many = sim.Observations.read(table.assign(cells=SEEN * 1000), value="cells", unit="cells")
    with pytest.raises(InputError, match=r"all numbers of cells up to 4,096, and here are 45,000"):
        sim.fit(many, lambda birth: sim.Tumour([sim.Clone("a", birth, DEATH, start=20_000)]),
                PRIOR, starts=2, likelihood="exact")  # fmt: skip


def test_an_interval_of_the_mean_field_that_misses_the_best_is_said():
    """Ten cells, fewer than five, fifteen: by chance they can be, by the mean they cannot."""

    def few(rate):
        return sim.Tumour([sim.Clone("S", rate, 0.05, start=10)])

    def fitted(counts):
        seen = pd.DataFrame({"day": [0, 10, 20, 30], "cells": counts})
        seen = sim.Observations.read(seen, value="cells", unit="cells")
        return sim.fit(
            seen, few, {"rate": stats.uniform(0.05, 0.05)}, starts=2, likelihood="exact",
            noise=sim.Noise(0.2),
        )  # fmt: skip

    odd = fitted(["10", "<5", "15", "22"])
    assert odd.profiles().interval("rate").high < odd.best["rate"]
    assert "The best rate lies outside the interval of the mean field" in str(odd)
    assert "outside" not in str(fitted(["10", "13", "15", "22"]))
