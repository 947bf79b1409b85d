"""The jump engine against exact theory: chances, means, variances, covariances, shapes.

Power of the random cases: 20,000 patients see an error of 0.018 in a chance of 0.5, of 4 % in the
standard deviation of a clone, of 2 % in the mean of a clone whose relative deviation is 0.5, and of
4e-6 in the mean of one of 10^8 cells. Switching is split from the rest against a tolerance,
which is set far below the noise there; what the default tolerance does is a test of its own.
"""

import numpy as np
import pytest

from sim import Clone, Continuous, Drug, Jump, Mutation, Observation, Proportional, Switch, Tumour
from sim.theory import absent, mean_and_covariance
from tests.engines.run_case import assert_right, case_of, cells_of
from tests.statistics import assert_z, z_of_proportion

WITH_SWITCHES = [number for number in range(44) if case_of(number)[0].switches][:14]


@pytest.mark.parametrize("number", range(32))
def test_births_deaths_and_mutations(number):
    tumour, case = case_of(number, switches=False)
    assert_right(tumour, case, "jump", 20_000, seed=number)


@pytest.mark.parametrize("number", WITH_SWITCHES)
def test_switching(number):
    tumour, case = case_of(number, largest_start=2e3)
    assert_right(tumour, case, Jump(tolerance=1e-4), 5_000, seed=number)


@pytest.mark.parametrize("number", range(100, 108))
def test_exact_draws_of_large_clones(number):
    switches = number % 2 == 0
    tumour, case = case_of(number, largest_start=1e3 if switches else 1e6, switches=switches)
    assert_right(tumour, case, Jump(tolerance=1e-4, exact=True), 2_000, seed=number)


@pytest.mark.parametrize("number", WITH_SWITCHES)
def test_default_tolerance_holds_for_means(number):
    """Large clones show the error of the split itself: below the stated 1e-3 of every clone."""
    tumour, case = case_of(number)
    days, cells = cells_of(
        tumour, case.schedule, "jump", 1_000, case.days, case.visit_every, seed=number
    )
    mean, covariance = mean_and_covariance(tumour, case.schedule, days[-1])
    noise = 5.0 * np.sqrt(np.diag(covariance[0]) / len(cells))
    off = np.abs(cells[:, -1].mean(axis=0) - mean[0])
    steady = 100.0 * noise < mean[0]
    assert (off <= 1e-3 * mean[0] + noise)[steady].all(), off / mean[0]


FIXED = [
    # start, mutations per division, days, P(R = 0) from the backward equations
    (1e9, 1e-9, 1820.0, 0.71653),
    (100.0, 1e-3, 84.0, 0.92824),
    (20.0, 1e-2, 182.0, 0.92223),
    (1e5, 1e-5, 364.0, 0.70740),
]


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize(("start", "u", "days", "chance"), FIXED)
def test_no_resistant_cell(start, u, days, chance, exact):
    """Two clones on drug; the same four cases against which the engine was designed."""
    drug = Drug("A", Proportional(0.04))
    clones = [
        Clone("S", 0.14, 0.13, start=start),
        Clone("R", 0.14, 0.13, fold={"A": np.inf}),
    ]
    tumour = Tumour(clones, [Mutation("S", "R", u)], [drug])
    plan = Continuous("A")
    right = absent(tumour, plan.schedule(days), days, "R")[0]
    assert abs(right - chance) < 6e-6
    patients = 10_000 if exact else 100_000
    _, cells = cells_of(tumour, plan, Jump(exact=exact), patients, days, 7.0)
    gone = (cells[:, -1, 1] == 0).sum()
    assert_z(z_of_proportion(gone, patients, right))


def test_a_clone_that_never_divides_founds_nothing():
    clones = [Clone("A", 0.2, 0.1, start=1e8), Clone("B", 0.0, 0.1), Clone("C", 0.2, 0.1)]
    mutations = [Mutation("A", "B", 1e-3), Mutation("B", "C", 1e-2)]
    _, cells = cells_of(Tumour(clones, mutations), Observation(), "jump", 200, 28.0, 7.0)
    assert (cells[:, -1, 1] > 0).all()
    assert (cells[:, :, 2] == 0).all()


def test_a_slow_switch_into_a_clone_that_fares_otherwise():
    """Persisters are few beside those they come from: their own mean must be right."""
    clones = [Clone("S", 0.0262, 0.0, start=5e8), Clone("P", 0.0, 0.049)]
    tumour = Tumour(clones, [Switch("S", "P", 1e-4)])
    days, cells = cells_of(tumour, Observation(), "jump", 200, 56.0, 7.0)
    mean, _ = mean_and_covariance(tumour, None, days)
    np.testing.assert_allclose(cells[:, 1:].mean(axis=0), mean[1:], rtol=1e-3)
