"""Cells that switch into other crowds: what steps leave out is followed, and found to be right."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm

import sim
from sim.kernels.birth_death.law import MEAN_BIRTHS, MEAN_DEATHS, RATE_ROWS
from sim.kernels.compile import kernel
from sim.kernels.crowding.flows import error_of_flows
from sim.kernels.crowding.mean_path import let_switch, new_flows
from sim.kernels.crowding.space import WORK_ROWS
from sim.kernels.switching.split import put_constant_split
from sim.lower import lower

BIRTHS, DEATHS = np.array([0.3, 0.2]), np.array([0.1, 0.15])
ROOM, MOVES = np.array([1e10, 9e9]), np.array([0.15, 0.02])
START = np.array([6e9, 1e9])


def two_sites():
    """Return one clone in two sites, from one of which more cells leave than from the other."""
    clones = [
        sim.Clone(name, b, d, start=n)
        for name, b, d, n in zip("AB", BIRTHS, DEATHS, START, strict=True)
    ]
    moves = [sim.Switch("A", "B", MOVES[0]), sim.Switch("B", "A", MOVES[1])]
    growth = sim.Logistic(dict(zip("AB", ROOM, strict=True)), competition=((1, 0), (0, 1)))
    return sim.Tumour(clones, moves, growth=growth)


@kernel
def switched(model, amounts, cells):
    """Let cells switch."""
    let_switch(model, amounts, cells, np.zeros((2, cells.shape[0])))


@kernel
def left_out(model, days, count, rates, cells, amounts):
    """Return the error of so many steps, and whether flows matter."""
    flows, w = new_flows(model), np.zeros((WORK_ROWS, cells.shape[0]))
    put_constant_split(model, 0, days / count, rates[0], amounts)
    split = np.zeros((1, 2, amounts.shape[1]))
    split[0] = amounts[1:]
    error, quick = error_of_flows(
        model, 0, days / count, count, rates, split, 1, False, flows, cells, w
    )
    return error, quick, flows.matter, flows.paths.copy()


@pytest.mark.parametrize("share", [1e-4, 0.3, 5.0, 80.0])
def test_what_switches_on_average_is_an_exponential(share):
    model = lower(two_sites())
    cells, amounts = START.copy(), share * MOVES / MOVES.max()
    switched(model, amounts, cells)
    generator = np.array([[-amounts[0], amounts[0]], [amounts[1], -amounts[1]]])
    np.testing.assert_allclose(cells, START @ expm(generator), rtol=1e-8)


def rates_of_two_sites():
    rates = np.zeros((1, RATE_ROWS, 2))
    rates[0, MEAN_BIRTHS], rates[0, MEAN_DEATHS] = BIRTHS, DEATHS
    return rates


def after(days):
    """Return the cells after so many days, by an integrator of ordinary differential equations."""

    def slope(_, n):
        flow = MOVES * n
        return n * (BIRTHS * (1.0 - n / ROOM) - DEATHS) - flow + flow[::-1]

    return solve_ivp(slope, (0.0, days), START, rtol=1e-11, atol=1e-3).y[:, -1]


@pytest.mark.parametrize("count", [1, 4, 16])
def test_the_error_of_steps_is_what_they_are_off_by(count):
    """Of steps, or more; halves of them are off by a quarter of it, or less."""
    amounts = np.vstack([MOVES, np.zeros((2, 2))])
    error, _, matter, paths = left_out(
        lower(two_sites()), 7.0, count, rates_of_two_sites(), START.copy(), amounts
    )
    off = np.abs(paths / after(7.0) - 1.0).max(axis=1)
    assert matter
    assert off[0] > 1e-6
    assert off[1] < 0.3 * off[0]
    assert error >= off[0]
    if count > 1:  # (of a single step it is not known what adds up)
        assert error < 4.0 * off[0]


def test_flows_matter_where_crowds_differ():
    """Not where all crowd all alike, nor where cells switch among those who crowd alike."""
    alike = two_sites().replace(growth=sim.Logistic(1e10))
    clones = [sim.Clone("S", 0.3, 0.1, start=1e9), sim.Clone("P", 0.1, 0.1)]
    states = sim.Tumour(clones, [sim.Switch("S", "P", 0.1)], growth=sim.Logistic(1e10))
    apart = [sim.Niche("first"), sim.Niche("second")]
    for tumour, matter in (
        (alike, False),
        (states, False),
        (states.in_niches(apart), False),
        (states.in_niches([sim.Niche("first", migration=0.1), apart[1]]), True),
    ):
        model = lower(tumour)
        assert left_out_matters(model) == matter


@kernel
def left_out_matters(model):
    """Tell whether flows matter."""
    return new_flows(model).matter
