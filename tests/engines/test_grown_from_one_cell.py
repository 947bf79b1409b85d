"""Tumours grown from one founder cell: resistance before treatment, after Luria and Delbrueck.

Power: 20,000 patients see an error of 0.018 in a chance of 0.5.
"""

import numpy as np
import pytest

from sim import (
    Clinic,
    Clone,
    Endpoints,
    Gompertz,
    Logistic,
    Mutation,
    Observation,
    Switch,
    Tumour,
    simulate,
)
from sim.theory import chance_of_no_resistance, generating_at_size, resistant_cells_at_size
from tests.statistics import assert_z, z_of_mean, z_of_proportion

BIRTH, DEATH = 0.25, 0.18
COSTS = {"neutral": (0.25, 0.18), "costly": (0.22, 0.18), "shrinking": (0.17, 0.18)}


def tumour(size, u, cost, **more):
    clones = [Clone("S", BIRTH, DEATH), Clone("R", *COSTS[cost])]
    moves = [Mutation("S", "R", u)]
    return Tumour(clones, moves, size=size, grown_from_one_cell=True, **more)


def assert_reached(total, size):
    """To a thousandth, or two cells."""
    off = np.abs(total - size)
    assert (off <= max(0.001 * size, 2.0)).all(), off.max()


def on_day_0(what, patients, engine="jump", seed=1):
    """Return the cells (patient, clone) at detection."""
    data = simulate(
        what, {"none": Observation()}, patients=patients, days=1.0, seed=seed, engine=engine,
        clinic=Clinic(fatal=1e15), progress=False,
    ).data  # fmt: skip
    return data["cells"].values[0, :, 0]


@pytest.mark.parametrize("expected", [0.1, 1.0, 10.0])
@pytest.mark.parametrize("cost", COSTS)
def test_large_tumours(cost, expected):
    """Chance of no resistant cell, and E[z^R] at sizes around which R is spread."""
    size, patients = 1e7, 20_000
    what = tumour(size, expected / size, cost)
    cells = on_day_0(what, patients)
    birth, death = COSTS[cost]
    none = chance_of_no_resistance(
        size=size, per_division=expected / size, birth=BIRTH, death=DEATH,
        resistant_birth=birth, resistant_death=death,
    )  # fmt: skip
    scores = {"none": z_of_proportion((cells[:, 1] == 0).sum(), patients, none)}
    for scale in (1.0, 10.0, 100.0, 1e4):
        z = np.exp(-1.0 / scale)
        mean, square = generating_at_size(what, [[1.0, z], [1.0, z * z]])
        scores[f"scale {scale:g}"] = z_of_mean(z ** cells[:, 1], mean, square - mean**2)
    assert_z(scores)


@pytest.mark.parametrize("engine", ["jump", "gillespie"])
@pytest.mark.parametrize("expected", [0.1, 1.0, 10.0])
@pytest.mark.parametrize("cost", COSTS)
def test_small_tumours(cost, expected, engine):
    """The whole law of R at 100 cells, first cells and all."""
    size, patients = 100, 10_000
    cells = on_day_0(tumour(size, expected / size, cost), patients, engine)
    birth, death = COSTS[cost]
    law = resistant_cells_at_size(
        size=size, per_division=expected / size, birth=BIRTH, death=DEATH,
        resistant_birth=birth, resistant_death=death,
    )  # fmt: skip
    few = [k for k in (0, 1, 2, 5, 10, 20, 50, 90) if 0.0 < law[: k + 1].sum() < 1.0]
    hits = [(cells[:, 1] <= k).sum() for k in few]
    assert_z(z_of_proportion(hits, patients, np.cumsum(law)[few]), names=few)


@pytest.mark.parametrize("engine", ["jump", "gillespie"])
@pytest.mark.parametrize("size", [1, 2, 3, 10, 100, 1000, 1e6, 1e9, 1e12, 1e14])
def test_the_size_is_reached(size, engine):
    if engine == "gillespie" and size > 1e6:
        pytest.skip("growth is the same for both engines, and exact draws are slow")
    total = on_day_0(tumour(size, 1e-3, "costly"), 200, engine).sum(axis=1)
    assert_reached(total, size)


@pytest.mark.parametrize("size", [200, 1e5, 1e9])
def test_with_switching_and_crowding(size):
    clones = [Clone("S", BIRTH, DEATH), Clone("R", 0.2, DEATH)]
    moves = [Mutation("S", "R", 1e-3), Switch("S", "R", 0.01), Switch("R", "S", 0.02)]
    for growth in (Logistic(10.0 * size), Logistic(10.0 * size, acts="death")):
        what = Tumour(clones, moves, growth=growth, size=size, grown_from_one_cell=True)
        total = on_day_0(what, 100).sum(axis=1)
        assert_reached(total, size)


def test_growth_is_the_same_in_every_arm_and_engine_record():
    what = tumour(1e6, 1e-6, "neutral")
    runs = simulate(
        what, {"a": Observation(), "b": Observation()}, patients=50, days=7.0, seed=1,
        record=Endpoints(), progress=False,
    )  # fmt: skip
    final = runs.data["final_cells"].values
    np.testing.assert_array_equal(final[0], final[1])


def grown_exactly(clones, u, size, factor, count, luck):
    """Return cells (tumour, 2) of tumours grown event by event: only which event is next matters.

    Parameters
    ----------
    clones : ((birth, death), (birth, death))
        Of the founder, and of the mutant that it founds with probability `u` at a division.
    factor : callable
        Of all cells: what crowding makes of births.
    """
    (b0, d0), (b1, d1) = clones
    cells = np.zeros((count, 2))
    cells[:, 0] = 1.0
    while True:
        total = cells.sum(axis=1)
        cells[total == 0.0] = 1.0, 0.0  # it died out, and is begun again
        grows = cells.sum(axis=1) < size
        if not grows.any():
            return cells
        f = factor(cells.sum(axis=1))
        rates = np.stack([b0 * f, np.full(count, d0), b1 * f, np.full(count, d1)], axis=1)
        rates *= cells[:, [0, 0, 1, 1]]
        pick = luck.random(count) * rates.sum(axis=1)
        event = (pick[:, None] >= np.cumsum(rates, axis=1)).sum(axis=1)
        made = np.where((event == 0) & (luck.random(count) < u), 1, np.minimum(event, 3) // 2)
        change = np.where(event % 2 == 0, 1.0, -1.0) * grows
        cells[np.arange(count), made] += change


FASTER = {
    "Gompertz": (((0.05, 0.01), (0.05, 0.01)), 3e-4, 3e3, 1e9),
    "a faster mutant": (((0.14, 0.03), (0.5, 0.1)), 2e-4, 5e3, None),
    "a much faster mutant": (((0.14, 0.03), (2.0, 0.1)), 1e-4, 5e3, None),
    "a faster mutant in a Gompertz crowd": (((0.05, 0.01), (0.2, 0.05)), 3e-4, 3e3, 1e8),
}


@pytest.mark.parametrize("name", FASTER)
def test_first_passage_event_by_event(name):
    """Power: 20,000 patients beside 4,000 see an error of 0.04 in a chance of 0.5."""
    rates, u, size, room = FASTER[name]
    clones = [Clone(n, *r) for n, r in zip("SR", rates, strict=True)]
    growth = {} if room is None else {"growth": Gompertz(room)}
    what = Tumour(clones, [Mutation("S", "R", u)], size=size, grown_from_one_cell=True, **growth)
    cells = on_day_0(what, 20_000)
    assert_reached(cells.sum(axis=1), size)

    def factor(total):
        return np.ones_like(total) if room is None else np.log(room / total)

    right = grown_exactly(rates, u, size, factor, 4_000, np.random.default_rng(1))
    scores = {}
    for what, value in {
        "none": lambda n: n[:, 1] == 0,
        "share": lambda n: n[:, 1] / n.sum(axis=1),
        "more than a tenth": lambda n: n[:, 1] > 0.1 * size,
    }.items():
        a, b = value(cells).astype(float), value(right).astype(float)
        scores[what] = (a.mean() - b.mean()) / np.sqrt(a.var() / len(a) + b.var() / len(b))
    assert_z(scores)


@pytest.mark.parametrize("size", [1e6, 1e9, 1e12])
@pytest.mark.parametrize("birth", [0.2, 0.5, 1.0, 5.0])
def test_the_size_is_reached_whatever_grows_fastest(birth, size):
    """It was 1.45 times the size with a mutant that grows at 0.9 a day."""
    clones = [Clone("S", 0.14, 0.13), Clone("R", birth, 0.1)]
    what = Tumour(clones, [Mutation("S", "R", 1.0 / size)], size=size, grown_from_one_cell=True)
    cells = on_day_0(what, 500)
    assert_reached(cells.sum(axis=1), size)
    assert (cells[:, 1] > 0).any()


def test_a_gompertz_tumour_reaches_its_size():
    """It was twice the size in every patient: births are more than `birth` far below capacity."""
    clones = [Clone("S", 0.006, 0.0), Clone("R", 0.006, 0.0)]
    moves = [Mutation("S", "R", 1e-7)]
    what = Tumour(clones, moves, growth=Gompertz(1e12), size=1e9, grown_from_one_cell=True)
    assert_reached(on_day_0(what, 200).sum(axis=1), 1e9)
