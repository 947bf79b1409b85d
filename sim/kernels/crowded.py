"""The jump engine between two visits, with crowding: every patient has rates of their own.

Steps are chosen for every patient from the state at the visit, so a patient's result does not
depend on who else is in the block. Rates without crowding are made once for a group, for each
number of steps that somebody in it needs: those of 2^k steps stand at places 2^k - 1 onwards.
"""

import numpy as np

from sim.kernels import exposure
from sim.kernels.compile import called, inlined, kernel, out_of_line
from sim.kernels.crowd import WORK_ROWS, crowded_step, crowded_steps
from sim.kernels.jump import FULL, MOST, RUNNING, keep_drugs
from sim.kernels.law import NODES, PIECE, WIDTH
from sim.kernels.model import CEILING
from sim.kernels.plan import pass_step
from sim.kernels.random import fold_in
from sim.kernels.steps import linear_steps
from sim.kernels.switching import multiply, switch, transition_matrix
from sim.kernels.track import set_step


@called
def _put_rates(
    model, r, day, h, constant, concentration, dose, due, steps, now, births, nodes, trees, rates,
    whole, mean, at_nodes, amounts, kinetics,
):  # fmt: skip
    """Fill the mean rates of `steps` steps of h days; `concentration` and `due` move on."""
    out_of_line()
    clones = whole.shape[2]
    made = 1 if constant else steps
    for s in range(made):
        at = steps - 1 + s if not constant else 0
        pass_step(
            model, r, day + s * h, h, constant, concentration, dose, due, now, nodes, trees, rates,
            births, amounts[at], kinetics,
        )  # fmt: skip
        for kind in range(3):
            for i in range(clones):
                total = 0.0
                for piece in range(NODES + 1):
                    total += rates[piece, kind, i]
                    mean[at, piece, kind, i] = rates[piece, kind, i] / (h * PIECE[piece])
                whole[at, kind, i] = total / h
        for q in range(NODES):
            for i in range(clones):
                at_nodes[at, q, i] = births[q, i]


@called
def _put_switching(model, h, constant, steps, amounts, rescaled, halves, between, work):
    """Fill the matrices of half of each of `steps` steps, and those between neighbours."""
    out_of_line()
    for s in range(steps):
        at = steps - 1 + s
        for v in range(rescaled.shape[0]):
            rescaled[v] = 0.5 * (amounts[0, v] * h if constant else amounts[at, v])
        transition_matrix(model, rescaled, halves[at], work)
    for s in range(steps):
        at = steps - 1 + s
        multiply(halves[at], halves[min(at + 1, 2 * steps - 2)], between[at])


@called
def _steps_of(
    model, r, days, whole, order, begin, end, cells, state, least, n, tolerance, w, steps
):
    """Fill how many steps every patient of a group needs; return the most."""
    out_of_line()
    most = 1
    for at in range(begin, end):
        p = order[at]
        steps[p] = 0
        if state[p] == RUNNING and _take(cells, p, n) > 0.0:
            count, _ = crowded_steps(model, r, days, whole[0], n, tolerance, w)
            steps[p] = max(least, count)
            most = max(most, steps[p])
    return most


@inlined
def _take(cells, p, n):
    """Fill n with the cells of patient p; return how many there are in all."""
    total = 0.0
    for k in range(n.shape[0]):
        n[k] = np.float64(cells[p, k])
        total += n[k]
    return total


@called
def _run_group(
    model, r, days, constant, least, whole, mean, at_nodes, halves, between, order, begin, end,
    cells, state, keys, moment, steps, n, w, law, expected, waiting, moved, tolerance, exact,
    switching, day, tracks,
):  # fmt: skip
    """Advance the patients of one group.

    Where rates are constant and nothing switches, `steps` is not used: each patient's number of
    steps is found on the way, and the prediction that it is found with is not made again.
    """
    out_of_line()
    on_the_way = constant and switching is None
    for where in range(begin, end):
        p = order[where]
        if state[p] != RUNNING or _take(cells, p, n) == 0.0:
            continue
        predicted = False
        count = steps[p]
        if on_the_way:
            count, pull = crowded_steps(model, r, days, whole[0], n, tolerance, w)
            count = max(least, count)
            predicted = count == 1 and pull == 0.0
        h = days / count
        full = False
        base = fold_in(keys[p], moment)
        if tracks is not None:
            set_step(tracks, p, day, 0.0)
        if switching is not None:
            switch(halves[count - 1], n, moved, fold_in(base, np.uint64(2 * MOST)), tracks)
        for s in range(count):
            at = 0 if constant else count - 1 + s
            half = 0 if constant else 2 * (count + s) - 1
            key = fold_in(base, np.uint64(s))
            if tracks is not None:
                set_step(tracks, p, day + s * h, h)
            if crowded_step(
                model, r, h, whole, mean, at_nodes, at, half, constant, predicted, n, w, law,
                expected, waiting, key, tolerance, exact, tracks,
            ):  # fmt: skip
                full = True
            if switching is not None:
                key = fold_in(base, np.uint64(MOST + s))
                if s == count - 1:
                    switch(halves[count - 1 + s], n, moved, key, tracks)
                else:
                    switch(between[count - 1 + s], n, moved, key, tracks)
        for k in range(n.shape[0]):
            cells[p, k] = np.int64(min(n[k], CEILING))
        if full:
            state[p] = FULL


@kernel
def advance(
    model, cells, state, order, first, concentration, doses, due, keys, moment, day, until,
    tolerance, exact, kinetics=True, switching=True, tracks=None,
):  # fmt: skip
    """Advance all patients from one visit to the next; as `sim.kernels.jump.advance`."""
    clones, drugs, switches = cells.shape[1], doses.shape[1], model.switch_ends.shape[0]
    now, births, rescaled = np.empty(drugs), np.empty((NODES, clones)), np.empty(switches)
    work = np.empty((3, clones, clones))
    nodes = np.empty((4, 3, clones))
    trees = np.empty((NODES + 1, clones, 3))
    rates = np.empty((NODES + 1, 3, clones))
    w = np.zeros((WORK_ROWS, clones))
    law = np.zeros((clones, WIDTH))
    expected, waiting = np.zeros((clones, NODES)), np.zeros((clones, NODES))
    moved, n = np.zeros(clones), np.zeros(clones)
    steps = np.zeros(cells.shape[0], np.int64)
    days = until - day
    shared = concentration.shape[0] == 1
    for g in range(first.shape[0] - 1):
        leader = order[first[g]]
        r = leader if model.clone.shape[0] > 1 else 0
        begun = concentration[0 if shared else leader].copy()
        dose = doses[leader if doses.shape[0] > 1 else 0]
        last = due[0 if shared else leader].copy()
        exposure.begin(model, r, day, begun, dose, last)
        constant, peak = True, begun.copy()
        if kinetics is not None:
            constant = exposure.is_constant(model, r, begun, dose)
            exposure.give(model, r, day, peak, dose, last.copy())
        least = linear_steps(model, r, days, peak, tolerance, nodes, switching)
        whole = np.zeros((1, 3, clones))
        mean = np.zeros((1, NODES + 1, 3, clones))
        at_nodes = np.zeros((1, NODES, clones))
        amounts = np.zeros((1, switches))
        c, d = begun.copy(), last.copy()
        _put_rates(
            model, r, day, days, constant, c, dose, d, 1, now, births, nodes, trees, rates, whole,
            mean, at_nodes, amounts, kinetics,
        )  # fmt: skip
        most = 1
        if not constant or switching is not None:
            most = _steps_of(
                model, r, days, whole, order, first[g], first[g + 1], cells, state, least, n,
                tolerance, w, steps,
            )  # fmt: skip
        if constant:
            for v in range(switches):
                amounts[0, v] /= days
        elif kinetics is not None:
            places = 4 * most - 1
            whole = np.zeros((places, 3, clones))
            mean = np.zeros((places, NODES + 1, 3, clones))
            at_nodes = np.zeros((places, NODES, clones))
            amounts = np.zeros((places, switches))
            count = 1
            while count <= 2 * most:
                c, d = begun.copy(), last.copy()
                _put_rates(
                    model, r, day, days / count, constant, c, dose, d, count, now, births, nodes,
                    trees, rates, whole, mean, at_nodes, amounts, kinetics,
                )  # fmt: skip
                count *= 2
        places = 2 * most - 1 if switching is not None else 0
        halves = np.zeros((places, clones, clones))
        between = np.zeros((places, clones, clones))
        if switching is not None:
            count = 1
            while count <= most:
                _put_switching(
                    model, days / count, constant, count, amounts, rescaled, halves, between, work
                )
                count *= 2
        exposure.settle(model, r, day, until, begun, dose, last)
        keep_drugs(begun, last, concentration, due, order, first[g], first[g + 1])
        _run_group(
            model, r, days, constant, least, whole, mean, at_nodes, halves, between, order,
            first[g], first[g + 1], cells, state, keys, moment, steps, n, w, law, expected, waiting,
            moved,
            tolerance, exact, switching, day, tracks,
        )  # fmt: skip
