"""A step of the embedded Runge-Kutta pair of Dormand and Prince (1980), J Comput Appl Math 6:19.

All lanes take it side by side, each of a length of its own. The slope at its end is the one at the
start of the next.
"""

import math

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.immune.defence import EXPOSED, LEVELS
from sim.kernels.mean_field.lanes import (
    AT,
    CELLS,
    FILLED,
    FRESH,
    K0,
    K1,
    K2,
    K3,
    K4,
    K5,
    PATIENT,
    SLOPE,
    STEADY,
    STEP,
    TAKEN,
    TRIAL,
    WORST,
    decay_and_put_rates,
)
from sim.kernels.mean_field.plain_rates import put_plain_rates
from sim.kernels.mean_field.slopes import put_slopes
from sim.kernels.model import CEILING

STAGES = 7
WHEN = np.array([0.0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1.0, 1.0])
"""When a stage is, of a step."""

SMALLEST_COUNT = 1e-9
"""Cells below which a count may be wrong."""
MOST_CHANGE, LEAST_CHANGE, SAFE = 5.0, 0.2, 0.9
"""Of the length of a step, to the next; and by how much it stays below what the error allows."""


@inlined
def _try(rows, count, own, size, stage):
    """Fill what a stage tries of the first rows, and put the slope of the stage before aside."""
    for i in range(count):
        x = rows[i]
        if stage == 0:
            for j in range(size):
                x[TRIAL + j] = x[CELLS + j]
        elif stage == 1:
            for j in range(size):
                x[TRIAL + j] = x[CELLS + j] + own[STEP + j] * (1 / 5 * x[K0 + j])
        elif stage == 2:
            for j in range(size):
                x[K1 + j] = x[SLOPE + j]
                slope = 3 / 40 * x[K0 + j] + 9 / 40 * x[K1 + j]
                x[TRIAL + j] = x[CELLS + j] + own[STEP + j] * slope
        elif stage == 3:
            for j in range(size):
                x[K2 + j] = x[SLOPE + j]
                slope = 44 / 45 * x[K0 + j] - 56 / 15 * x[K1 + j] + 32 / 9 * x[K2 + j]
                x[TRIAL + j] = x[CELLS + j] + own[STEP + j] * slope
        elif stage == 4:
            for j in range(size):
                x[K3 + j] = x[SLOPE + j]
                slope = 19372 / 6561 * x[K0 + j] - 25360 / 2187 * x[K1 + j]
                slope += 64448 / 6561 * x[K2 + j] - 212 / 729 * x[K3 + j]
                x[TRIAL + j] = x[CELLS + j] + own[STEP + j] * slope
        elif stage == 5:
            for j in range(size):
                x[K4 + j] = x[SLOPE + j]
                slope = 9017 / 3168 * x[K0 + j] - 355 / 33 * x[K1 + j]
                slope += 46732 / 5247 * x[K2 + j] + 49 / 176 * x[K3 + j]
                slope -= 5103 / 18656 * x[K4 + j]
                x[TRIAL + j] = x[CELLS + j] + own[STEP + j] * slope
        else:  # the result, of fifth order
            for j in range(size):
                x[K5 + j] = x[SLOPE + j]
                slope = 35 / 384 * x[K0 + j] + 500 / 1113 * x[K2 + j] + 125 / 192 * x[K3 + j]
                slope += 11 / 84 * x[K5 + j] - 2187 / 6784 * x[K4 + j]
                x[TRIAL + j] = x[CELLS + j] + own[STEP + j] * slope


@inlined
def _begin(rows, count, numbers, size):
    """Keep the slope at the start of a step, where it was to be found."""
    for i in range(count):
        x = rows[i]
        for j in range(size):
            x[K0 + j] = x[SLOPE + j] if numbers[FRESH + j] == 1 else x[K0 + j]


@inlined
def _add_error(rows, count, own, size, tolerance):
    """Raise the error over the allowed to that of the first rows: beside the fourth order."""
    for i in range(count):
        x = rows[i]
        for j in range(size):
            error = 71 / 57600 * x[K0 + j] - 71 / 16695 * x[K2 + j] + 71 / 1920 * x[K3 + j]
            error += 22 / 525 * x[K5 + j] - 17253 / 339200 * x[K4 + j] - 1 / 40 * x[SLOPE + j]
            before, after = abs(x[CELLS + j]), abs(x[TRIAL + j])
            allowed = SMALLEST_COUNT + tolerance * (before if before > after else after)
            ratio = abs(own[STEP + j] * error) / allowed
            # (an error that is not a number counts as large)
            own[WORST + j] = own[WORST + j] if ratio <= own[WORST + j] else ratio


@called
def _put_rates(model, lanes, size, stage):
    """Fill the rates of the lanes whose rates change, one by one, as they are at a stage."""
    out_of_line()
    own, numbers = lanes.own, lanes.numbers
    for j in range(size):
        if numbers[STEADY + j] == 1 or numbers[PATIENT + j] < 0:
            continue
        if stage > 0 or numbers[FRESH + j] == 1:
            decay_and_put_rates(model, lanes, j, own[AT + j] + own[STEP + j] * WHEN[stage])


@called
def try_step(model, lanes, size, tolerance, kinetics, plain, defence):
    """Try a step of every lane; its error over the allowed is left in WORST, the rest in TRIAL.

    One call for all: to hand the model on takes as long as a stage.
    """
    out_of_line()
    own, numbers, clones, fresh = lanes.own, lanes.numbers, lanes.clones.shape[0], 0
    for j in range(size):
        fresh += numbers[FRESH + j]
        own[WORST + j] = 0.0
    for stage in range(0 if fresh > 0 else 1, STAGES):
        _try(lanes.clones, clones, own, size, stage)
        if defence is not None:
            _try(lanes.others, LEVELS, own, size, stage)
        if kinetics is not None:
            if plain:
                put_plain_rates(model, lanes, size, WHEN[stage])
            else:
                _put_rates(model, lanes, size, stage)
        put_slopes(model, lanes, size, defence)
        if stage == 0:
            _begin(lanes.clones, clones, numbers, size)
            if defence is not None:
                _begin(lanes.others, LEVELS, numbers, size)
            for j in range(size):
                numbers[FRESH + j] = 0
    _add_error(lanes.clones, clones, own, size, tolerance)
    if defence is not None:
        _add_error(lanes.others, EXPOSED, own, size, tolerance)


@inlined
def change_after(worst):
    """Return how many times as long the next step may be, after one with this error.

    As worst^(-3/16) for worst^(-1/5): square roots are cheap, and it changes less.
    """
    if worst > 0.0:
        eighth = math.sqrt(math.sqrt(math.sqrt(worst)))
        return min(MOST_CHANGE, max(LEAST_CHANGE, SAFE / (eighth * math.sqrt(eighth))))
    return MOST_CHANGE if worst == 0.0 else LEAST_CHANGE


@called
def take_steps(lanes, size, defence):
    """Move every lane whose step is TAKEN to its end; mark where a clone reached the ceiling."""
    out_of_line()
    numbers = lanes.numbers
    for i in range(lanes.clones.shape[0]):
        x = lanes.clones[i]
        for j in range(size):
            n = x[TRIAL + j] if x[TRIAL + j] > 0.0 else 0.0
            n = n if n < CEILING else CEILING
            taken = numbers[TAKEN + j] == 1
            x[CELLS + j] = n if taken else x[CELLS + j]
            x[K0 + j] = x[SLOPE + j] if taken else x[K0 + j]
            numbers[FILLED + j] = 1 if taken and n >= CEILING else numbers[FILLED + j]
    if defence is not None:
        for i in range(LEVELS):
            x = lanes.others[i]
            for j in range(size):
                if numbers[TAKEN + j] == 1:
                    x[CELLS + j], x[K0 + j] = max(x[TRIAL + j], 0.0), x[SLOPE + j]
