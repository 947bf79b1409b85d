"""The jump engine between two visits, without crowding: every patient, a few draws each."""

import numpy as np

from sim.kernels.birth_death.law import NODES, WIDTH
from sim.kernels.compile import called, kernel, out_of_line
from sim.kernels.jump.plans import new_plan, plan_of
from sim.kernels.leap.one import leap
from sim.kernels.leap.patients import give_back, put_back, take, take_one
from sim.kernels.leap.tile import BASE, HERE, ROW, SHARED_ROWS, TILE, new_tile
from sim.kernels.leap.together import leap_together
from sim.kernels.model import FULL, RUNNING
from sim.kernels.origins.track import set_step
from sim.kernels.random.streams import fold_in
from sim.kernels.rates.spans import MOST_SPANS, new_spans
from sim.kernels.steps.group import (
    DRUG_ROWS,
    begin_group,
    end_group,
    settle_group,
)
from sim.kernels.steps.path import new_path
from sim.kernels.steps.plan import put_laws
from sim.kernels.switching.space import new_mean_space, plan_for
from sim.kernels.switching.switch import MOST, switch
from sim.kernels.switching.together import switch_together


@called
def _run_one_by_one(
    flow, target, probability, r, steps, kinds, law, starts, ends, between, order, begin, end,
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
            plan = min(s, kinds - 1)
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
    tile, flow, target, probability, r, steps, kinds, law, starts, ends, between, order, begin, end,
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
            plan = min(s, kinds - 1)
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
    tolerance, exact, worst, kinetics=True, switching=True, states=None, tracks=None, together=True,
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
    concentration, anchor : ndarray (patient or 1, drug or more)
        State of the drugs: what is there (`model.width`), and the day from which each is given;
        overwritten where any has a half-life.
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
    states : ndarray (patient,), int64, or None
        Of which states each tumour is (`switching.mixed.put_states`), which a group shares; None
        where no such state founds mutants.
    tracks : Tracks or None
        Where cells came from, if that is followed; overwritten.
    together : bool or None
        None to advance one tumour after the other: the same bits. Only so are they followed, and
        it is what Python does best.
    """
    clones, switches = cells.shape[1], model.switch_ends.shape[0]
    flow, target, probability = model.flow, model.target, model.probability
    path = new_path(model)
    room = MOST_SPANS if kinetics is not None else 1
    spans, plan = (
        new_spans(room, 1, clones, switches, doses.shape[1]),
        new_plan(1, clones, switches),
    )
    expected, waiting = np.zeros((clones, NODES)), np.zeros((clones, NODES))
    one, moved, law = np.zeros(clones), np.zeros(clones), np.zeros((1, clones, WIDTH))
    rates, amounts = np.zeros((3, clones)), np.zeros((3, switches))
    work = new_mean_space(clones)
    drugs = np.zeros((DRUG_ROWS, concentration.shape[1]))
    if together is not None:
        tile = new_tile(clones, SHARED_ROWS)
    for g in range(first.shape[0] - 1):
        r = begin_group(model, order[first[g]], concentration, doses, anchor, day, drugs)
        end_group(model, r, day, until, drugs)
        plan_for(work, states, order[first[g]])
        plan, spans, steps, kinds, error = plan_of(
            model, r, until - day, drugs, tolerance, kinetics, switching, plan, spans, path, rates,
            amounts, work,
        )  # fmt: skip
        if kinds > law.shape[0]:
            law = np.zeros((kinds, clones, WIDTH))
        for s in range(kinds):
            put_laws(flow, plan.steps[s], law[s])
        if kinetics is not None:
            settle_group(drugs, concentration, anchor, order, first[g], first[g + 1])
        h = (until - day) / steps
        starts, ends, between = plan.starts, plan.ends, plan.between
        worst[0] = max(worst[0], error)
        if together is None:
            _run_one_by_one(
                flow, target, probability, r, steps, kinds, law, starts, ends, between, order,
                first[g], first[g + 1], cells, state, keys, moment, expected, waiting, one, moved,
                exact, switching, day, h, tracks,
            )  # fmt: skip
        else:
            _run_together(
                tile, flow, target, probability, r, steps, kinds, law, starts, ends, between, order,
                first[g], first[g + 1], cells, state, keys, moment, one, moved, exact, switching,
            )  # fmt: skip
