"""What may be said of rules after so many patients: intervals, and which are told apart."""

import numpy as np

from sim.results.survival import UNKNOWN, Estimate
from sim.search.objective import Objective

RESAMPLES = 999
"""Of the bootstrap, for quantiles."""


def estimate(objective: Objective, values: np.ndarray) -> Estimate:
    """Return the number of one rule on some patients (patient,), with its 95 % interval.

    Of a mean by Student's t; of a quantile by order statistics, distribution-free
    (`scipy.stats.quantile_test`). None of one patient, or where no two patients differ.
    """
    value = float(objective.of(values))
    if values.size < 2 or np.ptp(values) == 0 or not np.isfinite(value):
        return UNKNOWN._replace(value=value)
    if objective.quantile is None:
        half = _student(values.size) * values.std(ddof=1) / np.sqrt(values.size)
        return Estimate(value, float(value - half), float(value + half))
    if not 0.0 < objective.quantile < 1.0:
        return UNKNOWN._replace(value=value)
    from scipy.stats import quantile_test

    interval = quantile_test(values, q=value, p=objective.quantile).confidence_interval(0.95)
    return Estimate(value, float(interval.low), float(interval.high))


def difference(objective: Objective, one: np.ndarray, other: np.ndarray) -> Estimate:
    """Return by how much one rule is better than another on the same patients, with 95 %.

    Of means by the paired t-test; of quantiles by resampling patients (Efron's percentiles), with
    both rules' values of a patient kept together.
    """
    numbers = objective.better(np.array([objective.of(one), objective.of(other)]))
    value = float(numbers[0] - numbers[1])
    if one.size < 2 or not np.isfinite(value):
        return UNKNOWN._replace(value=value)
    if np.array_equal(one, other):
        return Estimate(0.0, 0.0, 0.0)
    if objective.quantile is None:
        apart = objective.better(one - other)
        half = _student(apart.size) * apart.std(ddof=1) / np.sqrt(apart.size)
        return Estimate(value, float(value - half), float(value + half))
    who = np.random.default_rng(0).integers(0, one.size, (RESAMPLES, one.size))
    apart = objective.better(objective.of(one[who]) - objective.of(other[who]))
    low, high = np.quantile(apart, [0.025, 0.975])
    return Estimate(value, float(low), float(high))


def _student(count: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(count - 1, 0.975))
