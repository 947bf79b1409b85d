"""Models ranked by what they predict: beside the closed form of a straight line, and laws of growth
beside scipy's integrator."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.integrate import solve_ivp

import sim
from sim.base.errors import InputError
from sim.inference.laplace import weighted_draws
from sim.inference.mean import mean_cells
from tests.inference.test_fit import DAYS, LINE, SIGMA, cells, grown, least_squares, line


def test_weighted_draws_are_the_normal_of_least_squares():
    fit = sim.fit(cells(line()), grown, LINE, noise=sim.Noise(SIGMA), starts=4)
    draws = weighted_draws(fit, seed=1)
    best, covariance = least_squares(line())
    error = np.sqrt(np.diag(covariance))
    some = 5 / np.sqrt(draws.effective)
    mean = draws.weight @ draws.theta
    assert draws.effective > 500
    assert np.abs((mean - best) / error).max() < some
    spread = np.sqrt(draws.weight @ (draws.theta - mean) ** 2)
    assert np.abs(spread / error - 1).max() < some


def test_the_score_is_the_predictive_density_of_linear_regression():
    """With a flat prior what is held out is normal around the line, with both errors."""
    values, held = line(), 2
    found = sim.compare_models(
        cells(values), {"line": (grown, LINE)}, holdouts=held, noise=sim.Noise(SIGMA), starts=4
    )
    design = np.stack([np.ones(len(DAYS)), DAYS], axis=1)
    before, after = design[:-held], design[-held:]
    inverse = np.linalg.inv(before.T @ before)
    best = inverse @ before.T @ np.log(values[:-held])
    covariance = SIGMA**2 * (np.eye(held) + after @ inverse @ after.T)
    logs = np.log(values[-held:])
    expected = stats.multivariate_normal(after @ best, covariance).logpdf(logs) - logs.sum()
    assert found.scores[0, 0] == pytest.approx(expected, abs=0.1)
    off = logs - after @ best
    assert found.errors[0, 0] == pytest.approx(np.sqrt((off**2).mean()), abs=0.03)


def test_the_law_that_made_the_data_predicts_best():
    rng, rows = np.random.default_rng(3), []
    days = np.arange(0, 100, 12.0)
    for patient in "ab":
        curve = solve_ivp(lambda _, y: 0.06 * y * np.log(3 / y), (0, 100), [0.1], t_eval=days,
                          rtol=1e-9, atol=1e-12).y[0]  # fmt: skip
        noise = np.exp(0.05 * rng.standard_normal(len(days)))
        rows += [(patient, d, 1000 * v) for d, v in zip(days, curve * noise, strict=True)]
    table = pd.DataFrame(rows, columns=["patient", "day", "volume"])
    seen = sim.Observations.read(table, value="volume", unit="mm3")
    found = sim.compare_models(seen, sim.growth_laws, noise=sim.Noise(0.05), starts=12)
    assert list(found.table().index) == ["Gompertz", "logistic", "exponential"]
    assert found.table().loc["Gompertz", "first_in"] == 2
    assert str(found).startswith("Gompertz predicts the last 2 results of 2 patients best")


@pytest.mark.parametrize(
    ("law", "slope"),
    [
        ("exponential", lambda y: 0.05 * y),
        ("logistic", lambda y: 0.05 * y * (1 - y / 4e8)),
        ("Gompertz", lambda y: 0.05 * y * np.log(4e8 / y)),
    ],
)
@pytest.mark.parametrize("start", [2e7, 1.5e9])
def test_laws_are_what_they_say(law, slope, start):
    """From below their capacity and from above it."""
    function, priors = sim.growth_laws(cells([1e8, 2e8], [0, 1]))[law]
    numbers = {"start": start, "rate": 0.05, "capacity": 4e8}
    tumour = function(**{name: np.array([numbers[name]]) for name in priors})
    days = np.array([0.0, 10, 30])
    course = sim.fit(
        cells([1e8, 2e8, 3e8], days), grown, LINE, starts=1
    ).problem.course_for(days)  # fmt: skip
    found = mean_cells(tumour, 1, course, 1e-9)[:, 0, 0]
    expected = solve_ivp(lambda _, y: slope(y), (0, 30), [start], t_eval=days, rtol=1e-10).y[0]
    assert found == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("models", "message"),
    [
        ({}, "give .function, priors. by name"),
        (3, "give .function, priors. by name"),
        ({"a": grown}, "give .function, priors. by name"),
    ],
)
def test_what_is_no_model_is_refused(models, message):
    with pytest.raises(InputError, match=message):
        sim.compare_models(cells(line()), models)


def test_too_few_results_are_refused():
    with pytest.raises(InputError, match="has 1 result, but 2 parameters are unknown"):
        sim.compare_models(cells(line()), {"line": (grown, LINE)}, holdouts=5)
    with pytest.raises(InputError, match="holdouts is 0"):
        sim.compare_models(cells(line()), {"line": (grown, LINE)}, holdouts=0)
