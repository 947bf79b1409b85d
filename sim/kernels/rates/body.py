"""Drugs that are absorbed, infused, or shared between two compartments: a linear system.

Of every drug there are the amounts in the depot G (gut), in the blood C and in the tissue around it
P, all as concentrations of the blood, and a flow R into the blood (an infusion that runs):

    G' = -ka G,    C' = ka G + k21 P - (k10 + k12) C + R,    P' = k12 C - k21 P.

A dose at once into the blood is seen as A exp(-alpha t) + (1 - A) exp(-beta t), so with the early
rate alpha, the late rate beta and the early share A (Gibaldi and Perrier 1982, Pharmacokinetics,
2nd ed., chapter 2)

    k21 = (1 - A) alpha + A beta,   k10 = alpha beta / k21,   k12 = alpha + beta - k21 - k10.

What is left after some days is a sum of terms of which none is negative, each with the divided
difference (exp(-b t) - exp(-a t)) / (a - b), which is as exact where a is b: nothing cancels.

Where any drug of a model is such (it is a `model.BodyModel`) all its drugs are described so; else
numba leaves all of this out. A vector of concentrations (`model.width`) then has those of all drugs
first, and from there on `ROOMS` numbers of each.
"""

import math

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import ROOMS

# Columns of `BodyModel.body`: absorption [1/day; 0: into the blood at once], lag [days], how long a
# dose lasts [days; 0: at once], alpha and beta [1/day; alpha 0: the concentration is the dose], A,
# k21 and k12 [1/day], and the concentration that one standard dose is.
ABSORBED, LAG, LASTS, EARLY, LATE, SHARE, INWARD, OUTWARD, PER_DOSE = 0, 1, 2, 3, 4, 5, 6, 7, 8
BODY_COLUMNS = 9
# What else there is of a drug, beside its concentration.
DEPOT, TISSUE, FLOW = 0, 1, 2


@inlined
def _place(body, d):
    """Return where the other rooms of drug d begin."""
    return body.shape[1] + ROOMS * d


@inlined
def _mean(x):
    """Return (1 - exp(-x)) / x, for x >= 0."""
    return -math.expm1(-x) / x if x > 1e-9 else 1.0 - 0.5 * x


@inlined
def passed_on(a, b, t):
    """Return (exp(-b t) - exp(-a t)) / (a - b): what goes through a, then b, is there after t."""
    return t * math.exp(-min(a, b) * t) * _mean(abs(a - b) * t)


@inlined
def _shares(early, late, share, t):
    """Return how much of a dose at once, and of a flow of 1, is in the blood after t."""
    dose = share * math.exp(-early * t) + (1.0 - share) * math.exp(-late * t)
    return dose, share * t * _mean(early * t) + (1.0 - share) * t * _mean(late * t)


@inlined
def _absorbed(k, early, late, share, t):
    """Return how much of a dose into a depot is in the blood after t."""
    return k * (share * passed_on(k, early, t) + (1.0 - share) * passed_on(k, late, t))


@called
def blood_after(body, r, d, days, c):
    """Return the concentration of drug d some days after the vector c."""
    out_of_line()
    v, at = body[r, d], _place(body, d)
    early, late, share = v[EARLY], v[LATE], v[SHARE]
    if early == 0.0:
        return c[d]
    dose, flow = _shares(early, late, share, days)
    level = c[d] * dose + c[at + FLOW] * flow
    if c[at + TISSUE] > 0.0:
        level += c[at + TISSUE] * v[INWARD] * passed_on(early, late, days)
    if c[at + DEPOT] > 0.0:
        level += c[at + DEPOT] * _absorbed(v[ABSORBED], early, late, share, days)
    return level


@called
def _tissue_after(body, r, d, days, c):
    """Return the same of the amount in the tissue, where there are two compartments."""
    out_of_line()
    v, at = body[r, d], _place(body, d)
    early, late, share, k = v[EARLY], v[LATE], v[SHARE], v[ABSORBED]
    apart = early - late
    level = c[at + TISSUE] * (
        (1.0 - share) * math.exp(-early * days) + share * math.exp(-late * days)
    )
    gained = c[d] * passed_on(early, late, days)
    gained += c[at + FLOW] * days * (_mean(late * days) - _mean(early * days)) / apart
    through = passed_on(k, late, days) - passed_on(k, early, days)
    gained += c[at + DEPOT] * k * through / apart
    return level + v[OUTWARD] * max(gained, 0.0)


@called
def pass_drug(body, r, d, days, c, out):
    """Fill what there is of drug d in `out` some days after the vector c, which it may be."""
    out_of_line()
    at = _place(body, d)
    level, tissue = blood_after(body, r, d, days, c), 0.0
    if body[r, d, OUTWARD] > 0.0:
        tissue = _tissue_after(body, r, d, days, c)
    out[at + DEPOT] = c[at + DEPOT] * math.exp(-body[r, d, ABSORBED] * days)
    out[d], out[at + TISSUE], out[at + FLOW] = level, tissue, c[at + FLOW]


@called
def _pass_all(body, r, days, c, out):
    out_of_line()
    for d in range(body.shape[1]):
        pass_drug(body, r, d, days, c, out)


@inlined
def pass_bodies(body, r, days, c, out):
    """Fill the vector `out` some days after the vector c, if drugs are such; tell whether."""
    if body is None:
        return False
    else:
        _pass_all(body, r, days, c, out)
        return True


@inlined
def all_of(body, c, d):
    """Return all that there is of drug d, flows apart: its concentration is never more."""
    if body is None:
        return c[d]
    else:
        at = _place(body, d)
        return c[d] + c[at + DEPOT] + c[at + TISSUE]


@inlined
def flow_of(body, c, d):
    """Return the flow of drug d into the blood."""
    if body is None:
        return 0.0
    else:
        return c[_place(body, d) + FLOW]


@inlined
def clear(body, c, d):
    """Leave nothing of drug d."""
    c[d] = 0.0
    if body is not None:
        at = _place(body, d)
        c[at + DEPOT], c[at + TISSUE], c[at + FLOW] = 0.0, 0.0, 0.0


@inlined
def _highest(a, b, days):
    """Return the highest value of `passed_on` up to some days."""
    apart = abs(a - b)
    low, top = min(a, b), days
    if apart > 1e-6 * low:
        top = math.log1p(apart / low) / apart
    elif low > 0.0:
        top = 1.0 / low
    return passed_on(a, b, min(top, days))


@called
def put_highest(body, r, days, c, high):
    """Fill bounds from above (drug or more,) of all concentrations within some days after c."""
    out_of_line()
    for d in range(body.shape[1]):
        v, at = body[r, d], _place(body, d)
        early, late, share, k = v[EARLY], v[LATE], v[SHARE], v[ABSORBED]
        high[d] = c[d]
        if early == 0.0:
            continue
        _, flow = _shares(early, late, share, days)
        high[d] += c[at + FLOW] * flow
        if c[at + TISSUE] > 0.0:
            high[d] += c[at + TISSUE] * v[INWARD] * _highest(early, late, days)
        if c[at + DEPOT] > 0.0:
            most = share * _highest(k, early, days) + (1.0 - share) * _highest(k, late, days)
            high[d] += c[at + DEPOT] * k * most


@called
def put_lowest(body, r, days, c, low):
    """Fill bounds from below (drug or more,) of all concentrations within some days after c."""
    out_of_line()
    for d in range(body.shape[1]):
        v = body[r, d]
        dose, _ = _shares(v[EARLY], v[LATE], v[SHARE], days)
        low[d] = c[d] * dose


@inlined
def rise_of(body, r, d, c):
    """Return the slope of the concentration of drug d [1/day]."""
    v, at = body[r, d], _place(body, d)
    lost = v[EARLY] + v[LATE] - v[INWARD] if v[OUTWARD] > 0.0 else v[EARLY]
    gained = c[at + DEPOT] * v[ABSORBED] + c[at + TISSUE] * v[INWARD] + c[at + FLOW]
    return gained - lost * c[d]


@inlined
def _apart(a, b):
    """Return a - b; where the two are nearly one, as much as if they were not quite.

    (exp(-a t) and t exp(-a t) ask for the same spans.)
    """
    least = 0.1 * min(a, b)
    return a - b if abs(a - b) > least else least


@called
def terms_of(body, r, d, c):
    """Return about how large the terms of c(t) with the rates ABSORBED, EARLY and LATE are."""
    out_of_line()
    v, at = body[r, d], _place(body, d)
    early, late, share, k = v[EARLY], v[LATE], v[SHARE], v[ABSORBED]
    depot, flow = c[at + DEPOT] * k, c[at + FLOW]
    first, last, absorbed = c[d] - flow / early, 0.0, 0.0
    if depot > 0.0:
        first += depot / _apart(k, early)
        absorbed = depot * (share / _apart(k, early) + (1.0 - share) / _apart(k, late))
    first *= share
    if v[OUTWARD] > 0.0:
        back = c[at + TISSUE] * v[INWARD] / _apart(early, late)
        last = c[d] - flow / late + (depot / _apart(k, late) if depot > 0.0 else 0.0)
        first, last = first - back, (1.0 - share) * last + back
    return abs(absorbed), abs(first), abs(last)
