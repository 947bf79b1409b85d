"""Gillespie's direct method for several clones at constant rates, many patients side by side.

`gillespie.direct.many_clones` for each, an event of all at a time; see `gillespie.lanes`.
Divisions without mutant and deaths happen along the rows. A lane in which a cell would change its
kind (a mutation, a switch) keeps still, and the plain method does that event.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.compile import called, kernel, numbers_per_vector, out_of_line
from sim.kernels.gillespie.direct import ALL, COMMON, LINE_ROWS, PURE, Moves
from sim.kernels.gillespie.direct import many_clones as one_after_the_other
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
    put_stream,
    stream_of,
    whole,
)
from sim.kernels.gillespie.patients import give_back, next_patient
from sim.kernels.model import CEILING
from sim.kernels.random.streams import fold_in, next_bits, open_stream, uniform

# More rows of `numbers`: when the event happens, where it falls on the line of all clones, where
# the clone gone through begins on it, where all end, and 1 once the event has happened.
LATER, PICK, BELOW, TOTAL, DONE = ((NUMBER_ROWS + k) * SIDE for k in range(5))
# Rows of a clone: its cells, where it ends on that line, its own line (as in `direct`).
N, ABOVE, OF_PURE, OF_COMMON, OF_ALL = (k * SIDE for k in range(5))
CLONE_ROWS = 5
FEW = 8 if numbers_per_vector() > 2 else LANES + 1
"""As in `one_clone`, where turns gain less."""
MOST_CHANGES = 0.15
"""Part of a patient's events that change a cell's kind, beyond which the plain method does them
all: by hand, one takes a lane as long as a dozen plain ones do."""


class Side(NamedTuple):
    """Work space beside the lanes."""

    clones: np.ndarray
    """(clone, CLONE_ROWS x SIDE)."""
    lines: np.ndarray
    """(lane, LINE_ROWS, clone): from `direct.put_line`."""
    switching: np.ndarray
    """(lane, switch)."""
    n: np.ndarray
    """(clone,): cells of one patient."""


def advance(model, cells, state, doses, keys, days, most):
    """Advance all patients by so many days (parameters of `gillespie.advance.advance`)."""
    clones, drugs, switches = cells.shape[1], doses.shape[1], model.switch_ends.shape[0]
    numbers, bits, rows = make_rows(NUMBER_ROWS + 5, BIT_ROWS, clones * CLONE_ROWS)
    side = Side(
        rows.reshape(clones, -1), np.zeros((LANES, LINE_ROWS, clones)), np.zeros((LANES, switches)),
        np.zeros(clones),
    )  # fmt: skip
    _advance(
        model, make_lanes(numbers, bits), side, np.zeros(drugs),
        np.zeros((LINE_ROWS, clones)), np.zeros(switches), cells, state, doses, keys, days, most,
        FEW,
    )  # fmt: skip


@called
def _time_of_event(numbers, bits, lanes, turn, days):
    """Fill when every lane's event happens and where it falls on the line of all its clones."""
    out_of_line()
    now_is = np.uint64(turn)
    for i in range(lanes):
        total = numbers[TOTAL + i]
        alive = total > 0.0
        later = numbers[NOW + i] + numbers[WAIT + i] / (total if alive else 1.0)
        goes = alive & (later < days) & (now_is <= bits[LAST + i])
        u, _ = uniform(stream_of(bits, i))
        numbers[LATER + i] = later
        # Beyond the last clone where the run is over: there nothing happens.
        numbers[PICK + i] = u * total if goes else np.inf
        numbers[BELOW + i], numbers[TOTAL + i], numbers[DONE + i] = 0.0, 0.0, 0.0


@called
def _plain_event(numbers, clone, lanes, last):
    """Let the event happen where it falls on this clone; draw the line of all clones anew."""
    out_of_line()
    for i in range(lanes):
        pick, below, above = numbers[PICK + i], numbers[BELOW + i], clone[ABOVE + i]
        done = numbers[DONE + i]
        cells = clone[N + i]
        left = pick - below
        hit = (pick >= below) & (pick < above) & (left < cells * clone[OF_COMMON + i])
        change = 1.0 if left < cells * clone[OF_PURE + i] else -1.0
        cells = cells + change if hit else cells
        # (a clone at the ceiling ends the run: no total, no event)
        total = numbers[TOTAL + i]
        total = total + cells * clone[OF_ALL + i] if cells < CEILING else -np.inf
        clone[N + i] = cells
        clone[ABOVE + i] = np.inf if last else total
        numbers[TOTAL + i] = total
        numbers[BELOW + i] = above
        numbers[DONE + i] = 1.0 if hit else done


@called
def _go_on(numbers, bits, lanes):
    """Let time pass and draw the next wait where the event happened; the others keep still."""
    out_of_line()
    for i in range(lanes):
        goes = numbers[DONE + i] > 0.0
        now, later = numbers[NOW + i], numbers[LATER + i]
        numbers[NOW + i] = later if goes else now
        before = stream_of(bits, i)
        _, s = next_bits(before)
        next_wait(numbers, bits, i, before, s, goes)


@called
def _line_up(numbers, side, i):
    """Put the cells of `side.n` into lane i, and draw its line of all clones."""
    out_of_line()
    clones, n, line = side.clones, side.n, side.lines[i]
    total, largest = 0.0, 0.0
    for j in range(n.shape[0]):
        total += n[j] * line[ALL, j]
        largest = max(largest, n[j])
        clones[j, N + i] = n[j]
        clones[j, ABOVE + i] = total if j < n.shape[0] - 1 else np.inf
    numbers[TOTAL + i] = total if largest < CEILING else -np.inf


@called
def _begin(numbers, bits, side, i, p, key, line, switching, turn, most):
    """Begin with patient p, whose cells are in `side.n`, in lane i."""
    out_of_line()
    begin_lane(numbers, bits, i, p, open_stream(fold_in(key, np.uint64(0))), turn, most)
    clones = side.clones
    for j in range(line.shape[1]):
        clones[j, OF_PURE + i], clones[j, OF_COMMON + i] = line[PURE, j], line[COMMON, j]
        clones[j, OF_ALL + i] = line[ALL, j]
        for row in range(LINE_ROWS):
            side.lines[i, row, j] = line[row, j]
    for w in range(switching.shape[0]):
        side.switching[i, w] = switching[w]
    _line_up(numbers, side, i)


@called
def _by_hand(moves, numbers, bits, side, i, days, most):
    """Run lane i by the plain method, for most + 1 events at most; return how many there were."""
    out_of_line()
    for j in range(side.n.shape[0]):
        side.n[j] = side.clones[j, N + i]
    if numbers[TOTAL + i] <= 0.0:
        return 0
    r = np.int64(bits[WHO + i]) if moves.probability.shape[0] > 1 else 0
    events, numbers[NOW + i], numbers[WAIT + i], s = one_after_the_other(
        moves, r, stream_of(bits, i), numbers[WAIT + i], numbers[NOW + i], side.n, side.lines[i],
        side.switching[i], days, most,
    )  # fmt: skip
    put_stream(bits, i, s)
    _line_up(numbers, side, i)
    return events


@called
def _move(numbers, bits, side, origin, i):
    """Move a lane to another place."""
    out_of_line()
    move_lane(numbers, bits, origin, i)
    for j in range(side.n.shape[0]):
        for row in range(0, side.clones.shape[1], SIDE):
            side.clones[j, row + i] = side.clones[j, row + origin]
        for row in range(LINE_ROWS):
            side.lines[i, row, j] = side.lines[origin, row, j]
    for w in range(side.switching.shape[1]):
        side.switching[i, w] = side.switching[origin, w]


@called
def _one_event(numbers, bits, clones, lanes, turn, days):
    """Let an event happen in every lane; those in which it is no plain one keep still."""
    out_of_line()
    _time_of_event(numbers, bits, lanes, turn, days)
    for j in range(clones.shape[0]):
        _plain_event(numbers, clones[j], lanes, j == clones.shape[0] - 1)
    _go_on(numbers, bits, lanes)


@called
def _mostly_plain(n, line):
    """Tell whether few of the events to come change a cell's kind."""
    out_of_line()
    changes, total = 0.0, 0.0
    for j in range(n.shape[0]):
        changes += n[j] * max(line[ALL, j] - line[COMMON, j], 0.0)
        total += n[j] * line[ALL, j]
    return changes <= MOST_CHANGES * total


@kernel
def _advance(model, space, side, c, line, switching, cells, state, doses, keys, days, most, few):
    numbers, bits, listed = space
    n = side.n
    moves = Moves(model.switch_ends, model.flow, model.target, model.probability, model.rules)
    patients, lanes, turn, p = cells.shape[0], 0, 0, 0
    while True:
        while lanes < LANES and p < patients:
            p = next_patient(model, n, c, line, switching, cells, state, doses, p)
            if p < patients:
                _begin(numbers, bits, side, lanes, p, keys[p], line, switching, turn, most)
                if _mostly_plain(n, line):
                    lanes += 1
                else:
                    events = _by_hand(moves, numbers, bits, side, lanes, days, most)
                    give_back(n, cells, state, p, events > most)
                p += 1
        if lanes < few:
            for i in range(lanes):
                left = np.int64(bits[LAST + i]) - turn
                events = _by_hand(moves, numbers, bits, side, i, days, left)
                give_back(n, cells, state, np.int64(bits[WHO + i]), events > left)
            if p >= patients:
                return
            lanes = 0
            continue
        _one_event(numbers, bits, side.clones, whole(lanes), turn, days)
        turn += 1
        # From the last to the first: the last lane, which fills a gap, has been seen to.
        for k in range(look_up_waits(numbers, bits, lanes, listed) - 1, -1, -1):
            i = listed[k]
            if numbers[UNIT + i] < STILL:
                finish_wait(numbers, bits, i)
                continue
            left = np.int64(bits[LAST + i]) + 1 - turn
            if _by_hand(moves, numbers, bits, side, i, days, min(left, 0)) == 0:
                give_back(n, cells, state, np.int64(bits[WHO + i]), left < 0)
                lanes -= 1
                _move(numbers, bits, side, lanes, i)
