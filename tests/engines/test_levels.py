"""Plans for a level of crowding: few steps, kept, and right where they are used again."""

from dataclasses import replace

import numpy as np
import pytest

import sim
from experiments.accuracy.cases import Case
from experiments.accuracy.measure import measure
from sim.base.resolve import resolve
from sim.engines import Jump
from sim.kernels.jump import kept
from sim.kernels.jump.kept import AT_ROW, LEVEL, STEPS
from sim.kernels.jump.leveled import ONE_STEP, new_crowd_kept

PATIENTS = 6


def persisting(seed):
    """Return a crowded tumour in which a drug that decays induces persisters."""
    luck = np.random.default_rng(seed)
    capacity = 10.0 ** luck.uniform(12.0, 14.0)
    clones = [
        sim.Clone("S", luck.uniform(0.05, 0.5), 0.03, start=luck.uniform(0.05, 1.0) * capacity),
        sim.Clone("R", 0.1, 0.03, fold={"A": np.inf}),
        sim.Clone("P", luck.uniform(0.01, 0.1), 0.02, fold={"A": 20.0}),
    ]
    induced = {"A": 10.0 ** luck.uniform(-4.0, -1.0)}
    moves = [
        sim.Mutation("S", "R", 1e-4),
        sim.Switch("S", "P", 10.0 ** luck.uniform(-4.0, -1.0), induced=induced),
        sim.Switch("P", "S", 10.0 ** luck.uniform(-3.0, -1.0)),
    ]
    effect, interval = sim.Hill(luck.uniform(0.02, 0.3), 0.3, 2.0), luck.choice([1.0, 7.0])
    drug = sim.Drug("A", effect, half_life=luck.uniform(0.3, 6.0), interval=interval)
    return sim.Tumour(clones, moves, [drug], growth=sim.Logistic(capacity))


@pytest.mark.parametrize("seed", range(12))
def test_means_are_those_of_the_differential_equation(seed):
    tumour, visits = persisting(seed), tuple(7.0 * np.arange(9))
    on = np.random.default_rng(seed).random(8) < 0.7
    doses = tuple((float(dose),) for dose in on)
    found = measure(Case(tumour, visits, doses), 1e-3, seed=1)
    assert found is not None
    assert found.error <= 1e-3
    assert found.estimate <= 1e-3


def test_doses_by_the_hour_are_followed_too():
    """More administrations than there is room for at first; the level is where the tumour goes."""
    tumour = persisting(2)
    start = 0.2 * tumour.growth.capacity
    often = replace(tumour.drugs[0], interval=1 / 24)
    clones = [replace(tumour.clones[0], start=start), *tumour.clones[1:]]
    tumour = tumour.replace(drugs=[often], clones=clones)
    found = measure(Case(tumour, (0.0, 28.0, 56.0), ((1.0,), (0.0,))), 1e-3, seed=1)
    assert found is not None
    assert found.error <= 1e-3
    assert found.estimate <= 1e-3


def body_of(tumour, seed=3):
    """Return six patients under the jump engine."""
    who = np.arange(PATIENTS)
    engine = Jump()
    return engine.body(engine.block(resolve(tumour, seed, who, "tumour"), who, seed))


def half_a_year(body):
    """Treat on and off; return the cells at every visit."""
    seen = []
    for week in range(26):
        body.advance(np.array([[float(week % 8 < 4)]]), 7.0 * week, 7.0 * (week + 1))
        seen.append(body.cells.copy())
    return np.array(seen)


def test_what_is_kept_is_what_would_be_made():
    tumour = persisting(2)
    keeps, forgets = body_of(tumour), body_of(tumour)
    forgets._kept = new_crowd_kept(forgets.model, PATIENTS, False)
    np.testing.assert_array_equal(half_a_year(keeps), half_a_year(forgets))
    known = keeps._kept.known
    rows = known[(known[..., AT_ROW] > 0.0) & (known[..., LEVEL] != ONE_STEP)][:, AT_ROW] - 1.0
    assert len(rows) > 5
    assert keeps._kept.rows[rows.astype(int), STEPS].max() <= 16  # (made for any crowding: 32)


def test_it_is_the_same_where_there_is_no_room_for_more_than_one_plan_each(monkeypatch):
    tumour = persisting(2)
    usual = body_of(tumour)
    cells = half_a_year(usual)
    what_one_takes = usual._kept.rows.shape[1] * 8
    monkeypatch.setattr(kept, "ROOM", (PATIENTS + 1) * what_one_takes)
    narrow = body_of(tumour)
    np.testing.assert_array_equal(half_a_year(narrow), cells)
    assert len(narrow._kept.rows) == PATIENTS + 1
    assert narrow._kept.used[0] == PATIENTS + 1
