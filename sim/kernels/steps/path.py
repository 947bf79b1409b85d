"""What a step makes of every clone where rates change: the law of its cells, and when they divide.

A step is gone through span by span (`rates.spans`). Trees (`birth_death.tree`) compose; with
them go the integrals that founders need. Of the cells of clone i that divide at the rate b(t) and
grow as E(t), the law keeps three nodes. What stands at node q is

    b_q = int L_q(t) b(t) E(t) dt / (w_q h E(t_q)),

with Lagrange's polynomials L_q and Gauss' weights w_q: a product rule, exact for whatever b and E
do in the step as long as what founders become is smooth. What they become on average is integrated
beside it, span by span, and the difference is the error of the nodes. Steps are chosen by it
(`steps.length`).

With crowding the rates of a span depend on the size of the tumour in it. Its expected path is found
by Gauss collocation: sizes at the nodes give rates at the nodes, and these give sizes, until they
agree.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.kernels.birth_death.law import GIVEN, NODE, NODES, PIECE, WEIGHT
from sim.kernels.birth_death.tree import NEAR, compose, near_growth
from sim.kernels.compile import allocating, called, inlined, out_of_line
from sim.kernels.model import BIRTH, END_EDGE, FIRST_EDGE, SOURCE, STAY, TARGET, UNIFORM
from sim.kernels.rates.crowding import crowding
from sim.kernels.rates.spans import (
    BIRTHS,
    DEATHS,
    GAUSS,
    GAUSS_BEFORE,
    GAUSS_WEIGHT,
    LARGEST_CHANGE,
    LINKED,
)
from sim.kernels.steps.length import LARGEST_FALL, error_of_chain

MOST_ROUNDS = 40
"""Rounds of collocation. Spans are so short that each wins half a digit or more."""
AGREED = 1e-9
"""Change of a clone's logarithm in a span below which sizes and rates agree."""
TOO_FEW = 1e-6
"""Mutants of a division that are fewer do not crowd anybody in the step that founds them."""
SMALLEST = 1e-250
"""Growth below this has no digits left to divide by."""


class Path(NamedTuple):
    """Work space and results of one step. Few arrays: each costs compile time."""

    trees: np.ndarray
    """(NODES + 1, clone, 3): (E, g, a) of each piece; mutant daughters are not counted."""
    sums: np.ndarray
    """(NODES + 1, 3, clone): integrals over each piece of divisions, deaths, linked deaths."""
    births: np.ndarray
    """(NODES, clone): divisions [1/day] that stand at the nodes of the step."""
    grown: np.ndarray
    """(clone,): E from the start of the step to where the path has got."""
    gains: np.ndarray
    """(mutation and then switch,): what a clone gains on average by the end of the step, per cell
    of the source at its start and per probability of the mutation."""
    amounts: np.ndarray
    """(switch,): integrals of the rates of switching."""
    cells: np.ndarray
    """(clone,): expected cells, where there is crowding; at the start, then at the end."""
    pressed: np.ndarray
    """(4, 2, clone): the factor on births and the added deaths at the nodes of a span."""
    shift: np.ndarray
    """(2, clone): what is added to both, as chance has made the size another than expected."""
    crowded: np.ndarray
    """(4, 3, clone): rates at the nodes of a span, crowding counted."""
    ahead: np.ndarray
    """(4, clone): expected cells at the nodes of a span; then growth from its start to them."""
    net: np.ndarray
    """(4, clone): net rates there."""
    whole: np.ndarray
    """(clone,): growth over a span."""
    given: np.ndarray
    """(clone, GIVEN): what the laws of the step follow from (`steps.plan.put_given`)."""
    near: np.ndarray
    """(NODES, 4): weights of the nodes of a span in what stands at the nodes of the step."""


@allocating
def new_path(model):
    """Return work space for the tumours of a model."""
    clones = model.clone.shape[1]
    edges = model.target.shape[0] + model.switch_ends.shape[0]
    return Path(
        np.zeros((NODES + 1, clones, 3)),
        np.zeros((NODES + 1, 3, clones)),
        np.zeros((NODES, clones)),
        np.zeros(clones),
        np.zeros(edges + 1),
        np.zeros(model.switch_ends.shape[0]),
        np.zeros(clones),
        np.zeros((4, 2, clones)),
        np.zeros((2, clones)),
        np.zeros((4, 3, clones)),
        np.zeros((4, clones)),
        np.zeros((4, clones)),
        np.zeros(clones),
        np.zeros((clones, GIVEN)),
        np.zeros((NODES, 4)),
    )


@inlined
def exponential_of(x):
    """Return exp(x), by arithmetic where x is small."""
    if abs(x) <= NEAR:
        return near_growth(x)[0]
    return math.exp(min(x, 700.0))


@called
def press(model, r, cells, pressed):
    """Fill (factor on births, added deaths) (2, clone) with the crowding by `cells` (clone,)."""
    out_of_line()
    clones = cells.shape[0]
    alike = model.rules[UNIFORM] == 1
    for i in range(clones):
        if i > 0 and alike:
            pressed[0, i], pressed[1, i] = pressed[0, 0], pressed[1, 0]
            continue
        load = 0.0
        for j in range(clones):
            load += (1.0 if alike else model.competition[i, j]) * cells[j]
        # (who lives is at least one cell, however few are expected)
        pressed[0, i], pressed[1, i] = crowding(model, r, i, max(load, 1.0))


@called
def _put_net(model, r, rates, days, path):
    """Fill the net rates at the nodes of a span under the crowding there; return the change."""
    out_of_line()
    off = 0.0
    for q in range(4):
        for i in range(path.cells.shape[0]):
            f, more = path.pressed[q, 0, i], path.pressed[q, 1, i]
            b = (rates[q, BIRTHS, i] * model.clone[r, i, STAY] - rates[q, LINKED, i]) * f
            now = b - rates[q, DEATHS, i] - model.clone[r, i, BIRTH] * more
            if path.cells[i] > 0.0:
                off = max(off, days * abs(now - path.net[q, i]))
            path.net[q, i] = now
    return off


@called
def _add_founded(model, r, rates, days, path, ends):
    """Add the cells that mutants have founded in a span to those that are expected.

    Parameters
    ----------
    ends : bool
        Add to the cells at its end, not to those at its nodes.
    """
    out_of_line()
    ahead, growth, clones = path.ahead, path.crowded, path.cells.shape[0]
    for i in range(clones):
        for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
            u, j = model.probability[r, m], model.target[m]
            if u < TOO_FEW:
                continue
            for q in range(3, 4) if ends else range(4):
                gained = 0.0
                for p in range(4):
                    weight = GAUSS_WEIGHT[p] if ends else GAUSS_BEFORE[q, p]
                    founded = days * u * rates[p, BIRTHS, i] * path.pressed[p, 0, i] * ahead[p, i]
                    gained += weight * founded / growth[p, 0, j]
                if ends:
                    path.cells[j] += max(gained * path.whole[j], 0.0)
                else:
                    ahead[q, j] += max(gained * growth[q, 0, j], 0.0)


@called
def _foresee(model, r, rates, days, path):
    """Find the crowding at the nodes of a span, and let the expected cells pass through it.

    Returns
    -------
    float
        By how much, in the logarithm of a clone, sizes and rates still disagree; or how much that
        changes, where it is more than a span is made for.
    """
    out_of_line()
    clones = path.cells.shape[0]
    # (growth to the nodes: work space, before the crowded rates are there)
    ahead, net, growth = path.ahead, path.net, path.crowded
    for q in range(4):
        press(model, r, path.cells, path.pressed[q])
    off = 0.0
    for turn in range(MOST_ROUNDS):
        off = _put_net(model, r, rates, days, path)
        if turn > 0 and off <= AGREED:
            break
        for q in range(4):
            for i in range(clones):
                grown = 0.0
                for p in range(4):
                    grown += GAUSS_BEFORE[q, p] * net[p, i]
                growth[q, 0, i] = exponential_of(days * grown)
                ahead[q, i] = path.cells[i] * growth[q, 0, i]
        _add_founded(model, r, rates, days, path, False)
        for q in range(4):
            press(model, r, ahead[q], path.pressed[q])
    for i in range(clones):
        grown = 0.0
        for q in range(4):
            grown += GAUSS_WEIGHT[q] * net[q, i]
        path.whole[i] = exponential_of(days * grown)
        if path.cells[i] > 0.0:
            path.cells[i] *= path.whole[i]
            # (crowding may make a clone quicker than spans are made for)
            off = max(off, abs(days * grown) if abs(days * grown) > LARGEST_CHANGE else 0.0)
    _add_founded(model, r, rates, days, path, True)
    return off


@called
def _crowd(model, r, rates, days, path):
    """Fill the rates of a span as crowded into the work space; return what still disagrees."""
    out_of_line()
    off = _foresee(model, r, rates, days, path)
    for q in range(4):
        for i in range(path.cells.shape[0]):
            f = max(path.pressed[q, 0, i] + path.shift[0, i], 0.0)
            more = max(path.pressed[q, 1, i] + path.shift[1, i], 0.0)
            path.crowded[q, BIRTHS, i] = rates[q, BIRTHS, i] * f
            path.crowded[q, LINKED, i] = rates[q, LINKED, i] * f
            added = model.clone[r, i, BIRTH] * more
            path.crowded[q, DEATHS, i] = rates[q, DEATHS, i] + added
    return off


@inlined
def _lagrange(x):
    """Return Lagrange's polynomials of a step's three nodes at x, 0 at its start, 1 at its end."""
    a, b, c = x - NODE[0], x - NODE[1], x - NODE[2]
    return (
        b * c / ((NODE[0] - NODE[1]) * (NODE[0] - NODE[2])),
        a * c / ((NODE[1] - NODE[0]) * (NODE[1] - NODE[2])),
        a * b / ((NODE[2] - NODE[0]) * (NODE[2] - NODE[1])),
    )


@called
def _pass_clones(model, r, rates, days, at, h, piece, path):
    """Let the clones pass through a span that begins a share `at` of the step after its start.

    Parameters
    ----------
    rates : ndarray (4, 3, clone)
        At its nodes, crowding counted.
    path : Path
        Its `ahead` and `whole` are overwritten with the growth from the start of the span to its
        nodes, and to its end.
    """
    out_of_line()
    before, whole = path.ahead, path.whole
    for q in range(4):
        l0, l1, l2 = _lagrange(at + days * GAUSS[q] / h)
        weight = days * GAUSS_WEIGHT[q]
        path.near[0, q], path.near[1, q], path.near[2, q] = weight * l0, weight * l1, weight * l2
    for i in range(path.grown.shape[0]):
        stay = model.clone[r, i, STAY]
        births, deaths, linked = 0.0, 0.0, 0.0
        for q in range(4):
            weight = days * GAUSS_WEIGHT[q]
            births += weight * rates[q, BIRTHS, i]
            deaths += weight * rates[q, DEATHS, i]
            linked += weight * rates[q, LINKED, i]
        path.sums[piece, 0, i] += births
        path.sums[piece, 1, i] += deaths
        path.sums[piece, 2, i] += linked
        total = births * stay - deaths - linked
        e, g, a = exponential_of(total), 0.0, 0.0
        for q in range(4):
            grown = 0.0
            for p in range(4):
                net = rates[p, BIRTHS, i] * stay - rates[p, DEATHS, i] - rates[p, LINKED, i]
                grown += GAUSS_BEFORE[q, p] * net
            so_far = exponential_of(days * grown)
            before[q, i] = so_far
            rest = days * GAUSS_WEIGHT[q] * (e / so_far)
            g += rest * rates[q, BIRTHS, i] * stay
            a += rest * (rates[q, DEATHS, i] + rates[q, LINKED, i])
            divided = rates[q, BIRTHS, i] * path.grown[i] * so_far
            path.births[0, i] += path.near[0, q] * divided
            path.births[1, i] += path.near[1, q] * divided
            path.births[2, i] += path.near[2, q] * divided
        whole[i] = e
        first = (path.trees[piece, i, 0], path.trees[piece, i, 1], path.trees[piece, i, 2])
        e, g, a = compose(first, (e, g, a))
        path.trees[piece, i, 0], path.trees[piece, i, 1], path.trees[piece, i, 2] = e, g, a


@inlined
def _gain(path, edge, i, j, rates, days, before, whole):
    """Add to what clone j gains from clone i, founded at `rates` (4,) in a span."""
    gained = 0.0
    for q in range(4):
        gained += days * GAUSS_WEIGHT[q] * rates[q] * before[q, i] * (whole[j] / before[q, j])
    path.gains[edge] = path.gains[edge] * whole[j] + path.grown[i] * gained


@called
def _pass_edges(model, rates, switching, days, path):
    """Let what clones gain from others pass through a span; then their growth."""
    out_of_line()
    before, whole, mutations = path.ahead, path.whole, model.target.shape[0]
    for i in range(whole.shape[0]):
        for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
            at = (
                rates[0, BIRTHS, i],
                rates[1, BIRTHS, i],
                rates[2, BIRTHS, i],
                rates[3, BIRTHS, i],
            )
            _gain(path, m, i, model.target[m], at, days, before, whole)
    for w in range(path.amounts.shape[0]):
        at = (switching[0, w], switching[1, w], switching[2, w], switching[3, w])
        for q in range(4):
            path.amounts[w] += days * GAUSS_WEIGHT[q] * at[q]
        i, j = model.switch_ends[w, SOURCE], model.switch_ends[w, TARGET]
        _gain(path, mutations + w, i, j, at, days, before, whole)
    for i in range(whole.shape[0]):
        path.grown[i] *= whole[i]


@called
def _spread(path, h):
    """Turn what was divided near each node into the divisions that stand there, none negative."""
    out_of_line()
    for i in range(path.grown.shape[0]):
        all_of, kept, so_far = 0.0, 0.0, 1.0
        for q in range(NODES):
            all_of += path.births[q, i]
            path.births[q, i] = max(path.births[q, i], 0.0)
            kept += path.births[q, i]
        for q in range(NODES):
            so_far *= path.trees[q, i, 0]
            if kept > all_of:
                path.births[q, i] *= max(all_of, 0.0) / kept
            if so_far > SMALLEST:
                path.births[q, i] /= WEIGHT[q] * h * so_far
            else:
                path.births[q, i] = path.sums[q, 0, i] / (PIECE[q] * h)


@inlined
def _ahead(path, i, j):
    """Return by how much more, as a logarithm, clone i has grown in the step than clone j."""
    return math.log(max(path.grown[i], SMALLEST) / max(path.grown[j], SMALLEST))


@called
def _error_of_nodes(model, path, h):
    """Return the largest error of what clones gain by the nodes, relative.

    It counts as large where a clone that founds others falls too far for three nodes.
    """
    out_of_line()
    error = 0.0
    for i in range(path.grown.shape[0]):
        if model.flow[i, END_EDGE] > model.flow[i, FIRST_EDGE]:
            fall = abs(math.log(max(path.grown[i], SMALLEST)))
            error = max(error, fall if fall > LARGEST_FALL else 0.0)
        for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
            j, so_far, gained = model.target[m], 1.0, 0.0
            for q in range(NODES):
                so_far *= path.trees[q, i, 0]
                after = 1.0
                for p in range(q + 1, NODES + 1):
                    after *= path.trees[p, j, 0]
                gained += path.births[q, i] * WEIGHT[q] * h * so_far * after
            exact = path.gains[m]
            if exact > SMALLEST and exact < 1.0 / SMALLEST:
                error = max(error, abs(gained / exact - 1.0))
            for k in range(model.flow[j, FIRST_EDGE], model.flow[j, END_EDGE]):
                ahead = _ahead(path, i, j), _ahead(path, j, model.target[k])
                error = max(error, error_of_chain(math.hypot(ahead[0], ahead[1])))
    return error


@called
def pass_step(model, r, spans, s, h, crowded, path):
    """Let step s, of h days, pass and fill what it makes of every clone.

    Parameters
    ----------
    spans : Spans
        Filled for all steps of the interval.
    crowded : bool or None
        Whether cells crowd each other; then `path.cells` are those expected at the start, and
        `path.shift` what is added to their crowding.
    path : Path
        Overwritten.

    Returns
    -------
    founding, off : float
        Largest relative error that the nodes of the step make in what mutations add on average,
        and by how much expected sizes and rates still disagree.
    """
    out_of_line()
    clones, off = path.grown.shape[0], 0.0
    for i in range(clones):
        path.grown[i] = 1.0
        for q in range(NODES):
            path.births[q, i] = 0.0
    for edge in range(path.gains.shape[0]):
        path.gains[edge] = 0.0
    for w in range(path.amounts.shape[0]):
        path.amounts[w] = 0.0
    at, begun = 0.0, s * (NODES + 1)
    for piece in range(NODES + 1):
        for i in range(clones):
            path.trees[piece, i, 0], path.trees[piece, i, 1] = 1.0, 0.0
            path.trees[piece, i, 2] = 0.0
            for kind in range(3):
                path.sums[piece, kind, i] = 0.0
        for k in range(spans.pieces[begun + piece], spans.pieces[begun + piece + 1]):
            days, rates = spans.days[k], spans.rates[k]
            if crowded is not None:
                off = max(off, _crowd(model, r, rates, days, path))
                rates = path.crowded
            _pass_clones(model, r, rates, days, at, h, piece, path)
            _pass_edges(model, rates, spans.switching[k], days, path)
            at += days / h
    _spread(path, h)
    return _error_of_nodes(model, path, h), off


@called
def put_crowded(model, r, spans, steps, path, rates):
    """Fill the rates (span, 4, 3, clone) of so many steps as crowded along the expected path.

    `path.cells` are those expected at the start of the first step, and pass on to the end.
    """
    out_of_line()
    for k in range(spans.pieces[steps * (NODES + 1)]):
        _crowd(model, r, spans.rates[k], spans.days[k], path)
        for q in range(4):
            for kind in range(3):
                for i in range(path.cells.shape[0]):
                    rates[k, q, kind, i] = path.crowded[q, kind, i]


@called
def unevenness(spans, s, h, path, out):
    """Fill how far births and deaths lie from even ones, each integrated from the step's start.

    Parameters
    ----------
    spans : Spans
        Of an interval, step s of which, of h days, `path` has passed without crowding.
    out : ndarray (7, clone)
        Overwritten. At most: of births, and of deaths with those linked to division. On average
        over the step, with their signs: of births less linked deaths, and of the other deaths. The
        integral of how far births and linked deaths are from their means. And as on average, times
        how much later than its middle, as a share of the step.
    """
    out_of_line()
    for i in range(out.shape[1]):
        births, deaths, linked = 0.0, 0.0, 0.0
        for piece in range(NODES + 1):
            births += path.sums[piece, 0, i]
            deaths += path.sums[piece, 1, i]
            linked += path.sums[piece, 2, i]
        for kind in range(7):
            out[kind, i] = 0.0
        at, born, died, lost = 0.0, 0.0, 0.0, 0.0
        for k in range(spans.pieces[s * (NODES + 1)], spans.pieces[(s + 1) * (NODES + 1)]):
            days, rates = spans.days[k], spans.rates[k]
            for q in range(5):
                b, d, with_b = born, died, lost
                for p in range(4):
                    weight = days * (GAUSS_WEIGHT[p] if q == 4 else GAUSS_BEFORE[min(q, 3), p])
                    b += weight * rates[p, BIRTHS, i]
                    d += weight * rates[p, DEATHS, i]
                    with_b += weight * rates[p, LINKED, i]
                share = (at + days * (1.0 if q == 4 else GAUSS[min(q, 3)])) / h
                more, less = b - share * births, d - share * deaths
                along = with_b - share * linked
                out[0, i] = max(out[0, i], abs(more))
                out[1, i] = max(out[1, i], abs(less + along))
                if q == 4:
                    born, died, lost = b, d, with_b
                else:
                    weight = days * GAUSS_WEIGHT[q]
                    late = share - 0.5
                    out[2, i] += weight * (more - along) / h
                    out[3, i] += weight * less / h
                    out[5, i] += weight * (more - along) * late / h
                    out[6, i] += weight * less * late / h
                    out[4, i] += weight * abs(rates[q, BIRTHS, i] - births / h)
                    out[4, i] += weight * abs(rates[q, LINKED, i] - linked / h)
            at += days
