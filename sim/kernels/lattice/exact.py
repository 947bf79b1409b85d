"""The exact clock: every attempt of a cell is an event at a time of its own (Gillespie's method).

A cell is drawn from the list of taken sites at a rate that none exceeds, and what it does is drawn
from the rates of its clone at that moment; what is left over is nothing (thinning: Lewis and
Shedler 1979, Naval Res Logist Q 26:403). So no list of rates has to be kept, and drugs that decay
between visits need no steps. An attempt to divide or to move without room is an event in which
nothing happens.
"""

import numpy as np

from sim.kernels.compile import called, kernel, out_of_line
from sim.kernels.gillespie.thinning import (
    BIRTHS,
    DEATHS,
    LEAVE,
    LINKED,
    SPAN,
    make_work,
    put_bounds,
    put_ends,
)
from sim.kernels.lattice.acting import DIED, act
from sim.kernels.lattice.chances import make_chances, put_at, put_constant
from sim.kernels.lattice.drugs import take_drugs
from sim.kernels.lattice.places import below, level_of
from sim.kernels.model import RUNNING
from sim.kernels.random.streams import exponential, fold_in, open_stream, uniform
from sim.kernels.rates import exposure

LONGEST = 1.0
"""Spans over which rates are bounded [days]: bounds over more would be wide."""


def advance(
    model, ground, standing, supply, cells, state, concentration, doses, anchor, keys, day, until
):  # fmt: skip
    """Advance all patients from one visit to the next; arguments as in `lattice.steps.advance`."""
    clones, switches = cells.shape[1], model.switch_ends.shape[0]
    _advance(
        model, ground, standing, supply, cells, state, concentration, doses, anchor, keys,
        float(day), float(until), make_work(clones, concentration.shape[1], switches),
        make_chances(clones, model.kind.shape[0], switches, supply),
    )  # fmt: skip


@called
def _bound(model, ground, supply, p, r, days, work):
    """Return a rate that no cell exceeds in so many days from the concentrations now.

    Where a drug may not reach a cell, the lowest concentration is none.
    """
    out_of_line()
    exposure.decay(model, r, days, work.c, work.later)
    put_ends(model, model.body, r, days, work)
    starving = 0.0
    if supply.share.shape[0] > 0:
        for d in range(work.low.shape[0]):
            work.low[d] = 0.0
        for level in range(supply.air.shape[1]):
            starving = max(starving, supply.air[p, level, 1])
    put_bounds(model, r, work, np.int64(SPAN))
    bounds, most = work.bounds[SPAN], 0.0
    for i in range(bounds.shape[1]):
        of_clone = bounds[BIRTHS, i] + bounds[LINKED, i] + bounds[DEATHS, i] + bounds[LEAVE, i]
        most = max(most, of_clone + starving + ground.moving[i])
    return most


@called
def _run(
    model, ground, supply, p, r, s, n, rate, days, constant, grid, taken, work, chances, cells
):  # fmt: skip
    """Let n cells act for some days in which none exceeds `rate`; return their number, the state.

    Where rates are not constant, those of the moment are found for every event.
    """
    out_of_line()
    now = 0.0
    while n > 0 and rate > 0.0:
        wait, s = exponential(s)
        now += wait / (n * rate)
        if now >= days:
            break
        j, s = below(s, n)
        u, s = uniform(s)
        level = level_of(supply, p, taken[j])
        if not constant:
            exposure.decay(model, r, now, work.c, work.later)
            put_at(model, ground.moving, supply, p, r, work.later, level, chances)
        site, born, s = act(
            model, ground, r, s, u * rate, np.int64(taken[j]), level, grid, chances, cells
        )  # fmt: skip
        taken[j] = np.int32(site)
        if born == DIED:
            n -= 1
            taken[j] = taken[n]
        elif born >= 0:
            taken[n] = np.int32(born)
            n += 1
    return n, s


@kernel
def _advance(
    model, ground, standing, supply, cells, state, concentration, doses, anchor, keys, day, until,
    work, chances,
):  # fmt: skip
    for p in range(cells.shape[0]):
        n = np.int64(0)
        for i in range(cells.shape[1]):
            n += cells[p, i]
        if state[p] != RUNNING or n == 0:
            continue
        r = p if model.clone.shape[0] > 1 else 0
        grid, taken = standing.grid[p], standing.taken[p]
        take_drugs(model, r, p, concentration, doses, anchor, work)
        s = open_stream(fold_in(keys[p], np.uint64(0)))
        if exposure.is_constant(model, r, work.c, work.dose):
            rate = put_constant(model, ground.moving, supply, p, r, work.c, chances)
            n, s = _run(
                model, ground, supply, p, r, s, n, rate, until - day, True, grid, taken, work,
                chances, cells[p],
            )  # fmt: skip
            continue
        now, stop = day, day
        while now < until and n > 0:
            if now >= stop:
                exposure.give(model, r, now, day, work.c, work.dose, work.anchor)
                stop = exposure.next_breakpoint(
                    model, r, now, day, until, work.dose, work.anchor
                )  # fmt: skip
            span = min(LONGEST, stop - now)
            rate = _bound(model, ground, supply, p, r, span, work)
            n, s = _run(
                model, ground, supply, p, r, s, n, rate, span, False, grid, taken, work, chances,
                cells[p],
            )  # fmt: skip
            exposure.decay(model, r, span, work.c, work.later)
            for d in range(work.c.shape[0]):
                work.c[d] = work.later[d]
            now = stop if now + span >= stop - exposure.SOON else now + span
    exposure.settle_all(model, day, until, concentration, doses, anchor, work.later)
