"""The jump engine between two visits, where every tumour has rates of its own: side by side.

Because it is crowded, or because patients differ. A tile holds patients of many groups. All first
try one step, which is mostly enough: what is foreseen of the crowding in it tells. The others share
tiles with those who need as many steps; while drugs decay they are left for
`sim.kernels.crowd_alone`.
"""

import numpy as np

from sim.kernels.compile import called, inlined, kernel, out_of_line
from sim.kernels.group_rates import (
    DRUG_ROWS,
    PEAK,
    begin_group,
    put_again,
    put_constant,
    put_one_step,
    settle_group,
)
from sim.kernels.jump import RUNNING, take
from sim.kernels.law import NODES, RATE_ROWS, WIDTH
from sim.kernels.model import BIRTH, CROWDING, NO_CROWDING, PER_CAPACITY, STAY, UNIFORM
from sim.kernels.own import Own
from sim.kernels.random import fold_in
from sim.kernels.steps import linear_steps, steps_at
from sim.kernels.tile import (
    BASE,
    BIRTHS,
    CLONE_ROWS,
    FEWEST,
    GROUP,
    PER_CELL,
    ROW,
    SIDE,
    STAYS,
    TILE,
    UNTREATED,
    new_tile,
)
from sim.kernels.tile_steps import run_tile


@inlined
def _put_rates(tile, i, model, r, rates, changing):
    """Fill the rates of the tumour at place i."""
    for k in range(rates.shape[1]):
        line = tile.clones[k]
        for c in range(RATE_ROWS if changing else 3):
            line[BIRTHS + c * SIDE + i] = rates[c, k]
        line[STAYS + i], line[UNTREATED + i] = model.clone[r, k, STAY], model.clone[r, k, BIRTH]
        line[PER_CELL + i] = model.clone[r, k, PER_CAPACITY]


@called
def _open_group(
    model, leader, concentration, doses, due, day, days, tolerance, kinetics, kept, drugs, now,
    births, nodes, trees, over, rates, amounts,
):  # fmt: skip
    """Fill the rates of a group; return its row, and the fewest steps it may take."""
    out_of_line()
    if kinetics is None:
        r = leader if model.clone.shape[0] > 1 else 0
        dose = doses[leader if doses.shape[0] > 1 else 0]
        if kept.shape[0] > 0:
            put_again(model, r, dose, kept[leader], rates, amounts)
        else:
            put_constant(model, r, dose, rates, amounts)
        return r, steps_at(model, r, days, rates[0], tolerance)
    r = begin_group(model, leader, concentration, doses, due, day, drugs)
    put_one_step(
        model, r, day, days, drugs, now, births, nodes, trees, over, rates, amounts, kinetics
    )
    return r, linear_steps(model, r, days, drugs[PEAK], tolerance, nodes, None)


@called
def _run_all(
    model, cells, state, left, want, order, first, concentration, doses, due, keys, moment, day,
    days, tolerance, exact, kinetics, kept, tile, drugs, now, births, nodes, trees, over, rates,
    amounts, law, one,
):  # fmt: skip
    """Run all tumours that are left `want`, tile by tile; return how many are left again."""
    out_of_line()
    alike = model.rules[UNIFORM] == 1 or model.rules[CROWDING] == NO_CROWDING
    own = Own(kinetics is None, alike)
    count = 0 if want == 1 else 2 ** (want - 2)
    groups = first.shape[0] - 1
    g, at, r, fewest, opened, rest = 0, 0, 0, 1, False, 0
    while g < groups:
        size = 0
        while g < groups and size < TILE:
            p = order[at]
            at += 1
            if left[p] == want:
                left[p] = want if take(tile, size, p, cells) else 0
            if left[p] == want:
                if not opened:
                    r, fewest = _open_group(
                        model, order[first[g]], concentration, doses, due, day, days, tolerance,
                        kinetics, kept, drugs, now, births, nodes, trees, over, rates, amounts,
                    )  # fmt: skip
                    opened = True
                if tile.numbers[GROUP + size] != g + 1:  # else its rates are there already
                    _put_rates(tile, size, model, r, rates[0], kinetics is not None)
                    tile.numbers[GROUP + size] = g + 1
                tile.numbers[ROW + size], tile.numbers[FEWEST + size] = r, fewest
                tile.keys[BASE + size] = fold_in(keys[p], moment)
                size += 1
            if at == first[g + 1]:
                g += 1
                opened = False
        if size > 0:
            rest += run_tile(
                tile, model, size, count, days, own, law, one, tolerance, exact, cells, state, left
            )
    return rest


@called
def _least_left(left):
    """Return the least mark of those who are left, 0 where nobody is."""
    out_of_line()
    least = np.int64(0)
    for p in range(left.shape[0]):
        if left[p] > 0 and (least == 0 or left[p] < least):
            least = np.int64(left[p])
    return least


@kernel
def advance(
    model, cells, state, left, order, first, concentration, doses, due, keys, moment, day, until,
    tolerance, exact, kinetics, kept,
):  # fmt: skip
    """Advance patients from one visit to the next: all, or those for whom one step is enough.

    All where rates do not change but by crowding (`kinetics` is None).

    Parameters
    ----------
    left : ndarray (patient,), int8
        Overwritten: 0, but k + 2 for those who are left, who need 2^k steps.
    kept : ndarray (patient or 0, drug + 3 x clone)
        The doses and rates of the visit before (`sim.kernels.group_rates.put_again`).

    The others are those of `sim.kernels.jump.advance`. The drugs move on if nobody is left.

    Returns
    -------
    int
        How many patients are left.
    """
    clones, count = cells.shape[1], doses.shape[1]
    drugs, amounts = np.zeros((DRUG_ROWS, count)), np.zeros((1, 0))
    rates, law, one = np.zeros((1, RATE_ROWS, clones)), np.zeros((clones, WIDTH)), np.zeros(clones)
    now, births, nodes = np.empty(count), np.empty((NODES, clones)), np.empty((4, 3, clones))
    trees, over = np.empty((NODES + 1, clones, 3)), np.empty((NODES + 1, 3, clones))
    tile = new_tile(clones, CLONE_ROWS)
    for p in range(cells.shape[0]):
        left[p] = 1 if state[p] == RUNNING else 0
    rest, want = 0, 1
    while want > 0:
        rest = _run_all(
            model, cells, state, left, want, order, first, concentration, doses, due, keys, moment,
            day, until - day, tolerance, exact, kinetics, kept, tile, drugs, now, births, nodes,
            trees, over, rates, amounts, law, one,
        )  # fmt: skip
        want = _least_left(left) if kinetics is None else 0
    if kinetics is None:
        return rest
    for g in range(first.shape[0] - 1 if rest == 0 else 0):
        r = begin_group(model, order[first[g]], concentration, doses, due, day, drugs)
        settle_group(model, r, day, until, drugs, concentration, due, order, first[g], first[g + 1])
    return rest
