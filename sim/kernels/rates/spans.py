"""An interval cut into spans on which rates are smooth, and the rates at four nodes of each.

Between administrations a concentration halves every half-life, and rates change all the time. On a
span the logarithm of what a drug's effect depends on changes little, so four Gauss-Legendre nodes
integrate rates, and what grows by them, to rounding or nearly. Where an effect has reached its
maximum to rounding, or is gone to rounding, its concentration may fall as far as it likes: the
number of spans does not grow with how quickly a drug decays.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.kernels.birth_death.law import NODES, PIECE
from sim.kernels.compile import allocating, called, inlined, out_of_line
from sim.kernels.model import (
    ACTS,
    BIRTH,
    BLISS,
    CURVE,
    DEATH,
    DECAY,
    HILL,
    INTERACTION,
    MAXIMUM,
    ON_BIRTH,
    ON_DEATH,
    ON_DIVISION,
    ON_MECHANISM,
    SHAPE,
    SLOPE,
    STEEP,
)
from sim.kernels.rates import exposure
from sim.kernels.rates.body import all_of, blood_after, flow_of, put_highest
from sim.kernels.rates.drugs import drug_rates, switch_rate
from sim.kernels.rates.exposure import GONE, SOON
from sim.kernels.rates.kinks import may_have_kinks, until_kink
from sim.kernels.rates.smooth import smooth_bodies
from sim.kernels.rates.table import tabled

_X, _W = np.polynomial.legendre.leggauss(4)
GAUSS = 0.5 * (_X + 1.0)
GAUSS_WEIGHT = 0.5 * _W


def _weights_before() -> np.ndarray:
    """Return A[q, p]: weight of node p in an integral from the start to node q."""
    powers = np.arange(4)
    integrals = GAUSS[:, None] ** (powers + 1) / (powers + 1)
    return np.linalg.solve(np.vander(GAUSS, increasing=True).T, integrals.T).T


GAUSS_BEFORE = np.ascontiguousarray(_weights_before())

MOST_SPANS = 128
"""Room for as many is made once; what needs more gets it when it does."""
LARGEST_CHANGE = 2.0
"""Largest change of slope x log(concentration), and of the logarithm of a clone, within a span."""
FLAT = 34.0
"""A Hill curve this far [slope x log(concentration / EC50)] from its middle is flat to rounding."""
NOTHING = 1e-15
"""A change of a clone's logarithm below this is none."""

BIRTHS, DEATHS, LINKED = 0, 1, 2


class Spans(NamedTuple):
    """The spans of an interval that is cut into equal steps, and each step into its four pieces."""

    days: np.ndarray
    """(span,): how long each lasts [days]; there may be room for more."""
    pieces: np.ndarray
    """(NODES + 1 a step, and the end) int64: the first span of each piece."""
    rates: np.ndarray
    """(span, 4, 3, clone): divisions, deaths, and deaths linked to division [1/day] at the nodes of
    each span, without crowding."""
    switching: np.ndarray
    """(span, 4, switch): switches [1/day]."""
    strength: np.ndarray
    """(drug, clone): what does not change of the effects of drugs, work space."""


@called
def fastest_change(model, r, crowded):
    """Return a bound on how fast any clone's logarithm changes [1/day], infinite if none is known.

    With crowding it bounds, too, how fast the clone's growth answers to a change of its size.
    """
    out_of_line()
    most = 0.0
    for i in range(model.clone.shape[1]):
        birth, fall = model.clone[r, i, BIRTH], model.clone[r, i, DEATH]
        answer = birth
        for d in range(model.kind.shape[0]):
            largest = model.drug[r, d, MAXIMUM]
            if model.kind[d, ACTS] == ON_DIVISION:
                largest *= birth
                answer += largest
            if model.kind[d, ACTS] == ON_DEATH or model.kind[d, ACTS] == ON_DIVISION:
                fall += largest if model.kind[d, SHAPE] == HILL else math.inf
        most = max(most, max(birth, fall))
        if crowded is not None:
            most = max(most, LARGEST_CHANGE * answer)
    # Switching, so that the mean of a span converges (`switching.truth`).
    for w in range(model.switch_ends.shape[0]):
        rate = 0.0
        for d in range(model.switch_rate.shape[2]):
            rate += model.switch_rate[r, w, d]
        most = max(most, rate)
    return most


@inlined
def _change_within(model, body, r, days, concentration, now, rates, crowded):
    """Return a bound on the same within some days; `now` and `rates` (3, clone) are work space."""
    if body is None:
        return _change_now(model, r, concentration, rates, crowded)
    else:
        put_highest(body, r, days, concentration, now)
        return _change_now(model, r, now, rates, crowded)


@called
def _change_now(model, r, concentration, rates, crowded):
    """Return the same at concentrations that only fall; `rates` (3, clone) is work space."""
    out_of_line()
    drug_rates(model, r, concentration, rates[BIRTHS], rates[DEATHS], rates[LINKED])
    most = 0.0
    for i in range(rates.shape[1]):
        birth = model.clone[r, i, BIRTH]
        most = max(most, max(birth, rates[DEATHS, i] + rates[LINKED, i] * birth))
        if crowded is not None:
            most = max(most, LARGEST_CHANGE * birth * (1.0 + rates[LINKED, i]))
    for w in range(model.switch_ends.shape[0]):
        most = max(most, switch_rate(model, r, w, concentration))
    return most


@inlined
def _helped(model, r, days, concentration):
    """Return how much more an inhibitor that decays may let a concentration inside fall."""
    helped = 0.0
    for d in range(model.kind.shape[0]):
        if model.kind[d, ACTS] == ON_MECHANISM and concentration[d] > GONE:
            helped += model.drug[r, d, DECAY] * days * max(model.drug[r, d, SLOPE], 1.0)
    return helped


@inlined
def _steepness(model, inside, r, d):
    """Return how many times as fast as outside a concentration may fall inside any cell."""
    if inside is None:
        return 1.0
    else:
        steep = 1.0
        for i in range(inside.shape[2]):
            steep = max(steep, inside[r, d, i, STEEP])
        return steep


@inlined
def _until_kink(model, r, d, x, fall, change):
    """Return how long a proportional effect at x stays clear of the kinks where it is clipped."""
    wait = change / fall
    low = 1.0
    if model.kind[d, ACTS] == ON_BIRTH and model.drug[r, d, MAXIMUM] > 0.0:
        low = 1.0 / model.drug[r, d, MAXIMUM]
    for kink in (1.0, low):
        if x > kink:
            wait = min(wait, max(math.log(x / kink) / fall, 1e-6 * change / fall))
    return wait


@inlined
def _steepest(model, r):
    """Return the same of all drugs."""
    steep = 1.0
    for d in range(model.kind.shape[0]):
        steep = max(steep, _steepness(model, model.inside, r, d))
    return steep


@inlined
def _smooth(model, body, r, days, concentration):
    """Return how long, at most `days`, all effects are smooth enough for one set of nodes."""
    if body is None:
        return _smooth_falls(model, r, days, concentration)
    else:
        return smooth_bodies(model, body, r, _steepest(model, r), days, concentration)


@called
def _smooth_falls(model, r, days, concentration):
    """Return the same where concentrations only fall."""
    out_of_line()
    change = LARGEST_CHANGE
    wait = days
    for d in range(model.kind.shape[0]):
        k = model.drug[r, d, DECAY]
        if k == 0.0 or concentration[d] <= GONE:
            continue
        steep = _steepness(model, model.inside, r, d)
        fall = k * steep * max(model.drug[r, d, SLOPE], 1.0)
        hill, plain = model.kind[d, SHAPE] == HILL, model.inside is None
        if not plain:
            fall += _helped(model, r, days, concentration) / days
        if hill and fall * wait <= change:
            continue
        for i in range(model.potency.shape[2]):
            x = concentration[d] * model.potency[r, d, i]
            if x <= 0.0:
                continue
            if not hill:
                if model.drug[r, d, MAXIMUM] * x * days > NOTHING:
                    wait = min(wait, _until_kink(model, r, d, x, fall, change))
                continue
            z = model.drug[r, d, SLOPE] * math.log(x)
            if z > FLAT and plain:
                wait = min(wait, max(z - FLAT, change) / fall)
            elif z > -FLAT:
                wait = min(wait, change / fall)
    return wait


@called
def _same_until(model, r, start, end, dose, anchor, concentration, now):
    """Return until when the same drugs act on every clone, as far as one looks ahead of `start`.

    That is until the next administration at most: looked for once, not once in every short span.
    """
    out_of_line()
    days = exposure.next_breakpoint(model, r, start, 0.0, end, dose, anchor) - start
    wait = _smooth(model, model.body, r, days, concentration)
    return start + until_kink(model, r, wait, concentration, now)


@called
def _put_strength(model, r, strength):
    """Fill potencies to the power of the slope of their drug (drug, clone)."""
    out_of_line()
    for d in range(strength.shape[0]):
        slope = model.drug[r, d, SLOPE]
        for i in range(strength.shape[1]):
            x = model.potency[r, d, i]
            strength[d, i] = x**slope if model.kind[d, SHAPE] == HILL and slope != 1.0 else x


@inlined
def _plain(model):
    """Tell whether drugs act independently, and cells do nothing to them."""
    return model.inside is None and model.rules[INTERACTION] == BLISS


@inlined
def _power_at(body, r, d, q, days, concentration, slope, shared, fall):
    """Return c^slope of a drug at node q of a span: it is `shared` at the start, and may `fall`."""
    if body is None:
        return shared * math.exp(-fall * GAUSS[q]) if fall > 0.0 else shared
    else:
        here = blood_after(body, r, d, days * GAUSS[q], concentration)
        return here if slope == 1.0 else here**slope


@called
def _put_plain_nodes(model, r, days, concentration, strength, rates):
    """Fill rates (4, 3, clone) at the nodes of a span: as `rates.drugs`, of plain drugs.

    There (c / EC50)^slope is the product of what all clones share and what no time changes.
    """
    out_of_line()
    clones = rates.shape[2]
    for q in range(4):
        for i in range(clones):
            rates[q, BIRTHS, i] = model.clone[r, i, BIRTH]
            rates[q, DEATHS, i], rates[q, LINKED, i] = model.clone[r, i, DEATH], 0.0
    for d in range(model.kind.shape[0]):
        there = all_of(model.body, concentration, d) + flow_of(model.body, concentration, d)
        if there <= 0.0 or model.kind[d, ACTS] == ON_MECHANISM:
            continue
        hill, acts, slope = model.kind[d, SHAPE] == HILL, model.kind[d, ACTS], 1.0
        if hill:
            slope = model.drug[r, d, SLOPE]
        most, fall = model.drug[r, d, MAXIMUM], model.drug[r, d, DECAY] * slope * days
        shared = concentration[d] if slope == 1.0 else concentration[d] ** slope
        for q in range(4):
            here = _power_at(model.body, r, d, q, days, concentration, slope, shared, fall)
            for i in range(clones):
                size = here * strength[d, i]
                if hill:
                    size = size / (1.0 + size) if size < 1e300 else 1.0
                elif model.kind[d, SHAPE] == CURVE and size > 0.0:
                    size = tabled(model.drug, r, d, size)
                size *= most
                if acts == ON_DEATH:
                    rates[q, DEATHS, i] += size
                elif acts == ON_BIRTH:
                    rates[q, BIRTHS, i] *= max(1.0 - size, 0.0)
                else:
                    rates[q, LINKED, i] += size


@called
def _put_nodes(model, r, days, concentration, now, strength, rates, switching):
    """Fill the rates at the nodes of a span of so many days."""
    out_of_line()
    if _plain(model):
        _put_plain_nodes(model, r, days, concentration, strength, rates)
    for q in range(4):
        if not _plain(model) or switching.shape[1] > 0:
            exposure.decay(model, r, days * GAUSS[q], concentration, now)
        if not _plain(model):
            drug_rates(model, r, now, rates[q, BIRTHS], rates[q, DEATHS], rates[q, LINKED])
        for i in range(model.clone.shape[1]):
            rates[q, LINKED, i] *= rates[q, BIRTHS, i]
        for w in range(model.switch_ends.shape[0]):
            switching[q, w] = switch_rate(model, r, w, now)


@called
def put_spans(model, r, h, steps, begun, dose, anchor, crowded, spans, work):
    """Cut an interval of `steps` steps of h days into spans; return how many.

    If there is not enough room for so many, those beyond it are only counted.

    Parameters
    ----------
    begun, dose, anchor : ndarray (drug,)
        State of the drugs at its start, before what is given then; and how long it is to the next
        administration (`rates.exposure.until_due`).
    crowded : bool or None
        Whether crowding is to be followed along the spans.
    spans : Spans
        Overwritten.
    work : ndarray (2, drug)
        Work space.
    """
    out_of_line()
    c, now = work[0], work[1]
    for d in range(c.shape[0]):
        c[d] = begun[d]
    bound = fastest_change(model, r, crowded)
    _put_strength(model, r, spans.strength)
    count, start, known, room = 0, 0.0, 0.0, spans.days.shape[0]
    for piece in range(steps * (NODES + 1)):
        step, part = piece // (NODES + 1), piece % (NODES + 1)
        until = (step + 1) * h if part == NODES else start + h * PIECE[part]
        if piece < spans.pieces.shape[0]:
            spans.pieces[piece] = count
        while start < until - SOON:
            exposure.give(model, r, start, 0.0, c, dose, anchor)
            stop = exposure.next_breakpoint(model, r, start, 0.0, until, dose, anchor)
            while start < stop - SOON:
                length = _smooth(model, model.body, r, stop - start, c)
                if bound * length > LARGEST_CHANGE:
                    place = min(count, room - 1)
                    fast = _change_within(
                        model, model.body, r, length, c, now, spans.rates[place, 0], crowded
                    )
                    if fast * length > LARGEST_CHANGE:
                        length = LARGEST_CHANGE / fast
                if may_have_kinks(model):
                    if start > known - SOON:
                        known = _same_until(model, r, start, steps * h, dose, anchor, c, now)
                    length = min(length, known - start)
                # (what would be left is not worth a span of its own)
                length = stop - start if start + 1.01 * length >= stop else length
                if count < room:
                    spans.days[count] = length
                    _put_nodes(
                        model, r, length, c, now, spans.strength, spans.rates[count],
                        spans.switching[count],
                    )  # fmt: skip
                exposure.decay(model, r, length, c, now)
                for d in range(c.shape[0]):
                    c[d] = now[d]
                start += length
                count += 1
            start = stop
        start = until
    if steps * (NODES + 1) < spans.pieces.shape[0]:
        spans.pieces[steps * (NODES + 1)] = count
    return count


@allocating
def new_spans(count, steps, clones, switches, drugs):
    """Return room for so many spans of so many steps."""
    return Spans(
        np.zeros(count),
        np.zeros(steps * (NODES + 1) + 1, np.int64),
        np.zeros((count, 4, 3, clones)),
        np.zeros((count, 4, switches)),
        np.zeros((drugs, clones)),
    )


@allocating
def spans_of(model, r, h, steps, begun, dose, anchor, crowded, spans, work):
    """Return the spans of an interval (`put_spans`): in `spans` if there is room for them."""
    count = put_spans(model, r, h, steps, begun, dose, anchor, crowded, spans, work)
    places = spans.pieces.shape[0]
    if count <= spans.days.shape[0] and steps * (NODES + 1) < places:
        return spans
    larger = new_spans(
        count, steps, model.clone.shape[1], model.switch_ends.shape[0], model.kind.shape[0]
    )
    put_spans(model, r, h, steps, begun, dose, anchor, crowded, larger, work)
    return larger
