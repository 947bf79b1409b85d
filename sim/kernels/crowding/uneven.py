"""Crowding in a step whose rates change: it follows what they do to the clones."""

from sim.kernels.birth_death.law import AHEAD, MEAN_BIRTHS, MEAN_LINKED, UNEVEN, VARYING
from sim.kernels.compile import called, out_of_line
from sim.kernels.crowding.left_out import LEFT, error_of_unevenness
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
from sim.kernels.model import BIRTH, CROWDING


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
    for i in range(cells.shape[0]):
        if cells[i] > 0.0:
            left = error_of_unevenness(
                rule, h, rates[MEAN_BIRTHS, i] + rates[MEAN_LINKED, i], model.clone[r, i, BIRTH],
                rates[UNEVEN, i], rates[VARYING, i], off, steep, w[START_FACTOR, i],
                w[END_FACTOR, i], w[ADDED, i],
            )  # fmt: skip
            change = max(change, left)
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
