"""Split steps: their error falls with the square of the step.

Switching and crowding are split from births, deaths and mutations.

With a tolerance as loose as is allowed, visits are the steps. Tumours of 10^12 cells have so little
noise (10^-6) that a few patients show the error of the mean; the chance of extinction takes many
small tumours, and there the steps are those that a user gets.
"""

import numpy as np
import pytest

from sim import (
    Clone,
    Continuous,
    Drug,
    Gompertz,
    Jump,
    Logistic,
    Observation,
    Proportional,
    Switch,
    Tumour,
    simulate,
)
from sim.theory import extinction, mean_and_covariance, mean_field
from tests.engines.run_case import cells_of
from tests.statistics import assert_z, z_of_proportion

LOOSE = Jump(tolerance=0.1)
PLAN = Continuous("A")


def persisters(start):
    """Drug-tolerant cells: entered at 0.01 and left at 0.03 a day, while the others are killed."""
    clones = [
        Clone("S", 0.14, 0.13, start=start),
        Clone("P", 0.02, 0.02, fold={"A": np.inf}),
    ]
    moves = [Switch("S", "P", 0.01), Switch("P", "S", 0.03)]
    return Tumour(clones, moves, [Drug("A", Proportional(0.25))])


def test_what_does_not_switch_asks_for_no_steps():
    """Without the drug that induces it, switching costs nothing and leaves nothing out."""
    clones, drugs = persisters(1e6).clones, persisters(1e6).drugs
    tumour = Tumour(clones, [Switch("S", "P", 0.0, induced={"A": 0.01})], drugs)
    arms = {"nothing": Observation(), "drug": PLAN}
    nothing, drug = (
        simulate(tumour, {name: arm}, patients=3, days=70.0, seed=1, progress=False).step_error
        for name, arm in arms.items()
    )
    assert nothing == 0.0
    assert drug > 0.0


def order(steps, errors):
    """Return the slope of log(error) over log(step)."""
    return np.polyfit(np.log(steps), np.log(errors), 1)[0]


def test_switching():
    tumour, days = persisters(1e12), 56.0
    right = mean_and_covariance(tumour, PLAN.schedule(days), days)[0][0]
    errors = []
    steps = [3.5, 1.75, 0.875]
    for step in steps:
        _, cells = cells_of(tumour, PLAN, LOOSE, 2_000, days, step)
        errors.append(np.abs(cells[:, -1].mean(axis=0) / right - 1.0))
    founder, persister = np.array(errors).T
    assert order(steps, persister) > 1.8, errors
    assert (founder < 3e-4).all(), errors  # (what adds up is put back)


def test_chance_of_extinction_with_persisters():
    """Power: 40,000 patients see an error of 0.009 in a chance of 0.86.

    That is the error of a plain split with steps of a week.
    """
    tumour, days = persisters(40.0), 84.0
    right = extinction(tumour, PLAN.schedule(days), days)[0]
    _, cells = cells_of(tumour, PLAN, Jump(tolerance=1e-4), 40_000, days, 28.0)
    gone = (cells[:, -1].sum(axis=1) == 0).sum()
    assert_z(z_of_proportion(gone, 40_000, right))


@pytest.mark.parametrize(
    "growth", [Logistic(2e12), Logistic(2e12, acts="death"), Gompertz(2e12)], ids=repr
)
def test_crowding(growth):
    clones = [Clone("S", 0.1, 0.03, start=5e11), Clone("R", 0.08, 0.03, start=1e11)]
    tumour = Tumour(clones, drugs=[Drug("A", Proportional(0.02))], growth=growth)
    right = mean_field(tumour, PLAN.schedule(112.0), 112.0)[0]
    errors, steps = [], [28.0, 14.0, 7.0]
    for step in steps:
        _, cells = cells_of(tumour, PLAN, LOOSE, 20, 112.0, step)
        errors.append(np.abs(cells[:, -1].mean(axis=0) / right - 1.0).max())
    assert order(steps, errors) > 1.8, errors


@pytest.mark.parametrize("growth", [Logistic(2e12), Gompertz(2e12)], ids=repr)
def test_a_tighter_tolerance_is_closer(growth):
    clones = [Clone("S", 0.1, 0.03, start=1e11), Clone("R", 0.08, 0.03, start=1e10)]
    tumour = Tumour(
        clones, [Switch("S", "R", 1e-3)], [Drug("A", Proportional(0.02))], growth=growth
    )
    right = mean_field(tumour, PLAN.schedule(112.0), 112.0)[0]
    for tolerance in (1e-2, 1e-3, 1e-4):
        _, cells = cells_of(tumour, PLAN, Jump(tolerance=tolerance), 20, 112.0, 28.0)
        error = np.abs(cells[:, -1].mean(axis=0) / right - 1.0).max()
        assert error < 2.0 * tolerance
