"""Rates of births, deaths and switching at a moment, from the concentrations of the drugs.

The equations are those of `sim.model.effects` and `sim.model.interactions`.
"""

import math

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import (
    ACTS,
    BIRTH,
    BLISS,
    CROWDING,
    DEATH,
    GOMPERTZ,
    HIGHEST,
    HILL,
    INTERACTION,
    LOEWE,
    LOGISTIC_BIRTH,
    LOGISTIC_DEATH,
    MAXIMUM,
    ON_BIRTH,
    ON_DEATH,
    PAIR_A,
    PAIR_B,
    PARALLEL,
    PER_CAPACITY,
    SHAPE,
    SLOPE,
    SOURCE,
)


@inlined
def fraction(shape, slope, x):
    """Return the fractional effect (0..1) at the relative concentration x."""
    if x <= 0.0:
        return 0.0
    if shape == HILL:
        if x == math.inf:
            return 1.0
        y = x if slope == 1.0 else x**slope
        return y / (1.0 + y) if y < 1e300 else 1.0
    return min(x, 1.0)


@inlined
def effect(shape, maximum, slope, x):
    """Return the effect of one drug alone at the relative concentration x."""
    if shape == HILL:
        return maximum * fraction(shape, slope, x)
    return maximum * x


@called
def _loewe(model, r, i, concentration):
    """Return the effect E at which the doses, each over its dose for E, add up to one."""
    out_of_line()
    low, high = 0.0, 0.0
    active = 0
    for d in range(concentration.shape[0]):
        x = concentration[d] * model.potency[r, d, i]
        alone = effect(model.kind[d, SHAPE], model.drug[r, d, MAXIMUM], model.drug[r, d, SLOPE], x)
        if alone > 0.0:
            active += 1
            low = max(low, alone)
            high += alone if model.kind[d, SHAPE] != HILL else 0.0
    if active <= 1:
        return low
    for d in range(concentration.shape[0]):
        if model.kind[d, SHAPE] == HILL and concentration[d] > 0.0:
            high = max(high, model.drug[r, d, MAXIMUM])
    high = max(high, low)
    for _ in range(60):
        middle = 0.5 * (low + high)
        total = 0.0
        for d in range(concentration.shape[0]):
            x = concentration[d] * model.potency[r, d, i]
            if x <= 0.0:
                continue
            top = model.drug[r, d, MAXIMUM]
            if model.kind[d, SHAPE] == HILL:
                if middle < top:
                    total += x * ((top - middle) / middle) ** (1.0 / model.drug[r, d, SLOPE])
            else:
                total += top * x / middle
        if total > 1.0:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@called
def _act(acts, size, kill, unblocked, per_division):
    """Return (kill, unblocked, per division) with one more effect acting independently."""
    out_of_line()
    if acts == ON_DEATH:
        return kill + size, unblocked, per_division
    if acts == ON_BIRTH:
        return kill, unblocked * max(1.0 - size, 0.0), per_division
    return kill, unblocked, per_division + size


@called
def _highest(model, r, i, concentration):
    out_of_line()
    best, which, size = 0.0, -1, 0.0
    for d in range(concentration.shape[0]):
        x = concentration[d] * model.potency[r, d, i]
        alone = effect(model.kind[d, SHAPE], model.drug[r, d, MAXIMUM], model.drug[r, d, SLOPE], x)
        if model.kind[d, ACTS] == ON_BIRTH:
            alone = min(alone, 1.0)
        fall = alone if model.kind[d, ACTS] == ON_DEATH else alone * model.clone[r, i, BIRTH]
        if fall > best:
            best, which, size = fall, d, alone
    if which < 0:
        return 0.0, 1.0, 0.0
    return _act(model.kind[which, ACTS], size, 0.0, 1.0, 0.0)


@called
def _parallel(model, r, i, concentration):
    """Return what the parallel pair does together; single drugs of the pair do nothing."""
    out_of_line()
    a, b = model.rules[PAIR_A], model.rules[PAIR_B]
    fa = fraction(
        model.kind[a, SHAPE], model.drug[r, a, SLOPE], concentration[a] * model.potency[r, a, i]
    )
    fb = fraction(
        model.kind[b, SHAPE], model.drug[r, b, SLOPE], concentration[b] * model.potency[r, b, i]
    )
    ma, mb = model.drug[r, a, MAXIMUM], model.drug[r, b, MAXIMUM]
    top = 1.0 - (1.0 - ma) * (1.0 - mb) if model.kind[a, ACTS] == ON_BIRTH else ma + mb
    return fa * fb * top


@called
def drug_rates(model, r, concentration, birth, death, per_division):
    """Fill birth, death and division-linked death of every clone, without crowding.

    Parameters
    ----------
    concentration : ndarray (drug,)
    birth, death, per_division : ndarray (clone,)
        Overwritten: divisions [1/day], deaths [1/day], and deaths per division.
    """
    out_of_line()
    code = model.rules[INTERACTION]
    for i in range(birth.shape[0]):
        kill, unblocked, linked = 0.0, 1.0, 0.0
        if code == HIGHEST:
            kill, unblocked, linked = _highest(model, r, i, concentration)
        elif code == LOEWE:
            if concentration.shape[0] > 0:
                size = _loewe(model, r, i, concentration)
                kill, unblocked, linked = _act(model.kind[0, ACTS], size, 0.0, 1.0, 0.0)
        else:
            for d in range(concentration.shape[0]):
                if code == PARALLEL and (d == model.rules[PAIR_A] or d == model.rules[PAIR_B]):
                    continue
                x = concentration[d] * model.potency[r, d, i]
                if x > 0.0:
                    size = effect(
                        model.kind[d, SHAPE], model.drug[r, d, MAXIMUM], model.drug[r, d, SLOPE], x
                    )
                    kill, unblocked, linked = _act(
                        model.kind[d, ACTS], size, kill, unblocked, linked
                    )
            if code == PARALLEL:
                size = _parallel(model, r, i, concentration)
                a = model.rules[PAIR_A]
                kill, unblocked, linked = _act(model.kind[a, ACTS], size, kill, unblocked, linked)
        birth[i] = model.clone[r, i, BIRTH] * unblocked
        death[i] = model.clone[r, i, DEATH] + kill
        per_division[i] = linked


@inlined
def switch_rate(model, r, w, concentration):
    """Return the rate of switch w [1/day per cell] at these concentrations."""
    rate = model.switch_rate[r, w, 0]
    source = model.switch_ends[w, SOURCE]
    for d in range(concentration.shape[0]):
        induced = model.switch_rate[r, w, 1 + d]
        if induced > 0.0 and concentration[d] > 0.0:
            x = concentration[d] * model.potency[r, d, source]
            rate += induced * fraction(model.kind[d, SHAPE], model.drug[r, d, SLOPE], x)
    return rate


@inlined
def load_on(model, i, cells):
    """Return how many cells crowd clone i: cells (clone,) weighted by the competition matrix."""
    load = 0.0
    for j in range(cells.shape[0]):
        load += model.competition[i, j] * cells[j]
    return load


@inlined
def crowding(model, r, i, load):
    """Return (factor on births, deaths added in units of the birth rate) of clone i.

    Parameters
    ----------
    load : float
        How many cells crowd it (`load_on`).
    """
    x = load * model.clone[r, i, PER_CAPACITY]
    if model.rules[CROWDING] == LOGISTIC_BIRTH:
        return max(1.0 - x, 0.0), 0.0
    if model.rules[CROWDING] == LOGISTIC_DEATH:
        return 1.0, x
    if model.rules[CROWDING] == GOMPERTZ:
        return max(-math.log(max(x, 1e-300)), 0.0), 0.0
    return 1.0, 0.0


__all__ = [
    "BLISS",
    "crowding",
    "drug_rates",
    "effect",
    "fraction",
    "switch_rate",
]
