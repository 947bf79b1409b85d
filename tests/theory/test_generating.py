"""Extinction and generating functions: known values, compositions, limits."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.model import Clone, Drug, Hill, Logistic, Mutation, Proportional, Switch, Tumour
from sim.theory import (
    absent,
    count_probabilities,
    extinction,
    family_survival,
    mean_and_covariance,
    probability_generating,
)


def two_clones(start, u):
    clones = [Clone("S", 0.14, 0.17, start=start), Clone("R", 0.14, 0.13)]
    return Tumour(clones, [Mutation("S", "R", u)])


@pytest.mark.parametrize(
    ("start", "u", "days", "expected"),
    [
        (1e9, 1e-9, 1820, 0.71653),
        (100, 1e-3, 84, 0.92824),
        (20, 1e-2, 182, 0.92223),
        (1e5, 1e-5, 364, 0.70740),
    ],
)
def test_no_resistance_as_in_the_prototype(start, u, days, expected):
    got = absent(two_clones(start, u), None, days, "R")
    assert got.shape == (1,)
    assert got[0] == pytest.approx(expected, abs=6e-6)


def persisters(start=(12.0, 2.0, 0.0)):
    """Return three clones that mutate and switch, and a drug with a half-life."""
    s, p, r = start
    return Tumour(
        [
            Clone("S", 0.30, 0.20, start=s),
            Clone("P", 0.02, 0.03, start=p, fold={"A": 8.0}),
            Clone("R", 0.25, 0.21, start=r, fold={"A": np.inf}),
        ],
        [
            Mutation("S", "R", 0.02),
            Mutation("P", "R", 0.01),
            Switch("S", "P", 0.01, induced={"A": 0.1}),
            Switch("P", "S", 0.05),
        ],
        [Drug("A", Hill(0.6, 1.0, 2), half_life=1.5, interval=1.0)],
    )


HOLIDAYS = SimpleNamespace(days=(0.0, 7.0, 14.0, 21.0), doses=({"A": 1}, {}, {"A": 1.5}, {}))


def moments_from_generating_function(tumour, schedule, day, step=3e-3):
    """Return mean and covariance by differences of log E exp(i theta N) around theta = 0."""
    unit = np.eye(len(tumour.clones))
    plus, minus = unit[:, None] + unit, unit[:, None] - unit
    theta = np.concatenate([unit[None], plus, minus])
    cumulant = np.log(probability_generating(tumour, schedule, day, np.exp(1j * step * theta)))
    n = len(unit)
    mean = cumulant[0].imag / step
    return mean, -(cumulant[1 : n + 1] - cumulant[n + 1 :]).real / (2 * step**2)


def test_derivatives_of_the_generating_function_are_the_moments():
    tumour = persisters()
    for day in (5.0, 25.0):
        mean, covariance = mean_and_covariance(tumour, HOLIDAYS, day)
        got_mean, got_covariance = moments_from_generating_function(tumour, HOLIDAYS, day)
        # The differences are accurate to the square of the step times higher cumulants.
        np.testing.assert_allclose(got_mean, mean[0], rtol=5e-3)
        np.testing.assert_allclose(got_covariance, covariance[0], rtol=2e-2, atol=2e-3)


def test_the_law_of_one_clone_has_the_moments_and_the_absence():
    tumour, k = persisters(), np.arange(160)
    p = count_probabilities(tumour, HOLIDAYS, 18.0, "R", 159)
    mean, covariance = mean_and_covariance(tumour, HOLIDAYS, 18.0)
    assert p.sum() == pytest.approx(1.0, abs=1e-7)
    assert p @ k == pytest.approx(mean[0, 2], rel=1e-5)
    assert p @ (k - p @ k) ** 2 == pytest.approx(covariance[0, 2, 2], rel=1e-4)
    assert p[0] == pytest.approx(absent(tumour, HOLIDAYS, 18.0, "R")[0], abs=1e-8)


def test_one_clone_on_and_off_composes_as_moebius_maps():
    tumour = Tumour([Clone("S", 0.2, 0.15, start=25)], drugs=[Drug("A", Proportional(0.2))])
    plan = SimpleNamespace(days=(0.0, 10.0, 30.0), doses=({"A": 1}, {}, {"A": 1}))

    def map_back(z, death, days):
        r = 0.2 - death
        e = np.exp(r * days)
        return 1 - e * (1 - z) / (1 + 0.2 * (e - 1) / r * (1 - z))

    for z in (0.0, 0.3, 0.9):
        family = map_back(map_back(map_back(z, 0.35, 12.0), 0.15, 20.0), 0.35, 10.0)
        got = probability_generating(tumour, plan, 42.0, [z])
        assert got == pytest.approx(family**25, rel=1e-9)


def test_times_in_any_order_and_one_by_one():
    tumour, days = persisters(), [21.0, 3.0, 30.0, 0.0, 3.0]
    together = extinction(tumour, HOLIDAYS, days)
    alone = [extinction(tumour, HOLIDAYS, day)[0] for day in days]
    np.testing.assert_allclose(together, alone, rtol=1e-8)
    assert together[3] == 0.0
    assert np.all(np.diff(extinction(tumour, HOLIDAYS, np.arange(30))) >= 0)


def test_the_generating_function_on_its_axes():
    tumour = persisters()
    z = [[0, 0, 0], [1, 1, 0], [1, 1, 1]]
    got = probability_generating(tumour, HOLIDAYS, 30.0, z)
    expected = [extinction(tumour, HOLIDAYS, 30.0)[0], absent(tumour, HOLIDAYS, 30.0, "R")[0], 1.0]
    np.testing.assert_allclose(got, expected, rtol=1e-9)


def test_families_are_independent():
    one = [extinction(persisters(start), HOLIDAYS, 30.0)[0] for start in np.eye(3)]
    many = extinction(persisters((3, 2, 4)), HOLIDAYS, 30.0)[0]
    assert many == pytest.approx(one[0] ** 3 * one[1] ** 2 * one[2] ** 4, rel=1e-8)
    x = family_survival(persisters(), HOLIDAYS, np.array([30.0]), np.ones((1, 3)))
    np.testing.assert_allclose(1 - x[0], one, rtol=1e-8)


def test_tiny_survival_keeps_its_digits():
    # Mean founders that survive: u b n (1 - e^(-0.03 t)) / 0.03 x (1/14) for t large.
    tumour = two_clones(1e9, 1e-18)
    expected = 1e-18 * 0.14 * 1e9 / 0.03 / 14
    assert -np.log(absent(tumour, None, 5000.0, "R")[0]) == pytest.approx(expected, rel=1e-6)
    x = family_survival(tumour, None, np.array([5000.0]), np.array([[0.0, 1.0]]))
    assert 1e9 * x[0, 0] == pytest.approx(expected, rel=1e-9)


def test_an_outright_killer_and_an_immortal_clone():
    killed = Tumour([Clone("S", 0.1, 50.0, start=1e12)])
    assert extinction(killed, None, [0.0, 40.0]).tolist() == [0.0, 1.0]
    immortal = Tumour([Clone("S", 0.0, 0.0, start=3)])
    assert extinction(immortal, None, 1e4)[0] == 0.0


def test_refusals():
    crowded = Tumour([Clone("S", 0.1, 0.1, start=1)], growth=Logistic(1e3))
    grown = Tumour([Clone("S", 0.2, 0.1)], size=1e3, grown_from_one_cell=True)
    for function in (extinction, mean_and_covariance):
        with pytest.raises(InputError, match="do not feel each other"):
            function(crowded, None, 1.0)
        with pytest.raises(InputError, match="extinction_of_grown"):
            function(grown, None, 1.0)
        with pytest.raises(InputError, match="at least 0"):
            function(persisters(), None, [1.0, -1.0])
    with pytest.raises(InputError, match="no such clone"):
        absent(persisters(), None, 1.0, "resistant")
    with pytest.raises(InputError, match="one value per clone"):
        probability_generating(persisters(), None, 1.0, [0.5])
