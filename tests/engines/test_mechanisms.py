"""Tumours made of mechanisms, in the engines: against exact theory and closed forms.

Every mechanism alone, then random pairs: chances of absence, means, variances, covariances and
shapes of every state, half-way and at the end. Power: 2,000 patients see an error of 0.05 in a
chance of 0.5 and of 5 % in the mean of a clone whose relative deviation is 0.4.
"""

import random

import numpy as np
import pytest
from scipy.linalg import expm

import sim
from sim.theory import copy_numbers, extinction, mean_and_covariance, mean_field, stable_composition
from tests.engines.run_case import cells_of
from tests.engines.witness import Witness
from tests.statistics import assert_z, z_of_proportion

DRUGS = [
    sim.Drug("A", sim.Hill(0.16, 0.5, 2)),
    sim.Drug("B", sim.Hill(0.12, 0.4)),
    # (a half-life, so that all these tumours share the kernels that other tests compile)
    sim.Drug("P", sim.Inhibition(0.2, maximum=0.9), half_life=2.0),
]
FOUNDER = sim.Clone("sensitive", birth=0.14, death=0.12, start=400)
PLAN = sim.Schedule((0.0, 21.0, 28.0), ({"A": 1, "P": 1}, {}, {"A": 1, "B": 1, "P": 0.5}))
SWITCHING = (5e-3, 2e-2)
SLOW = pytest.mark.slow

ALONE = [
    sim.TargetMutation(["A", "B"], per_division=0.01, fold=30, cost=0.1),
    sim.GeneAmplification("A", gain=0.05, loss=0.1, copies=4, cost_per_copy=0.05),
    sim.Efflux(["A", "B"], pump=8, inhibitor="P", switching=SWITCHING),
    sim.ReducedUptake(["A", "B"], fraction=0.3, switching=SWITCHING),
    sim.Repair(["A", "B"], fraction=0.6, switching=SWITCHING),
    sim.Inactivation("A", capacity=0.9, half=0.05, switching=SWITCHING),
    sim.Silencing("A", on=5e-3, off=5e-3, eraser="P", erased=0.1),
    sim.Tolerance(["A", "B"], enter=1e-3, induced=0.02, leave=0.03),
    sim.Bypass("A", partner="B", switching=SWITCHING),
    sim.Ladder(["A", "B"], rungs=3, up=5e-3, down=2e-2, fold=3, induced=0.02, cost=0.05),
    sim.Tolerance(
        ["A", "B"], enter=1e-3, induced=0.02, leave=0.03, cycling=0.3, name="dividing persister"
    ),
]
MUTATING = [
    sim.TargetMutation("A", per_division=0.02, fold=30),
    sim.Efflux(["A", "B"], pump=8, inhibitor="P", per_division=0.02),
    sim.ReducedUptake("B", fraction=0.3, per_division=0.02, name="less in"),
    sim.Repair("A", fraction=0.6, per_division=0.02, cost=0.1),
    sim.Inactivation("A", capacity=0.9, half=0.05, per_division=0.02),
    sim.Bypass("A", partner="B", per_division=0.02),
]


def assert_is_theorys(tumour, engine="jump", patients=2000, seed=0):
    days, cells = cells_of(tumour, PLAN, engine, patients, 42.0, 7.0, seed)
    some = [3, 6]
    assert_z(Witness(tumour, PLAN, days[some]).scores(cells[:, some]))


@pytest.mark.parametrize("mechanism", ALONE, ids=lambda m: m.name)
def test_alone(mechanism):
    assert_is_theorys(sim.Tumour.from_founder(FOUNDER, [mechanism], DRUGS))


def pair(number):
    luck = random.Random(number)
    one = luck.choice(ALONE[2:9])
    return one, luck.choice([m for m in MUTATING if m.name != one.name])


@pytest.mark.parametrize("number", [0, 1, 2, *(pytest.param(k, marks=SLOW) for k in (3, 4, 5))])
def test_random_pairs(number):
    assert_is_theorys(sim.Tumour.from_founder(FOUNDER, pair(number), DRUGS), seed=number)


@pytest.mark.parametrize("number", [1, pytest.param(4, marks=SLOW)])
def test_random_pairs_event_by_event(number):
    tumour = sim.Tumour.from_founder(FOUNDER, pair(number), DRUGS)
    assert_is_theorys(tumour, "gillespie", 500, seed=number)


def test_a_lattice_of_eight_clones():
    """Three mechanisms through the kernel: extinction of 400 cells, and all eight means."""
    mechanisms = [MUTATING[0], MUTATING[1], ALONE[7]]
    tumour = sim.Tumour.from_founder(FOUNDER, mechanisms, DRUGS)
    assert len(tumour.clones) == 8
    days, cells = cells_of(tumour, PLAN, "jump", 4000, 42.0, 7.0, seed=5)
    mean, covariance = mean_and_covariance(tumour, PLAN, days[-1])
    sd = np.sqrt(np.diag(covariance[0]) / len(cells))
    assert_z((cells[:, -1].mean(axis=0) - mean[0]) / sd, names=tumour.clone_names)
    gone = (cells[:, -1].sum(axis=1) == 0).sum()
    assert_z(z_of_proportion(gone, len(cells), extinction(tumour, PLAN, days[-1])[0]))


def test_copies_off_drug_tend_to_the_closed_form():
    """A geometric law without cost; with one, the leading eigenvector, tilted to fewer copies."""
    gain, loss, copies = 0.06, 0.2, 5
    ladder = sim.GeneAmplification("A", gain, loss, copies)
    founder = sim.Clone("sensitive", birth=0.2, death=0.19, start=2e8)
    tumour = sim.Tumour.from_founder(founder, [ladder], DRUGS)
    right = copy_numbers(gain=gain, loss=loss, copies=copies)
    np.testing.assert_allclose(right, 0.3 ** np.arange(5) / np.sum(0.3 ** np.arange(5)))
    np.testing.assert_allclose(stable_composition(tumour), right, rtol=1e-9)
    _, cells = cells_of(tumour, sim.Observation(), "jump", 40, 600.0, 30.0)
    shares = cells[:, -1] / cells[:, -1].sum(axis=1, keepdims=True)
    # 2e8 cells of the smallest share hold 0.6 % of noise in one patient, 0.1 % in the mean of 40.
    np.testing.assert_allclose(shares.mean(axis=0), right, rtol=2e-3)
    costly = sim.GeneAmplification("A", gain, loss, copies, cost_per_copy=0.05)
    tilted = stable_composition(sim.Tumour.from_founder(founder, [costly], DRUGS))
    assert (np.diff(tilted / right) < 0).all()


def test_persisters_are_the_matrix_exponential():
    tolerance = sim.Tolerance("A", enter=1e-3, induced=0.02, leave=0.03)
    tumour = sim.Tumour.from_founder(
        sim.Clone("s", 0.14, 0.12, start=1e9), [tolerance], [sim.Drug("A", sim.Hill(0.3, 0.5, 2))]
    )
    f = 1.0 / (1.0 + 0.5**2)
    into = 1e-3 + 0.02 * f
    matrix = np.array([[0.14 - 0.12 - 0.3 * f - into, into], [0.03, 0.1 * (0.14 - 0.12) - 0.03]])
    right = np.array([1e9, 0.0]) @ expm(60.0 * matrix)
    plan = sim.Continuous("A")
    np.testing.assert_allclose(mean_field(tumour, plan, 60.0)[0], right, rtol=1e-9)
    _, cells = cells_of(tumour, plan, "meanfield", 1, 60.0, 10.0)
    np.testing.assert_allclose(cells[0, -1], right, rtol=1e-6)


def test_persisters_breed_mutants_so_many_times_as_often():
    """Mean and variance of mutants that only persisters' divisions bring: 20 times as many."""
    tolerance = sim.Tolerance(
        "A", enter=0.02, leave=0.05, cycling=0.5, cycling_pace=1.0, mutation=20
    )
    mutation = sim.TargetMutation("A", per_division=5e-4, fold=30)
    assert_is_theorys(sim.Tumour.from_founder(FOUNDER, [tolerance, mutation], DRUGS), seed=3)


def test_rungs_off_drug_tend_to_the_closed_form():
    """P(k) ~ (up / down)^k; on the way there, the matrix exponential."""
    ladder = sim.Ladder("A", rungs=4, up=0.01, down=0.04)
    founder = sim.Clone("sensitive", birth=0.2, death=0.2, start=1e9)
    tumour = sim.Tumour.from_founder(founder, [ladder], DRUGS)
    law = 0.25 ** np.arange(5) / np.sum(0.25 ** np.arange(5))
    np.testing.assert_allclose(stable_composition(tumour), law, rtol=1e-9)
    days, cells = cells_of(tumour, sim.Observation(), "meanfield", 1, 2400.0, 30.0)
    np.testing.assert_allclose(cells[0, -1] / cells[0, -1].sum(), law, rtol=1e-6)
    moves = np.diag([0.01] * 4, 1) + np.diag([0.04] * 4, -1)
    moves -= np.diag(moves.sum(axis=1))
    right = np.array([1e9, 0, 0, 0, 0]) @ expm(moves * days[1])
    np.testing.assert_allclose(cells[0, 1], right, rtol=1e-7)


@pytest.mark.parametrize(("arm", "published"), [("constant", 45.0), ("pulses", 61.0)])
def test_induced_resistance_fails_when_published(arm, published):
    """Greene, Gevertz and Sontag (2019): constant dosing fails before pulses, which induce less.

    Their e is the rate of entering, a u the induced rate (u = 1.5), d u the kill, p the division of
    resistant cells; sizes in units of the capacity.
    """
    tolerance = sim.Tolerance(
        "u", enter=1e-6, induced=0.01 * 1.5, leave=0.0, division=0.2, death=0.0
    )
    tumour = sim.Tumour.from_founder(
        sim.Clone("S", birth=1.0, death=0.0, start=1e10),
        [tolerance],
        [sim.Drug("u", sim.Proportional(1.5))],
        growth=sim.Logistic(1e12),
    )
    treated_from = _when(tumour, None, 0.1e12, 0.0, 10.0)
    step = 4.0 if arm == "pulses" else 1e9
    starts = np.arange(treated_from, 100.0, step)
    days = [0.0, *np.column_stack([starts, starts + 1.0]).ravel()]
    doses = [{}, *([{"u": 1.0}, {}] * len(starts))]
    if arm == "constant":
        days, doses = days[:2], doses[:2]
    failed = _when(tumour, sim.Schedule(tuple(days), tuple(doses)), 0.9e12, 20.0, 100.0)
    assert failed == pytest.approx(published, rel=0.01)


def _when(tumour, plan, size, low, high):
    """Return when the mean field grows to a size, for the first time after `low`."""
    days = np.linspace(low, high, 401)
    sizes = mean_field(tumour, plan, days).sum(axis=1)
    at = int(np.argmax(sizes >= size))
    share = np.log(size / sizes[at - 1]) / np.log(sizes[at] / sizes[at - 1])
    return float(days[at - 1] + share * (days[at] - days[at - 1]))
