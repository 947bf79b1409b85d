"""The jump engine between two visits, without crowding: every patient, a few draws each."""

import numpy as np

from sim.kernels import exposure
from sim.kernels.compile import called, inlined, kernel, out_of_line
from sim.kernels.law import NODES, WIDTH
from sim.kernels.leap import leap
from sim.kernels.model import CEILING
from sim.kernels.plan import pass_step, put_law, put_switching, split_switching
from sim.kernels.random import fold_in
from sim.kernels.steps import linear_steps
from sim.kernels.switching import switch
from sim.kernels.together import WORK_ROWS, leap_together
from sim.kernels.track import set_step

MOST = 4096
"""Above any number of steps: addresses of switching begin here."""

TOGETHER = 256
"""Tumours that are advanced together: their arrays stay in the cache nearest to the processor."""

RUNNING, FULL = 0, 3
"""States of a patient that kernels know: running, or a clone beyond the ceiling."""


@called
def keep_drugs(c, last, concentration, due, order, begin, end):
    """Keep the state of the drugs for the patients of a group, or for all where they share it."""
    out_of_line()
    for at in range(begin, end):
        p = order[at] if concentration.shape[0] > 1 else at - begin
        for d in range(c.shape[0]):
            concentration[p, d] = c[d]
            due[p, d] = last[d]
        if concentration.shape[0] == 1:
            return


@inlined
def _take(order, begin, end, cells, state, n, who):
    """Take the tumours that run, from `begin` on; return (how many, where the next begins)."""
    size = 0
    at = begin
    while at < end and size < who.shape[0]:
        p = order[at]
        at += 1
        if state[p] != RUNNING:
            continue
        total = np.int64(0)
        for k in range(n.shape[0]):
            n[k, size] = np.float64(cells[p, k])
            total |= cells[p, k]
        who[size] = p
        size += 1 if total > 0 else 0
    return size, at


@called
def _switch_together(matrix, n, size, cells, moved, keys, number):
    """Let the cells of every tumour switch; `cells` and `moved` are work space (clone,)."""
    out_of_line()
    for i in range(size):
        for k in range(n.shape[0]):
            cells[k] = n[k, i]
        switch(matrix, cells, moved, fold_in(keys[i], number), None)
        for k in range(n.shape[0]):
            n[k, i] = cells[k]


@called
def _run_together(
    flow, target, probability, r, steps, plans, law, starts, ends, between, n, size, base, here,
    full, fed, expected, waiting, w, one, moved, exact, switching,
):  # fmt: skip
    """Advance tumours n (clone, tumour) over all steps, together."""
    out_of_line()
    if switching is not None:
        _switch_together(starts[0], n, size, one, moved, base, np.uint64(2 * MOST))
    for s in range(steps):
        plan = min(s, plans - 1)
        for i in range(size):
            here[i] = fold_in(base[i], np.uint64(s))
        leap_together(
            flow, target, probability, r, law[plan], n, here, size, fed, expected, waiting, w,
            one, full, exact,
        )  # fmt: skip
        if switching is not None:
            matrix = ends[plan] if s == steps - 1 else between[plan]
            _switch_together(matrix, n, size, one, moved, base, np.uint64(MOST + s))


@called
def _run_one_by_one(
    flow, target, probability, r, steps, plans, law, starts, ends, between, n, size, who, base,
    full, expected, waiting, one, moved, exact, switching, day, h, tracks,
):  # fmt: skip
    """As `_run_together`, with the same bits, and follow where cells come from."""
    out_of_line()
    for i in range(size):
        for k in range(n.shape[0]):
            one[k] = n[k, i]
        set_step(tracks, who[i], day, 0.0)
        if switching is not None:
            switch(starts[0], one, moved, fold_in(base[i], np.uint64(2 * MOST)), tracks)
        for s in range(steps):
            plan = min(s, plans - 1)
            set_step(tracks, who[i], day + s * h, h)
            if leap(
                flow, target, probability, r, law[plan], one, expected[i], waiting[i],
                fold_in(base[i], np.uint64(s)), exact, tracks,
            ):  # fmt: skip
                full[i] = True
            if switching is not None:
                matrix = ends[plan] if s == steps - 1 else between[plan]
                switch(matrix, one, moved, fold_in(base[i], np.uint64(MOST + s)), tracks)
        for k in range(n.shape[0]):
            n[k, i] = one[k]


@called
def _run_group(
    flow, target, probability, r, steps, plans, law, starts, ends, between, order, begin, end,
    cells, state, keys, moment, n, who, base, here, full, fed, expected, waiting, w, one, moved,
    exact, switching, day, h, tracks,
):  # fmt: skip
    """Advance the patients of one group, who share the plan of their steps."""
    out_of_line()
    at = begin
    while at < end:
        size, at = _take(order, at, end, cells, state, n, who)
        for i in range(size):
            base[i] = fold_in(keys[who[i]], moment)
            full[i] = False
        if tracks is None:
            _run_together(
                flow, target, probability, r, steps, plans, law, starts, ends, between, n, size,
                base, here, full, fed, expected, waiting, w, one, moved, exact, switching,
            )  # fmt: skip
        else:
            _run_one_by_one(
                flow, target, probability, r, steps, plans, law, starts, ends, between, n, size,
                who, base, full, expected, waiting, one, moved, exact, switching, day, h, tracks,
            )  # fmt: skip
        for i in range(size):
            p = who[i]
            for k in range(n.shape[0]):
                cells[p, k] = np.int64(min(n[k, i], CEILING))
            if full[i]:
                state[p] = FULL


@kernel
def advance(
    model, cells, state, order, first, concentration, doses, due, keys, moment, day, until,
    tolerance, exact, kinetics=True, switching=True, tracks=None,
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
    concentration, due : ndarray (patient or 1, drug)
        State of the drugs; overwritten.
    doses : ndarray (patient or 1, drug)
        In units of the standard dose.
    keys : ndarray (patient,), uint64
        Address of every patient's draws.
    moment : uint64
        Part of the address of the draws in this interval.
    day, until : float
        The two visits [days].
    tolerance : float
        Largest relative error of a split step.
    exact : bool
        Draw large clones exactly too.
    kinetics, switching : bool or None
        None where no drug has a half-life, where nothing switches: numba then leaves out what
        only they need, and compiles a third less.
    tracks : Tracks or None
        Where cells came from, if that is followed; overwritten.
    """
    clones, drugs, switches = cells.shape[1], doses.shape[1], model.switch_ends.shape[0]
    flow, target, probability = model.flow, model.target, model.probability
    now = np.empty(drugs)
    nodes = np.empty((4, 3, clones))
    trees = np.empty((NODES + 1, clones, 3))
    rates = np.empty((NODES + 1, 3, clones))
    at_nodes = np.empty((NODES, clones))
    together = min(TOGETHER, cells.shape[0])
    n, who = np.empty((clones, together)), np.empty(together, np.int64)
    base, here = np.empty(together, np.uint64), np.empty(together, np.uint64)
    full = np.zeros(together, np.bool_)
    fed = np.zeros(clones, np.bool_)
    # (the two ways through a step lay out what founders they expect differently)
    expected = np.zeros((clones, NODES, together))
    if tracks is not None:
        expected = np.zeros((together, clones, NODES))
    waiting = np.zeros((together, clones, NODES))
    w, one = np.empty((WORK_ROWS, together)), np.zeros(clones)
    moved, amounts = np.zeros(clones), np.zeros(switches)
    work = np.empty((3, clones, clones))
    shared = concentration.shape[0] == 1
    for g in range(first.shape[0] - 1):
        leader = order[first[g]]
        r = leader if model.clone.shape[0] > 1 else 0
        c = concentration[0 if shared else leader].copy()
        dose = doses[leader if doses.shape[0] > 1 else 0]
        last = due[0 if shared else leader].copy()
        exposure.begin(model, r, day, c, dose, last)
        c_end, last_end = c.copy(), last.copy()
        constant, peak = True, c.copy()
        if kinetics is not None:
            constant = exposure.is_constant(model, r, c, dose)
            exposure.give(model, r, day, peak, dose, last.copy())
        steps = linear_steps(model, r, until - day, peak, tolerance, nodes, switching)
        plans = 1 if constant else steps
        h = (until - day) / steps
        law = np.zeros((plans, clones, WIDTH))
        split = np.zeros((plans, 2, switches))
        matrices = plans if switching is not None else 0
        starts = np.zeros((matrices, clones, clones))
        ends = np.zeros((matrices, clones, clones))
        between = np.zeros((matrices, clones, clones))
        for s in range(plans):
            pass_step(
                model, r, day + s * h, h, constant, c, dose, last, now, nodes, trees, rates,
                at_nodes, amounts, kinetics,
            )  # fmt: skip
            put_law(model, r, h, trees, at_nodes, law[s])
            if switching is not None:
                split_switching(model, trees, amounts, split[s])
        if switching is not None:
            put_switching(model, split, starts, ends, between, work)
        exposure.settle(model, r, day, until, c_end, dose, last_end)
        keep_drugs(c_end, last_end, concentration, due, order, first[g], first[g + 1])
        _run_group(
            flow, target, probability, r, steps, plans, law, starts, ends, between, order, first[g],
            first[g + 1], cells, state, keys, moment, n, who, base, here, full, fed, expected,
            waiting, w, one, moved, exact, switching, day, h, tracks,
        )  # fmt: skip
