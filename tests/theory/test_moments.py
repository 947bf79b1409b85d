"""Means and covariances against closed forms and the matrix exponential."""

import numpy as np
import pytest
from scipy.linalg import expm

from sim.model import Clone, Mutation, Switch, Tumour
from sim.theory import mean_and_covariance, mean_field

CLONES = [Clone("S", 0.14, 0.17, start=1e9), Clone("R", 0.14, 0.13, start=3)]


def test_mutants_of_a_declining_clone():
    days = np.array([0.0, 50.0, 400.0])
    mean, _ = mean_and_covariance(Tumour(CLONES, [Mutation("S", "R", 1e-6)]), None, days)
    loss = 0.14e-6
    s = 1e9 * np.exp((-0.03 - loss) * days)
    r = 3 * np.exp(0.01 * days)
    r += 1e9 * loss * (np.exp(0.01 * days) - np.exp((-0.03 - loss) * days)) / (0.04 + loss)
    np.testing.assert_allclose(mean, np.column_stack([s, r]), rtol=1e-9)


def test_pure_switching_is_multinomial():
    clones = [Clone("S", 0, 0, start=50), Clone("P", 0, 0, start=20)]
    tumour = Tumour(clones, [Switch("S", "P", 0.1), Switch("P", "S", 0.03)])
    mean, covariance = mean_and_covariance(tumour, None, 6.0)
    p = expm(np.array([[-0.1, 0.1], [0.03, -0.03]]) * 6.0)
    np.testing.assert_allclose(mean[0], 50 * p[0] + 20 * p[1], rtol=1e-10)
    each = [np.diag(row) - np.outer(row, row) for row in p]
    np.testing.assert_allclose(covariance[0], 50 * each[0] + 20 * each[1], rtol=1e-9)


def test_a_mutation_at_every_division():
    # u = 1: S never multiplies, and each division adds one R (which stays as it is).
    clones = [Clone("S", 0.5, 0.0, start=4), Clone("R", 0.0, 0.0)]
    mean, covariance = mean_and_covariance(Tumour(clones, [Mutation("S", "R", 1.0)]), None, 3.0)
    np.testing.assert_allclose(mean[0], [4, 6], rtol=1e-12)
    np.testing.assert_allclose(covariance[0], [[0, 0], [0, 6]], atol=1e-9)


def test_the_mean_is_the_mean_field_without_crowding():
    tumour = Tumour(CLONES, [Mutation("S", "R", 1e-6), Switch("R", "S", 0.01)])
    mean, covariance = mean_and_covariance(tumour, None, [10.0, 300.0])
    np.testing.assert_allclose(mean, mean_field(tumour, None, [10.0, 300.0]), rtol=1e-9)
    assert np.all(np.linalg.eigvalsh(covariance / np.abs(covariance).max()) > -1e-12)
    assert covariance[1, 0, 1] == pytest.approx(covariance[1, 1, 0])
