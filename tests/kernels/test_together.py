"""Tumours advanced together have the same bits as each advanced alone."""

import numpy as np
import pytest

import sim
from sim.kernels.birth_death.law import NODES, WIDTH
from sim.kernels.compile import kernel
from sim.kernels.jump import alone, planned, shared
from sim.kernels.jump import crowded as side_by_side
from sim.kernels.jump.crowded import new_rates
from sim.kernels.jump.planned import new_plans
from sim.kernels.leap.one import leap
from sim.kernels.leap.tile import CELLS, FULL_NOW, HERE, SHARED_ROWS, SIDE, TILE, new_tile
from sim.kernels.leap.together import leap_together
from sim.kernels.steps.path import new_path
from sim.kernels.steps.plan import pass_constant_step, put_given, put_laws
from sim.lower import lower


@kernel
def advance(model, h, steps, n, keys, exact, together, full):
    """Advance tumours n (clone, tumour) over equal steps, together or one by one."""
    clones, tumours = n.shape
    law, path = np.zeros((clones, WIDTH)), new_path(model)
    pass_constant_step(model, 0, h, np.zeros(0), path)
    put_given(path, h, path.given)
    put_laws(model.flow, path.given, law)
    flow, target, probability = model.flow, model.target, model.probability
    one, tile = np.zeros(clones), new_tile(clones, SHARED_ROWS)
    expected, waiting = np.zeros((clones, NODES)), np.zeros((clones, NODES))
    for k in range(clones):
        for i in range(tumours):
            tile.clones[k, CELLS + i] = n[k, i]
    for s in range(steps):
        for i in range(tumours):
            tile.keys[HERE + i] = keys[i] + np.uint64(s)
        if together:
            leap_together(tile, flow, target, probability, law, tumours, one, exact, None)
            continue
        for i in range(tumours):
            for k in range(clones):
                one[k] = tile.clones[k, CELLS + i]
            if leap(
                flow, target, probability, 0, law, one, expected, waiting, tile.keys[HERE + i],
                exact, None,
            ):  # fmt: skip
                tile.true[FULL_NOW + i] = True
            for k in range(clones):
                tile.clones[k, CELLS + i] = one[k]
    for i in range(tumours):
        full[i] = tile.true[FULL_NOW + i]
        for k in range(clones):
            n[k, i] = tile.clones[k, CELLS + i]


def tumour(u, growth=None, drugs=(), fold=None, switches=()):
    """Return three clones that mutate forth, back and on."""
    edges = [("S", "A"), ("S", "B"), ("A", "B"), ("B", "S")]
    clones = [
        sim.Clone(name, 0.3, d, start=9, fold=(fold or {}) if name == "B" else {})
        for name, d in zip("SAB", (0.35, 0.2, 0.3), strict=True)
    ]
    moves = [*(sim.Mutation(a, b, u) for a, b in edges), *switches]
    return sim.Tumour(clones, moves, drugs, growth=growth or sim.Exponential())


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("u", [1e-6, 1e-2])
def test_together_is_the_same_as_one_by_one(u, exact):
    sizes = np.array([0.0, 1.0, 5.0, 40.0, 90.0, 400.0, 3e3, 1e6, 1e14, 9e14])
    start = np.stack([np.repeat(sizes, 10), np.tile(sizes, 10), np.zeros(100)])
    assert start.shape[1] <= TILE < SIDE
    keys = np.arange(100, dtype=np.uint64) * np.uint64(977)
    found = []
    for together in (True, False):
        n, full = start.copy(), np.zeros(100, bool)
        advance(lower(tumour(u)), 4.0, 6, n, keys, exact, together, full)
        found.append((n, full))
    np.testing.assert_array_equal(found[0][0], found[1][0])
    np.testing.assert_array_equal(found[0][1], found[1][1])
    assert found[0][1].any()
    assert (found[0][0][2] > 0).any()


ROOM = {"S": 3e4, "A": 2e4, "B": 4e4}
FIGHT = ((1.0, 0.5, 0.5), (1.4, 1.0, 0.7), (1.0, 1.0, 1.0))
GROWTH = {
    "logistic": sim.Logistic(3e4),
    "logistic deaths": sim.Logistic(3e6, acts="death"),
    "Gompertz": sim.Gompertz(1e7),
    "competition": sim.Logistic(ROOM, competition=FIGHT),
    "hardly crowded": sim.Logistic(1e14),
}
AT_ONCE = sim.Drug("A", sim.Hill(0.5, 0.8, 2))
DECAYS = sim.Drug("A", sim.Hill(0.5, 0.8, 2), half_life=2.0, interval=3.0)


def many():
    """Return the cells (patient, clone) and states of tumours of very different sizes."""
    sizes = np.array([0, 1, 5, 40, 90, 400, 3000, 20_000, 10**6, 10**13])
    cells = np.stack([np.resize(np.repeat(sizes, 10), 400), np.resize(sizes, 400), np.zeros(400)])
    state = np.zeros(400, np.int8)
    state[7::50] = 1
    return np.ascontiguousarray(cells.T.astype(np.int64)), state


def crowded(name, drug, together, exact, cohort, tolerance=1e-3, switches=(), there=0.3, days=7.0):
    """Return the cells, states and drugs of many tumours after a visit of so many days.

    `there` is how much of the drug is there before; a third of them get more.
    """
    growth = sim.Logistic(np.geomspace(1e4, 1e5, 400)) if cohort else GROWTH[name]
    model = lower(tumour(1e-3, growth, (drug,), {"A": 5.0}, switches))
    cells, state = many()
    doses = np.where(np.arange(400) % 3 == 0, 1.0, 0.0)[:, None]
    order = np.argsort(doses[:, 0], kind="stable")
    first = np.array([0, np.sum(doses == 0), 400])
    if cohort:
        order, first = np.arange(400), np.arange(401)
    concentration, anchor = np.full((400, 1), there), np.zeros((400, 1))
    keys = np.arange(400, dtype=np.uint64) * np.uint64(977)
    kinetics, switching = True if drug is DECAYS else None, True if switches else None
    drugs, worst = (concentration, doses, anchor), np.zeros(1)
    parts = (order, first, *drugs, keys, np.uint64(5), 14.0, 14.0 + days, tolerance, exact, worst)
    left, rest = (state == 0).astype(np.int8), len(state)
    if together:
        kept = new_rates(model, 400, kinetics is not None)
        rest = side_by_side.advance(
            model, cells, state, left, *parts, kinetics, switching, None, kept
        )
        assert (rest > 0) == (left > 0).any()
    if rest > 0:
        alone.advance(model, cells, state, left, *parts, kinetics, switching)
    return cells, state, concentration, anchor, worst, rest


def assert_same(one, other):
    """Hold the results of `crowded` equal: what is drawn to the bit, its estimated error nearly."""
    *drawn, error = one
    *drawn_alone, error_alone = other
    for a, b in zip(drawn, drawn_alone, strict=True):
        np.testing.assert_array_equal(a, b)
    np.testing.assert_allclose(error, error_alone, rtol=1e-9)


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("drug", [AT_ONCE, DECAYS], ids=["at once", "decays"])
@pytest.mark.parametrize("name", [*GROWTH, "cohort"])
def test_crowded_tumours_together_are_the_same_as_alone(name, drug, exact):
    """Small and large, some of which need several steps, feel chance, or have ended."""
    cohort = name == "cohort"
    growth = "logistic" if cohort else name
    *one, rest = crowded(growth, drug, True, exact, cohort)
    *other, _ = crowded(growth, drug, False, exact, cohort)
    assert_same(one, other)
    assert (rest > 0) == (drug is DECAYS) or name == "hardly crowded"
    assert (one[0][:, 2] > 0).any()


@pytest.mark.parametrize("name", [*GROWTH, "cohort"])
def test_crowded_tumours_without_a_drug_that_others_have_are_the_same_as_alone(name):
    """Their rates stay as they are, in a kernel that is made for rates that change."""
    cohort = name == "cohort"
    growth = "logistic" if cohort else name
    *one, _ = crowded(growth, DECAYS, True, False, cohort, there=0.0, days=4.0)
    *other, _ = crowded(growth, DECAYS, False, False, cohort, there=0.0, days=4.0)
    assert_same(one, other)


SWITCHES = (sim.Switch("S", "A", 0.01, induced={"A": 0.05}), sim.Switch("A", "S", 0.1))


@pytest.mark.parametrize("name", ["logistic", "competition", "cohort"])
def test_crowded_tumours_that_switch_together_are_the_same_as_alone(name):
    """Each with the matrix of its group, or of its own."""
    cohort = name == "cohort"
    growth = "logistic" if cohort else name
    *one, rest = crowded(growth, AT_ONCE, True, False, cohort, switches=SWITCHES)
    *other, _ = crowded(growth, AT_ONCE, False, False, cohort, switches=SWITCHES)
    assert_same(one, other)
    assert rest == 0
    *still, _ = crowded(growth, AT_ONCE, True, False, cohort)
    assert (one[0] != still[0]).any()


def test_many_steps_together_are_the_same_as_alone():
    """A tolerance so small that some tumours take the most steps there are."""
    *one, rest = crowded("competition", AT_ONCE, True, False, False, tolerance=1e-8)
    *other, _ = crowded("competition", AT_ONCE, False, False, False, tolerance=1e-8)
    assert_same(one, other)
    assert rest == 0


def uncrowded(drug, switches, dose):
    """Return a model, and what kernels take of 400 patients beside cells and states."""
    model = lower(tumour(1e-3, None, (drug,), {"A": 5.0}, switches))
    keys = np.arange(400, dtype=np.uint64) * np.uint64(977)
    doses = np.where(np.arange(400) % 3 == 0, dose, 0.0)[:, None]
    doses[:] = doses if drug is DECAYS else dose
    return model, np.full((400, 1), 0.3), doses, np.zeros((400, 1)), keys


@pytest.mark.parametrize("switches", [(), SWITCHES], ids=["", "switches"])
@pytest.mark.parametrize("drug", [AT_ONCE, DECAYS], ids=["at once", "decays"])
@pytest.mark.parametrize("days", [(7.0, 7.0, 7.0, 60.0), (60.0, 1.0, 1.0, 1.0)])
@pytest.mark.parametrize("dose", [0.0, 1.0])
def test_plans_of_their_own_are_the_same_as_a_shared_one(days, dose, drug, switches):
    """In one step and in several, from what is kept, and where that must be given more room."""
    found = []
    kinetics, switching = True if drug is DECAYS else None, True if switches else None
    for own in (False, True):
        model, concentration, doses, anchor, keys = uncrowded(drug, switches, dose)
        (cells, state), kinds, worst, day = many(), 1, np.zeros(1), 0.0
        order = np.argsort(doses[:, 0], kind="stable")
        first = np.unique(np.searchsorted(np.sort(doses[:, 0]), [-1.0, 0.0, 1.0, 2.0]))
        if own:
            order, first = np.arange(400), np.arange(401)
        kept, roomy = new_plans(model, 400, kinds, True), True
        for moment, length in enumerate(days):
            how = (
                order, first, concentration, doses, anchor, keys, np.uint64(moment), day,
                day + length, 1e-3, False, worst, kinetics, switching,
            )  # fmt: skip
            if not own:
                shared.advance(model, cells, state, *how, None, None, True)
            while own and (kinds := planned.advance(model, cells, state, *how, None, kept)) > 0:
                kept, roomy = new_plans(model, 400, kinds, True), False
            day += length
        found.append((cells, state, concentration, anchor, worst))
        assert roomy or (own and drug is DECAYS)
    for one, other in zip(*found, strict=True):
        np.testing.assert_array_equal(one, other)
    assert (found[0][0][:, 2] > 0).any()
