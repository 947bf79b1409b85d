"""Crowding that bends along a step is a parabola; that of uneven rates moves with the clones."""

import numpy as np
import pytest

from experiments.accuracy.cases import Case
from experiments.accuracy.measure import measure
from sim import Clone, Drug, Gompertz, Hill, Logistic, Mutation, Tumour
from sim.kernels.birth_death.law import NODE, PIECE
from sim.kernels.rates import bent

EDGES = np.concatenate(([0.0], np.cumsum(PIECE)))
WEEKLY = tuple(7.0 * week for week in range(17))
GIVEN = tuple((float(week % 4 < 2),) for week in range(16))


def test_a_parabola_is_met_in_every_piece_and_at_every_node():
    a, b, c = 0.9, -0.5, 0.3
    integral = a * EDGES + b * EDGES**2 / 2 + c * EDGES**3 / 3
    whole, first, last = a + b / 2 + c / 3, a, a + b + c
    for q in range(4):
        mean = (integral[q + 1] - integral[q]) / PIECE[q]
        assert bent.in_piece.py_func(whole, first, last, q) == pytest.approx(mean, rel=1e-14)
    for q, t in enumerate(NODE):
        there = a + b * t + c * t * t
        assert bent.at_node.py_func(whole, first, last, q) == pytest.approx(there, rel=1e-14)


def test_no_less_than_nothing():
    assert bent.in_piece.py_func(0.1, 0.6, -0.2, 3) == 0.0
    assert bent.at_node.py_func(0.1, 0.6, -0.2, 2) == 0.0


@pytest.mark.parametrize("acts", ["death", "birth", "division"])
@pytest.mark.parametrize(
    "growth", [Logistic(2e10), Logistic(2e10, acts="death"), Gompertz(1e12)], ids=str
)
def test_the_mean_in_a_crowd_whose_drug_comes_and_goes(growth, acts):
    drug = Drug("A", Hill(0.2, ec50=0.3, slope=2, acts=acts), half_life=2.4, interval=1.0)
    clones = [
        Clone("S", 0.14, 0.08, start=8e9),
        Clone("R", 0.13, 0.08, start=1e8, fold={"A": np.inf}),
    ]
    tumour = Tumour(clones, [Mutation("S", "R", 1e-5)], [drug], growth=growth)
    found = measure(Case(tumour, WEEKLY, GIVEN), 1e-3, seed=1)
    assert found is not None
    assert found.error <= 5e-4
    assert found.estimate <= 1e-3
