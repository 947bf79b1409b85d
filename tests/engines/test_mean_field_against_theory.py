"""The mean-field engine against the mean-field equation of theory, an integrator of its own."""

import numpy as np
import pytest

from sim import Clone, Drug, Gompertz, Hill, Logistic, Mutation, Schedule, Switch, Tumour
from sim.theory import mean_field
from tests.engines.run_case import case_of, cells_of


@pytest.mark.parametrize("number", range(300, 312))
def test_random_tumours(number):
    tumour, case = case_of(number)
    days, cells = cells_of(
        tumour, case.schedule, "meanfield", 2, case.days, case.visit_every, seed=0
    )
    some = [len(days) // 2, len(days) - 1]
    right = mean_field(tumour, case.schedule, days[some])
    np.testing.assert_allclose(cells[0, some], right, rtol=1e-6, atol=1e-6)


ROOM = {"S": 2e8, "R": 1.5e8}
FIGHT = ((1.0, 0.6), (1.3, 1.0))


@pytest.mark.parametrize(
    "growth",
    [
        Logistic(2e8),
        Logistic(2e8, acts="death"),
        Logistic(ROOM, competition=FIGHT),
        Gompertz(2e8),
        Gompertz(ROOM, competition=FIGHT),
    ],
)
def test_crowding(growth):
    drug = Drug("A", Hill(0.8, 0.5, 2, acts="division"), half_life=1.3, interval=3.0)
    clones = [Clone("S", 0.2, 0.1, start=1e8), Clone("R", 0.15, 0.1, fold={"A": 20.0})]
    moves = [Mutation("S", "R", 1e-6), Switch("R", "S", 0.01)]
    tumour = Tumour(clones, moves, [drug], growth=growth)
    plan = Schedule((0.0, 30.0, 61.5), ({"A": 1.0}, {}, {"A": 2.0}))
    days, cells = cells_of(tumour, plan, "meanfield", 1, 90.0, 7.0)
    np.testing.assert_allclose(cells[0], mean_field(tumour, plan, days), rtol=1e-6, atol=1e-6)
