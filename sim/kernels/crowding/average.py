"""Crowding within a step: rates are frozen at their average along the path the tumour will take.

Where the noise of one step is within the tolerance, the average is Simpson's over a predicted
deterministic path (third order). In a small tumour what happens by chance in a step changes the
rates of that same step: there the step is split in two, the second half with twice the crowding
reached by chance minus the crowding at the start (weak order two, after Anderson and Mattingly
2011, Commun Math Sci 9:301). Births and deaths at the frozen rates are exact in both.
"""

import math

import numpy as np

from sim.kernels.birth_death.law import (
    AHEAD,
    AT_NODES,
    FIRST,
    FOURTH,
    MEAN_BIRTHS,
    MEAN_DEATHS,
    MEAN_LINKED,
    OF_PIECES,
    PIECE,
    SECOND,
    THIRD,
    UNEVEN,
    VARYING,
    fill,
)
from sim.kernels.birth_death.tree import NEAR, constant_tree, near_growth
from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.leap.one import leap
from sim.kernels.model import (
    BIRTH,
    CROWDING,
    END_EDGE,
    FIRST_EDGE,
    HAS_SOURCE,
    LOGISTIC_BIRTH,
    LOGISTIC_DEATH,
    STAY,
    UNIFORM,
)
from sim.kernels.origins.track import LENGTH, START
from sim.kernels.random.streams import fold_in
from sim.kernels.rates.bent import LEFT, at_node, in_piece
from sim.kernels.rates.crowding import crowding, fall
from sim.kernels.steps.length import power_of_two

# Rows of the work space `w` (row, clone).
# Not Python integers: numba would compile a copy of a function for each literal it is given.
NOW, MIDDLE, END, NET, NEEDED = np.arange(5)
FACTOR, ADDED, START_FACTOR, START_ADDED, END_FACTOR, END_ADDED = np.arange(5, 11)
EVEN_FACTOR, EVEN_ADDED, MOVED_FACTOR, MOVED_ADDED = np.arange(11, 15)
WORK_ROWS = 15

LARGEST_GROWTH = 1.0
"""Largest change of the logarithm of any clone in one predicted step."""
ADDS_UP = 8.0
"""An error counts so many times where it may add up over visits: that by unevenness, and any where
crowding acts far below capacity, too, in Gompertz growth and by deaths."""
FOUNDING = 2.0
"""What is left out of births counts so many times: what their mutants grow to is crowded, too."""
ALONG = 0.15
"""Of how far a clone is off its path, times how much it grows: what the average of the one leaves
out of the average of both (by Cauchy and Schwarz, of a straight line and of what is off by 1)."""
NO_BIRTHS = 1e-9
"""A factor on births below this leaves none."""
WEAK = 10.0
"""Times the tolerance: crowding that undoes less of a chance deviation in a step is neglected."""


@inlined
def _exp(x):
    if abs(x) <= NEAR:
        return near_growth(x)[0]
    return math.exp(x)


@inlined
def _press(model, r, w, cells, factor, added):
    """Fill w[factor], w[added] with the crowding by w[cells]."""
    n = w.shape[1]
    if model.rules[UNIFORM] == 1:
        total = 0.0
        for i in range(n):
            total += w[cells, i]
        f, a = crowding(model, r, 0, total)
        for i in range(n):
            w[factor, i], w[added, i] = f, a
        return
    for i in range(n):
        load = 0.0
        for j in range(n):
            load += model.competition[i, j] * w[cells, j]
        w[factor, i], w[added, i] = crowding(model, r, i, load)


@inlined
def press(model, r, cells, w):
    """Fill w[FACTOR], w[ADDED] with the crowding by `cells` (clone,)."""
    for i in range(cells.shape[0]):
        w[NOW, i] = cells[i]
    _press(model, r, w, NOW, FACTOR, ADDED)


@inlined
def _net(model, r, i, rates, factor, added):
    """Return the net growth rate of clone i under its mean rates and this crowding."""
    b = rates[MEAN_BIRTHS, i] - rates[MEAN_LINKED, i]
    return b * factor - rates[MEAN_DEATHS, i] - model.clone[r, i, BIRTH] * added


@inlined
def error_of_founding(begun, between, ended, first, middle, last):
    """Return what average rates leave out of all births of a clone in a step, relative.

    Parameters
    ----------
    begun, between, ended : float
        Cells at the start, in the middle and at the end; at average rates they grow evenly.
    first, middle, last : float
        The factor at its start, in its middle and at its end.
    """
    grown = ended / begun
    half = math.sqrt(grown)
    even = (first + 4.0 * middle + last) * (1.0 / 6.0) * (1.0 + 4.0 * half + grown)
    true = first + 4.0 * middle * (between / begun) + last * grown
    return FOUNDING * abs(true - even) / even if even > NO_BIRTHS else 0.0


@inlined
def error_of_averaging(rule, h, quick, untreated, first, middle, last, average, steep, lost):
    """Return what an average crowding over a step of h days may leave out of a clone's growth.

    What its middle alone would leave out, against Simpson's rule. Where a tumour is drawn back to
    where it rests, by a share z of what it is off (in h days, to first order), that is
    z^2 / 24 - z^3 / 48 of it and vanishes at z = 2, where the rule itself is off by z^3 / 48.

    Parameters
    ----------
    quick : float
        Divisions of the clone, and what is linked to them, if nothing crowds it [1/day].
    untreated : float
        Its births without drug [1/day], of which crowding adds deaths.
    first, middle, last, average : (float, float)
        The factor on births and the added deaths: at the start, in the middle, at the end; Simpson.
    steep : float
        By how much the logarithm of any clone changes, at the rates of the start.
    lost : float
        Mutants of a division: they crowd others as cells of the clone that founds them, not yet
        of their own.
    """
    by_middle = abs(average[0] - middle[0]) * quick + abs(average[1] - middle[1]) * untreated
    from_start = abs(average[0] - first[0]) * quick + abs(average[1] - first[1]) * untreated
    # (no branches: several tumours at a time)
    by_births = 1.0 if rule == LOGISTIC_BIRTH else 0.0
    by_deaths = 1.0 if rule == LOGISTIC_DEATH else 0.0
    drawn = (1.0 - by_deaths) * (1.0 - by_births * min(first[0], last[0])) * quick * fall(rule)
    z = h * (drawn + by_deaths * max(first[1], last[1]) * untreated)
    mutants = 0.5 * z * lost * quick * max(first[0], last[0]) * steep
    return h * max(max(by_middle, from_start * (z * z * (1.0 / 24.0))), mutants)


@inlined
def predict(model, r, h, rates, cells, w):
    """Fill w[FACTOR], w[ADDED] with the average crowding over h days; return a midpoint's error.

    Parameters
    ----------
    rates : ndarray (RATE_ROWS, clone)
        Of the step (`birth_death.law`).
    cells : ndarray (clone,)
        At the start.
    w : ndarray (WORK_ROWS, clone)
        Work space.

    Returns
    -------
    float
        Largest relative error that freezing at the middle would make, larger where it changes much.
    """
    n = cells.shape[0]
    steep = 0.0
    for i in range(n):
        w[NOW, i] = cells[i]
    _press(model, r, w, NOW, START_FACTOR, START_ADDED)
    for i in range(n):
        w[MIDDLE, i] = 0.0
        if cells[i] > 0.0:
            net = _net(model, r, i, rates, w[START_FACTOR, i], w[START_ADDED, i])
            w[NET, i] = net
            w[MIDDLE, i] = cells[i] * _exp(0.5 * h * net)
            steep = max(steep, abs(net) * h)
    _press(model, r, w, MIDDLE, FACTOR, ADDED)
    for i in range(n):
        if cells[i] > 0.0:
            net = _net(model, r, i, rates, w[FACTOR, i], w[ADDED, i])
            w[MIDDLE, i] = cells[i] * _exp(0.25 * h * (w[NET, i] + net))
    _press(model, r, w, MIDDLE, FACTOR, ADDED)
    for i in range(n):
        w[END, i] = 0.0
        if cells[i] > 0.0:
            w[END, i] = cells[i] * _exp(h * _net(model, r, i, rates, w[FACTOR, i], w[ADDED, i]))
    _press(model, r, w, END, END_FACTOR, END_ADDED)
    error, founding = 0.0, 0.0
    for i in range(n):
        if cells[i] > 0.0 and model.flow[i, END_EDGE] > model.flow[i, FIRST_EDGE]:
            first, middle, last = w[START_FACTOR, i], w[FACTOR, i], w[END_FACTOR, i]
            off = error_of_founding(cells[i], w[MIDDLE, i], w[END, i], first, middle, last)
            founding = max(founding, off)
        f = (w[START_FACTOR, i] + 4.0 * w[FACTOR, i] + w[END_FACTOR, i]) * (1.0 / 6.0)
        a = (w[START_ADDED, i] + 4.0 * w[ADDED, i] + w[END_ADDED, i]) * (1.0 / 6.0)
        if cells[i] > 0.0:
            off = error_of_averaging(
                model.rules[CROWDING], h, rates[MEAN_BIRTHS, i] + rates[MEAN_LINKED, i],
                model.clone[r, i, BIRTH], (w[START_FACTOR, i], w[START_ADDED, i]),
                (w[FACTOR, i], w[ADDED, i]), (w[END_FACTOR, i], w[END_ADDED, i]), (f, a), steep,
                1.0 - model.clone[r, i, STAY],
            )  # fmt: skip
            error = max(error, off)
        w[FACTOR, i], w[ADDED, i] = f, a
    if model.rules[CROWDING] != LOGISTIC_BIRTH:
        error *= ADDS_UP
    return max(error if steep <= LARGEST_GROWTH else max(error, min(steep, 1e3)), founding)


@inlined
def quickest(w, cells):
    """Return how many times as quick as by itself any clone is at the crowding that is foreseen.

    Once, where crowding only slows births.
    """
    quick = 1.0
    for i in range(cells.shape[0]):
        if cells[i] > 0.0:
            quick = max(quick, max(w[START_FACTOR, i], w[END_FACTOR, i]))
    return quick


@inlined
def _pull(model, h, rates, cells, tolerance, w, factor, added):
    """Return how much of a deviation is undone in h days at the crowding w[factor], w[added]."""
    pull = 0.0
    for i in range(cells.shape[0]):
        if cells[i] > 0.0:
            # How fast the net rate falls with the logarithm of size.
            rule = model.rules[CROWDING]
            change = fall(rule)
            if rule == LOGISTIC_BIRTH:
                change = 1.0 - w[factor, i]
            elif rule == LOGISTIC_DEATH:
                change = w[added, i]
            pull = max(pull, change * (rates[MEAN_BIRTHS, i] + rates[MEAN_LINKED, i]))
    return pull * h if pull * h > WEAK * tolerance else 0.0


@inlined
def _scatters(h, rates, cells, tolerance):
    """Tell whether births and deaths scatter the size by more than the tolerance in h days."""
    total, events = 0.0, 0.0
    for i in range(cells.shape[0]):
        total += cells[i]
        events += cells[i] * (rates[MEAN_BIRTHS, i] + rates[MEAN_DEATHS, i])
    return events * h > tolerance * tolerance * total * total


@inlined
def feels_chance(model, r, h, rates, cells, tolerance, w):
    """Return how much of a chance deviation crowding undoes in h days, 0 where it may be neglected.

    It may where births scatter the size by less than the tolerance, or crowding is weak.
    """
    if not _scatters(h, rates, cells, tolerance):
        return 0.0
    for i in range(cells.shape[0]):
        w[NOW, i] = cells[i]
    _press(model, r, w, NOW, FACTOR, ADDED)
    return _pull(model, h, rates, cells, tolerance, w, FACTOR, ADDED)


@called
def follow_rates(model, r, h, rates, cells, w, error):
    """Let the crowding that is foreseen follow rates that change in the step; return its error.

    `predict` foresees the path of their means. A clone is off it by as much as its births and
    deaths are uneven: on average, which moves the crowding by what it then presses, and at most,
    which tells what that leaves out, of second order; but of births that vary, all of it. And
    births that come early meet the crowding of the start, not the average.

    Parameters
    ----------
    rates : ndarray (RATE_ROWS, clone)
        Of the step, which takes them piece by piece, with a crowding of its own in each.
    error : float
        From `predict`.
    w : ndarray (WORK_ROWS, clone)
        From there, overwritten: crowding moves.
    """
    out_of_line()
    off, steep, change, rule = 0.0, 0.0, 0.0, model.rules[CROWDING]
    for i in range(cells.shape[0]):
        if cells[i] > 0.0:
            most = max(max(w[START_FACTOR, i], w[END_FACTOR, i]), 1.0)
            off = max(off, rates[UNEVEN, i] * most + rates[UNEVEN + 1, i])
            steep = max(steep, abs(w[NET, i]) * h)
    second = off * (0.5 * off + ALONG * steep)
    for i in range(cells.shape[0]):
        if cells[i] > 0.0:
            f0, f2, added = w[START_FACTOR, i], w[END_FACTOR, i], w[ADDED, i]
            felt = 1.0 - min(f0, f2) if rule == LOGISTIC_BIRTH else fall(rule)
            felt = 0.0 if rule == LOGISTIC_DEATH else felt
            quick = rates[MEAN_BIRTHS, i] + rates[MEAN_LINKED, i]
            left = felt * (h * quick * second + rates[VARYING, i] * off)
            left += h * model.clone[r, i, BIRTH] * added * second
            change = max(change, ADDS_UP * (left + rates[UNEVEN, i] * abs(f2 - f0)))
    _press(model, r, w, MIDDLE, EVEN_FACTOR, EVEN_ADDED)
    for i in range(cells.shape[0]):
        ahead = rates[AHEAD, i] * w[FACTOR, i] - rates[AHEAD + 1, i]
        w[MIDDLE, i] *= 1.0 + ahead
    _press(model, r, w, MIDDLE, MOVED_FACTOR, MOVED_ADDED)
    for i in range(cells.shape[0]):
        f, a = w[MOVED_FACTOR, i] - w[EVEN_FACTOR, i], w[MOVED_ADDED, i] - w[EVEN_ADDED, i]
        w[START_FACTOR, i] += f
        w[FACTOR, i] += f
        w[END_FACTOR, i] += f
        w[START_ADDED, i] += a
        w[ADDED, i] += a
        w[END_ADDED, i] += a
    return max(LEFT * error, change)


@called
def crowded_steps(model, r, days, rates, cells, tolerance, w):
    """Return into how many steps (a power of two) to cut an interval, for one tumour.

    Where it is one, w[FACTOR] and w[ADDED] hold the average crowding over it unless chance is felt,
    at its start or at its expected end; that is returned too (`feels_chance`), as is the error of
    one step.
    """
    out_of_line()
    error, pull = predict(model, r, days, rates, cells, w), 0.0
    if _scatters(days, rates, cells, tolerance):
        pull = max(
            _pull(model, days, rates, cells, tolerance, w, START_FACTOR, START_ADDED),
            _pull(model, days, rates, cells, tolerance, w, END_FACTOR, END_ADDED),
        )
    steps = max(math.sqrt(error / tolerance), pull / math.sqrt(12.0 * tolerance))
    return power_of_two(steps), pull, error


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
    n, chance = cells.shape[0], False
    if not predicted:
        if feels_chance(model, r, h, rates, cells, tolerance, w) > 0.0:
            chance = True
        else:
            worst[0] = max(worst[0], predict(model, r, h, rates, cells, w))
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
