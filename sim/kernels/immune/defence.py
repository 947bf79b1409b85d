"""Effector and suppressor cells: their rates, and the killing of tumour cells they amount to.

The equations are those of `sim.model.immune`.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.kernels.compile import called, inlined, kernel, out_of_line
from sim.kernels.rates import exposure

# Columns of `Defence.numbers`.
SUPPLY, RECRUIT, PER_HALF, EXHAUST, DECAY_E, KILL, PER_SATURATION = 0, 1, 2, 3, 4, 5, 6
RECRUIT_M, PER_HALF_M, DECAY_M, PER_EFFECT = 7, 8, 9, 10
CHECKPOINT, MYELOID = 11, 14
"""Three columns each: 1 / EC50, slope and largest share of the drug's inhibition."""
NUMBERS = 17
EFFECTORS, SUPPRESSORS, EXPOSED = 0, 1, 2
"""Columns of levels: cells, cells, and the killing rate added up over time (for visible = 1)."""
LEVELS = 3


class Defence(NamedTuple):
    """The immune system as arrays; r as in `model.Model`."""

    numbers: np.ndarray
    """(r, NUMBERS)."""
    visible: np.ndarray
    """(r, clone)."""
    drugs: np.ndarray
    """(2,) int64: the checkpoint and the myeloid drug, -1 for none."""


@inlined
def _blocked(numbers, at, which, concentration):
    """Return the share that a drug blocks."""
    if which < 0:
        return 0.0
    x = concentration[which] * numbers[at]
    if x <= 0.0:
        return 0.0
    y = x ** numbers[at + 1]
    return numbers[at + 2] * (y / (1.0 + y) if y < 1e300 else 1.0)


@inlined
def _gain(defence, r, total, concentration):
    """Return at what rate effectors become more, but for those supplied [1/day]."""
    v = defence.numbers[r]
    checkpoint = _blocked(v, CHECKPOINT, defence.drugs[0], concentration)
    near = total * v[PER_HALF]
    return v[RECRUIT] * near / (1.0 + near) - v[EXHAUST] * (1.0 - checkpoint) * total - v[DECAY_E]


@inlined
def _called_in(defence, r, total):
    """Return how many suppressors come a day."""
    v = defence.numbers[r]
    near = total * v[PER_HALF_M]
    return v[RECRUIT_M] * near / (1.0 + near)


@inlined
def levels_slope(defence, r, total, effectors, suppressors, concentration):
    """Return (d effectors, d suppressors, killing rate of a visible cell), all per day."""
    v = defence.numbers[r]
    myeloid = _blocked(v, MYELOID, defence.drugs[1], concentration)
    more = _called_in(defence, r, total) - v[DECAY_M] * suppressors
    held = 1.0 + (1.0 - myeloid) * suppressors * v[PER_EFFECT]
    killing = v[KILL] * effectors / ((1.0 + total * v[PER_SATURATION]) * held)
    gain = _gain(defence, r, total, concentration)
    return v[SUPPLY] + gain * effectors, more, killing


@inlined
def _later(level, gain, supply, h):
    """Return a level after h days in which it gains and is supplied at these rates, exactly."""
    grown = gain * h
    mean = math.expm1(grown) / grown if grown != 0.0 else 1.0
    return level * math.exp(grown) + supply * h * mean


@called
def _along(defence, r, first, last, effectors, suppressors, concentration, days):
    """Return the levels after some days in which the tumour goes from one size to another.

    Rates are averaged over short steps (by Simpson's rule), each of which is taken exactly: large
    tumours may exhaust effectors thousands of times between two visits.
    """
    out_of_line()
    steps = 1
    v = defence.numbers[r]
    fastest = v[RECRUIT] + v[EXHAUST] * max(first, last) + v[DECAY_E] + v[DECAY_M]
    while steps < 1024 and fastest * days > 0.25 * steps:
        steps *= 2
    h = days / steps
    e, m = effectors, suppressors
    for s in range(steps):
        gain, called_in = 0.0, 0.0
        for k in range(3):
            total, weight = _between(first, last, (s + 0.5 * k) / steps), (4.0 if k == 1 else 1.0)
            gain += weight / 6.0 * _gain(defence, r, total, concentration)
            called_in += weight / 6.0 * _called_in(defence, r, total)
        e = _later(e, gain, v[SUPPLY], h)
        m = _later(m, -v[DECAY_M], called_in, h)
    return e, m


@inlined
def _between(first, last, share):
    """Return the size on the way: in proportion to time on a logarithmic scale, if it can be."""
    if first > 0.0 and last > 0.0:
        return first * math.exp(share * math.log(last / first))
    return first + share * (last - first)


@kernel
def correct_levels(defence, before, predicted, first, foreseen, reached, concentration, days):
    """Put the levels after a step right for the size that the tumour reached by chance.

    They were predicted along with the expected tumour; what another size would have made of them
    is added: exact where the tumour is as expected, second order in the step where not.

    Parameters
    ----------
    before, predicted : ndarray (patient, LEVELS)
        Levels before the step, and as predicted after it; `predicted` is overwritten.
    first, foreseen, reached : ndarray (patient,)
        Tumour cells before, expected after, and after the step.
    concentration : ndarray (patient or 1, drug)
    days : float
        Length of the step.
    """
    for p in range(before.shape[0]):
        r = p if defence.numbers.shape[0] > 1 else 0
        c = concentration[p if concentration.shape[0] > 1 else 0]
        e, m = before[p, EFFECTORS], before[p, SUPPRESSORS]
        e0, m0 = _along(defence, r, first[p], foreseen[p], e, m, c, days)
        e1, m1 = _along(defence, r, first[p], reached[p], e, m, c, days)
        for level, change in ((EFFECTORS, e1 - e0), (SUPPRESSORS, m1 - m0)):
            predicted[p, level] = max(predicted[p, level] + change, 0.0)


@kernel
def killing_now(defence, cells, levels, concentration, out):
    """Fill `out` (patient,) with the killing rate of a visible cell at this moment [1/day]."""
    for p in range(cells.shape[0]):
        r = p if defence.numbers.shape[0] > 1 else 0
        c = concentration[p if concentration.shape[0] > 1 else 0]
        total = 0.0
        for i in range(cells.shape[1]):
            total += np.float64(cells[p, i])
        e, m = levels[p, EFFECTORS], levels[p, SUPPRESSORS]
        out[p] = levels_slope(defence, r, total, e, m, c)[2]


@kernel
def pass_drugs(model, day, until, concentration, doses, anchor):
    """Move the drugs from one visit to the next in one go, whatever the steps in between were."""
    exposure.settle_all(
        model, day, until, concentration, doses, anchor, np.zeros(concentration.shape[1])
    )


@kernel
def give_drugs(model, day, begun, concentration, doses, anchor):
    """Give what is due on a day of an interval that began on the day `begun`."""
    for row in range(concentration.shape[0]):
        r = row if model.drug.shape[0] > 1 else 0
        dose = doses[row if doses.shape[0] > 1 else 0]
        exposure.give(model, r, day, begun, concentration[row], dose, anchor[row])
