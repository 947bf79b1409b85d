"""Gillespie's direct method for one clone at constant rates, many patients side by side.

`gillespie.direct.one_clone` for each, an event of all at a time; see `gillespie.lanes`.
"""

import numpy as np

from sim.kernels.compile import called, inlined, kernel, numbers_per_vector, out_of_line
from sim.kernels.gillespie.direct import ALL, BIRTHS, LINE_ROWS, clock_of
from sim.kernels.gillespie.direct import one_clone as one_after_the_other
from sim.kernels.gillespie.lanes import (
    BIT_ROWS,
    LANES,
    LAST,
    NOW,
    NUMBER_ROWS,
    SIDE,
    STILL,
    UNIT,
    WAIT,
    WHO,
    begin_lane,
    finish_wait,
    look_up_waits,
    make_lanes,
    make_rows,
    move_lane,
    next_wait,
    stream_of,
    whole,
)
from sim.kernels.gillespie.patients import give_back, next_patient
from sim.kernels.model import CEILING
from sim.kernels.random.streams import fold_in, next_bits, open_stream

# More rows of `numbers`: the cells, and when the run is over, in the clone's own time; and of
# `bits`: below what a cell divides.
CELLS, UNTIL = NUMBER_ROWS * SIDE, (NUMBER_ROWS + 1) * SIDE
DIVIDES = BIT_ROWS * SIDE
FEW = 16 if numbers_per_vector() == 8 else LANES + 1
"""Fewer lanes are not worth a turn: their patients are run one after the other. On processors
with vectors of four numbers none are."""
_BITS_11 = np.uint64(11)


def advance(model, cells, state, doses, keys, days, most):
    """Advance all patients by so many days (parameters of `gillespie.advance.advance`)."""
    drugs, switches = doses.shape[1], model.switch_ends.shape[0]
    _advance(
        model, make_lanes(*make_rows(NUMBER_ROWS + 2, BIT_ROWS + 1)), np.zeros(1), np.zeros(drugs),
        np.zeros((LINE_ROWS, 1)), np.zeros(switches), cells, state, doses, keys, days, most,
        FEW,
    )  # fmt: skip


@called
def _one_event(numbers, bits, lanes, turn):
    """Let an event happen in every lane; those whose run is over keep still."""
    out_of_line()
    now_is = np.uint64(turn)
    for i in range(lanes):
        n = numbers[CELLS + i]
        now = numbers[NOW + i] + numbers[WAIT + i] / max(n, 1.0)
        alive = (n > 0.0) & (n < CEILING)
        goes = alive & (now < numbers[UNTIL + i]) & (now_is <= bits[LAST + i])
        before = stream_of(bits, i)
        drawn, s = next_bits(before)
        after = n + (1.0 if drawn >> _BITS_11 < bits[DIVIDES + i] else -1.0)
        numbers[CELLS + i] = after if goes else n
        numbers[NOW + i] = now
        next_wait(numbers, bits, i, before, s, goes)


@inlined
def _begin(numbers, bits, i, p, key, n, line, days, turn, most):
    """Begin with patient p in lane i."""
    begin_lane(numbers, bits, i, p, open_stream(fold_in(key, np.uint64(0))), turn, most)
    birth = line[BIRTHS, 0]
    numbers[CELLS + i] = n[0]
    numbers[UNTIL + i], bits[DIVIDES + i] = clock_of(birth, line[ALL, 0] - birth, days)


@called
def _run_alone(numbers, bits, i, n, cells, state, turn):
    """Run lane i to its end, as few are left to run beside it."""
    out_of_line()
    most = np.int64(bits[LAST + i]) - turn
    n[0], events = one_after_the_other(
        stream_of(bits, i), numbers[WAIT + i], numbers[NOW + i], numbers[CELLS + i],
        numbers[UNTIL + i], bits[DIVIDES + i], most,
    )  # fmt: skip
    give_back(n, cells, state, np.int64(bits[WHO + i]), events > most)


@kernel
def _advance(model, space, n, c, line, switching, cells, state, doses, keys, days, most, few):
    numbers, bits, listed = space
    patients, lanes, turn, p = cells.shape[0], 0, 0, 0
    while True:
        while lanes < LANES and p < patients:
            p = next_patient(model, n, c, line, switching, cells, state, doses, p)
            if p < patients:
                _begin(numbers, bits, lanes, p, keys[p], n, line, days, turn, most)
                p, lanes = p + 1, lanes + 1
        if lanes < few:
            for i in range(lanes):
                _run_alone(numbers, bits, i, n, cells, state, turn)
            if p >= patients:
                return
            lanes = 0
            continue
        _one_event(numbers, bits, whole(lanes), turn)
        turn += 1
        # From the last to the first: the last lane, which fills a gap, has been seen to.
        for k in range(look_up_waits(numbers, bits, lanes, listed) - 1, -1, -1):
            i = listed[k]
            if numbers[UNIT + i] < STILL:
                finish_wait(numbers, bits, i)
                continue
            n[0] = numbers[CELLS + i]
            exhausted = turn > np.int64(bits[LAST + i]) + 1
            give_back(n, cells, state, np.int64(bits[WHO + i]), exhausted)
            lanes -= 1
            move_lane(numbers, bits, lanes, i)
