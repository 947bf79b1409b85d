"""The jump engine between two visits, without crowding, where few patients share a plan.

Because they differ, or because each is treated by what is seen of them. Their plans
(`jump.plans`) are kept, since most come again (`jump.kept`); tumours with equally many steps take
them side by side, each by laws of its own.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.birth_death.law import GIVEN, WIDTH
from sim.kernels.compile import allocating, called, kernel, out_of_line
from sim.kernels.jump.kept import (
    AFTER,
    ERROR,
    KINDS,
    MOST_KEPT,
    STEPS,
    Kept,
    body,
    find,
    keep,
    new_kept,
    rows_for,
    same_again,
)
from sim.kernels.jump.plans import new_plan, plan_of
from sim.kernels.leap.own_laws import Own
from sim.kernels.leap.patients import give_back, take
from sim.kernels.leap.tile import (
    BASE,
    CLONE_ROWS,
    ENTRY,
    HERE,
    MATRIX,
    PIECES,
    ROW,
    SIDE,
    TILE,
    new_tile,
)
from sim.kernels.leap.together import leap_together
from sim.kernels.model import RUNNING, width
from sim.kernels.random.streams import fold_in
from sim.kernels.rates.spans import MOST_SPANS, new_spans
from sim.kernels.steps.group import DRUG_ROWS, begin_group, end_group
from sim.kernels.steps.path import new_path
from sim.kernels.switching.space import new_mean_space, plan_for
from sim.kernels.switching.switch import MOST
from sim.kernels.switching.together import switch_together

# Places of the matrices of a row: at the start, at the end, and from here on between steps.
START, END, BETWEEN = 0, 1, 2


class Plans(NamedTuple):
    """The plans of patients, kept."""

    kept: Kept
    """In the body (kind of step, clone, GIVEN)."""
    matrices: np.ndarray
    """(row x place, clone, clone): what switches."""


def new_plans(model, patients, kinds, again):
    """Return room for the plans of patients, of so many kinds of steps; None if it is too much.

    Parameters
    ----------
    again : bool
        Whether intervals come again; if not, there is room for one of each patient.
    """
    clones = model.clone.shape[1]
    places = BETWEEN + kinds if len(model.switch_ends) > 0 else 0
    what = width(model), kinds * clones * GIVEN
    most = MOST_KEPT if again else 1
    rows = rows_for(patients, *what, places * clones * clones, most)
    if rows < patients:
        return None
    matrices = np.zeros((rows * places, clones, clones))
    return Plans(new_kept(patients, rows, *what, most), matrices)


@called
def _put_away(plan, kinds, drugs, switching, rows, row, matrices, place):
    """Fill the body of a row, and its matrices from a place on."""
    out_of_line()
    at = body(drugs)
    for s in range(kinds):
        for k in range(plan.steps.shape[1]):
            for c in range(GIVEN):
                rows[row, at] = plan.steps[s, k, c]
                at += 1
    if switching is not None:
        for i in range(plan.steps.shape[1]):
            for j in range(plan.steps.shape[1]):
                matrices[place + START, i, j] = plan.starts[0, i, j]
                matrices[place + END, i, j] = plan.ends[kinds - 1, i, j]
                for s in range(kinds):
                    matrices[place + BETWEEN + s, i, j] = plan.between[s, i, j]


@called
def _find_plans(
    model, order, first, g, concentration, doses, anchor, day, until, kinetics, states, drugs, kept,
    entries, work, worst,
):  # fmt: skip
    """Find the plans that are kept of all groups from group g on, up to one that has none.

    Returns
    -------
    int
        That group, whose `drugs` are filled; the number of groups if there is none.
    """
    out_of_line()
    days = until - day
    while g < first.shape[0] - 1:
        leader, at = order[first[g]], -1
        kind = plan_for(work, states, leader)
        if kinetics is None:
            at = same_again(kept, leader, days, doses, leader if doses.shape[0] > 1 else 0, kind)
        if at < 0:
            begin_group(model, leader, concentration, doses, anchor, day, drugs)
            at = find(kept, leader, days, drugs, kinetics, kind)
        if at < 0:
            return g
        entries[g] = at
        worst[0] = max(worst[0], kept.rows[at, ERROR])
        g += 1
    return g


@allocating
def _plan_all(
    model, order, first, concentration, doses, anchor, day, until, tolerance, kinetics, switching,
    states, plans, entries, worst,
):  # fmt: skip
    """Find or make the plans of all groups; `entries` (group,) is filled with their rows.

    Returns
    -------
    int
        How many kinds of steps there is to be room for; 0 if there is.
    """
    clones, switches = model.clone.shape[1], model.switch_ends.shape[0]
    count, room = concentration.shape[1], MOST_SPANS if kinetics is not None else 1
    spans = new_spans(room, 1, clones, switches, doses.shape[1])
    plan = new_plan(1, clones, switches)
    path, drugs = new_path(model), np.zeros((DRUG_ROWS, count))
    rates, amounts = np.zeros((3, clones)), np.zeros((3, switches))
    work = new_mean_space(clones)
    kept, matrices, days = plans.kept, plans.matrices, until - day
    most = (kept.rows.shape[1] - body(count)) // (clones * GIVEN)
    places = matrices.shape[0] // kept.rows.shape[0]
    g = 0
    while True:
        # (in a function of its own, that counts no references: most plans are found)
        g = _find_plans(
            model, order, first, g, concentration, doses, anchor, day, until, kinetics, states,
            drugs, kept, entries, work, worst,
        )  # fmt: skip
        if g == first.shape[0] - 1:
            return 0
        leader = order[first[g]]
        r = leader if model.clone.shape[0] > 1 else 0
        end_group(model, r, day, until, drugs)
        kind = plan_for(work, states, leader)
        plan, spans, steps, different, error = plan_of(
            model, r, days, drugs, tolerance, kinetics, switching, plan, spans, path, rates,
            amounts, work,
        )  # fmt: skip
        if different > most:
            return different
        at = keep(kept, leader, days, drugs, steps, different, error, kind)
        _put_away(plan, different, count, switching, kept.rows, at, matrices, at * places)
        entries[g] = at
        worst[0] = max(worst[0], error)
        g += 1


@called
def _open_step(tile, size, s, drugs, rows):
    """Put what step s makes of every clone into the tile, where it is not as the one before."""
    out_of_line()
    begin = body(drugs)
    for i in range(size):
        row = tile.numbers[ENTRY + i]
        if s > 0 and rows[row, KINDS] == 1.0:
            continue
        at = begin + s * tile.clones.shape[0] * GIVEN
        for k in range(tile.clones.shape[0]):
            line = tile.clones[k]
            for c in range(GIVEN):
                line[PIECES + c * SIDE + i] = rows[row, at]
                at += 1


@called
def _choose_matrices(tile, size, step, steps, rows, places):
    """Fill the row MATRIX with what switches after a step; before all of them for step -1."""
    out_of_line()
    for i in range(size):
        row = tile.numbers[ENTRY + i]
        place = START if step < 0 else END
        if 0 <= step < steps - 1:
            place = BETWEEN + min(step, int(rows[row, KINDS]) - 1)
        tile.numbers[MATRIX + i] = row * places + place


@called
def _run(tile, model, size, steps, drugs, plans, own, law, one, moved, exact, switching):
    """Advance the tumours of a tile by so many steps."""
    out_of_line()
    rows = plans.kept.rows
    matrices = plans.matrices
    places = matrices.shape[0] // rows.shape[0]
    if switching is not None:
        _choose_matrices(tile, size, -1, steps, rows, places)
        switch_together(tile, matrices, -1, size, one, moved, np.uint64(2 * MOST))
    for s in range(steps):
        for i in range(size):
            tile.keys[HERE + i] = fold_in(tile.keys[BASE + i], np.uint64(s))
        _open_step(tile, size, s, drugs, rows)
        leap_together(tile, model.flow, model.target, model.probability, law, size, one, exact, own)
        if switching is not None:
            _choose_matrices(tile, size, s, steps, rows, places)
            switch_together(tile, matrices, -1, size, one, moved, np.uint64(MOST + s))


@called
def _next_most(rows, entries, steps):
    """Return the smallest number of steps of any group that is more than this, 0 if none is."""
    out_of_line()
    most = 0
    for g in range(entries.shape[0]):
        count = int(rows[entries[g], STEPS])
        if count > steps and (most == 0 or count < most):
            most = count
    return most


@called
def _take_some(tile, differ, cells, state, order, first, rows, entries, keys, moment, steps, where):
    """Fill a tile with patients whose plan has so many steps; return how many there are.

    Parameters
    ----------
    where : ndarray (2,), int64
        The group, and the place in `order`, to go on from; overwritten.
    """
    out_of_line()
    size, g, at = 0, where[0], where[1]
    while g < first.shape[0] - 1 and size < TILE:
        if int(rows[entries[g], STEPS]) != steps:
            at = first[g + 1]
        while at < first[g + 1] and size < TILE:
            p = order[at]
            at += 1
            if state[p] == RUNNING and take(tile, size, p, cells):
                tile.numbers[ROW + size] = p if differ else 0
                tile.numbers[ENTRY + size] = entries[g]
                tile.keys[BASE + size] = fold_in(keys[p], moment)
                size += 1
        g += 1 if at == first[g + 1] else 0
    where[0], where[1] = g, at
    return size


@called
def _settle(order, first, doses, concentration, anchor, until, rows, entries):
    """Let the drugs of all patients move on to the next visit."""
    out_of_line()
    count = concentration.shape[1]
    for g in range(first.shape[0] - 1):
        leader = order[first[g]]
        for at in range(first[g], first[g + 1]):
            p = order[at] if concentration.shape[0] > 1 else 0
            for d in range(count):
                concentration[p, d] = rows[entries[g], AFTER + d]
                if d < doses.shape[1] and doses[leader if doses.shape[0] > 1 else 0, d] == 0.0:
                    anchor[p, d] = until


@kernel
def advance(
    model, cells, state, order, first, concentration, doses, anchor, keys, moment, day, until,
    tolerance, exact, worst, kinetics, switching, states, plans,
):  # fmt: skip
    """Advance all patients from one visit to the next.

    Parameters
    ----------
    plans : Plans
        Overwritten.

    The others are those of `jump.shared.advance`.

    Returns
    -------
    int
        For how many kinds of steps a plan must have room; 0 if there was enough. If not, nobody has
        been advanced.
    """
    clones, rows = cells.shape[1], plans.kept.rows
    entries = np.zeros(first.shape[0] - 1, np.int64)
    needed = _plan_all(
        model, order, first, concentration, doses, anchor, day, until, tolerance, kinetics,
        switching, states, plans, entries, worst,
    )  # fmt: skip
    if needed > 0:
        return needed
    tile, own, where = new_tile(clones, CLONE_ROWS), Own(False, False, True), np.zeros(2, np.int64)
    law, one, moved = np.zeros((clones, WIDTH)), np.zeros(clones), np.zeros(clones)
    steps = _next_most(rows, entries, 0)
    while steps > 0:
        where[0], where[1], size = 0, 0, 1
        while size > 0:
            size = _take_some(
                tile, model.clone.shape[0] > 1, cells, state, order, first, rows, entries, keys,
                moment, steps, where,
            )  # fmt: skip
            _run(
                tile, model, size, steps, concentration.shape[1], plans, own, law, one, moved,
                exact, switching,
            )  # fmt: skip
            for i in range(size):
                give_back(tile, i, cells, state)
        steps = _next_most(rows, entries, steps)
    if kinetics is not None:
        _settle(order, first, doses, concentration, anchor, until, rows, entries)
    return 0
