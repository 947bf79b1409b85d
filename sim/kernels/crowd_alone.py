"""The jump engine between two visits, with crowding: tumours one by one.

Those that are followed; all where Python runs them; and, while drugs decay, those that switch or
for whom one step is not enough (`sim.kernels.own_rates`).

Steps are chosen for every patient from the state at the visit, so a patient's result does not
depend on who else is in the block. Rates without crowding are made once for a group, for each
number of steps that somebody in it needs: those of 2^k steps stand at places 2^k - 1 onwards.
"""

import numpy as np

from sim.kernels.compile import called, kernel, out_of_line
from sim.kernels.crowd import WORK_ROWS, crowded_step, crowded_steps
from sim.kernels.group_rates import (
    DRUG_ROWS,
    PEAK,
    begin_group,
    put_changing,
    put_one_step,
    settle_group,
)
from sim.kernels.jump import put_back, take_one
from sim.kernels.law import NODES, RATE_ROWS, WIDTH
from sim.kernels.model import FULL
from sim.kernels.random import fold_in
from sim.kernels.steps import linear_steps
from sim.kernels.switching import MOST, multiply, switch, transition_matrix
from sim.kernels.track import set_step


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
def _steps_of(model, r, days, rates, order, begin, end, cells, left, least, n, tolerance, w, steps):
    """Fill how many steps every patient of a group needs who is left; return the most."""
    out_of_line()
    most = 1
    for at in range(begin, end):
        p = order[at]
        if left[p] > 0 and take_one(cells, p, n) > 0.0:
            count, _ = crowded_steps(model, r, days, rates[0], n, tolerance, w)
            steps[p] = max(least, count)
            most = max(most, steps[p])
    return most


@called
def _run_group(
    model, r, days, constant, least, rates, halves, between, order, begin, end, cells, state, left,
    keys, moment, steps, n, w, law, expected, waiting, moved, tolerance, exact, switching, day,
    tracks,
):  # fmt: skip
    """Advance the patients of one group who are left.

    Where rates are constant and nothing switches, `steps` is not used: each patient's number of
    steps is found on the way, and the prediction that it is found with is not made again.
    """
    out_of_line()
    on_the_way = constant and switching is None
    for where in range(begin, end):
        p = order[where]
        if left[p] == 0 or take_one(cells, p, n) == 0.0:
            continue
        predicted = False
        count = steps[p]
        if on_the_way:
            count, pull = crowded_steps(model, r, days, rates[0], n, tolerance, w)
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
                model, r, h, rates, at, half, constant, predicted, n, w, law,
                expected, waiting, key, tolerance, exact, tracks,
            ):  # fmt: skip
                full = True
            if switching is not None:
                key = fold_in(base, np.uint64(MOST + s))
                if s == count - 1:
                    switch(halves[count - 1 + s], n, moved, key, tracks)
                else:
                    switch(between[count - 1 + s], n, moved, key, tracks)
        put_back(n, cells, p)
        if full:
            state[p] = FULL


@called
def _any_left(left, order, begin, end):
    out_of_line()
    for at in range(begin, end):
        if left[order[at]] > 0:
            return True
    return False


@kernel
def advance(
    model, cells, state, left, order, first, concentration, doses, due, keys, moment, day, until,
    tolerance, exact, kinetics=True, switching=True, tracks=None,
):  # fmt: skip
    """Advance the patients who are left from one visit to the next, and the drugs of all.

    Parameters
    ----------
    left : ndarray (patient,), int8
        Those who run and are to be advanced are more than 0.

    The others are those of `sim.kernels.jump.advance`.
    """
    clones, switches, count = cells.shape[1], model.switch_ends.shape[0], doses.shape[1]
    days = until - day
    drugs, now, births = np.zeros((DRUG_ROWS, count)), np.empty(count), np.empty((NODES, clones))
    nodes, trees = np.empty((4, 3, clones)), np.empty((NODES + 1, clones, 3))
    over, work = np.empty((NODES + 1, 3, clones)), np.empty((3, clones, clones))
    w, law = np.zeros((WORK_ROWS, clones)), np.zeros((clones, WIDTH))
    expected, waiting = np.zeros((clones, NODES)), np.zeros((clones, NODES))
    moved, n, rescaled = np.zeros(clones), np.zeros(clones), np.empty(switches)
    steps = np.zeros(cells.shape[0], np.int64)
    one_step, one_amount = np.zeros((1, RATE_ROWS, clones)), np.zeros((1, switches))
    for g in range(first.shape[0] - 1):
        r = begin_group(model, order[first[g]], concentration, doses, due, day, drugs)
        if _any_left(left, order, first[g], first[g + 1]):
            rates, amounts, most = one_step, one_amount, 1
            least = linear_steps(model, r, days, drugs[PEAK], tolerance, nodes, switching)
            constant = put_one_step(
                model, r, day, days, drugs, now, births, nodes, trees, over, rates, amounts,
                kinetics,
            )  # fmt: skip
            if not constant or switching is not None:
                most = _steps_of(
                    model, r, days, rates, order, first[g], first[g + 1], cells, left, least, n,
                    tolerance, w, steps,
                )  # fmt: skip
            if not constant:
                rates = np.zeros((4 * most - 1, RATE_ROWS, clones))
                amounts = np.zeros((4 * most - 1, switches))
                many = 1
                while many <= 2 * most:
                    put_changing(
                        model, r, day, days / many, drugs, many, now, births, nodes, trees, over,
                        rates, amounts, kinetics,
                    )  # fmt: skip
                    many *= 2
            places = 2 * most - 1 if switching is not None else 0
            halves = np.zeros((places, clones, clones))
            between = np.zeros((places, clones, clones))
            if switching is not None:
                many = 1
                while many <= most:
                    _put_switching(
                        model, days / many, constant, many, amounts, rescaled, halves, between, work
                    )
                    many *= 2
            _run_group(
                model, r, days, constant, least, rates, halves, between, order, first[g],
                first[g + 1], cells, state, left, keys, moment, steps, n, w, law, expected, waiting,
                moved, tolerance, exact, switching, day, tracks,
            )  # fmt: skip
        if kinetics is not None:
            settle_group(
                model, r, day, until, drugs, concentration, due, order, first[g], first[g + 1]
            )
