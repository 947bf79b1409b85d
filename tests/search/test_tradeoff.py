"""The rules of which no other is better in two numbers, beside a front that is known."""

import numpy as np
import pytest

import sim
from sim.base.errors import InputError

DAYS, BIRTH, DEATH, KILL = 100, 0.1, 0.05, 0.08


def searched(**more) -> sim.Search:
    """A dose that kills, and one that only adds to the dose."""
    tumour = sim.Tumour(
        [sim.Clone("S", BIRTH, DEATH, start=1e6)],
        drugs=[sim.Drug("A", sim.Proportional(KILL)), sim.Drug("B", sim.Proportional(0.0))],
    )
    return sim.Search(
        lambda dose, idle: sim.Combination({"A": dose, "B": idle}),
        {"dose": (0.0, 1.0), "idle": (0.001, 1.0)}, sim.Cohort(tumour, 1),
        sim.Objective(sim.final_burden, lower=True), days=DAYS, engine="meanfield", **more,
    )  # fmt: skip


def test_the_front_of_burden_and_dose():
    """Nothing is wasted on it: ln burden falls by KILL for every dose and day."""
    found = searched().tradeoff(sim.cumulative_dose, levels=6, budget=500, progress=False)
    table = found.table
    best = np.log(1e6) + (BIRTH - DEATH) * DAYS - KILL * table["cumulative_dose"]
    behind = np.log(table["final_burden"]) - best
    assert behind.min() > -1e-3  # no rule is beyond it
    assert behind.median() < KILL * DAYS * 0.03  # 3 % of the dose is wasted
    assert table["cumulative_dose"].is_monotonic_increasing
    assert table["final_burden"].is_monotonic_decreasing
    assert np.ptp(table["cumulative_dose"]) > 0.6 * DAYS
    assert "final_burden against cumulative_dose" in str(found)


def test_constraints_hold_on_the_front():
    limit = sim.AtLeast(sim.cumulative_dose, 40.0)
    found = searched(constraints=[limit]).tradeoff(
        sim.cumulative_dose, levels=3, budget=120, progress=False
    )
    assert found.table["cumulative_dose"].min() >= 40.0


def test_slips_are_named():
    with pytest.raises(InputError, match="levels"):
        searched().tradeoff(sim.cumulative_dose, levels=1)
    with pytest.raises(InputError, match=r"Search\(...\).tradeoff"):
        sim.plots.tradeoff({})
