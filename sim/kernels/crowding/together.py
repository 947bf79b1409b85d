"""The crowding to come in a step, for all tumours of a tile: `predict` of `crowding.average`.

The same arithmetic in the same order, so the same bits (a test holds them equal), but along rows.
"""

import math

from sim.kernels.birth_death.tree import NEAR, near_growth
from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.crowding.left_out import (
    ADDS_UP,
    LARGEST_GROWTH,
    LEFT,
    MOST_STEEP,
    WEAK,
    error_of_averaging,
)
from sim.kernels.crowding.left_out_together import (
    feel_unevenness,
    look_at_founding,
    look_at_newcomers,
    look_at_uneven,
    look_for_newcomers,
    net_at,
)
from sim.kernels.crowding.uneven import drawn_back, remains
from sim.kernels.leap.tile import (
    ADDED,
    AHEAD,
    AHEAD_OF_MEANS,
    ALIVE,
    BIRTHS,
    CELLS,
    CHANGE,
    DEATHS,
    END_ADDED,
    END_FACTOR,
    ERROR,
    EVEN_ADDED,
    EVEN_FACTOR,
    EVENTS,
    FACTOR,
    LATER,
    LINKED,
    LOAD,
    MOVED_ADDED,
    MOVED_FACTOR,
    NET,
    PER_CELL,
    PULL,
    SIDE,
    START_ADDED,
    START_FACTOR,
    STAYS,
    STEEP,
    STEPS,
    TOTAL,
    UNTREATED,
    WRONG,
)
from sim.kernels.model import (
    CROWDING,
    END_EDGE,
    FIRST_EDGE,
    LOGISTIC_BIRTH,
    LOGISTIC_DEATH,
)
from sim.kernels.rates.bent import simpson
from sim.kernels.rates.crowding import (
    fall,
    pressure,
)


@called
def _who_lives(tile, size):
    """Mark the clones of which any tumour has cells: nothing is foreseen for others."""
    out_of_line()
    for k in range(tile.clones.shape[0]):
        line, some = tile.clones[k], 0
        for i in range(size):
            some += 1 if line[CELLS + i] > 0.0 else 0
        tile.marks[ALIVE, k] = some > 0


@called
def _load(tile, competition, alike, k, row, size):
    """Fill w[LOAD] with how many cells crowd clone k; `row` holds cells."""
    out_of_line()
    w = tile.work
    for i in range(size):
        w[LOAD + i] = 0.0
    for j in range(tile.clones.shape[0]):
        if not tile.marks[ALIVE, j]:
            continue
        line, weight = tile.clones[j], 1.0 if alike else competition[k, j]
        for i in range(size):
            w[LOAD + i] += weight * line[row + i]


@called
def press(tile, rule, competition, alike, row, factor, added, size):
    """Fill the rows `factor` and `added` with the crowding by the cells in `row`."""
    out_of_line()
    w = tile.work
    for k in range(1 if alike else tile.clones.shape[0]):
        _load(tile, competition, alike, k, row, size)
        line = tile.clones[k]
        if rule == LOGISTIC_BIRTH:  # as `pressure`, which may call a logarithm: no loop for vectors
            for i in range(size):
                line[factor + i] = max(1.0 - w[LOAD + i] * line[PER_CELL + i], 0.0)
            for i in range(size):
                line[added + i] = 0.0
            continue
        for i in range(size):
            x = w[LOAD + i] * line[PER_CELL + i]
            line[factor + i], line[added + i] = pressure(rule, competition, x)


@called
def _go_ahead(line, w, size):
    """Fill the row AHEAD with the cells of a clone times exp(w[CHANGE])."""
    out_of_line()
    far = 0
    for i in range(size):
        n, x = line[CELLS + i], w[CHANGE + i]
        line[AHEAD + i] = n * near_growth(x)[0] if n > 0.0 else 0.0
        far += 1 if n > 0.0 and abs(x) > NEAR else 0
    for i in range(size if far > 0 else 0):
        if line[CELLS + i] > 0.0 and abs(w[CHANGE + i]) > NEAR:
            line[AHEAD + i] = line[CELLS + i] * math.exp(w[CHANGE + i])


@called
def _to_middle_at_start(tile, h, alike, size):
    """Predict the middle of the step from the rates at its start."""
    out_of_line()
    w = tile.work
    for i in range(size):
        w[STEEP + i] = 0.0
    for k in range(tile.clones.shape[0]):
        if not tile.marks[ALIVE, k]:
            continue
        line, pressed = tile.clones[k], tile.clones[0 if alike else k]
        for i in range(size):
            net = net_at(line, pressed, i, START_FACTOR, START_ADDED)
            line[NET + i] = net
            w[CHANGE + i] = 0.5 * h * net
            here = w[STEEP + i]
            w[STEEP + i] = max(here, abs(net) * h) if line[CELLS + i] > 0.0 else here
        _go_ahead(line, w, size)


@called
def _go_on(tile, h, start, alike, size):
    """Predict the cells h days on, from the rates at the crowding that is foreseen.

    To these are added `start` times the rates at the start of the step.
    """
    out_of_line()
    w = tile.work
    for k in range(tile.clones.shape[0]):
        if not tile.marks[ALIVE, k]:
            continue
        line, pressed = tile.clones[k], tile.clones[0 if alike else k]
        for i in range(size):
            net = net_at(line, pressed, i, FACTOR, ADDED)
            w[CHANGE + i] = h * (start * line[NET + i] + net)
        _go_ahead(line, w, size)


@called
def _keep_middle(tile, flow, constant, size):
    """Keep the cells that are foreseen for the middle, in the row NET.

    Those of founding clones; all where rates change.
    """
    out_of_line()
    for k in range(tile.clones.shape[0]):
        founds = flow[k, END_EDGE] > flow[k, FIRST_EDGE]
        if tile.marks[ALIVE, k] and (founds or not constant):
            line = tile.clones[k]
            for i in range(size):
                line[NET + i] = line[AHEAD + i]


@called
def _average(tile, rule, h, left, alike, size):
    """Average the crowding by Simpson's rule; fill w[ERROR] with what that leaves out."""
    out_of_line()
    w = tile.work
    for i in range(size):
        w[ERROR + i] = 0.0
    for k in range(tile.clones.shape[0]):
        if not tile.marks[ALIVE, k]:
            continue
        line, pressed = tile.clones[k], tile.clones[0 if alike else k]
        for i in range(size):
            f0, f1, f2 = pressed[START_FACTOR + i], pressed[FACTOR + i], pressed[END_FACTOR + i]
            a0, a1, a2 = pressed[START_ADDED + i], pressed[ADDED + i], pressed[END_ADDED + i]
            f, a = simpson(f0, f1, f2), simpson(a0, a1, a2)
            off = error_of_averaging(
                rule, h, line[BIRTHS + i] + line[LINKED + i], line[UNTREATED + i], (f0, a0),
                (f1, a1), (f2, a2), (f, a), w[STEEP + i], 1.0 - line[STAYS + i], left,
            )  # fmt: skip
            here = w[ERROR + i]
            w[ERROR + i] = max(here, off) if line[CELLS + i] > 0.0 else here
    for k in range(1 if alike else tile.clones.shape[0]):
        line = tile.clones[k]
        for i in range(size):
            f0, f1, f2 = line[START_FACTOR + i], line[FACTOR + i], line[END_FACTOR + i]
            line[FACTOR + i] = simpson(f0, f1, f2)
        for i in range(size):
            a0, a1, a2 = line[START_ADDED + i], line[ADDED + i], line[END_ADDED + i]
            line[ADDED + i] = simpson(a0, a1, a2)
    for i in range(size):
        error, steep = w[ERROR + i], w[STEEP + i]
        error = error if rule == LOGISTIC_BIRTH else error * ADDS_UP
        far = max(error, left * min(steep, MOST_STEEP))
        w[ERROR + i] = error if steep <= LARGEST_GROWTH else far


@called
def _feel_chance(tile, rule, h, alike, tolerance, factor, added, size):
    """Raise w[PULL] to what `crowding.average.feels_chance` is at the crowding in these rows.

    Returns
    -------
    int
        How many tumours births and deaths scatter by more than the tolerance.
    """
    out_of_line()
    w, many = tile.work, 0
    for i in range(size):
        w[TOTAL + i], w[EVENTS + i], w[CHANGE + i] = 0.0, 0.0, 0.0
    for k in range(tile.clones.shape[0]):
        if not tile.marks[ALIVE, k]:
            continue
        line, pressed = tile.clones[k], tile.clones[0 if alike else k]
        for i in range(size):
            n = line[CELLS + i]
            w[TOTAL + i] += n
            w[EVENTS + i] += n * (line[BIRTHS + i] + line[DEATHS + i])
            # How fast the net rate falls with the logarithm of size.
            change = 1.0 - pressed[factor + i] if rule == LOGISTIC_BIRTH else fall(rule)
            change = pressed[added + i] if rule == LOGISTIC_DEATH else change
            pull = w[CHANGE + i]
            felt = max(pull, change * (line[BIRTHS + i] + line[LINKED + i]))
            w[CHANGE + i] = felt if n > 0.0 else pull
    for i in range(size):
        total, pull = w[TOTAL + i], w[CHANGE + i] * h
        none = w[EVENTS + i] * h <= tolerance * tolerance * total * total
        w[PULL + i] = max(w[PULL + i], 0.0 if none or pull <= WEAK * tolerance else pull)
        many += 0 if none else 1
    return many


@called
def _draw_back(tile, rule, h, alike, size):
    """Fill w[CHANGE] with what remains of what a tumour is pushed off its path, w[EVENTS]: lean."""
    out_of_line()
    w = tile.work
    for i in range(size):
        w[TOTAL + i], w[CHANGE + i] = 1.0, 0.0
    for k in range(tile.clones.shape[0]):
        line, pressed = tile.clones[k], tile.clones[0 if alike else k]
        for i in range(size):
            n, births = line[CELLS + i], line[BIRTHS + i] - line[LINKED + i]
            w[TOTAL + i] += n
            w[CHANGE + i] += n * drawn_back(
                rule, births, line[UNTREATED + i], pressed[FACTOR + i], pressed[ADDED + i]
            )
    for i in range(size):
        w[CHANGE + i], w[EVENTS + i] = remains(h * w[CHANGE + i] / w[TOTAL + i])


@called
def _follow_rates(tile, rule, competition, h, alike, size):
    """Move the crowding by what clones are off the path of their mean rates, on average.

    The row NET holds the cells that are foreseen for the middle.
    """
    out_of_line()
    w = tile.work
    press(tile, rule, competition, alike, NET, EVEN_FACTOR, EVEN_ADDED, size)
    _draw_back(tile, rule, h, alike, size)
    for k in range(tile.clones.shape[0]):
        line, pressed = tile.clones[k], tile.clones[0 if alike else k]
        for i in range(size if tile.marks[ALIVE, k] else 0):
            ahead = line[AHEAD_OF_MEANS + i] * pressed[FACTOR + i]
            ahead -= line[AHEAD_OF_MEANS + SIDE + i]
            later = line[LATER + i] * pressed[FACTOR + i] - line[LATER + SIDE + i]
            line[NET + i] *= 1.0 + (w[CHANGE + i] * ahead + w[EVENTS + i] * later)
    press(tile, rule, competition, alike, NET, MOVED_FACTOR, MOVED_ADDED, size)
    for k in range(1 if alike else tile.clones.shape[0]):
        line = tile.clones[k]
        for i in range(size):
            f = line[MOVED_FACTOR + i] - line[EVEN_FACTOR + i]
            line[START_FACTOR + i] += f
            line[FACTOR + i] += f
            line[END_FACTOR + i] += f
        for i in range(size):
            a = line[MOVED_ADDED + i] - line[EVEN_ADDED + i]
            line[START_ADDED + i] += a
            line[ADDED + i] += a
            line[END_ADDED + i] += a


@inlined
def foresee(tile, model, h, own, trial, tolerance, size):
    """Predict the crowding over a step of h days.

    Where it is a `trial`, what it needs is looked for at its end as well. Fills the rows FACTOR and
    ADDED with its average, w[PULL] with what `feels_chance` returns, and w[STEPS] with how many
    steps are needed: at most 1 where this one is short enough.
    """
    w, rule, alike = tile.work, model.rules[CROWDING], own.alike
    competition, flow, target = model.competition, model.flow, model.target
    _who_lives(tile, size)
    press(tile, rule, competition, alike, CELLS, START_FACTOR, START_ADDED, size)
    for i in range(size):
        w[PULL + i] = 0.0
    many = _feel_chance(tile, rule, h, alike, tolerance, START_FACTOR, START_ADDED, size)
    _to_middle_at_start(tile, h, alike, size)
    press(tile, rule, competition, alike, AHEAD, FACTOR, ADDED, size)
    _go_on(tile, 0.25 * h, 1.0, alike, size)  # to the middle again, at the mean of both rates
    press(tile, rule, competition, alike, AHEAD, FACTOR, ADDED, size)
    _keep_middle(tile, flow, own.constant, size)
    _go_on(tile, h, 0.0, alike, size)  # to the end, at the rates in the middle
    press(tile, rule, competition, alike, AHEAD, END_FACTOR, END_ADDED, size)
    left = 1.0 if own.constant else LEFT
    look_at_founding(tile, rule, flow, target, model.probability, h, left, alike, size)
    if look_for_newcomers(tile, h, alike, size) > 0:
        look_at_newcomers(tile, flow, target, model.probability, h, alike, size)
    _average(tile, rule, h, left, alike, size)
    for i in range(size):
        w[ERROR + i] = max(w[ERROR + i] + w[WRONG + i], w[LOAD + i])
    if trial and many > 0:  # how many steps are needed hangs on the end, too
        _feel_chance(tile, rule, h, alike, tolerance, END_FACTOR, END_ADDED, size)
    if not own.constant:
        feel_unevenness(tile, rule, h, alike, size)
        _follow_rates(tile, rule, competition, h, alike, size)
        look_at_uneven(tile, rule, flow, target, model.probability, h, alike, size)
    per_pull = math.sqrt(12.0 * tolerance)
    for i in range(size):
        w[STEPS + i] = max(math.sqrt(w[ERROR + i] / tolerance), w[PULL + i] / per_pull)
