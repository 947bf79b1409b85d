"""The rules of which no other is better in two numbers, beside a front that is known."""

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.search.race import Aim
from sim.search.rules import Tried
from sim.search.tradeoff import _front

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


def test_limits_that_nothing_keeps_are_said():
    limit = sim.AtMost(sim.cumulative_dose, 0.05)  # (the least of idle is 0.001 for 100 days)
    with pytest.raises(
        InputError, match=r"keeps cumulative_dose at most 0\.05; the nearest has cum"
    ):
        searched(constraints=[limit]).tradeoff(
            sim.cumulative_dose, levels=2, budget=20, progress=False
        )


def test_what_is_no_number_for_any_rule_is_said():
    with pytest.raises(InputError, match="nothing is no number for any rule"):
        searched().tradeoff(nothing, levels=2, budget=8, progress=False)


def nothing(runs):
    """Return NaN of everybody."""
    return runs.data["end_day"] * np.nan


def test_a_rule_that_is_not_allowed_makes_no_other_worse():
    """It is better in both numbers, but breaks the limit of a third."""
    burden, dose = sim.Objective(sim.final_burden, lower=True), sim.Objective(sim.cumulative_dose)
    limit = sim.AtLeast(sim.survival_time, 50)
    names = {burden: "burden", dose: "dose", limit.objective: "days"}
    better, allowed = (
        Tried(
            {"stop": at}, {"burden": np.array([at]), "dose": np.array([-at]), "days": np.array([d])}
        )
        for at, d in ((1.0, 49.0), (2.0, 50.0))
    )
    aim = Aim(burden, (limit,), names, 0.01)
    assert _front(aim, dose, [better, allowed], 1) == [allowed]
    assert _front(replace(aim, constraints=()), dose, [better, allowed], 1) == [better]


def test_slips_are_named():
    with pytest.raises(InputError, match="final_burden is searched against itself"):
        searched().tradeoff(sim.final_burden)
    with pytest.raises(InputError, match="levels"):
        searched().tradeoff(sim.cumulative_dose, levels=1)
    with pytest.raises(InputError, match=r"Search\(...\).tradeoff"):
        sim.plots.tradeoff({})
