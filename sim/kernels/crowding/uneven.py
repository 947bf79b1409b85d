"""Crowding in a step whose rates change: it follows what they do to the clones."""

from sim.kernels.birth_death.law import (
    AHEAD,
    MEAN_BIRTHS,
    MEAN_LINKED,
    UNEVEN,
    VARYING,
)
from sim.kernels.compile import called, out_of_line
from sim.kernels.crowding.left_out import ADDS_UP, ALONG
from sim.kernels.crowding.space import (
    ADDED,
    END_ADDED,
    END_FACTOR,
    EVEN_ADDED,
    EVEN_FACTOR,
    FACTOR,
    MIDDLE,
    MOVED_ADDED,
    MOVED_FACTOR,
    NET,
    START_ADDED,
    START_FACTOR,
    press_by,
)
from sim.kernels.model import (
    BIRTH,
    CROWDING,
    LOGISTIC_BIRTH,
    LOGISTIC_DEATH,
)
from sim.kernels.rates.bent import LEFT
from sim.kernels.rates.crowding import fall


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
    press_by(model, r, w, MIDDLE, EVEN_FACTOR, EVEN_ADDED)
    for i in range(cells.shape[0]):
        ahead = rates[AHEAD, i] * w[FACTOR, i] - rates[AHEAD + 1, i]
        w[MIDDLE, i] *= 1.0 + ahead
    press_by(model, r, w, MIDDLE, MOVED_FACTOR, MOVED_ADDED)
    for i in range(cells.shape[0]):
        f, a = w[MOVED_FACTOR, i] - w[EVEN_FACTOR, i], w[MOVED_ADDED, i] - w[EVEN_ADDED, i]
        w[START_FACTOR, i] += f
        w[FACTOR, i] += f
        w[END_FACTOR, i] += f
        w[START_ADDED, i] += a
        w[ADDED, i] += a
        w[END_ADDED, i] += a
    return max(LEFT * error, change)
