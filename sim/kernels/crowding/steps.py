"""Steps of a tile of crowded tumours: how many each needs, and halves where chance is felt.

As `crowding.leap.crowded_step`, with the same bits, for all of them.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.crowding.mean_path import Flows
from sim.kernels.crowding.together import foresee, press
from sim.kernels.leap.patients import give_back
from sim.kernels.leap.tile import (
    ADDED,
    ALIVE,
    ASIDE,
    BASE,
    CELLS,
    DAYS,
    END_FACTOR,
    FACTOR,
    FEWEST,
    HERE,
    PULL,
    START_ADDED,
    START_FACTOR,
    STEPS,
    WHO,
)
from sim.kernels.leap.together import leap_together
from sim.kernels.model import CROWDING
from sim.kernels.random.streams import fold_in
from sim.kernels.steps.length import MOST_STEPS, power_of_two
from sim.kernels.switching.switch import MOST
from sim.kernels.switching.together import switch_together


@inlined
def mark_of(steps):
    """Return how those are marked who need so many steps, a power of two: k + 2 for 2^k."""
    mark = np.int64(2)
    while steps > 1:
        mark += 1
        steps //= 2
    return mark


@inlined
def steps_of(mark):
    """Return how many steps that is."""
    return np.int64(2) ** np.int64(mark - 2)


@called
def _leave(tile, size, left, everybody, alike):
    """Take off the tile the tumours that one step is not enough for; return how many.

    Who takes part is done with (`left` is 0); who needs 2^k steps, or feels chance, is left k + 2.
    Where clones switch that is `everybody`; and as many times as crowding makes births quicker.
    """
    out_of_line()
    w, many = tile.work, 0
    for i in range(size):
        steps, p = w[STEPS + i], tile.numbers[WHO + i]
        left[p] = 0
        fewest = tile.numbers[FEWEST + i]
        if everybody:
            quick = 1.0
            for k in range(1 if alike else tile.clones.shape[0]):
                line = tile.clones[k]
                if alike or line[CELLS + i] > 0.0:
                    quick = max(quick, max(line[START_FACTOR + i], line[END_FACTOR + i]))
            fewest = min(fewest * power_of_two(quick), MOST_STEPS)
        if everybody or steps > 1.0 or w[PULL + i] > 0.0 or fewest > 1:
            many += 1
            left[p] = mark_of(max(power_of_two(steps), fewest))
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


@called
def _note_error(tile, size, tolerance, left, trial, worst):
    """Note the largest error of the mean that is estimated for a step that is taken now."""
    out_of_line()
    for i in range(size):
        taken = not trial or left[tile.numbers[WHO + i]] == 0
        if taken and tile.work[PULL + i] == 0.0:
            steps = tile.work[STEPS + i]
            worst[0] = max(worst[0], tolerance * steps * steps)


class Switcher(NamedTuple):
    """What tumours that switch need."""

    starts: np.ndarray
    """(place, clone, clone): at the start of a step, from `switch_together.put_matrices`."""
    ends: np.ndarray
    """(place, clone, clone): at its end."""
    between: np.ndarray
    """(place, clone, clone): between one step and the next."""
    moved: np.ndarray
    """(clone,): work space."""
    flows: Flows
    w: np.ndarray
    """(space.WORK_ROWS, clone): work space."""


@inlined
def run_tile(
    tile, model, size, count, days, own, law, one, tolerance, exact, cells, state, left, switcher,
    worst,
):  # fmt: skip
    """Advance the tumours of a tile by `count` equal steps; return how many are left.

    A count of 0 is a trial of one step: those for whom it is not enough are left as they are.
    Where they switch (`switcher` is not None) it is for nobody: all find out how many they need.
    """
    trial = count == 0
    count, rest = max(count, 1), 0
    h = days / count
    if switcher is not None and not trial:
        switch_together(tile, switcher.starts, -1, size, one, switcher.moved, np.uint64(2 * MOST))
    for s in range(count):
        foresee(tile, model, h, own, trial, tolerance, size)
        if trial:
            rest = _leave(tile, size, left, switcher is not None, own.alike)
            if rest == size:
                return rest
        if switcher is None or not switcher.flows.matter:  # (else it has been measured before)
            _note_error(tile, size, tolerance, left, trial, worst)
        chance = _first_half(tile, size, s, h)
        for half in range(2 if chance > 0 and not trial else 1):
            if half == 1:
                _second_half(tile, size, s, h, model.rules, model.competition, own.alike)
            leap_together(
                tile, model.flow, model.target, model.probability, law, size, one, exact, own
            )
            if half == 1:
                _bring_back(tile, size, h)
        if switcher is not None and not trial:
            matrices = switcher.ends if s == count - 1 else switcher.between
            number = np.uint64(MOST + s)
            switch_together(tile, matrices, -1, size, one, switcher.moved, number)
    for i in range(size):
        if not trial or left[tile.numbers[WHO + i]] == 0:
            give_back(tile, i, cells, state)
            left[tile.numbers[WHO + i]] = 0
    return rest
