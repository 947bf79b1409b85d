"""The jump engine between two visits, without crowding: every patient, a few draws each."""

import numpy as np

from sim.kernels import exposure
from sim.kernels.compile import called, inlined, kernel, out_of_line
from sim.kernels.cut import linear_steps
from sim.kernels.group_rates import (
    BEGUN,
    DOSE,
    DRUG_ROWS,
    PASSING,
    PEAK,
    WAIT,
    begin_group,
    end_group,
    settle_group,
)
from sim.kernels.law import NODES, WIDTH
from sim.kernels.leap import leap
from sim.kernels.means import MEAN_ROWS, error_of_splitting, put_growth
from sim.kernels.model import CEILING, FULL, RUNNING
from sim.kernels.path import new_path, pass_step
from sim.kernels.plan import (
    pass_constant_step,
    put_constant_switching,
    put_law,
    put_switching,
    split_switching,
)
from sim.kernels.random import fold_in
from sim.kernels.spans import MOST_SPANS, new_spans, spans_of
from sim.kernels.steps import MOST_STEPS
from sim.kernels.switch_together import switch_together
from sim.kernels.switching import MOST, switch
from sim.kernels.tile import BASE, CELLS, FULL_NOW, HERE, ROW, SHARED_ROWS, TILE, WHO, new_tile
from sim.kernels.together import leap_together
from sim.kernels.track import set_step


@inlined
def take(tile, size, p, cells):
    """Put the cells of patient p at a place of a tile; tell whether there are any."""
    total = np.int64(0)
    for k in range(cells.shape[1]):
        tile.clones[k, CELLS + size] = np.float64(cells[p, k])
        total |= cells[p, k]
    tile.numbers[WHO + size] = p
    tile.true[FULL_NOW + size] = False
    return total > 0


@inlined
def take_one(cells, p, one):
    """Fill `one` (clone,) with the cells of patient p; return how many there are in all."""
    total = 0.0
    for k in range(one.shape[0]):
        one[k] = np.float64(cells[p, k])
        total += one[k]
    return total


@inlined
def put_back(one, cells, p):
    """Store the cells of patient p."""
    for k in range(one.shape[0]):
        cells[p, k] = np.int64(min(one[k], CEILING))


@inlined
def give_back(tile, i, cells, state):
    """Store the cells of the tumour at place i, and say so if a clone hit the ceiling."""
    p = tile.numbers[WHO + i]
    for k in range(cells.shape[1]):
        cells[p, k] = np.int64(min(tile.clones[k, CELLS + i], CEILING))
    if tile.true[FULL_NOW + i]:
        state[p] = FULL


@called
def _run_one_by_one(
    flow, target, probability, r, steps, plans, law, starts, ends, between, order, begin, end,
    cells, state, keys, moment, expected, waiting, one, moved, exact, switching, day, h, tracks,
):  # fmt: skip
    """Advance the patients of one group, with the same bits, and follow where cells come from."""
    out_of_line()
    for at in range(begin, end):
        p = order[at]
        if state[p] != RUNNING or take_one(cells, p, one) == 0.0:
            continue
        base = fold_in(keys[p], moment)
        if tracks is not None:
            set_step(tracks, p, day, 0.0)
        if switching is not None:
            switch(starts[0], one, moved, fold_in(base, np.uint64(2 * MOST)), tracks)
        for s in range(steps):
            plan = min(s, plans - 1)
            if tracks is not None:
                set_step(tracks, p, day + s * h, h)
            if leap(
                flow, target, probability, r, law[plan], one, expected, waiting,
                fold_in(base, np.uint64(s)), exact, tracks,
            ):  # fmt: skip
                state[p] = FULL
            if switching is not None:
                matrix = ends[plan] if s == steps - 1 else between[plan]
                switch(matrix, one, moved, fold_in(base, np.uint64(MOST + s)), tracks)
        put_back(one, cells, p)


@called
def _run_together(
    tile, flow, target, probability, r, steps, plans, law, starts, ends, between, order, begin, end,
    cells, state, keys, moment, one, moved, exact, switching,
):  # fmt: skip
    """Advance the patients of one group, who share the plan of their steps."""
    out_of_line()
    at = begin
    while at < end:
        size = 0
        while at < end and size < TILE:
            p = order[at]
            at += 1
            if state[p] == RUNNING and take(tile, size, p, cells):
                tile.numbers[ROW + size] = r
                tile.keys[BASE + size] = fold_in(keys[p], moment)
                size += 1
        if switching is not None:
            switch_together(tile, starts, 0, size, one, moved, np.uint64(2 * MOST))
        for s in range(steps):
            plan = min(s, plans - 1)
            for i in range(size):
                tile.keys[HERE + i] = fold_in(tile.keys[BASE + i], np.uint64(s))
            leap_together(tile, flow, target, probability, law[plan], size, one, exact, None)
            if switching is not None:
                matrices = ends if s == steps - 1 else between
                switch_together(tile, matrices, plan, size, one, moved, np.uint64(MOST + s))
        for i in range(size):
            give_back(tile, i, cells, state)


@kernel
def advance(
    model, cells, state, order, first, concentration, doses, anchor, keys, moment, day, until,
    tolerance, exact, worst, kinetics=True, switching=True, tracks=None, together=True,
):  # fmt: skip
    """Advance all patients from one visit to the next.

    Parameters
    ----------
    model : Model
    cells : ndarray (patient, clone), int64
        Overwritten.
    state : ndarray (patient,), int8
        Patients that are not RUNNING are left as they are; FULL is set where a clone reaches
        the ceiling.
    order : ndarray (patient,), int64
        Patients, group by group; a group shares parameters, concentrations and doses.
    first : ndarray (group + 1,), int64
        Where each group begins in `order`.
    concentration, anchor : ndarray (patient or 1, drug)
        State of the drugs: what is there, and the day from which each is given; overwritten where
        any has a half-life.
    doses : ndarray (patient or 1, drug)
        In units of the standard dose.
    keys : ndarray (patient,), uint64
        Address of every patient's draws.
    moment : uint64
        Part of the address of the draws in this interval.
    day, until : float
        The two visits [days].
    tolerance : float
        Largest relative error of a step.
    exact : bool
        Draw large clones exactly too.
    worst : ndarray (1,)
        Overwritten, if any step's error is estimated to be larger: that.
    kinetics, switching : bool or None
        None where no drug has a half-life, where nothing switches: numba then leaves out what
        only they need, and compiles a third less.
    tracks : Tracks or None
        Where cells came from, if that is followed; overwritten.
    together : bool or None
        None to advance one tumour after the other: the same bits. Only so are they followed, and
        it is what Python does best.
    """
    clones, switches = cells.shape[1], model.switch_ends.shape[0]
    flow, target, probability = model.flow, model.target, model.probability
    path = new_path(model)
    if kinetics is not None:
        spans = new_spans(MOST_SPANS, 1, clones, switches, doses.shape[1])
    expected, waiting = np.zeros((clones, NODES)), np.zeros((clones, NODES))
    one, moved = np.zeros(clones), np.zeros(clones)
    rates, amounts = np.zeros((3, clones)), np.zeros((3, switches))
    work = np.empty((MEAN_ROWS, clones, clones))
    drugs = np.zeros((DRUG_ROWS, doses.shape[1]))
    if together is not None:
        tile = new_tile(clones, SHARED_ROWS)
    for g in range(first.shape[0] - 1):
        r = begin_group(model, order[first[g]], concentration, doses, anchor, day, drugs)
        end_group(model, r, day, until, drugs)
        constant = True
        if kinetics is not None:
            constant = exposure.is_constant(model, r, drugs[BEGUN], drugs[DOSE])
        steps, error = linear_steps(
            model, r, until - day, drugs[PEAK], constant, tolerance, rates, switching, amounts, work
        )
        law = np.zeros((1 if constant else 0, clones, WIDTH))
        matrices = 1 if constant and switching is not None else 0
        starts = np.zeros((matrices, clones, clones))
        ends = np.zeros((matrices, clones, clones))
        between = np.zeros((matrices, clones, clones))
        if constant:
            pass_constant_step(model, r, (until - day) / steps, drugs[BEGUN], path)
            put_law(model, (until - day) / steps, path, law[0])
            if switching is not None:
                put_constant_switching(
                    model, r, (until - day) / steps, rates, amounts, starts[0], ends[0],
                    between[0], work,
                )  # fmt: skip
        if kinetics is not None:
            again = not constant
            while again:
                h = (until - day) / steps
                law, split = np.zeros((steps, clones, WIDTH)), np.zeros((steps, 2, switches))
                matrices = steps if switching is not None else 0
                growth = np.zeros((matrices, clones, clones))
                spans = spans_of(
                    model, r, h, steps, drugs[BEGUN], drugs[DOSE], drugs[WAIT], None, spans,
                    drugs[PASSING:],
                )  # fmt: skip
                left_out = 0.0
                for s in range(steps):
                    founding, _ = pass_step(model, r, spans, s, h, None, path)
                    left_out = max(left_out, founding)
                    put_law(model, h, path, law[s])
                    if switching is not None:
                        left_out = max(left_out, split_switching(model, path, split[s]))
                        put_growth(model, path, growth[s])
                if switching is not None:
                    starts = np.zeros((steps, clones, clones))
                    ends = np.zeros((steps, clones, clones))
                    between = np.zeros((steps, clones, clones))
                    put_switching(model, split, starts, ends, between, work)
                    apart = error_of_splitting(model, r, spans, growth, starts, ends, work)
                    left_out = max(left_out, apart)
                again, error = left_out > tolerance and steps < MOST_STEPS, left_out
                if again:
                    steps *= 2
            settle_group(drugs, concentration, anchor, order, first[g], first[g + 1])
        plans, h = law.shape[0], (until - day) / steps
        worst[0] = max(worst[0], error)
        if together is None:
            _run_one_by_one(
                flow, target, probability, r, steps, plans, law, starts, ends, between, order,
                first[g], first[g + 1], cells, state, keys, moment, expected, waiting, one, moved,
                exact, switching, day, h, tracks,
            )  # fmt: skip
        else:
            _run_together(
                tile, flow, target, probability, r, steps, plans, law, starts, ends, between, order,
                first[g], first[g + 1], cells, state, keys, moment, one, moved, exact, switching,
            )  # fmt: skip
