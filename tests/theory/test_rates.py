"""Growth laws, switching, and the refusal of more than one patient."""

import numpy as np
import pytest
from scipy import stats

from sim.base.errors import InputError
from sim.model import (
    Clone,
    Drug,
    Exponential,
    Gompertz,
    Hill,
    Logistic,
    Mutation,
    Proportional,
    Switch,
    Tumour,
)
from sim.theory import Rates, extinction, mean_field

CELLS = np.array([20.0, 30.0])


def crowded(growth, effect=None, concentration=0.0, cells=CELLS):
    clones = [Clone("S", 0.4, 0.1, start=1), Clone("R", 0.2, 0.05)]
    table = Rates(Tumour(clones, drugs=[Drug("A", effect or Proportional(0.0))], growth=growth))
    return table.birth_and_death(table.under(np.array([concentration])), cells)


def test_growth_laws():
    b, d = crowded(Exponential())
    np.testing.assert_allclose([b, d], [[0.4, 0.2], [0.1, 0.05]])
    b, d = crowded(Logistic(200))
    np.testing.assert_allclose([b, d], [[0.3, 0.15], [0.1, 0.05]])
    b, d = crowded(Logistic(200, acts="death"))
    np.testing.assert_allclose([b, d], [[0.4, 0.2], [0.2, 0.1]])
    b, d = crowded(Gompertz(200))
    np.testing.assert_allclose([b, d], [[0.4 * np.log(4), 0.2 * np.log(4)], [0.1, 0.05]])


def test_competition_and_capacity_per_clone():
    b, _ = crowded(Logistic({"S": 200, "R": 100}, competition=[[1, 2], [0.5, 0]]))
    np.testing.assert_allclose(b, [0.4 * (1 - 80 / 200), 0.2 * (1 - 10 / 100)])


def test_above_capacity_nothing_divides_and_empty_gompertz_is_finite():
    for growth in (Logistic(10), Gompertz(10)):
        b, d = crowded(growth)
        np.testing.assert_allclose([b, d], [[0, 0], [0.1, 0.05]])
    b, _ = crowded(Gompertz(10), cells=np.zeros(2))
    np.testing.assert_allclose(b, [0.4 * 300 * np.log(10), 0.2 * 300 * np.log(10)])


def test_the_norton_simon_law_spares_a_crowded_tumour():
    b, d = crowded(Logistic(100), Proportional(1.5, "division"), 1.0)
    np.testing.assert_allclose([b, d], [[0.2, 0.1], [0.1 + 0.3, 0.05 + 0.15]])
    b, d = crowded(Logistic(100, acts="death"), Proportional(0.5, "birth"), 1.0)
    # Crowding kills in proportion to the untreated birth rate.
    np.testing.assert_allclose([b, d], [[0.2, 0.1], [0.1 + 0.2, 0.05 + 0.1]])


def test_switching_and_the_mean_matrix():
    drug = Drug("A", Hill(0.3, 1, 1))
    clones = [Clone("S", 0.4, 0.1, start=1), Clone("P", 0.2, 0.05, fold={"A": 3})]
    moves = [
        Mutation("S", "P", 0.01),
        Switch("S", "P", 0.02, induced={"A": 0.1}),
        Switch("P", "S", 0.05, induced={"A": 0.1}),
    ]
    table = Rates(Tumour(clones, moves, [drug]))
    treated = table.under(np.array([1.0]))
    np.testing.assert_allclose(treated.switching, [[0, 0.02 + 0.05], [0.05 + 0.025, 0]])
    a = table.mean_matrix(treated, *table.birth_and_death(treated))
    kill = 0.15, 0.075
    expected = [
        [0.4 * 0.99 - 0.1 - kill[0] - 0.07, 0.4 * 0.01 + 0.07],
        [0.075, 0.2 - 0.05 - kill[1] - 0.075],
    ]
    np.testing.assert_allclose(a, expected, atol=1e-15)


@pytest.mark.parametrize("bad", [np.array([0.1, 0.2]), stats.uniform(0.1, 0.2)])
def test_theory_takes_one_patient(bad):
    with pytest.raises(InputError, match="one patient"):
        extinction(Tumour([Clone("S", 0.1, bad, start=1)]), None, 1.0)
    with pytest.raises(InputError, match="one patient"):
        extinction(Tumour([Clone("S", 0.1, 0.1, start=bad)]), None, 1.0)
    growth = Logistic(bad)
    with pytest.raises(InputError, match="one patient"):
        mean_field(Tumour([Clone("S", 0.1, 0.1, start=1)], growth=growth), None, 1.0)
