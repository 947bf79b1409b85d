"""The same seed gives the same bits: in every arm, thread, block, and for one patient alone."""

import numpy as np
import pytest
from scipy.stats import loguniform, uniform

import sim
from sim import (
    Adaptive,
    Clone,
    Continuous,
    Drug,
    Gompertz,
    Hill,
    Intermittent,
    Logistic,
    Mutation,
    Observation,
    Switch,
    Tumour,
)
from sim.running import blocks

CLONES = (
    Clone("S", 0.14, 0.12, start=2e9),
    Clone("R", 0.14, 0.12, start=30, fold={"A": 50.0}),
    Clone("P", 0.02, 0.02, fold={"A": np.inf}),
)
MOVES = (
    Mutation("S", "R", 1e-7),
    Switch("S", "P", 1e-3, induced={"A": 0.01}),
    Switch("P", "S", 0.01),
)
AT_ONCE = Drug("A", Hill(0.08, 0.3, 2))
DECAYING = Drug("A", Hill(0.08, 0.3, 2), half_life=3.0, interval=2.0)
CLINIC = sim.Clinic(scan_every=28.0)


def tumour(drug=AT_ONCE, switching=True, **more):
    moves = MOVES if switching else MOVES[:1]
    return Tumour(CLONES, moves, [drug], **more)


GROWN = Tumour(
    [Clone("S", 0.2, 0.12), Clone("R", 0.19, 0.12, fold={"A": 50.0})],
    MOVES[:1], [AT_ONCE], size=1e9, grown_from_one_cell=True,
)  # fmt: skip

VARIED = Tumour(
    [
        Clone("S", 0.14, 0.12, start=loguniform(1e7, 1e9)),
        Clone("R", 0.14, 0.12, start=np.arange(20.0), fold={"A": uniform(5.0, 50.0)}),
    ],
    [Mutation("S", "R", loguniform(1e-8, 1e-6))],
    [Drug("A", Hill(uniform(0.05, 0.05), 0.3, 2), half_life=np.linspace(0.5, 3.0, 20))],
)

KINDS = {
    "plain": tumour(switching=False),
    "switching": tumour(),
    "half-life": tumour(DECAYING),
    "crowding": tumour(growth=Logistic(6e9)),
    "crowding, half-life": tumour(DECAYING, growth=Gompertz(2e10)),
    "grown": GROWN,
    "varied": VARIED,
}

ARMS = {
    "continuous": Continuous("A"),
    "holidays": Intermittent("A", on=35, off=28),
    "adaptive": Adaptive("A"),
    "nothing": Observation(),
}


def run(what, engine="jump", patients=20, days=150.0, arms=ARMS, **more):
    return sim.simulate(
        what, arms, patients=patients, days=days, seed=5, clinic=CLINIC, engine=engine,
        progress=False, **more,
    ).data  # fmt: skip


def assert_same(one, other):
    assert list(one.data_vars) == list(other.data_vars)
    for name in one.data_vars:
        np.testing.assert_array_equal(one[name].values, other[name].values, err_msg=name)


@pytest.mark.parametrize("kind", KINDS)
def test_arms_are_the_same_until_their_doses_differ(kind):
    data = run(KINDS[kind])
    dose, cells = data["dose"].values, data["cells"].values
    parted = 0
    for a in range(len(ARMS)):
        for b in range(a):
            for p in range(20):
                other = (dose[a, p] != dose[b, p]).any(axis=-1)
                first = np.argmax(other) if other.any() else len(other) - 1
                np.testing.assert_array_equal(cells[a, p, : first + 1], cells[b, p, : first + 1])
                parted += not np.array_equal(cells[a, p], cells[b, p])
    assert parted > 60, "the arms should differ after their doses do"


@pytest.mark.parametrize("kind", KINDS)
def test_threads_and_blocks_do_not_matter(kind, monkeypatch):
    whole = run(KINDS[kind], threads=1)
    assert_same(whole, run(KINDS[kind], threads=2))
    for size in (1, 7):
        monkeypatch.setattr(blocks, "BLOCK", size)
        assert_same(whole, run(KINDS[kind], threads=2))


@pytest.mark.parametrize("kind", KINDS)
def test_a_patient_alone_is_the_patient_among_others(kind):
    among = run(KINDS[kind])
    assert_same(among.sel(patient=[7]), run(KINDS[kind], patients=[7]))
    assert_same(among.sel(patient=[19, 3, 7]), run(KINDS[kind], patients=[19, 3, 7]))


@pytest.mark.parametrize("engine", ["gillespie", sim.Jump(exact=True)])
@pytest.mark.parametrize("growth", [sim.Exponential(), Logistic(400.0)])
def test_other_engines_too(engine, growth, monkeypatch):
    clones = [Clone("S", 0.14, 0.12, start=150), Clone("R", 0.14, 0.12, start=3, fold={"A": 50.0})]
    moves = [Mutation("S", "R", 1e-3), Switch("R", "S", 1e-3)]
    small = Tumour(clones, moves, [DECAYING], growth=growth)
    whole = run(small, engine, threads=1)
    cells = whole["cells"].sel(time=slice(0, 35))
    np.testing.assert_array_equal(cells.sel(arm="continuous"), cells.sel(arm="holidays"))
    assert_same(whole.sel(patient=[7]), run(small, engine, patients=[7]))
    monkeypatch.setattr(blocks, "BLOCK", 3)
    assert_same(whole, run(small, engine, threads=2))


def test_seeds_differ():
    one, other = (
        sim.simulate(KINDS["plain"], ARMS, patients=20, days=60, seed=s, progress=False).data
        for s in (1, 2)
    )
    assert (one["cells"].values[:, :, 1:, 0] != other["cells"].values[:, :, 1:, 0]).all()


def test_a_seed_that_was_drawn_repeats_the_run():
    runs = sim.simulate(KINDS["plain"], ARMS, patients=5, days=30, progress=False)
    again = sim.simulate(KINDS["plain"], ARMS, patients=5, days=30, seed=runs.seed, progress=False)
    assert_same(runs.data, again.data)


def test_patients_who_share_parameters_share_the_plan_and_keep_their_bits():
    # rows of one point of a sweep are alike
    cost = np.repeat([0.0, 0.2, 0.4], 5)
    tumour = small_tumour(cost)
    arms = {"A": sim.Continuous("A"), "adaptive": sim.Adaptive("A")}
    options = {"days": 200, "seed": 3, "record": sim.Endpoints(), "engine": "jump"}
    rows = sim.simulate(tumour, arms, patients=15, **options)
    one_by_one = [sim.simulate(tumour, arms, patients=[p], **options) for p in range(1, 15)]
    cells = np.concatenate([runs.data["final_cells"].values for runs in one_by_one], axis=1)
    np.testing.assert_array_equal(rows.data["final_cells"].values[:, 1:], cells)


def small_tumour(cost):
    return sim.Tumour(
        clones=[
            sim.Clone("s", birth=0.14, death=0.13, start=1e6),
            sim.Clone("r", birth=0.14 * (1 - cost), death=0.12, fold={"A": 50}, start=10),
        ],
        transitions=[sim.Mutation("s", "r", per_division=1e-5)],
        drugs=[sim.Drug("A", sim.Hill(maximum=0.05, ec50=0.2, slope=2), half_life=2.0)],
    )
