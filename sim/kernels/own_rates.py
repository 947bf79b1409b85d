"""The jump engine between two visits, where every tumour has rates of its own: side by side.

Because it is crowded, or because patients differ. A tile holds patients of many groups. All first
try one step, which is mostly enough: what is foreseen of the crowding in it tells. The others share
tiles with those who need as many steps; while drugs decay they are left for
`sim.kernels.crowd_alone`.
"""

import numpy as np

from sim.kernels import exposure
from sim.kernels.compile import called, inlined, kernel, out_of_line, spliced
from sim.kernels.foresee import foresee, press
from sim.kernels.group_rates import (
    BEGUN,
    DOSE,
    DRUG_ROWS,
    PEAK,
    begin_group,
    put_again,
    put_changing,
    put_constant,
    settle_group,
)
from sim.kernels.jump import RUNNING, give_back, take
from sim.kernels.law import NODES, RATE_ROWS, WIDTH
from sim.kernels.model import BIRTH, CROWDING, NO_CROWDING, PER_CAPACITY, STAY, UNIFORM
from sim.kernels.own import Own
from sim.kernels.random import fold_in
from sim.kernels.steps import linear_steps, power_of_two, steps_at
from sim.kernels.tile import (
    ADDED,
    ALIVE,
    ASIDE,
    BASE,
    BIRTHS,
    CELLS,
    DAYS,
    FACTOR,
    FEWEST,
    GROUP,
    HERE,
    PER_CELL,
    PULL,
    ROW,
    SIDE,
    START_ADDED,
    START_FACTOR,
    STAYS,
    STEPS,
    TILE,
    UNTREATED,
    WHO,
    new_tile,
)
from sim.kernels.together import leap_together


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
def _leave(tile, size, left):
    """Take off the tile the tumours that one step is not enough for; return how many.

    Who takes part is done with (`left` is 0); who needs 2^k steps, or feels chance, is left k + 2.
    """
    out_of_line()
    w, many = tile.work, 0
    for i in range(size):
        steps, p = w[STEPS + i], tile.numbers[WHO + i]
        left[p] = 0
        if steps > 1.0 or w[PULL + i] > 0.0 or tile.numbers[FEWEST + i] > 1:
            many += 1
            count = max(power_of_two(steps), tile.numbers[FEWEST + i])
            left[p] = 2
            while count > 1:
                left[p] += 1
                count //= 2
            for k in range(tile.clones.shape[0]):
                tile.clones[k, CELLS + i] = 0.0  # without cells it takes no part
    return many


@called
def _first_half(tile, size, s, h):
    """Make ready for step s of h days, or for the first half of it where chance is felt.

    Returns
    -------
    int
        How many feel chance.
    """
    out_of_line()
    w, many = tile.work, 0
    for i in range(size):
        key = fold_in(tile.keys[BASE + i], np.uint64(s))
        chance = w[PULL + i] > 0.0
        tile.keys[HERE + i] = fold_in(key, np.uint64(1)) if chance else key
        w[DAYS + i] = 0.5 * h if chance else h
        many += 1 if chance else 0
    for k in range(tile.clones.shape[0] if many > 0 else 0):
        line = tile.clones[k]
        for i in range(size):
            if w[DAYS + i] < h:
                line[FACTOR + i], line[ADDED + i] = line[START_FACTOR + i], line[START_ADDED + i]
    return many


@called
def _second_half(tile, size, s, h, rules, competition, alike):
    """Make ready for the second half of a step of h days; who feels no chance is set aside."""
    out_of_line()
    w = tile.work
    for k in range(tile.clones.shape[0]):  # mutants may have founded any clone
        tile.marks[ALIVE, k] = True
    press(tile, rules[CROWDING], competition, alike, CELLS, FACTOR, ADDED, size)
    for i in range(size):
        key = fold_in(tile.keys[BASE + i], np.uint64(s))
        tile.keys[HERE + i] = fold_in(key, np.uint64(2))
    for k in range(tile.clones.shape[0]):
        line = tile.clones[k]
        for i in range(size):
            line[FACTOR + i] = max(2.0 * line[FACTOR + i] - line[START_FACTOR + i], 0.0)
            line[ADDED + i] = max(2.0 * line[ADDED + i] - line[START_ADDED + i], 0.0)
            if w[DAYS + i] == h:
                line[ASIDE + i] = line[CELLS + i]
                line[CELLS + i] = 0.0


@called
def _bring_back(tile, size, h):
    """Bring back the tumours that were set aside."""
    out_of_line()
    for k in range(tile.clones.shape[0]):
        line = tile.clones[k]
        for i in range(size):
            if tile.work[DAYS + i] == h:
                line[CELLS + i] = line[ASIDE + i]


@spliced
def _run(tile, model, size, count, days, own, law, one, tolerance, exact, cells, state, left):
    """Advance the tumours of a tile by `count` equal steps; return how many are left.

    A count of 0 is a trial of one step: those for whom it is not enough are left as they are.
    """
    trial = count == 0
    count, rest = max(count, 1), 0
    h = days / count
    for s in range(count):
        foresee(tile, model.rules, model.competition, h, own.alike, tolerance, size)
        if trial:
            rest = _leave(tile, size, left)
        chance = _first_half(tile, size, s, h)
        for half in range(2 if chance > 0 and not trial else 1):
            if half == 1:
                _second_half(tile, size, s, h, model.rules, model.competition, own.alike)
            leap_together(
                tile, model.flow, model.target, model.probability, law, size, one, exact, own
            )
            if half == 1:
                _bring_back(tile, size, h)
    for i in range(size):
        if not trial or left[tile.numbers[WHO + i]] == 0:
            give_back(tile, i, cells, state)
            left[tile.numbers[WHO + i]] = 0
    return rest


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
    if exposure.is_constant(model, r, drugs[BEGUN], drugs[DOSE]):
        put_constant(model, r, drugs[BEGUN], rates, amounts)
    else:
        put_changing(
            model, r, day, days, drugs, 1, now, births, nodes, trees, over, rates, amounts,
            kinetics,
        )  # fmt: skip
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
            rest += _run(
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
        Overwritten: 0, but for those who are left.

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
    tile = new_tile(clones)
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
