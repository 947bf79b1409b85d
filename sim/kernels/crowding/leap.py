"""A step of one tumour at the crowding that is foreseen in it."""

import numpy as np

from sim.kernels.birth_death.law import (
    AT_NODES,
    FIRST,
    FOURTH,
    MORE,
    OF_PIECES,
    PIECE,
    SECOND,
    THIRD,
    fill,
)
from sim.kernels.birth_death.tree import compose, constant_tree, of_more
from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.crowding.average import feels_chance, predict
from sim.kernels.crowding.left_out import AVERAGED, BENT
from sim.kernels.crowding.space import (
    ADDED,
    END_ADDED,
    END_FACTOR,
    FACTOR,
    NEEDED,
    START_ADDED,
    START_FACTOR,
    press,
)
from sim.kernels.leap.one import leap
from sim.kernels.model import BIRTH, END_EDGE, FIRST_EDGE, HAS_SOURCE, STAY
from sim.kernels.origins.track import LENGTH, START
from sim.kernels.random.streams import fold_in
from sim.kernels.rates.bent import at_node, in_piece


@inlined
def _need(flow, target, cells, w):
    """Mark clones that have cells, or could be founded by one that has."""
    n = cells.shape[0]
    for i in range(n):
        w[NEEDED, i] = 1.0 if cells[i] > 0.0 else 0.0
    again = True
    while again:
        again = False
        for i in range(n):
            if w[NEEDED, i] > 0.0:
                for m in range(flow[i, FIRST_EDGE], flow[i, END_EDGE]):
                    if w[NEEDED, target[m]] == 0.0:
                        w[NEEDED, target[m]] = 1.0
                        again = again or target[m] < i


@inlined
def _tree(clone, r, i, days, rates, q, factor, added):
    """Return the tree of clone i over piece q of a step, which lasts so many days."""
    at = OF_PIECES + 3 * q
    d = rates[at + 1, i] + rates[at + 2, i] * factor + clone[r, i, BIRTH] * added
    return constant_tree(rates[at, i] * factor * clone[r, i, STAY], d, days)


@inlined
def _bent_tree(clone, r, i, h, rates, q, average, first, last):
    """Return the tree over piece q of a step of h days, at the crowding that it has there."""
    f = in_piece(average[0], first[0], last[0], q)
    a = in_piece(average[1], first[1], last[1], q)
    return _tree(clone, r, i, h * PIECE[q], rates, q, f, a)


@inlined
def put_laws(clone, flow, r, h, rates, constant, w, law):
    """Fill the laws over h days of the clones that are marked in w[NEEDED], at their crowding.

    Parameters
    ----------
    clone, flow
        Of the model (`sim.kernels.model`).
    rates : ndarray (RATE_ROWS, clone)
        Of the step, without crowding.
    constant : bool
        Whether they do not change in it.
    """
    for i in range(law.shape[0]):
        if w[NEEDED, i] == 0.0:
            continue
        f, a = w[FACTOR, i], w[ADDED, i]
        if constant:
            t0 = _tree(clone, r, i, h * PIECE[0], rates, FIRST, f, a)
            t1 = _tree(clone, r, i, h * PIECE[1], rates, SECOND, f, a)
            t2, t3, f0, f1, f2 = t1, t0, f, f, f
        else:
            first, last = (
                (w[START_FACTOR, i], w[START_ADDED, i]),
                (w[END_FACTOR, i], w[END_ADDED, i]),
            )
            t0 = _bent_tree(clone, r, i, h, rates, FIRST, (f, a), first, last)
            t1 = _bent_tree(clone, r, i, h, rates, SECOND, (f, a), first, last)
            t2 = _bent_tree(clone, r, i, h, rates, THIRD, (f, a), first, last)
            t3 = _bent_tree(clone, r, i, h, rates, FOURTH, (f, a), first, last)
            f0 = at_node(f, first[0], last[0], FIRST)
            f1 = at_node(f, first[0], last[0], SECOND)
            f2 = at_node(f, first[0], last[0], THIRD)
        if rates[MORE, i] != 1.0:
            t3 = compose(t3, of_more(rates[MORE, i]))
        d0, d1 = h * f0 * rates[AT_NODES, i], h * f1 * rates[AT_NODES + 1, i]
        d2 = h * f2 * rates[AT_NODES + 2, i]
        founds, founded = flow[i, END_EDGE] > flow[i, FIRST_EDGE], flow[i, HAS_SOURCE] == 1
        fill(law[i], t0, t1, t2, t3, d0, d1, d2, founds, founded)


@called
def put_all_laws(clone, flow, r, h, rates, constant, w, law):
    """As `put_laws`, of all clones."""
    out_of_line()
    for i in range(law.shape[0]):
        w[NEEDED, i] = 1.0
    put_laws(clone, flow, r, h, rates, constant, w, law)


@called
def crowded_leap(
    clone, flow, target, probability, r, h, rates, constant, cells, w, law, expected, waiting, key,
    exact, tracks,
):  # fmt: skip
    """Advance one tumour over a step of h days at the crowding in w[FACTOR], w[ADDED].

    The arguments are those of `put_laws` and `leap.one.leap`: to hand on the whole model
    would take as long as the leap.
    """
    out_of_line()
    _need(flow, target, cells, w)
    put_laws(clone, flow, r, h, rates, constant, w, law)
    return leap(flow, target, probability, r, law, cells, expected, waiting, key, exact, tracks)


@inlined
def crowded_step(
    model, r, h, rates, constant, predicted, cells, w, law, expected, waiting, key, tolerance,
    exact, tracks, worst,
):  # fmt: skip
    """Advance one tumour over a step of h days under crowding.

    Parameters
    ----------
    rates : ndarray (RATE_ROWS, clone)
        Without crowding.
    constant : bool
        Whether they do not change. If they do, this is the one step of an interval.
    predicted : bool
        Whether w[FACTOR] and w[ADDED] already hold the average crowding over the step.
    worst : ndarray (1,)
        Overwritten, if the error of the mean in this step is estimated to be larger: that. What is
        left out of a chance deviation is none of the mean.

    Returns
    -------
    bool
        Whether a clone hit the ceiling.
    """
    n, chance, how = cells.shape[0], False, AVERAGED if constant else BENT
    if not predicted:
        if feels_chance(model, r, h, rates, cells, tolerance, w) > 0.0:
            chance = True
        else:
            worst[0] = max(worst[0], predict(model, r, h, rates, how, cells, w))
    parts = 2 if chance else 1
    days, full = h / parts, False
    for i in range(n if chance else 0):  # `feels_chance` left the crowding at the start in w
        w[START_FACTOR, i], w[START_ADDED, i] = w[FACTOR, i], w[ADDED, i]
    for part in range(parts):
        here = key
        if chance:
            here = fold_in(key, np.uint64(part + 1))
            if tracks is not None:
                tracks.clock[LENGTH] = days
                tracks.clock[START] += part * days
        if part == 1:
            press(model, r, cells, w)
            for i in range(n):
                w[FACTOR, i] = max(2.0 * w[FACTOR, i] - w[START_FACTOR, i], 0.0)
                w[ADDED, i] = max(2.0 * w[ADDED, i] - w[START_ADDED, i], 0.0)
        if crowded_leap(
            model.clone, model.flow, model.target, model.probability, r, days, rates, constant,
            cells, w, law, expected, waiting, here, exact, tracks,
        ):  # fmt: skip
            full = True
    return full
