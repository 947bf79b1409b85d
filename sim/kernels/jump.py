"""The jump engine between two visits, without crowding: every patient, a few draws each."""

import numpy as np

from sim.kernels import exposure
from sim.kernels.compile import called, kernel, out_of_line
from sim.kernels.law import NODES, WIDTH
from sim.kernels.leap import leap
from sim.kernels.model import CEILING
from sim.kernels.plan import pass_step, put_law, put_switching, split_switching
from sim.kernels.random import fold_in
from sim.kernels.steps import linear_steps
from sim.kernels.switching import switch
from sim.kernels.track import set_step

MOST = 4096
"""Above any number of steps: addresses of switching begin here."""

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


@called
def _run_group(
    flow, target, probability, r, steps, plans, law, starts, ends, between, order, begin, end,
    cells, state, keys, n, expected, waiting, moved, exact, switching, day, h, tracks,
):  # fmt: skip
    """Advance the patients of one group, who share the plan of their steps."""
    out_of_line()
    clones = cells.shape[1]
    for at in range(begin, end):
        p = order[at]
        if state[p] != RUNNING:
            continue
        total = 0.0
        for k in range(clones):
            n[k] = np.float64(cells[p, k])
            total += n[k]
        if total == 0.0:
            continue
        full = False
        if tracks is not None:
            set_step(tracks, p, day, 0.0)
        if switching is not None:
            switch(starts[0], n, moved, fold_in(keys[p], np.uint64(2 * MOST)), tracks)
        for s in range(steps):
            plan = min(s, plans - 1)
            key = fold_in(keys[p], np.uint64(s))
            if tracks is not None:
                set_step(tracks, p, day + s * h, h)
            if leap(
                flow, target, probability, r, law[plan], n, expected, waiting, key, exact, tracks
            ):
                full = True
            if switching is not None:
                key = fold_in(keys[p], np.uint64(MOST + s))
                if s == steps - 1:
                    switch(ends[plan], n, moved, key, tracks)
                else:
                    switch(between[plan], n, moved, key, tracks)
        for k in range(clones):
            cells[p, k] = np.int64(min(n[k], CEILING))
        if full:
            state[p] = FULL


@kernel
def advance(
    model, cells, state, order, first, concentration, doses, due, keys, day, until, tolerance,
    exact, kinetics=True, switching=True, tracks=None,
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
        Address of every patient's draws in this interval.
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
    expected = np.zeros((clones, NODES))
    waiting = np.zeros((clones, NODES))
    moved, amounts = np.zeros(clones), np.zeros(switches)
    work = np.empty((3, clones, clones))
    n = np.empty(clones)
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
            first[g + 1], cells, state, keys, n, expected, waiting, moved, exact, switching, day,
            h, tracks,
        )  # fmt: skip
