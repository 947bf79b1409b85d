"""Cells that shove others: the law of growth where there is always room, and who goes where."""

import numba
import numpy as np
import pytest

import sim
from sim.engines.ground import make_ways
from sim.kernels.lattice import shoving
from sim.kernels.random.streams import open_stream
from tests.engines.test_lattice import run
from tests.statistics import LIMIT, z_of_mean, z_of_variance


@pytest.mark.parametrize(("step", "neighbourhood"), [
    ("exact", "von Neumann"), ("exact", "Moore"), (0.5, "von Neumann"),
])  # fmt: skip
def test_where_all_give_way_a_colony_grows_as_if_it_had_no_place(step, neighbourhood):
    """Birth and death, from a disc in which nobody but those at the rim have an empty neighbour."""
    tumour = sim.Tumour([sim.Clone("a", birth=0.3, death=0.1, start=60)])
    engine = sim.Lattice(40, neighbourhood, step=step, start="disc", push=40)
    days = 8.0
    runs = run(tumour, engine, patients=1000, days=days, seed=4, record=sim.Endpoints())
    cells = runs.values("final_cells", "x")[:, 0].astype(float)
    law = sim.theory.BirthDeath(0.3, 0.1)
    if step == "exact":
        mean, variance = 60 * float(law.mean(days)), 60 * float(law.variance(days))
        assert abs(z_of_variance(cells, mean, variance)) < LIMIT
    else:  # (a step multiplies by 1 + (birth - death) of it)
        mean, variance = 60 * (1.0 + 0.2 * step) ** (days / step), None
    assert abs(z_of_mean(cells, mean, variance)) < LIMIT


def test_a_short_push_is_growth_in_a_rim():
    """At first a colony that may shove grows faster; once it is wide, at its rim as others do."""
    tumour = sim.Tumour([sim.Clone("a", birth=0.5, death=0.0, start=300)])
    radius = {}
    for push in (0, 4):
        engine = sim.Lattice(161, step="exact", start="disc", push=push)
        cells = run(tumour, engine, patients=5, days=35.0, seed=3).values("burden", "x")
        radius[push] = np.sqrt(cells.mean(axis=0) / np.pi)
        assert cells.max() < 0.8 * 161**2
    grown = np.diff(radius[4])[2:]
    assert grown == pytest.approx(np.full(len(grown), grown.mean()), rel=0.1)
    assert grown.mean() > 2.0 * np.diff(radius[0])[2:].mean()


@numba.njit
def _shoved(ground, grid, site, keys):  # pragma: no cover (compiled)
    """Return the grids after one shove each, and where it ended; -1 for nowhere."""
    grids, ends = (
        np.zeros((len(keys), len(grid)), dtype=np.uint8),
        np.zeros((len(keys), 2), np.int64),
    )
    for k in range(len(keys)):
        grids[k] = grid
        s = open_stream(keys[k])
        way, s = shoving.nearest(s, ground, grids[k], site)
        ends[k] = -1
        if way >= 0:
            ends[k, 0], ends[k, 1], s = shoving.shove(s, ground, grids[k], site, way)
    return grids, ends


def shoved(engine, empty, site, times=400):
    """Return the same of a full lattice, each of whose cells is of a clone of its own."""
    tumour = sim.Tumour([sim.Clone("a", 0.1, 0.1, start=1)])
    grid = np.append(np.arange(1, engine.sites + 1), 255).astype(np.uint8)
    grid[empty] = 0
    keys = np.arange(times, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return grid, *_shoved(engine.ground(tumour), grid, site, keys)


@pytest.mark.parametrize(("neighbourhood", "border", "empty", "steps"), [
    ("von Neumann", "closed", [12 * 3 + 6, 12 * 9 + 9], 3),
    ("von Neumann", "closed", [12 * 4 + 8, 12 * 8 + 8], 4),
    ("Moore", "closed", [12 * 4 + 8, 12 * 10 + 10], 2),
    ("von Neumann", "wrapped", [0], 12), ("Moore", "wrapped", [0], 6),
])  # fmt: skip
def test_everybody_on_a_shortest_way_takes_one_step(neighbourhood, border, empty, steps):
    engine = sim.Lattice(12, neighbourhood, border, push=12)
    site = 12 * 6 + 6
    grid, grids, ends = shoved(engine, empty, site)
    near = np.asarray(engine.ground(sim.Tumour([sim.Clone("a", 0.1, 0.1, start=1)])).near)
    for after, (beside, last) in zip(grids, ends, strict=True):
        assert last in empty
        assert (grid != after).sum() == steps
        assert after[beside] == 0
        assert after[site] == grid[site]
        assert beside in near[site]
        for at in np.flatnonzero((grid != after) & (after > 0)):
            assert at in near[after[at] - 1]
    ways = len(np.unique(grids, axis=0))
    shortest = {3: 1, 4: 12, 2: 1, 12: 924, 6: 4}[steps]
    assert ways == shortest if shortest < 50 else ways > 250


def test_ways_of_the_fewest_steps_are_equally_likely():
    """Two sites right and two down: six ways; the other empty site as near is taken as often."""
    _, grids, ends = shoved(sim.Lattice(12, push=5), [12 * 8 + 8, 12 * 4 + 4], 12 * 6 + 6, 3000)
    _, counts = np.unique(grids, axis=0, return_counts=True)
    assert len(counts) == 12
    assert ((counts - 250.0) ** 2 / 250.0).sum() < 11 + LIMIT * np.sqrt(22)
    assert len(np.unique(ends[:, 1])) == 2


def test_nobody_is_shoved_farther_than_is_said():
    _, _, ends = shoved(sim.Lattice(12, push=3), [12 * 4 + 8], 12 * 6 + 6, 10)
    assert (ends == -1).all()
    assert make_ways((12, 12), "von Neumann", 1).shape == (0, 3)
    assert make_ways((12, 3), "Moore", 200)[:, 2].max() == 11


@pytest.mark.parametrize(("bad", "words"), [
    ({"push": -1}, "push of the lattice is -1"),
    ({"push": 2.5}, "push of the lattice is 2.5"),
    ({"push": 201}, "at most 200"),
    ({"push": 3, "tries": "one"}, "a cell that shoves looks at all"),
])  # fmt: skip
def test_slips(bad, words):
    with pytest.raises(sim.InputError, match=words):
        sim.Lattice(**bad)
