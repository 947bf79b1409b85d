"""What an interval needs where drugs decay and cells crowd each other, before it is known how much.

Rates without crowding, step by step, and what switches between steps: patients who share numbers,
doses and concentrations share it. What crowding does to it differs from tumour to tumour.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.kernels.birth_death.law import MORE, NODES, RATE_ROWS, UNEVEN
from sim.kernels.compile import allocating, called, inlined, out_of_line
from sim.kernels.crowding.levels import put_births
from sim.kernels.rates.spans import BIRTHS, DEATHS, LINKED, Spans
from sim.kernels.steps.group import put_passed
from sim.kernels.steps.length import CROWDED
from sim.kernels.steps.path import pass_step, unevenness
from sim.kernels.switching.apart import ADDS_UP
from sim.kernels.switching.error import error_of_splitting, put_growth
from sim.kernels.switching.space import MISSING
from sim.kernels.switching.split import put_switching, split_switching
from sim.kernels.switching.truth import put_truth, truth_is_due

OPEN, SLOWED = 0, 1
NEAR = 0.5
"""Where what crowding may leave of births stays within so much, what splitting leaves out of states
in the long run is put back, as much as half-way between: else that is not known."""


class CrowdPlan(NamedTuple):
    """Of an interval in a number of steps; there may be room for more. Empty where none switch."""

    rates: np.ndarray
    """(step, RATE_ROWS, clone): of each step, without crowding (`birth_death.law`)."""
    starts: np.ndarray
    """(step, clone, clone): probabilities of ending in each state, at the start of each step."""
    ends: np.ndarray
    """(step, clone, clone): at its end."""
    between: np.ndarray
    """(step, clone, clone): between the end of a step and the start of the next."""
    split: np.ndarray
    """(step, 2, switch): what switches at both ends of a step."""
    growth: np.ndarray
    """(step, clone, clone): what a cell becomes in a step by growth and mutation, work space."""
    crowded: np.ndarray
    """(span, 4, 3, clone): rates of spans as crowded, work space."""
    truth: np.ndarray
    """(2, clone, clone): what a cell becomes in the interval, with the most births (OPEN) and with
    the fewest (SLOWED); divided by exp of `lead`."""
    lead: np.ndarray
    """(2,)"""
    of: np.ndarray
    """(1,) int64: in how many steps the truth was found; 0 if it was not."""
    left: np.ndarray
    """(clone,): what crowding leaves of births, work space."""


@allocating
def new_crowd_plan(steps, spans, clones, switches):
    """Return room for the plan of so many steps, in so many spans."""
    moving = steps if switches > 0 else 0
    return CrowdPlan(
        np.zeros((steps, RATE_ROWS, clones)),
        np.zeros((moving, clones, clones)),
        np.zeros((moving, clones, clones)),
        np.zeros((moving, clones, clones)),
        np.zeros((moving, 2, switches)),
        np.zeros((moving, clones, clones)),
        np.zeros((spans if switches > 0 else 0, 4, 3, clones)),
        np.zeros((2, clones, clones)),
        np.zeros(2),
        np.zeros(1, np.int64),
        np.zeros(clones),
    )


@allocating
def with_room(plan, steps, spans, clones, switches):
    """Return the plan, or a larger one, which has room for so many steps and spans."""
    enough = switches == 0 or spans <= plan.crowded.shape[0]
    if steps <= plan.rates.shape[0] and enough:
        return plan
    larger = new_crowd_plan(steps, spans, clones, switches)
    larger.truth[:], larger.lead[:], larger.of[:] = plan.truth, plan.lead, plan.of
    return larger


@called
def _slow_down(spans, steps, left, rates):
    """Fill the rates (span, 4, 3, clone) where crowding leaves so much of births (clone,)."""
    out_of_line()
    for k in range(spans.pieces[steps * (NODES + 1)]):
        for q in range(4):
            for i in range(rates.shape[3]):
                rates[k, q, BIRTHS, i] = left[i] * spans.rates[k, q, BIRTHS, i]
                rates[k, q, DEATHS, i] = spans.rates[k, q, DEATHS, i]
                rates[k, q, LINKED, i] = left[i] * spans.rates[k, q, LINKED, i]


@called
def _pass_where(model, r, spans, steps, h, left, path, plan, splits):
    """Pass all steps where crowding leaves so much of births, and fill what cells become in them.

    Parameters
    ----------
    splits : bool
        Fill what switches at both ends of them instead.

    Returns
    -------
    float
        The largest error of that.
    """
    out_of_line()
    error = 0.0
    _slow_down(spans, steps, left, plan.crowded)
    slowed = Spans(spans.days, spans.pieces, plan.crowded, spans.switching, spans.strength)
    for s in range(steps):
        pass_step(model, r, slowed, s, h, None, path)
        if splits:
            error = max(error, split_switching(model, path, plan.split[s]))
        else:
            put_growth(model, r, path, plan.growth[s])
    return error


@called
def _error_where(model, r, spans, steps, left, plan, which, again, put_back, work):
    """Return the error of the splitting where crowding leaves so much of births.

    Parameters
    ----------
    which : int
        OPEN or SLOWED.
    again : bool
        Whether the truth is to be found again.
    put_back : bool
        Whether what is missing is put back; work[MISSING, 0] is filled with that.
    """
    out_of_line()
    if again:
        _slow_down(spans, steps, left, plan.crowded)
        slowed = Spans(spans.days, spans.pieces, plan.crowded, spans.switching, spans.strength)
        plan.lead[which] = put_truth(model, r, slowed, steps, plan.truth[which], work)
    return error_of_splitting(
        model, plan.truth[which], plan.lead[which], plan.growth[:steps], plan.starts[:steps],
        plan.ends[:steps], put_back, work,
    )  # fmt: skip


@called
def put_more(steps, missing, rates):
    """Let steps together make so many times more of each clone (clone,)."""
    out_of_line()
    for s in range(steps):
        for i in range(missing.shape[0]):
            rates[s, MORE, i] = missing[i] ** (1.0 / steps)


@called
def _meet_half_way(least, most):
    """Fill `least` (clone,) with what lies half-way to `most`, and return what error that is."""
    out_of_line()
    error = 0.0
    for i in range(least.shape[0]):
        least[i] = math.sqrt(least[i] * most[i])
        error = max(error, ADDS_UP * abs(most[i] / least[i] - 1.0))
    return error


@inlined
def _is_open(left):
    """Tell whether crowding leaves all births of all clones."""
    least = 1.0
    for i in range(left.shape[0]):
        least = min(least, left[i])
    return least == 1.0


@called
def put_crowd_plan(model, r, spans, steps, h, level, left, path, plan, work, switching):
    """Fill the plan of an interval cut into steps of h days.

    Parameters
    ----------
    spans : Spans
        Of all steps.
    level : (float, float)
        What crowding leaves of births, at least and at most: there it is looked what that leaves
        out. The least is negative where it is looked at by `left` alone.
    left : ndarray (clone,)
        What crowding leaves of births where switching is split.
    plan : CrowdPlan
        Overwritten; with what it says of the truth, if it was filled for the same interval before.
    path, work
        Work space.

    Returns
    -------
    error, apart : float
        Its largest error, and that of switching alone.
    """
    out_of_line()
    low, high = level
    error, apart, all_of_them = 0.0, 0.0, _is_open(left)
    for s in range(steps):
        founding, _ = pass_step(model, r, spans, s, h, None, path)
        put_passed(path, h, plan.rates[s])
        unevenness(spans, s, h, path, plan.rates[s, UNEVEN:])
        error = max(error, CROWDED * founding)
        if switching is not None:
            put_growth(model, r, path, plan.growth[s])
            if all_of_them:
                error = max(error, split_switching(model, path, plan.split[s]))
    if switching is None:
        return error, apart
    if not all_of_them:
        error = max(error, _pass_where(model, r, spans, steps, h, left, path, plan, True))
    put_switching(model, plan.split, plan.starts[:steps], plan.ends, plan.between, work)
    again = truth_is_due(plan.of, steps)
    if low < 0.0:
        _pass_where(model, r, spans, steps, h, left, path, plan, False)
        apart = _error_where(model, r, spans, steps, left, plan, OPEN, again, False, work)
        return max(error, apart), apart
    near = high - low <= NEAR
    put_births(high, plan.left)
    if high < 1.0:
        _pass_where(model, r, spans, steps, h, plan.left, path, plan, False)
    apart = _error_where(model, r, spans, steps, plan.left, plan, OPEN, again, near, work)
    for i in range(plan.left.shape[0]):
        work[MISSING, 1, i] = work[MISSING, 0, i]
    put_births(low, plan.left)
    _pass_where(model, r, spans, steps, h, plan.left, path, plan, False)
    slow = _error_where(model, r, spans, steps, plan.left, plan, SLOWED, again, near, work)
    apart = max(apart, slow) + _meet_half_way(work[MISSING, 0], work[MISSING, 1])
    put_more(steps, work[MISSING, 0], plan.rates)
    return max(error, apart), apart
