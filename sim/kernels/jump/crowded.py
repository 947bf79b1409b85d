"""The jump engine between two visits, with crowding: tumours side by side, each with its own rates.

A tile holds patients of many groups. All first
try one step, which is mostly enough: what is foreseen of the crowding in it tells. The others share
tiles with those who need as many steps; while drugs decay they are left for
`jump.alone`.
"""

import numpy as np

from sim.kernels.birth_death.law import RATE_ROWS, WIDTH
from sim.kernels.compile import called, inlined, kernel, out_of_line
from sim.kernels.crowding.flowing import heed_flows
from sim.kernels.crowding.mean_path import new_flows
from sim.kernels.crowding.space import WORK_ROWS
from sim.kernels.crowding.steps import Switcher, run_tile, steps_of
from sim.kernels.jump.cut import linear_steps, steps_for
from sim.kernels.jump.kept import (
    AFTER,
    ERROR,
    MOST_KEPT,
    STEPS,
    body,
    find,
    keep,
    knows_whose,
    new_kept,
    rows_for,
    same_again,
    whose,
)
from sim.kernels.leap.own_laws import Own
from sim.kernels.leap.patients import take
from sim.kernels.leap.tile import (
    BASE,
    BIRTHS,
    CLONE_ROWS,
    FEWEST,
    GROUP,
    PER_CELL,
    PLACE,
    ROW,
    SIDE,
    STAYS,
    TILE,
    UNTREATED,
    new_tile,
)
from sim.kernels.model import BIRTH, PER_CAPACITY, RUNNING, STAY, UNIFORM, width
from sim.kernels.random.streams import fold_in
from sim.kernels.rates import exposure
from sim.kernels.rates.spans import MOST_SPANS, new_spans
from sim.kernels.steps.group import (
    BEGUN,
    DOSE,
    DRUG_ROWS,
    ENDED,
    NEXT_ANCHOR,
    PEAK,
    begin_group,
    end_group,
    put_constant,
    put_one_step,
    settle_group,
)
from sim.kernels.steps.path import new_path
from sim.kernels.switching.space import new_mean_space, plan_for
from sim.kernels.switching.together import put_matrices


def new_rates(model, patients, kinetics):
    """Return room for the rates that intervals need, kept (`jump.kept`).

    For 1 patient of many who differ it only hands on: rates that never come again, as under an
    immune system.
    """
    rows, clones = RATE_ROWS if kinetics else 3, model.clone.shape[1]
    known = patients if len(model.clone) > 1 else 1
    what = width(model), rows * clones
    most = MOST_KEPT if kinetics else 2
    return new_kept(known, max(rows_for(known, *what, most=most), known), *what, most)


@inlined
def _put_rates(tile, i, rows, row, drugs):
    """Fill the rates of the tumour at place i from what is kept of its interval."""
    at, clones = body(drugs), tile.clones.shape[0]
    for c in range((rows.shape[1] - at) // clones):
        for k in range(clones):
            tile.clones[k, BIRTHS + c * SIDE + i] = rows[row, at]
            at += 1


@inlined
def _keep_rates(kept, p, days, drugs, fewest, error, rates, kind):
    """Keep the rates (row, clone) of an interval, as many rows as there is room for."""
    at, clones = keep(kept, p, days, drugs, fewest, 1, error, kind), rates.shape[1]
    place = body(drugs.shape[1])
    for c in range((kept.rows.shape[1] - place) // clones):
        for k in range(clones):
            kept.rows[at, place + c * clones + k] = rates[c, k]
    return at


@called
def _find_rates(
    model, r, mine, day, days, tolerance, kinetics, switching, kind, kept, drugs, path, spans,
    rates, amounts, work,
):  # fmt: skip
    """Find what an interval of a group needs, and keep it for patient `mine`; return in which row.

    Where drugs decay, it takes at least two steps if one is not enough for what mutants add.
    """
    out_of_line()
    constant, founding = True, 0.0
    if kinetics is not None:
        end_group(model, r, day, day + days, drugs)
        constant = exposure.hardly_changes(model, r, days, drugs[BEGUN], drugs[DOSE])
    if constant:
        put_constant(model, r, drugs[BEGUN], rates, amounts)
        steps, error = steps_for(
            model, r, days, drugs[BEGUN], rates[0], True, tolerance, switching, amounts, work
        )
        return _keep_rates(kept, mine, days, drugs, steps, error, rates[0], kind)
    if kinetics is not None:
        steps, error = linear_steps(
            model, r, days, drugs[PEAK], False, tolerance, path.crowded[0], None, amounts, work
        )
        founding = put_one_step(model, r, days, drugs, path, spans, rates)
        if founding > tolerance:
            steps = np.int64(2)
        error = max(error, founding) if founding <= tolerance else 0.0
        return _keep_rates(kept, mine, days, drugs, steps, error, rates[0], kind)
    return -1


@called
def _open_tile(
    tile, size, model, order, first, concentration, doses, anchor, day, days, tolerance, kinetics,
    switching, states, kept, drugs, path, spans, rates, amounts, work, worst,
):  # fmt: skip
    """Fill the rates of the tumours of a tile, whose groups stand in the row PLACE.

    One call for all of them, and where an interval has been before none for any: to hand the model
    on takes as long as the step itself.
    """
    out_of_line()
    clones, opened, at = tile.clones.shape[0], np.int64(-1), 0
    knows = knows_whose(kept, model)
    for i in range(size):
        g = tile.numbers[PLACE + i]
        if tile.numbers[GROUP + i] == g + 1:
            continue  # its rates are there already
        tile.numbers[GROUP + i] = g + 1
        leader = order[first[g]]
        r, mine = leader if model.clone.shape[0] > 1 else 0, whose(kept, leader)
        if opened != g:
            at, kind = -1, plan_for(work, states, leader)
            if kinetics is None and knows:
                row = leader if doses.shape[0] > 1 else 0
                at = same_again(kept, mine, days, doses, row, kind)
            if at < 0:
                begin_group(model, leader, concentration, doses, anchor, day, drugs)
                at = find(kept, mine, days, drugs, kinetics, kind) if knows else -1
            if at < 0:
                at = _find_rates(
                    model, r, mine, day, days, tolerance, kinetics, switching, kind, kept, drugs,
                    path, spans, rates, amounts, work,
                )  # fmt: skip
            worst[0] = max(worst[0], kept.rows[at, ERROR])
            opened = g
        _put_rates(tile, i, kept.rows, at, drugs.shape[1])
        tile.numbers[ROW + i], tile.numbers[FEWEST + i] = r, np.int64(kept.rows[at, STEPS])
        for k in range(clones):
            line = tile.clones[k]
            line[STAYS + i], line[UNTREATED + i] = model.clone[r, k, STAY], model.clone[r, k, BIRTH]
            line[PER_CELL + i] = model.clone[r, k, PER_CAPACITY]


@called
def _settle(
    model, order, first, concentration, doses, anchor, day, until, kinetics, kept, drugs
):  # fmt: skip
    """Let the drugs of all groups move on to the next visit."""
    out_of_line()
    count, knows = drugs.shape[1], knows_whose(kept, model)
    for g in range(first.shape[0] - 1):
        leader = order[first[g]]
        r, mine = leader if model.clone.shape[0] > 1 else 0, whose(kept, leader)
        begin_group(model, leader, concentration, doses, anchor, day, drugs)
        at = find(kept, mine, until - day, drugs, kinetics) if knows else -1
        if at < 0:
            end_group(model, r, day, until, drugs)
        for d in range(count if at >= 0 else 0):
            drugs[ENDED, d] = kept.rows[at, AFTER + d]
            if drugs[DOSE, d] == 0.0:
                drugs[NEXT_ANCHOR, d] = until
        settle_group(drugs, concentration, anchor, order, first[g], first[g + 1])


@called
def _run_all(
    model, cells, state, left, want, order, first, concentration, doses, anchor, keys, moment, day,
    days, tolerance, exact, kinetics, switching, states, kept, tile, drugs, path, spans, rates,
    amounts, law, one, switcher, work, worst,
):  # fmt: skip
    """Run all tumours that are left `want`, tile by tile; return how many are left again."""
    out_of_line()
    own = Own(kinetics is None, model.rules[UNIFORM] == 1, False)
    count = 0 if want == 1 else steps_of(want)
    groups = first.shape[0] - 1
    g, at, rest = 0, 0, 0
    while g < groups:
        size = 0
        while g < groups and size < TILE:
            p = order[at]
            at += 1
            if left[p] == want:
                left[p] = want if take(tile, size, p, cells) else 0
            if left[p] == want:
                tile.numbers[PLACE + size] = g
                tile.keys[BASE + size] = fold_in(keys[p], moment)
                size += 1
            g += 1 if at == first[g + 1] else 0
        if size > 0:
            _open_tile(
                tile, size, model, order, first, concentration, doses, anchor, day, days, tolerance,
                kinetics, switching, states, kept, drugs, path, spans, rates, amounts, work,
                worst,
            )  # fmt: skip
            if switching is not None and count > 0:
                put_matrices(
                    tile, size, model, order, first, doses, days / count, rates[0], amounts,
                    switcher.starts, switcher.ends, switcher.between, work,
                )  # fmt: skip
            rest += run_tile(
                tile, model, size, count, days, own, law, one, tolerance, exact, cells, state, left,
                switcher if switching is not None else None, worst,
            )  # fmt: skip
            if switching is not None and count == 0 and switcher.flows.matter:
                heed_flows(
                    tile, size, model, order, first, doses, days, rates, amounts, tolerance, cells,
                    left, switcher, one, worst,
                )  # fmt: skip
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
    model, cells, state, left, order, first, concentration, doses, anchor, keys, moment, day, until,
    tolerance, exact, worst, kinetics, switching, states, kept,
):  # fmt: skip
    """Advance patients from one visit to the next: all, or those for whom one step is enough.

    All where rates do not change but by crowding (`kinetics` is None).

    Parameters
    ----------
    left : ndarray (patient,), int8
        Overwritten: 0, but k + 2 for those who are left, who need 2^k steps.
    kept : Kept
        What intervals needed before; overwritten.

    The others are those of `jump.shared.advance`. The drugs move on if nobody is left.

    Returns
    -------
    int
        How many patients are left.
    """
    clones, count = cells.shape[1], doses.shape[1]
    drugs = np.zeros((DRUG_ROWS, concentration.shape[1]))
    amounts = np.zeros((3, model.switch_ends.shape[0]))
    rates, law, one = np.zeros((1, RATE_ROWS, clones)), np.zeros((clones, WIDTH)), np.zeros(clones)
    path = new_path(model)
    room = MOST_SPANS if kinetics is not None else 1
    spans = new_spans(room, 1, clones, amounts.shape[1], count)
    tile, places = new_tile(clones, CLONE_ROWS), SIDE if switching is not None else 0
    starts, ends = np.zeros((places, clones, clones)), np.zeros((places, clones, clones))
    between, w = np.zeros((places, clones, clones)), np.zeros((WORK_ROWS, clones))
    switcher = Switcher(starts, ends, between, np.zeros(clones), new_flows(model), w)
    work = new_mean_space(clones)
    for p in range(cells.shape[0]):
        left[p] = 1 if state[p] == RUNNING else 0
    rest, want = 0, 1
    while want > 0:
        rest = _run_all(
            model, cells, state, left, want, order, first, concentration, doses, anchor, keys,
            moment, day, until - day, tolerance, exact, kinetics, switching, states, kept, tile,
            drugs, path, spans, rates, amounts, law, one, switcher, work, worst,
        )  # fmt: skip
        want = _least_left(left) if kinetics is None else 0
    if kinetics is None:
        return rest
    if rest == 0:
        _settle(
            model, order, first, concentration, doses, anchor, day, until, kinetics, kept, drugs
        )
    return rest
