"""Crowding in a step whose rates change: it follows what they do to the clones."""

from sim.kernels.birth_death.law import (
    AHEAD,
    LATER,
    MEAN_BIRTHS,
    MEAN_LINKED,
    UNEVEN,
    VARYING,
)
from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.crowding.left_out import (
    births_felt,
    error_of_uneven_founding,
    error_of_unevenness,
)
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
    net_of,
    press_by,
)
from sim.kernels.model import BIRTH, CROWDING, CURVED, END_EDGE, FIRST_EDGE
from sim.kernels.rates.crowding import felt

MOST_DRAWN = 4.0
"""No more e-folds are taken to be drawn back in a step."""


@inlined
def drawn_back(rule, births, untreated, factor, added):
    """Return how fast a clone is drawn back to where it rests by the crowding it meets [1/day].

    That is how fast its growth falls with the logarithm of all cells; not known of curves.
    """
    return 0.0 if rule >= CURVED else felt(rule, births, untreated, factor, added)


@inlined
def remains(z):
    """Return what remains on average of what is drawn back by z e-folds in a step, and its lean.

    Of what is there at a share t of the step, exp(-z (1 - t)) remains at its end. That is as the
    line a + c (t - 1/2), with a = (1 - exp(-z)) / z and c = z - z^2 / 2 + 3 z^3 / 20 - ..., of
    which these are Pade's approximations: to 3 parts in 100 up to z = 2.
    """
    z = min(max(z, -1.0), MOST_DRAWN)
    return 1.0 / (1.0 + z * (0.5 + z * (1.0 / 12.0))), z / (1.0 + z * (0.5 + 0.1 * z))


@called
def _founded(model, r, h, rates, cells, off, steep, w):
    """Return what uneven rates leave out of mutants, of the clone where it is most."""
    out_of_line()
    error, rule = 0.0, model.rules[CROWDING]
    for i in range(cells.shape[0]):
        if cells[i] == 0.0:
            continue
        f = w[FACTOR, i]
        falls = births_felt(rule, w[START_FACTOR, i], w[END_FACTOR, i])
        z = h * falls * (rates[MEAN_BIRTHS, i] + rates[MEAN_LINKED, i])
        births = h * rates[MEAN_BIRTHS, i] * f * cells[i]
        for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
            j = model.target[m]
            net = net_of(model, r, i, rates, f, w[ADDED, i])
            theirs = net_of(model, r, j, rates, w[FACTOR, j], w[ADDED, j])
            off_here = error_of_uneven_founding(
                falls, z, off, steep, w[MOVED_FACTOR, i] - w[EVEN_FACTOR, i], f, h * (net - theirs),
                model.probability[r, m] * births, cells[j],
            )  # fmt: skip
            error = max(error, off_here)
    return error


@called
def follow_rates(model, r, h, rates, cells, w, error):
    """Let the crowding that is foreseen follow rates that change in the step; return its error.

    `predict` foresees the path of their means. A clone is off it by as much as its births and
    deaths are uneven: on average, which moves the crowding by what it then presses, and at most,
    which tells what that leaves out (`crowding.left_out`). As the tumour is drawn back by crowding
    meanwhile, some of it remains by the end of the step, the more the later it came.

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
    total, drawn = 1.0, 0.0
    for i in range(cells.shape[0]):
        f, a = w[FACTOR, i], w[ADDED, i]
        births = rates[MEAN_BIRTHS, i] - rates[MEAN_LINKED, i]
        total += cells[i]
        drawn += cells[i] * drawn_back(rule, births, model.clone[r, i, BIRTH], f, a)
    kept, lean = remains(h * drawn / total)
    for i in range(cells.shape[0]):
        ahead = rates[AHEAD, i] * w[FACTOR, i] - rates[AHEAD + 1, i]
        later = rates[LATER, i] * w[FACTOR, i] - rates[LATER + 1, i]
        w[MIDDLE, i] *= 1.0 + (kept * ahead + lean * later)
    press_by(model, r, w, MIDDLE, MOVED_FACTOR, MOVED_ADDED)
    for i in range(cells.shape[0]):
        f, a = w[MOVED_FACTOR, i] - w[EVEN_FACTOR, i], w[MOVED_ADDED, i] - w[EVEN_ADDED, i]
        w[START_FACTOR, i] += f
        w[FACTOR, i] += f
        w[END_FACTOR, i] += f
        w[START_ADDED, i] += a
        w[ADDED, i] += a
        w[END_ADDED, i] += a
    return max(error, change) + _founded(model, r, h, rates, cells, off, steep, w)
