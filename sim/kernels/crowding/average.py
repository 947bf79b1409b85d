"""Crowding within a step: rates are frozen at their average along the path the tumour will take.

Where the noise of one step is within the tolerance, the average is Simpson's over a predicted
deterministic path (third order). In a small tumour what happens by chance in a step changes the
rates of that same step: there the step is split in two, the second half with twice the crowding
reached by chance minus the crowding at the start (weak order two, after Anderson and Mattingly
2011, Commun Math Sci 9:301). Births and deaths at the frozen rates are exact in both.
"""

import math

from sim.kernels.birth_death.law import MEAN_BIRTHS, MEAN_DEATHS, MEAN_LINKED
from sim.kernels.birth_death.tree import NEAR, near_growth
from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.crowding.left_out import (
    ADDS_UP,
    BENT,
    GROWING,
    LARGEST_GROWTH,
    LEFT,
    MOST_STEEP,
    WEAK,
    error_of_averaging,
    error_of_births_foreseen,
    error_of_founding,
    error_of_timing,
    newcomers,
    with_timing,
)
from sim.kernels.crowding.space import (
    ADDED,
    END,
    END_ADDED,
    END_FACTOR,
    FACTOR,
    MIDDLE,
    NET,
    NOW,
    START_ADDED,
    START_FACTOR,
    average_of,
    net_of,
    press_by,
)
from sim.kernels.model import (
    BIRTH,
    CROWDING,
    END_EDGE,
    FIRST_EDGE,
    LOGISTIC_BIRTH,
    LOGISTIC_DEATH,
    STAY,
)
from sim.kernels.rates.crowding import fall, felt
from sim.kernels.steps.length import power_of_two


@inlined
def _exp(x):
    if abs(x) <= NEAR:
        return near_growth(x)[0]
    return math.exp(x)


@inlined
def _turn(model, r, i, rates, w):
    """Return by how much births and deaths of clone i change along a step [1/day] by crowding."""
    b = rates[MEAN_BIRTHS, i] - rates[MEAN_LINKED, i]
    births = b * (w[END_FACTOR, i] - w[START_FACTOR, i])
    return births, model.clone[r, i, BIRTH] * (w[END_ADDED, i] - w[START_ADDED, i])


@inlined
def _felt(model, r, i, rates, factor, added):
    """Return how fast the net growth of clone i falls with the logarithm of all cells [1/day]."""
    b = rates[MEAN_BIRTHS, i] + rates[MEAN_LINKED, i]
    return felt(model.rules[CROWDING], b, model.clone[r, i, BIRTH], factor, added)


@called
def _newcomers(model, r, h, rates, cells, w):
    """Return what mutants leave out whom the step does not foresee, of the clone where it is most.

    Before the crowding of the middle, in w[FACTOR] and w[ADDED], gives way to the average. Where
    any that has no cells would grow or fall by much; w[END] then comes to hold those, too.
    """
    out_of_line()
    total, most, error = 0.0, 0.0, 0.0
    for i in range(cells.shape[0]):
        total += w[END, i]
        if cells[i] == 0.0:
            most = max(most, abs(net_of(model, r, i, rates, w[FACTOR, i], w[ADDED, i])) * h)
    for i in range(cells.shape[0] if most > LARGEST_GROWTH else 0):
        births = rates[MEAN_BIRTHS, i] * w[FACTOR, i] * max(cells[i], w[END, i])
        for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
            j = model.target[m]
            if cells[j] == 0.0:
                net = net_of(model, r, j, rates, w[FACTOR, j], w[ADDED, j])
                added, off = newcomers(h, model.probability[r, m] * births, net, total)
                error = max(error, off)
                w[END, j] += added
    return error


@called
def _founding(model, r, h, rates, how, cells, w):
    """Return what average rates leave out of what mutants add, of the clone where it is most.

    Also of what clones will add that have no cells yet: steps are chosen once for an interval.
    As `_newcomers`, before the crowding of the middle gives way to the average. And what a path
    that is foreseen wrongly does to mutants, beside to how they grow.
    """
    out_of_line()
    founding, wrong, total, left = 0.0, 0.0, 0.0, LEFT if how == BENT else 1.0
    for i in range(cells.shape[0]):
        total += cells[i]
    for i in range(cells.shape[0]):
        begin, end = model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]
        if begin == end or (how == GROWING and cells[i] == 0.0):
            continue
        first, middle, last, off = w[START_FACTOR, i], w[FACTOR, i], w[END_FACTOR, i], 0.0
        if cells[i] > 0.0:
            off = error_of_founding(cells[i], w[MIDDLE, i], w[END, i], first, middle, last)
            off *= left
            founding = max(founding, off)
        net = net_of(model, r, i, rates, middle, w[ADDED, i])
        births, deaths = _turn(model, r, i, rates, w)
        divide = rates[MEAN_BIRTHS, i] * middle * max(cells[i], w[END, i])
        z = h * _felt(model, r, i, rates, middle, w[ADDED, i])
        for m in range(begin, begin if how == GROWING else end):
            j = model.target[m]
            apart = net - net_of(model, r, j, rates, w[FACTOR, j], w[ADDED, j])
            b, d = _turn(model, r, j, rates, w)
            late = error_of_timing(
                h, apart, births - b, deaths - d, first, middle, last,
                _felt(model, r, j, rates, w[FACTOR, j], w[ADDED, j]),
                model.probability[r, m] * divide / max(total, 1.0), left,
            )  # fmt: skip
            founded = h * model.probability[r, m] * divide
            here = error_of_births_foreseen(z, first, middle, last, founded, cells[j])
            wrong = max(wrong, here)
            founding = max(founding, with_timing(off, late, left))
    return founding, wrong


@inlined
def foresee(model, r, h, rates, cells, w):
    """Fill the crowding at the start, in the middle and at the end of a step, and w[END].

    Along the path of cells that divide and die, and do not switch.

    Returns
    -------
    float
        By how much the logarithm of any clone changes, at the rates of the start.
    """
    n = cells.shape[0]
    steep = 0.0
    for i in range(n):
        w[NOW, i] = cells[i]
    press_by(model, r, w, NOW, START_FACTOR, START_ADDED)
    for i in range(n):
        w[MIDDLE, i] = 0.0
        if cells[i] > 0.0:
            net = net_of(model, r, i, rates, w[START_FACTOR, i], w[START_ADDED, i])
            w[NET, i] = net
            w[MIDDLE, i] = cells[i] * _exp(0.5 * h * net)
            steep = max(steep, abs(net) * h)
    press_by(model, r, w, MIDDLE, FACTOR, ADDED)
    for i in range(n):
        if cells[i] > 0.0:
            net = net_of(model, r, i, rates, w[FACTOR, i], w[ADDED, i])
            w[MIDDLE, i] = cells[i] * _exp(0.25 * h * (w[NET, i] + net))
    press_by(model, r, w, MIDDLE, FACTOR, ADDED)
    for i in range(n):
        w[END, i] = 0.0
        if cells[i] > 0.0:
            w[END, i] = cells[i] * _exp(h * net_of(model, r, i, rates, w[FACTOR, i], w[ADDED, i]))
    press_by(model, r, w, END, END_FACTOR, END_ADDED)
    return steep


@inlined
def predict(model, r, h, rates, how, cells, w):
    """Fill w[FACTOR], w[ADDED] with the average crowding over h days; return what that leaves out.

    Parameters
    ----------
    rates : ndarray (RATE_ROWS, clone)
        Of the step (`birth_death.law`).
    how : int
        How the step takes crowding: AVERAGED, BENT, GROWING (`crowding.left_out`).
    cells : ndarray (clone,)
        At the start.
    w : ndarray (WORK_ROWS, clone)
        Work space.

    Returns
    -------
    float
        The largest, relative (`crowding.left_out`), larger where a clone changes much.
    """
    n, steep = cells.shape[0], foresee(model, r, h, rates, cells, w)
    left = LEFT if how == BENT else 1.0
    error = 0.0
    founding, wrong = _founding(model, r, h, rates, how, cells, w)
    if how != GROWING:
        founding = max(founding, _newcomers(model, r, h, rates, cells, w))
    for i in range(n):
        f, a = average_of(w, i)
        if cells[i] > 0.0:
            off = error_of_averaging(
                model.rules[CROWDING], h, rates[MEAN_BIRTHS, i] + rates[MEAN_LINKED, i],
                model.clone[r, i, BIRTH], (w[START_FACTOR, i], w[START_ADDED, i]),
                (w[FACTOR, i], w[ADDED, i]), (w[END_FACTOR, i], w[END_ADDED, i]), (f, a), steep,
                1.0 - model.clone[r, i, STAY], left,
            )  # fmt: skip
            error = max(error, off)
        w[FACTOR, i], w[ADDED, i] = f, a
    if model.rules[CROWDING] != LOGISTIC_BIRTH:
        error *= ADDS_UP
    if steep > LARGEST_GROWTH:
        error = max(error, left * min(steep, MOST_STEEP))
    return max(error + wrong, founding)


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
    press_by(model, r, w, NOW, FACTOR, ADDED)
    return _pull(model, h, rates, cells, tolerance, w, FACTOR, ADDED)


@called
def crowded_steps(model, r, days, rates, how, cells, tolerance, w):
    """Return into how many steps (a power of two) to cut an interval, for one tumour.

    Where it is one, w[FACTOR] and w[ADDED] hold the average crowding over it unless chance is felt,
    at its start or at its expected end; that is returned too (`feels_chance`), as is the error of
    one step.
    """
    out_of_line()
    error, pull = predict(model, r, days, rates, how, cells, w), 0.0
    if _scatters(days, rates, cells, tolerance):
        pull = max(
            _pull(model, days, rates, cells, tolerance, w, START_FACTOR, START_ADDED),
            _pull(model, days, rates, cells, tolerance, w, END_FACTOR, END_ADDED),
        )
    steps = max(math.sqrt(error / tolerance), pull / math.sqrt(12.0 * tolerance))
    return power_of_two(steps), pull, error
