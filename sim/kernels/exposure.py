"""Drugs in the body over an interval, and what that makes of births and deaths.

Between administrations a concentration halves every half-life; rates then change all the time.
Births, deaths and trees (`sim.kernels.tree`) over a piece of time are integrated with four
Gauss-Legendre nodes between breakpoints, which for smooth rates is exact to rounding.
"""

import math

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import (
    ACTS,
    BLISS,
    DECAY,
    INTERACTION,
    ON_MECHANISM,
    PROPORTIONAL,
    SHAPE,
    SLOPE,
    STAY,
    STEEP,
)
from sim.kernels.rates import drug_rates, switch_rate
from sim.kernels.tree import compose, constant_tree

_X, _W = np.polynomial.legendre.leggauss(4)
GAUSS = 0.5 * (_X + 1.0)
GAUSS_WEIGHT = 0.5 * _W


def _weights_before() -> np.ndarray:
    """Return A[q, p]: weight of node p in an integral from the start to node q."""
    powers = np.arange(4)
    integrals = GAUSS[:, None] ** (powers + 1) / (powers + 1)
    return np.linalg.solve(np.vander(GAUSS, increasing=True).T, integrals.T).T


GAUSS_BEFORE = np.ascontiguousarray(_weights_before())

SOON = 1e-9
"""Two moments closer than this [days] are one."""
GONE = 1e-12
"""A relative concentration below this is none."""
LARGEST_CHANGE = 2.0
"""Largest change of slope x log(concentration) within one set of Gauss nodes."""
LARGEST_CHANGE_AT_KINKS = 0.1
"""The same where rates can have a kink: a clipped effect, or a change of the drug that acts."""


@called
def is_constant(model, r, concentration, dose):
    """Tell whether no drug's concentration changes: no kinetics, or nothing there or given."""
    out_of_line()
    for d in range(dose.shape[0]):
        if model.drug[r, d, DECAY] > 0.0 and (dose[d] > 0.0 or concentration[d] > GONE):
            return False
    return True


@called
def begin(model, r, day, concentration, dose, due):
    """Set the concentration of drugs without kinetics, and forget what is gone, at a visit."""
    out_of_line()
    for d in range(dose.shape[0]):
        if model.drug[r, d, DECAY] == 0.0:
            concentration[d] = dose[d]
        else:
            if concentration[d] <= GONE:
                concentration[d] = 0.0
            if dose[d] > 0.0 and due[d] < day:
                due[d] = day


@called
def give(model, r, day, concentration, dose, due):
    """Give what is due at this moment."""
    out_of_line()
    for d in range(dose.shape[0]):
        if model.drug[r, d, DECAY] > 0.0 and dose[d] > 0.0 and due[d] <= day + SOON:
            concentration[d] += dose[d] * model.drug[r, d, DECAY] * model.interval[d]
            due[d] += model.interval[d]


@called
def settle(model, r, day, until, concentration, dose, due):
    """Move concentrations and due days from one visit to the next, over administrations only.

    However finely an engine cuts the interval for its own purposes, the drugs end it with the same
    bits. A drug that was not given is due at once when it is.
    """
    out_of_line()
    for d in range(dose.shape[0]):
        k = model.drug[r, d, DECAY]
        now = day
        while k > 0.0 and dose[d] > 0.0 and due[d] < until - SOON:
            if due[d] > now:
                concentration[d] *= math.exp(-k * (due[d] - now))
                now = due[d]
            concentration[d] += dose[d] * k * model.interval[d]
            due[d] += model.interval[d]
        if k > 0.0:
            concentration[d] *= math.exp(-k * (until - now))
        if dose[d] == 0.0:
            due[d] = until


@called
def decay(model, r, days, concentration, out):
    """Fill `out` with the concentrations after some days without administrations."""
    out_of_line()
    for d in range(concentration.shape[0]):
        k = model.drug[r, d, DECAY]
        out[d] = concentration[d] * math.exp(-k * days) if k > 0.0 else concentration[d]


@called
def next_breakpoint(model, r, day, until, dose, due):
    """Return the next day on which something is given, at most `until`."""
    out_of_line()
    for d in range(dose.shape[0]):
        if model.drug[r, d, DECAY] > 0.0 and dose[d] > 0.0 and due[d] < until - SOON:
            until = min(until, due[d])
    return max(until, day)


@inlined
def _change_inside(model, inside, r, days, concentration, change):
    """Return the largest change of slope x log(concentration) inside any cell.

    An inhibitor that decays lets at most slope x log(its concentration) more out; inactivation
    makes the concentration inside fall up to STEEP times as fast as outside.
    """
    if inside is None:
        return change
    else:
        helped = 0.0
        for d in range(concentration.shape[0]):
            if model.kind[d, ACTS] == ON_MECHANISM and concentration[d] > GONE:
                helped += model.drug[r, d, DECAY] * days * max(model.drug[r, d, SLOPE], 1.0)
        for d in range(concentration.shape[0]):
            if concentration[d] > GONE:
                for i in range(inside.shape[2]):
                    fall = (model.drug[r, d, DECAY] * days + helped) * inside[r, d, i, STEEP]
                    change = max(change, fall * max(model.drug[r, d, SLOPE], 1.0))
        return change


@called
def _spans(model, r, days, concentration):
    """Return into how many equal spans to cut so that rates are smooth on each, or nearly."""
    out_of_line()
    change, kinks = 0.0, model.rules[INTERACTION] != BLISS
    for d in range(concentration.shape[0]):
        k = model.drug[r, d, DECAY]
        if k > 0.0 and concentration[d] > GONE:
            change = max(change, k * days * max(model.drug[r, d, SLOPE], 1.0))
            kinks = kinks or model.kind[d, SHAPE] == PROPORTIONAL
    change = _change_inside(model, model.inside, r, days, concentration, change)
    largest = LARGEST_CHANGE_AT_KINKS if kinks else LARGEST_CHANGE
    return np.int64(math.ceil(min(max(change / largest, 1.0), 1000.0)))


@called
def _span(model, r, days, concentration, now, nodes, trees, rates, switched):
    """Add one smooth span: compose trees, add integrals of rates."""
    out_of_line()
    clones = trees.shape[0]
    for q in range(4):
        decay(model, r, days * GAUSS[q], concentration, now)
        drug_rates(model, r, now, nodes[q, 0], nodes[q, 1], nodes[q, 2])
        for w in range(switched.shape[0]):
            switched[w] += days * GAUSS_WEIGHT[q] * switch_rate(model, r, w, now)
    for i in range(clones):
        total = 0.0
        for q in range(4):
            b = nodes[q, 0, i]
            linked = nodes[q, 2, i] * b
            rates[0, i] += days * GAUSS_WEIGHT[q] * b
            rates[1, i] += days * GAUSS_WEIGHT[q] * nodes[q, 1, i]
            rates[2, i] += days * GAUSS_WEIGHT[q] * linked
            # From here on: own births, all deaths, and the net rate.
            nodes[q, 0, i] = b * model.clone[r, i, STAY]
            nodes[q, 1, i] += linked
            nodes[q, 2, i] = nodes[q, 0, i] - nodes[q, 1, i]
            total += GAUSS_WEIGHT[q] * nodes[q, 2, i]
        g, a = 0.0, 0.0
        for q in range(4):
            before = 0.0
            for p in range(4):
                before += GAUSS_BEFORE[q, p] * nodes[p, 2, i]
            growth = days * GAUSS_WEIGHT[q] * math.exp(days * (total - before))
            g += growth * nodes[q, 0, i]
            a += growth * nodes[q, 1, i]
        first = (trees[i, 0], trees[i, 1], trees[i, 2])
        e, g, a = compose(first, (math.exp(days * total), g, a))
        trees[i, 0], trees[i, 1], trees[i, 2] = e, g, a
    decay(model, r, days, concentration, now)
    for d in range(now.shape[0]):
        concentration[d] = now[d]


@called
def pass_piece(model, r, day, until, concentration, dose, due, now, nodes, trees, rates, switched):
    """Let a piece of time pass.

    Parameters
    ----------
    day, until : float
        Its two ends [days].
    concentration, dose, due : ndarray (drug,)
        State of the drugs; concentrations and due days move on.
    now, nodes : ndarray (drug,), (4, 3, clone)
        Work space.
    trees : ndarray (clone, 3)
        Overwritten: (E, g, a) of the piece, without crowding; mutant daughters not counted.
    rates : ndarray (3, clone)
        Overwritten: integrals of births, of deaths, and of division-linked deaths.
    switched : ndarray (switch,)
        The integrals of the switching rates are added.
    """
    out_of_line()
    for i in range(trees.shape[0]):
        trees[i, 0], trees[i, 1], trees[i, 2] = 1.0, 0.0, 0.0
        rates[0, i], rates[1, i], rates[2, i] = 0.0, 0.0, 0.0
    while day < until - SOON:
        give(model, r, day, concentration, dose, due)
        stop = next_breakpoint(model, r, day, until, dose, due)
        n = _spans(model, r, stop - day, concentration)
        for _ in range(n):
            _span(model, r, (stop - day) / n, concentration, now, nodes, trees, rates, switched)
        day = stop


@called
def pass_constant_piece(model, r, days, now_rates, trees, rates):
    """Let a piece of time pass whose rates do not change; as `pass_piece`."""
    out_of_line()
    for i in range(trees.shape[0]):
        b, linked = now_rates[0, i], now_rates[2, i] * now_rates[0, i]
        e, g, a = constant_tree(b * model.clone[r, i, STAY], now_rates[1, i] + linked, days)
        trees[i, 0], trees[i, 1], trees[i, 2] = e, g, a
        rates[0, i], rates[1, i], rates[2, i] = b * days, now_rates[1, i] * days, linked * days
