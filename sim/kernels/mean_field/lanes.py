"""Patients side by side, each in a lane: how their numbers lie in memory.

A processor does plain arithmetic for several lanes at a time where their numbers are neighbours.
Number c of lane l stands at ``x[c + l]`` of a row, where names such as CELLS are multiples of
LANES: the compiler then knows every distance. Each lane has steps and days of its own, so that
nobody's numbers depend on whom he runs beside; a lane whose patient is through takes the next.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.compile import allocating, called, inlined, out_of_line
from sim.kernels.immune.defence import LEVELS
from sim.kernels.model import (
    ARRIVALS,
    BATCH,
    BIRTH,
    DEATH,
    END_EDGE,
    FIRST_EDGE,
    PER_CAPACITY,
    STAY,
)
from sim.kernels.rates import exposure
from sim.kernels.rates.drugs import drug_rates, switch_rate
from sim.kernels.rates.raised import (
    capacity_left,
    changes_capacity,
    is_raised,
    probability_of,
)

LANES = np.int64(16)
"""Two vectors of eight numbers, or four of four."""


def _columns(first: int, count: int) -> np.ndarray:
    return LANES * np.arange(first, first + count)


# Of each clone, and of each level of the immune system: what there is, and what a stage tries; the
# slope there, and the slopes at the start of the step and of its stages before.
CELLS, TRIAL, SLOPE, K0, K1, K2, K3, K4, K5 = _columns(0, 9)
LEVEL_COLUMNS = 9 * LANES
# Of each clone besides: rates under the drugs, the share of divisions without mutant, births
# and deaths without drug, 1 / capacity, how much of it the immune system sees, how many cells come
# from elsewhere [1/day] (ARRIVING); and from TERM on, of each drug, what its term is multiplied by
# (`mean_field.plain_rates`).
BIRTHS, DEATHS, LINKED, STAYS, UNTREATED, UNTREATED_DEATHS, PER_CELL, VISIBLE = _columns(9, 8)
ARRIVING, TERM = 17 * LANES, 18 * LANES
# Of each lane: the step that is tried and its error over the allowed, a good length of the next
# one [days]; how far the lane is, and how long its span without administrations lasts [days from
# its start]; the days on which the span begins and ends; and what slopes need on the way.
STEP, WORST, WISH, AT, SPAN, DAY, STOP, LOAD, FACTOR, ADDED, BORN, KILLING = _columns(0, 12)
OWN_COLUMNS = 12 * LANES
# Whole numbers of each lane: its patient (-1: none), his row of parameters and of the immune
# system's, whether his rates stay as they are, whether the slope at the start of the next step is
# to be found, whether the step is taken, and whether a clone has reached the ceiling.
PATIENT, ROW, IMMUNE, STEADY, FRESH, TAKEN, FILLED = _columns(0, 7)
NUMBER_COLUMNS = 7 * LANES
# Of the drugs of each lane: what is there at the start of a span, what of it is left, doses, and
# the days from which they are given.
THERE, NOW, DOSE, LAST = 0, 1, 2, 3


class Lanes(NamedTuple):
    """The numbers of the patients who run side by side: few arrays, since all are handed on."""

    clones: np.ndarray
    """(clone, TERM + drug x LANES)"""
    others: np.ndarray
    """(row, (2 + drug) x LANES or more): rows of the levels of the immune system, of mutations (how
    often a division gives one), of switches and of drugs (see `of_switches`, `of_drugs`)."""
    own: np.ndarray
    """(OWN_COLUMNS,)"""
    numbers: np.ndarray
    """(NUMBER_COLUMNS,), int64"""
    drugs: np.ndarray
    """(lane, 4, drug or more)"""
    rates: np.ndarray
    """(3, clone): work space."""


@allocating
def new_lanes(clones, drugs, mutations, switches, long):
    """Return room for LANES patients; `long` is how many numbers a vector of concentrations has."""
    return Lanes(
        np.zeros((clones, TERM + drugs * LANES)),
        np.zeros((LEVELS + mutations + switches + drugs, max(LEVEL_COLUMNS, (2 + drugs) * LANES))),
        np.zeros(OWN_COLUMNS),
        np.zeros(NUMBER_COLUMNS, np.int64),
        np.zeros((LANES, 4, long)),
        np.zeros((3, clones)),
    )


@inlined
def of_mutations():
    """Return the first row of mutations."""
    return LEVELS


@inlined
def of_switches(model):
    """Return the first row of switches: rates now, without drug, and what each drug adds."""
    return LEVELS + model.target.shape[0]


@inlined
def of_drugs(model):
    """Return the first row of drugs: their columns are those of `mean_field.plain_rates`."""
    return LEVELS + model.target.shape[0] + model.switch_ends.shape[0]


@inlined
def put_numbers(model, lanes, lane, defence):
    """Fill what of a lane hangs on its patient's parameters alone."""
    r = lanes.numbers[ROW + lane]
    for i in range(lanes.clones.shape[0]):
        x = lanes.clones[i]
        x[STAYS + lane], x[UNTREATED + lane] = model.clone[r, i, STAY], model.clone[r, i, BIRTH]
        x[UNTREATED_DEATHS + lane] = model.clone[r, i, DEATH]
        x[PER_CELL + lane] = model.clone[r, i, PER_CAPACITY]
        if model.clone.shape[2] > ARRIVALS:
            x[ARRIVING + lane] = model.clone[r, i, ARRIVALS] * model.clone[r, i, BATCH]
        if defence is not None:
            x[VISIBLE + lane] = defence.visible[lanes.numbers[IMMUNE + lane], i]
    for m in range(model.target.shape[0]):
        lanes.others[of_mutations() + m, lane] = model.probability[r, m]


@called
def _put_changed(model, lanes, lane):
    """Fill the mutations that drugs raise, and capacities, under the drugs that are there NOW."""
    out_of_line()
    r, now = lanes.numbers[ROW + lane], lanes.drugs[lane, NOW]
    for i in range(lanes.clones.shape[0]):
        x = lanes.clones[i]
        if is_raised(model):
            stays = 1.0
            for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
                often = probability_of(model, r, i, m, now)
                lanes.others[of_mutations() + m, lane] = often
                stays -= often
            x[STAYS + lane] = stays
        x[PER_CELL + lane] = model.clone[r, i, PER_CAPACITY] / capacity_left(model, r, i, now)


@inlined
def put_rates(model, lanes, lane):
    """Fill the rates of a lane under the drugs that are there NOW."""
    r, rates, now = lanes.numbers[ROW + lane], lanes.rates, lanes.drugs[lane, NOW]
    drug_rates(model, r, now, rates[0], rates[1], rates[2])
    for i in range(lanes.clones.shape[0]):
        x = lanes.clones[i]
        x[BIRTHS + lane], x[DEATHS + lane] = rates[0, i], rates[1, i]
        x[LINKED + lane] = rates[2, i]
    for k in range(model.switch_ends.shape[0]):
        lanes.others[of_switches(model) + k, lane] = switch_rate(model, r, k, now)
    if is_raised(model) or changes_capacity(model):
        _put_changed(model, lanes, lane)


@called
def decay_and_put_rates(model, lanes, lane, days):
    """Fill the same as they are so many days after the start of the lane's span."""
    out_of_line()
    there, now = lanes.drugs[lane, THERE], lanes.drugs[lane, NOW]
    exposure.decay(model, lanes.numbers[ROW + lane], days, there, now)
    put_rates(model, lanes, lane)
