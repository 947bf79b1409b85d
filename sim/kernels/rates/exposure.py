"""Drugs in the body: when they are given, and how their concentrations fall in between.

A drug with a half-life is given on the days of `rates.due`. Where any drug is absorbed slowly,
infused, or shared between two compartments, all are in the hands of `rates.taken` and `rates.body`.
"""

import math

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import (
    ACTS,
    BIRTH,
    BLISS,
    DECAY,
    HILL,
    INTERACTION,
    MAXIMUM,
    ON_DEATH,
    SHAPE,
    SLOPE,
    SOURCE,
)
from sim.kernels.rates.body import all_of, clear, pass_bodies
from sim.kernels.rates.boluses import any_bolus, give_boluses, next_bolus
from sim.kernels.rates.due import SOON, is_due, next_due, rounded, until_due
from sim.kernels.rates.taken import give_bodies, next_in_bodies, settle_bodies

GONE = 1e-12
"""A relative concentration below this is none."""
NOTHING = 1e-9
"""A change of a clone's logarithm in an interval below this is none."""


@inlined
def _most(model, r, d, concentration):
    """Return at least how much a drug changes any rate [1/day], whatever else is given.

    Infinite where that hangs on other drugs, or on what cells do to it.
    """
    most = 0.0
    for i in range(model.clone.shape[1]):
        x = concentration * model.potency[r, d, i]
        if model.kind[d, SHAPE] == HILL:
            x = x ** model.drug[r, d, SLOPE]
        birth = 1.0 if model.kind[d, ACTS] == ON_DEATH else model.clone[r, i, BIRTH]
        most = max(most, model.drug[r, d, MAXIMUM] * x * birth)
        for w in range(model.switch_ends.shape[0]):
            if model.switch_ends[w, SOURCE] == i:
                most = max(most, model.switch_rate[r, w, 1 + d] * x)
    plain = model.inside is None and model.rules[INTERACTION] == BLISS
    return most if plain else np.inf


@called
def is_constant(model, r, concentration, dose):
    """Tell whether no drug's concentration changes: no kinetics, or nothing there or given."""
    out_of_line()
    for d in range(model.kind.shape[0]):
        there = all_of(model.body, concentration, d)
        if model.drug[r, d, DECAY] > 0.0 and (dose[d] > 0.0 or there > GONE):
            return False
    return not any_bolus(model, r)


@called
def hardly_changes(model, r, days, concentration, dose):
    """Tell whether no rate changes in so many days: nothing is given, and what is left is nothing.

    Then rates are those of what is left at the start.
    """
    out_of_line()
    for d in range(model.kind.shape[0]):
        there = all_of(model.body, concentration, d)
        if model.drug[r, d, DECAY] > 0.0 and (dose[d] > 0.0 or there > GONE):
            if dose[d] > 0.0 or days * _most(model, r, d, there) > NOTHING:
                return False
    return not any_bolus(model, r)


@called
def begin(model, r, concentration, dose):
    """Set the concentration of drugs without kinetics, and forget what is gone, at a visit."""
    out_of_line()
    for d in range(model.kind.shape[0]):
        if model.drug[r, d, DECAY] == 0.0:
            concentration[d] = dose[d]
        elif all_of(model.body, concentration, d) <= GONE:
            clear(model.body, concentration, d)


@called
def give(model, r, day, begun, concentration, dose, anchor):
    """Give what is due on a day of an interval that began on the day `begun`."""
    out_of_line()
    if give_bodies(model, model.body, r, day, begun, concentration, dose, anchor):
        return
    if any_bolus(model, r):
        give_boluses(model, r, day - begun, concentration)
    for d in range(model.kind.shape[0]):
        k = model.drug[r, d, DECAY]
        if k > 0.0 and dose[d] > 0.0 and is_due(anchor[d], model.interval[d], day):
            concentration[d] += dose[d] * k * model.interval[d]


@called
def next_breakpoint(model, r, day, begun, until, dose, anchor):
    """Return the next day on which something is given, or `until`; see `give`."""
    out_of_line()
    stop = next_in_bodies(model, model.body, r, day, begun, until, dose, anchor)
    if stop >= 0.0:
        return stop
    stop = until
    for d in range(model.kind.shape[0]):
        if model.drug[r, d, DECAY] > 0.0 and dose[d] > 0.0:
            due = next_due(anchor[d], model.interval[d], day)
            if due < until - SOON:
                stop = min(stop, due)
    if any_bolus(model, r):
        moment = next_bolus(model, r, day - begun, stop - begun)
        stop = begun + moment if moment < stop - begun else stop
    return stop


@called
def _settle_in_order(model, r, day, until, concentration, dose, anchor, peak):
    """Do what `settle` does, over boluses too, from one moment to the next."""
    out_of_line()
    for d in range(model.kind.shape[0]):
        peak[d] = concentration[d]
    now = day
    while now < until - SOON:
        give(model, r, now, day, concentration, dose, anchor)
        stop = next_breakpoint(model, r, now, day, until, dose, anchor)
        for d in range(model.kind.shape[0]):
            peak[d] = max(peak[d], concentration[d])
            k = model.drug[r, d, DECAY]
            concentration[d] *= math.exp(-k * (stop - now)) if k > 0.0 else 1.0
        now = stop
    for d in range(model.kind.shape[0]):
        if model.drug[r, d, DECAY] > 0.0:
            concentration[d] = rounded(concentration[d])
        if dose[d] == 0.0:
            anchor[d] = until


@called
def settle(model, r, day, until, concentration, dose, anchor, peak):
    """Move concentrations from one visit to the next, over administrations only.

    However finely an engine cuts the interval for its own purposes, the drugs end it with the same
    bits, and so they do on whatever day it begins. A drug that was not given is due at once when it
    is.

    Parameters
    ----------
    anchor : ndarray (drug,)
        Overwritten for drugs that are not given.
    peak : ndarray (drug,)
        Overwritten: the highest concentrations in the interval.
    """
    out_of_line()
    days = until - day
    if settle_bodies(model, model.body, r, day, until, concentration, dose, anchor, peak):
        return
    if any_bolus(model, r):
        _settle_in_order(model, r, day, until, concentration, dose, anchor, peak)
        return
    for d in range(model.kind.shape[0]):
        k, interval, c = model.drug[r, d, DECAY], model.interval[d], concentration[d]
        peak[d] = c
        if k > 0.0:
            now = 0.0
            if dose[d] > 0.0:
                wait, amount, n = until_due(anchor[d], interval, day), dose[d] * k * interval, 0
                between = math.exp(-k * interval)
                while wait + n * interval < days - SOON:
                    now = wait + n * interval
                    c = c * (between if n > 0 else math.exp(-k * wait)) + amount
                    peak[d] = max(peak[d], c)
                    n += 1
            concentration[d] = rounded(c * math.exp(-k * (days - now)))
        if dose[d] == 0.0:
            anchor[d] = until


@called
def settle_all(model, day, until, concentration, doses, anchor, peak):
    """Move the drugs of all patients from one visit to the next.

    Parameters
    ----------
    concentration, anchor : ndarray (patient or 1, drug or more)
        Overwritten.
    doses : ndarray (patient or 1, drug)
    peak : ndarray (drug or more,)
        Work space.
    """
    out_of_line()
    for row in range(concentration.shape[0]):
        r = row if model.drug.shape[0] > 1 else 0
        dose = doses[row if doses.shape[0] > 1 else 0]
        begin(model, r, concentration[row], dose)
        settle(model, r, day, until, concentration[row], dose, anchor[row], peak)


@called
def decay(model, r, days, concentration, out):
    """Fill `out` with the concentrations after some days without administrations."""
    out_of_line()
    if pass_bodies(model.body, r, days, concentration, out):
        return
    for d in range(concentration.shape[0]):
        k = model.drug[r, d, DECAY]
        out[d] = concentration[d] * math.exp(-k * days) if k > 0.0 else concentration[d]
