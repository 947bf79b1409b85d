"""Rates of all lanes at once, where drugs act from outside the cells and independently.

The rates are those of `rates.drugs`, which hangs on one patient at a time. What x^slope is of a
concentration that decays, exp(-k t) x, is exp(-slope k t) x^slope: one exponential for each drug
and stage, whatever the clones.
"""

import math

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.mean_field.lanes import (
    AT,
    BIRTHS,
    DEATHS,
    LANES,
    LINKED,
    ROW,
    STEP,
    TERM,
    THERE,
    UNTREATED,
    UNTREATED_DEATHS,
    of_drugs,
    of_switches,
)
from sim.kernels.model import (
    ACTS,
    BLISS,
    DECAY,
    HILL,
    INTERACTION,
    MAXIMUM,
    ON_BIRTH,
    ON_DEATH,
    ON_MECHANISM,
    PROPORTIONAL,
    SHAPE,
    SLOPE,
    SOURCE,
)
from sim.kernels.rates.raised import is_raised

NOW_THERE, START, DECAYS, MOST = LANES * np.arange(4)
"""Columns of a drug: its term now, and at the start of the span; how it decays [1/day]; and its
largest effect, or that at a term of 1."""
RATE, WITHOUT, WITH = LANES * np.arange(3)
"""Columns of a switch [1/day]: its rate now, without drug, and from here on what each drug adds."""
LARGEST = 1e300
"""Powers are kept below it: there an effect is at its maximum."""


@called
def is_plain(model):
    """Tell whether rates can be found like this."""
    out_of_line()
    plain = model.inside is None and model.body is None and model.rules[INTERACTION] == BLISS
    plain = plain and not is_raised(model)
    for d in range(model.kind.shape[0]):
        shape = model.kind[d, SHAPE]
        plain = plain and (shape == HILL or shape == PROPORTIONAL)
        plain = plain and model.kind[d, ACTS] < ON_MECHANISM
    return plain


@inlined
def put_terms(model, lanes, lane):
    """Fill what of a lane's rates hangs on its patient's parameters alone."""
    r = lanes.numbers[ROW + lane]
    for d in range(model.kind.shape[0]):
        hill, slope = model.kind[d, SHAPE] == HILL, model.drug[r, d, SLOPE]
        row = lanes.others[of_drugs(model) + d]
        row[MOST + lane] = model.drug[r, d, MAXIMUM]
        row[DECAYS + lane] = model.drug[r, d, DECAY] * (slope if hill else 1.0)
        for i in range(lanes.clones.shape[0]):
            x = model.potency[r, d, i]
            lanes.clones[i, TERM + d * LANES + lane] = min(x**slope, LARGEST) if hill else x
    for k in range(model.switch_ends.shape[0]):
        row = lanes.others[of_switches(model) + k]
        for d in range(1 + model.kind.shape[0]):
            row[WITHOUT + d * LANES + lane] = model.switch_rate[r, k, d]


@inlined
def put_starts(model, lanes, lane):
    """Fill what is there of each drug at the start of a span, as its term takes it."""
    r, there = lanes.numbers[ROW + lane], lanes.drugs[lane, THERE]
    for d in range(model.kind.shape[0]):
        row = lanes.others[of_drugs(model) + d]
        if model.kind[d, SHAPE] == HILL:
            row[START + lane] = min(there[d] ** model.drug[r, d, SLOPE], LARGEST)
        else:
            row[START + lane] = there[d]


@inlined
def _share(hill, y):
    """Return the effect over its maximum where the term of a drug is y."""
    if not hill:
        return y
    return y / (1.0 + y) if y < LARGEST else 1.0


@inlined
def _act(model, lanes, size, d, hill, acts):
    """Add what a drug does to all clones and switches; a shape that is known costs no branch."""
    row, at = lanes.others[of_drugs(model) + d], TERM + d * LANES
    for i in range(lanes.clones.shape[0]):
        x = lanes.clones[i]
        for lane in range(size):
            size_of = row[MOST + lane] * _share(hill, row[NOW_THERE + lane] * x[at + lane])
            if acts == ON_DEATH:
                x[DEATHS + lane] += size_of
            elif acts == ON_BIRTH:
                x[BIRTHS + lane] *= 1.0 - size_of if size_of < 1.0 else 0.0
            else:
                x[LINKED + lane] += size_of
    for k in range(model.switch_ends.shape[0]):
        x, rate = lanes.clones[model.switch_ends[k, SOURCE]], lanes.others[of_switches(model) + k]
        for lane in range(size):
            share = _share(hill, row[NOW_THERE + lane] * x[at + lane])
            rate[RATE + lane] += rate[WITH + d * LANES + lane] * (share if share < 1.0 else 1.0)


@inlined
def put_plain_rates(model, lanes, size, when):
    """Fill the rates of all lanes at a share of their steps."""
    own = lanes.own
    for i in range(lanes.clones.shape[0]):
        x = lanes.clones[i]
        for lane in range(size):
            x[BIRTHS + lane], x[DEATHS + lane] = x[UNTREATED + lane], x[UNTREATED_DEATHS + lane]
            x[LINKED + lane] = 0.0
    for k in range(model.switch_ends.shape[0]):
        rate = lanes.others[of_switches(model) + k]
        for lane in range(size):
            rate[RATE + lane] = rate[WITHOUT + lane]
    for d in range(model.kind.shape[0]):
        row, acts = lanes.others[of_drugs(model) + d], model.kind[d, ACTS]
        for lane in range(size):
            t = own[AT + lane] + when * own[STEP + lane]
            row[NOW_THERE + lane] = row[START + lane] * math.exp(-row[DECAYS + lane] * t)
        if model.kind[d, SHAPE] == HILL and acts == ON_DEATH:
            _act(model, lanes, size, d, True, ON_DEATH)
        else:
            _act(model, lanes, size, d, model.kind[d, SHAPE] == HILL, acts)
