"""How long what absorbed, infused and distributed drugs do is smooth (`rates.body`).

Four Gauss nodes see a function well that has no singularity near. Of the terms of c(t) each may
fall by so much in a span, the more the less of it there is: their error goes with the eighth power
of the fall. Where c rises, it is 0 some time before, and a power of it has a branch there: so a
span ends where c has risen by a factor.
"""

import math

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import (
    ACTS,
    DECAY,
    HILL,
    MAXIMUM,
    ON_BIRTH,
    ON_MECHANISM,
    SHAPE,
    SLOPE,
)
from sim.kernels.rates.body import (
    ABSORBED,
    EARLY,
    LATE,
    all_of,
    blood_after,
    flow_of,
    rise_of,
    terms_of,
)

CHANGE = 1.6
"""Largest fall of slope x the logarithm of a term within a span."""
RISE = 1.0
"""Largest rise of the logarithm of a concentration within a span."""
NO_TERM = 1e-9
"""A term that is this share of the concentration is none."""
BEGINNING = 1e-10
"""A change of a clone's logarithm, while a concentration begins to rise, that may be seen badly."""
FLAT = 34.0
"""A Hill curve this far [slope x log(concentration / EC50)] below its middle is 0 to rounding."""
LOOKS, HALVINGS, LEAST = 4, 40, 1e-6
"""Parts of a span at whose ends one looks for a kink; then how often a part is halved; and what a
span lasts at least, of what it might."""


@inlined
def _fall(rate, share):
    """Return how fast a term counts as falling [1/day] that is this share of the concentration."""
    if share < NO_TERM:
        return 0.0
    return rate * min(math.sqrt(math.sqrt(math.sqrt(share))), 1.0)


@inlined
def _strongest(model, r, d):
    """Return the largest potency of drug d on any clone."""
    most = 0.0
    for i in range(model.potency.shape[2]):
        most = max(most, model.potency[r, d, i])
    return most


@inlined
def _beginning(model, r, d, slope, potency, rise):
    """Return a concentration below which nothing is lost if its rise is seen badly."""
    effect = max(model.drug[r, d, MAXIMUM], 1.0) * potency**slope
    return (BEGINNING * rise / effect) ** (1.0 / (slope + 1.0))


@called
def _until_kink(model, body, r, d, days, c):
    """Return how long a proportional effect stays clear of the kinks where it is clipped."""
    out_of_line()
    wait, low = days, 1.0
    if model.kind[d, ACTS] == ON_BIRTH and model.drug[r, d, MAXIMUM] > 0.0:
        low = 1.0 / model.drug[r, d, MAXIMUM]
    for i in range(model.potency.shape[2]):
        for turn in range(2):
            potency = model.potency[r, d, i]
            if potency == 0.0:
                continue
            kink = (1.0 if turn == 0 else low) / potency
            above = c[d] > kink
            for look in range(1, LOOKS + 1):
                first, last = days * (look - 1) / LOOKS, days * look / LOOKS
                if (blood_after(body, r, d, last, c) > kink) == above:
                    continue
                for _ in range(HALVINGS):
                    middle = 0.5 * (first + last)
                    if (blood_after(body, r, d, middle, c) > kink) == above:
                        first = middle
                    else:
                        last = middle
                wait = min(wait, max(last, LEAST * days))
                break
    return wait


@called
def smooth_bodies(model, body, r, steepness, days, c):
    """Return how long, at most `days`, the effects of all drugs are smooth after the vector c.

    Parameters
    ----------
    steepness : float
        How many times as fast as outside a concentration may change inside any cell.
    """
    out_of_line()
    wait, helpers = days, 1.0
    for d in range(body.shape[1]):
        if model.kind[d, ACTS] == ON_MECHANISM and all_of(body, c, d) > 0.0:
            helpers += 1.0
    for d in range(body.shape[1]):
        there = all_of(body, c, d) + flow_of(body, c, d) * days
        potency, hill = _strongest(model, r, d), model.kind[d, SHAPE] == HILL
        if model.drug[r, d, DECAY] == 0.0 or there * potency <= 0.0:
            continue
        slope = max(model.drug[r, d, SLOPE], 1.0) * steepness * helpers
        if model.inside is None and model.drug[r, d, SLOPE] * math.log(there * potency) < -FLAT:
            continue
        rise = rise_of(body, r, d, c)
        level = max(c[d], 1e-300)
        if rise > 0.0:
            power = model.drug[r, d, SLOPE] if hill else 1.0
            level = max(level, _beginning(model, r, d, power, potency, rise))
            wait = min(wait, level / rise * math.expm1(min(RISE, CHANGE / slope)))
        absorbed, first, last = terms_of(body, r, d, c)
        fall = _fall(body[r, d, ABSORBED], absorbed / level)
        fall = max(fall, _fall(body[r, d, EARLY], first / level))
        fall = max(fall, _fall(body[r, d, LATE], last / level)) * slope
        if fall * wait > CHANGE:
            wait = CHANGE / fall
        if not hill:
            wait = _until_kink(model, body, r, d, wait, c)
    return wait
