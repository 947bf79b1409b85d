"""Extrachromosomal DNA, shared out by chance: against exact theory, a closed form, a recursion."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.stats import binom

import sim
from sim.theory import mean_field, segregation
from tests.engines.run_case import cells_of
from tests.engines.witness import Witness
from tests.slips import assert_says
from tests.statistics import assert_z

DRUG = sim.Drug("A", sim.Hill(0.3, 0.5, 2))


def tumour(copies=4, start=100, birth=0.2, death=0.1, **more):
    dna = sim.ExtrachromosomalDna("A", copies=copies, **({"per_division": 0.01} | more))
    return sim.Tumour.from_founder(sim.Clone("S", birth, death, start=start), [dna], [DRUG])


def by_halves(copies):
    """Return the law (k, daughter) of one daughter's circles, those beyond the most lost."""
    law = np.array([binom.pmf(np.arange(2 * copies + 1), 2 * k, 0.5) for k in range(copies + 1)])
    law[:, copies] = law[:, copies:].sum(axis=1)
    return law[:, : copies + 1]


def test_the_share_without_and_the_copies_are_the_closed_form():
    """Neutral cells of one circle, by the equation for the recursion, and by the mean field."""
    law = segregation(divisions=4.0, copies=40)
    assert 1.0 - law[0] == pytest.approx(2.0 / 6.0, rel=0.05)
    halves = by_halves(40)
    start = np.eye(41)[1]
    found = solve_ivp(
        lambda t, p: 2.0 * (p @ halves - p), (0, 4.0), start, "DOP853", rtol=1e-12, atol=1e-14
    )
    np.testing.assert_allclose(found.y[:20, -1], law[:20], rtol=1e-3)
    np.testing.assert_allclose(found.y[:, -1], law, atol=2e-5)  # (41 circles are too few by that)
    _, cells = cells_of(
        tumour(40, 1e6, per_division=0.0, at_start=1), sim.Observation(),
        sim.MeanField(tolerance=1e-11), 1, 20.0, 5.0,
    )  # fmt: skip
    shares = cells[0, -1] / cells[0, -1].sum()
    np.testing.assert_allclose(shares, found.y[:, -1], rtol=1e-8, atol=1e-13)


def test_circles_of_several_are_added_up():
    """They share their divisions, so that losing both is likelier than to lose one, squared."""
    two = segregation(divisions=3.0, copies=400, at_start=2)
    one = segregation(divisions=3.0, copies=400)
    assert two[0] > one[0] ** 2
    for law, start in ((one, 1), (two, 2)):
        assert law.sum() == pytest.approx(1.0, abs=1e-12)
        assert law @ np.arange(401) == pytest.approx(start, rel=1e-12)


@pytest.mark.parametrize("at_start", [0, 2])
def test_event_by_event_is_exact(at_start):
    """Chances of absence, means, variances and shapes of all clones, on and off drug."""
    some = tumour(3, start=60, selection=1.2, cost_per_copy=0.05, at_start=at_start)
    plan = sim.Schedule((0.0, 14.0), ({"A": 0.5}, {}))
    days, cells = cells_of(some, plan, "gillespie", 2000, 28.0, 7.0)
    assert_z(Witness(some, plan, days[[2, 4]]).scores(cells[:, [2, 4]]))


def test_event_by_event_in_a_crowd_tends_to_the_mean_field():
    """Where rates hang on the size another loop runs: 4,000 cells for which chance is small."""
    some = tumour(6, start=4000, at_start=2, selection=1.1).replace(growth=sim.Logistic(8000))
    plan = sim.Continuous("A", dose=0.3)
    days, cells = cells_of(some, plan, "gillespie", 40, 42.0, 14.0)
    right = mean_field(some, plan, days)
    error = np.abs(cells.mean(axis=0) - right).max(axis=1) / right.sum(axis=1)
    assert error.max() < 0.01


def test_the_mean_field_is_the_equation_with_selection_and_a_drug():
    copies, some = 8, tumour(8, 1e6, at_start=3, selection=1.3, cost_per_copy=0.05)
    plan = sim.Schedule((0.0, 21.0), ({"A": 0.7}, {}))
    _, cells = cells_of(some, plan, sim.MeanField(tolerance=1e-11), 1, 42.0, 21.0)
    k = np.arange(copies + 1)
    births = 0.2 * np.where(k > 0, 1.3 * (1 - 0.05 * k), 1.0)
    halves = by_halves(copies)
    now = np.where(k == 3, 1e6, 0.0)
    for span, dose in enumerate([0.7, 0.0]):
        f = (dose / (0.5 * (1 + k))) ** 2
        deaths = 0.1 + 0.3 * f / (1 + f)

        def slope(t, n, deaths=deaths):
            divide = births * n
            new = 2.0 * divide @ halves - divide - deaths * n
            mutants = 0.01 * divide[0]
            return new - mutants * (k == 0) + mutants * (k == 1)

        now = solve_ivp(slope, (0, 21.0), now, "DOP853", rtol=1e-12, atol=1e-9).y[:, -1]
        np.testing.assert_allclose(cells[0, span + 1], now, rtol=1e-8)


def test_loss_without_drug_and_amplification_under_it():
    some = tumour(20, 1e6, at_start=5, cost_per_copy=0.02)
    circles = np.arange(21)

    def mean_after(dose):
        plan = sim.Continuous("A", dose=dose) if dose else sim.Observation()
        _, cells = cells_of(some, plan, "meanfield", 1, 56.0, 56.0)
        return cells[0, -1] @ circles / cells[0, -1].sum()

    assert mean_after(0.0) < 5.0 < mean_after(2.0)


BAD = {
    "jump": (
        lambda: cells_of(tumour(), sim.Observation(), "jump", 1, 7.0, 7.0),
        ["jump engine cannot", "'A ecDNA x1' may bring", "engine='gillespie'"],
    ),
    "grown from one cell": (
        lambda: sim.Tumour.from_founder(
            sim.Clone("S", 0.2, 0.1), [sim.ExtrachromosomalDna("A")], [DRUG], size=1e6,
            grown_from_one_cell=True,
        ),
        ["cannot be grown from one cell", "start="],
    ),
    "a size of changed cells": (
        lambda: sim.Tumour.from_founder(
            sim.Clone("S", 0.2, 0.1), [sim.ExtrachromosomalDna("A", at_start=1)], [DRUG], size=1e6
        ),
        ["'A ecDNA'", "start= and no size"],
    ),
    "too many": (lambda: sim.ExtrachromosomalDna("A", copies=64), ["copies", "64", "at most 63"]),
    "cost": (
        lambda: sim.ExtrachromosomalDna("A", cost_per_copy=0.1),
        ["cost_per_copy", "15 circles", "-0.5", "0.0666667"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", BAD)
def test_errors_teach(slip):
    assert_says(*BAD[slip])
