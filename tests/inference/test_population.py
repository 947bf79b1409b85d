"""A population beside the exact law of normal patients, and how often its intervals are right.

With normal errors, normal patients and a normal prior everything is known: y_i lies around the
population's mean with both variances.
"""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim
from sim.base.errors import InputError
from sim.inference.population import Drawn, Hyper, draws_of_population, standard
from tests.inference.test_fit import DAYS, SIGMA, grown


def normal_patients(count, mean, spread, error, seed, draws=600, shift=0.0, covariate=None):
    """Return what was seen of patients, and draws from what is known of each by itself."""
    random = np.random.default_rng(seed)
    covariate = np.zeros(count) if covariate is None else covariate
    truth = mean + shift * covariate + spread * random.standard_normal(count)
    seen = truth + error * random.standard_normal(count)
    precise = 1 + error**-2  # (the prior is the standard normal)
    z = seen[:, None] * error**-2 / precise
    z = z + random.standard_normal((count, draws)) / np.sqrt(precise)
    return seen, Drawn(("x",), z[:, :, None], np.full(z.shape, 1 / draws))


def exact_log_likelihood(seen, error, mean, spread):
    return stats.norm(mean, np.sqrt(spread**2 + error**2)).logpdf(seen).sum()


def test_the_likelihood_of_a_population_is_the_exact_one_but_for_a_constant():
    seen, drawn = normal_patients(12, 0.4, 0.5, 0.3, seed=1, draws=20_000)
    hyper = Hyper(drawn, np.zeros((12, 0)), ())
    theta = np.array([[0.4, 0.5], [0.0, 0.5], [0.4, 0.25], [0.8, 0.9]])
    exact = np.array([exact_log_likelihood(seen, 0.3, *one) for one in theta])
    found = hyper.log_likelihood(theta)
    assert found - found[0] == pytest.approx(exact - exact[0], abs=0.12)


def exact_quantiles(seen, error, ends):
    """Return quantiles of mean and spread by a grid: priors are those of `Hyper`."""
    mean, spread = np.linspace(-2, 2, 401), np.linspace(0.005, 3, 400)
    sd = np.sqrt(spread**2 + error**2)
    z = (seen[:, None, None] - mean[None, :, None]) / sd
    log = -0.5 * (z**2).sum(axis=0) - len(seen) * np.log(sd)
    log += stats.norm.logpdf(mean)[:, None] + stats.halfnorm.logpdf(spread)
    chance = np.exp(log - log.max())
    found = []
    for axis, grid in ((1, mean), (0, spread)):
        share = np.cumsum(chance.sum(axis=axis))
        found.append(np.interp(ends, share / share[-1], grid))
    return np.array(found)


def test_mean_and_spread_are_those_of_a_grid():
    seen, drawn = normal_patients(15, 0.4, 0.5, 0.3, seed=2, draws=4000)
    hyper = Hyper(drawn, np.zeros((15, 0)), ())
    draws = draws_of_population(hyper, seed=1, progress=False)
    ends = np.array([0.05, 0.5, 0.95])
    expected = exact_quantiles(seen, 0.3, ends)
    found = np.quantile(draws, ends, axis=0).T
    width = expected[:, 2:] - expected[:, :1]
    assert np.abs((found - expected) / width).max() < 0.07


def test_what_a_covariate_shifts_is_found():
    age = np.linspace(-1.5, 1.5, 24)
    age = (age - age.mean()) / age.std()
    _, drawn = normal_patients(24, 0.2, 0.2, 0.2, 3, shift=0.5, covariate=age)
    with_age = Hyper(drawn, age[:, None], ("age",))
    draws = draws_of_population(with_age, seed=1, progress=False)
    low, high = np.quantile(draws[:, 2], [0.01, 0.99])
    assert low < 0.5 < high
    assert high - low < 0.6
    without = draws_of_population(Hyper(drawn, np.zeros((24, 0)), ()), 1, False)
    assert without[:, 1].mean() > 1.5 * draws[:, 1].mean()  # (it explains a part of the spread)


@pytest.mark.slow
@pytest.mark.parametrize("spread", [0.3, 0.8])
def test_intervals_of_a_population_hold_as_often_as_they_say(spread):
    """300 cohorts of 12 with mean and spread drawn around: 90 % hold within binomial error."""
    random, inside = np.random.default_rng(5), np.zeros(2)
    for number in range(300):
        mean = random.standard_normal()
        truth = abs(random.standard_normal())
        _, drawn = normal_patients(12, mean, truth, spread, 1000 + number)
        draws = draws_of_population(Hyper(drawn, np.zeros((12, 0)), ()), 1, False)
        low, high = np.quantile(draws, [0.05, 0.95], axis=0)
        inside += (low < [mean, truth]) & ([mean, truth] < high)
    error = np.sqrt(0.9 * 0.1 / 300)
    assert np.abs(inside / 300 - 0.9).max() < 3 * error


@pytest.fixture(scope="module")
def fits():
    """Eight patients whose tumours grow by 0.03 a day, give or take 0.01."""
    random, rows = np.random.default_rng(7), []
    rates = 0.03 + 0.01 * random.standard_normal(8)
    for patient, rate in enumerate(rates):
        values = np.exp(20 + rate * DAYS + SIGMA * random.standard_normal(len(DAYS)))
        rows += [(f"p{patient}", day, value) for day, value in zip(DAYS, values, strict=True)]
    table = pd.DataFrame(rows, columns=["patient", "day", "cells"])
    seen = sim.Observations.read(table, value="cells", unit="cells")
    prior = {"growth": stats.norm(0.0, 0.05)}
    fits = sim.fit(seen, lambda growth: grown(20.0, growth), prior, noise=sim.Noise(SIGMA),
                   starts=3)  # fmt: skip
    return rates, fits


def test_fitted_patients_make_a_population(fits):
    rates, fits = fits
    population = fits.population(progress=False)
    table = population.table().loc["growth"]
    assert table["median_low"] < 0.03 < table["median_high"]
    assert table["median_high"] - table["median_low"] < 0.02
    # The exact law: a slope through a known start, with its standard error.
    best = np.array([fit.best["growth"] for fit in fits.values()])
    error = SIGMA / np.sqrt(DAYS @ DAYS)
    exact = exact_quantiles(best / 0.05, error / 0.05, [0.05, 0.5, 0.95])
    assert table["median"] == pytest.approx(0.05 * exact[0, 1], abs=0.001)
    assert table["spread"] == pytest.approx(exact[1, 1], rel=0.12)
    assert 0.0 < table["shrinkage"] < 0.5
    people = population.individuals()
    assert len(people) == 8
    # Those of the others draw a patient towards the middle, and never away.
    towards = (people["median"] - people["alone"]) * (table["median"] - people["alone"])
    assert (towards > -1e-7).all()
    assert np.corrcoef(people["median"], rates)[0, 1] > 0.9
    assert "Population of 8 patients." in str(population)
    assert (population.effective > 50).all()


def test_new_patients_of_a_population_are_treated(fits):
    population = fits[1].population(progress=False)
    new = population.patients(400, seed=2)
    table = population.table().loc["growth"]
    low, high = np.quantile(new.to_frame()["growth"], [0.05, 0.95])
    assert low == pytest.approx(table["from"], abs=0.004)
    assert high == pytest.approx(table["to"], abs=0.004)
    runs = sim.simulate(new, {"none": sim.Observation()}, days=28.0, engine="meanfield",
                        clinic=sim.Clinic(scan_every=28), progress=False)  # fmt: skip
    grown_ = runs.values("burden", "none")[:, -1] / runs.values("burden", "none")[:, 0]
    assert grown_ == pytest.approx(np.exp(28 * new.theta[:, 0]), rel=1e-5)


def test_slips_are_named(fits):
    _, fits = fits
    with pytest.raises(InputError, match="give one number for each of the 8 patients"):
        fits.population({"age": [1.0, 2.0, 3.0]})
    with pytest.raises(InputError, match="'age' is 1 for everybody"):
        fits.population({"age": [1.0] * 8})
    two = sim.Fits(dict(list(fits.items())[:2]))
    with pytest.raises(InputError, match="A population of 2 fitted patients has no spread"):
        two.population()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"age": [1, 1, 1, 1]}, "'age' is 1 for everybody"),
        ({"age": [1, np.nan, 2, 3]}, r"'age' is \[1, nan, 2, 3\]; give one number"),
        ({"age": [1, 2, 3]}, "'age' is .*give one number for each of the 4"),
        ({"age": [1e300, 1.0, 2.0, 3.0]}, "'age' is .*give one number"),
        ({"age": [1, 2, 3, 4], "months": [12, 24, 36, 48]}, "'months' follows from those before"),
        (
            {"a": [1, 2, 3, 5], "b": [1, 0, 0, 1], "c": [0, 1, 0, 1], "d": [0, 0, 1, 1]},
            "'d' follows from those before it, in 4 patients",
        ),
    ],
)
def test_covariates_that_tell_nothing_are_refused(values, message):
    with pytest.raises(InputError, match=message):
        standard(values, ("p", "q", "r", "s"))


def test_covariates_are_in_standard_deviations():
    found = standard({"a": [1, 2, 3, 6], "b": [1, 0, 0, 1]}, ("p", "q", "r", "s"))
    np.testing.assert_allclose(found, stats.zscore([[1, 1], [2, 0], [3, 0], [6, 1]]))
    assert standard({}, ("p", "q", "r")).shape == (3, 0)
