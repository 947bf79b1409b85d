"""The synchronous clock: in a step every cell has one turn, in random order, as published models.

In a step of h days a cell of rates b, d, ... attempts a division with probability b h, dies with
probability d h, and so on, at most one of them. Who does nothing need not be visited: how many act
is binomial, and who they are, in what order, is drawn without replacement. It is the same law at
the cost of those few.
"""

import numpy as np

from sim.kernels.compile import called, kernel, out_of_line
from sim.kernels.lattice.acting import DIED, act
from sim.kernels.lattice.chances import make_chances, put_constant, put_mean
from sim.kernels.lattice.drugs import make_drugs, take_drugs
from sim.kernels.lattice.places import below, level_of
from sim.kernels.model import RUNNING
from sim.kernels.random.samplers import binomial
from sim.kernels.random.streams import fold_in, open_stream, uniform
from sim.kernels.rates import exposure

SLACK = 1e-9
"""An interval this much longer than a number of steps [steps] is no step longer."""


def advance(
    model, ground, standing, supply, cells, state, concentration, doses, anchor, keys, day, until,
    step,
):  # fmt: skip
    """Advance all patients from one visit to the next in equal steps of at most `step` days.

    Parameters
    ----------
    model : Model
    ground : Ground
    standing : Standing
        Overwritten.
    supply : Supply
    cells : ndarray (patient, clone), int64
        Overwritten.
    state : ndarray (patient,), int8
        Patients that are not RUNNING are left as they are.
    concentration, anchor : ndarray (patient or 1, drug or more)
        State of the drugs; overwritten.
    doses : ndarray (patient or 1, drug)
        In units of the standard dose.
    keys : ndarray (patient,), uint64
        Address of every patient's draws in this interval.
    day, until : float
        The two visits [days].
    step : float
        Longest step [days].

    Returns
    -------
    float
        The largest probability that a cell does something in a step; above 1 it is none.
    """
    drugs = make_drugs(concentration.shape[1], doses.shape[1])
    chances = make_chances(
        cells.shape[1], model.kind.shape[0], model.switch_ends.shape[0], supply
    )  # fmt: skip
    return _advance(
        model, ground, standing, supply, cells, state, concentration, doses, anchor, keys,
        float(day), float(until), float(step), drugs, chances,
    )  # fmt: skip


@called
def one_step(
    model, ground, supply, p, r, s, n, chance, rate, grid, taken, chances, cells
):  # fmt: skip
    """Let all n cells have their turn in a step; return their number and the stream's state.

    Turns are those of sites: a cell that is shoved may lose its own or have a second one, which is
    of the order of the step, as its other errors.

    No cell acts with a larger probability than `chance`, which goes with the largest `rate` of
    the table. The place in the list of a cell that died is given to the next that is born, whose
    turn is in the next step; `free` is the last such place, each of which names the one before.
    """
    out_of_line()
    turns, s = binomial(s, np.float64(n), chance)
    end, free = n, np.int64(-1)
    for turn in range(np.int64(turns)):
        j, s = below(s, n - turn)
        site = np.int64(taken[turn + j])
        taken[turn + j] = taken[turn]
        u, s = uniform(s)
        level = level_of(supply, p, site)
        site, born, s = act(
            model, ground, r, s, u * rate, site, level, grid, chances, cells
        )  # fmt: skip
        taken[turn] = np.int32(site)
        if born == DIED:
            taken[turn] = np.int32(-2 - free)
            free = np.int64(turn)
        elif born >= 0:
            if free >= 0:
                place, free = free, -2 - np.int64(taken[free])
                taken[place] = np.int32(born)
            else:
                taken[end] = np.int32(born)
                end += 1
    while free >= 0:
        before = -2 - np.int64(taken[free])
        while end > 0 and taken[end - 1] < 0:
            end -= 1
        if free < end:
            end -= 1
            taken[free] = taken[end]
        free = before
    return end, s


@kernel
def _advance(
    model, ground, standing, supply, cells, state, concentration, doses, anchor, keys, day, until,
    step, drugs, chances,
):  # fmt: skip
    steps = max(np.int64(np.ceil((until - day) / step - SLACK)), np.int64(1))
    days, largest = (until - day) / steps, 0.0
    for p in range(cells.shape[0]):
        n = np.int64(0)
        for i in range(cells.shape[1]):
            n += cells[p, i]
        if state[p] != RUNNING or n == 0:
            continue
        r = p if model.clone.shape[0] > 1 else 0
        take_drugs(model, r, p, concentration, doses, anchor, drugs)
        constant = exposure.is_constant(model, r, drugs.c, drugs.dose)
        s = open_stream(fold_in(keys[p], np.uint64(0)))
        rate = 0.0
        if constant:
            rate = put_constant(model, ground.moving, supply, p, r, drugs.c, chances)
        for k in range(steps):
            if not constant:
                now, then = day + k * days, day + (k + 1) * days
                rate = put_mean(
                    model, ground.moving, supply, p, r, now, day, then, drugs, chances
                )  # fmt: skip
            largest = max(largest, rate * days)
            n, s = one_step(
                model, ground, supply, p, r, s, n, rate * days, rate, standing.grid[p],
                standing.taken[p], chances, cells[p],
            )  # fmt: skip
            if n == 0:
                break
    exposure.settle_all(model, day, until, concentration, doses, anchor, drugs.later)
    return largest
