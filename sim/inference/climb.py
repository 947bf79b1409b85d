"""Least squares between limits from many starts at once (Levenberg and Marquardt).

All starts and all finite differences of a step are evaluated by one call, so that they stand side
by side along the axis over tumours; scipy's own go from one start at a time and call once for each
difference. A variable that stands at a limit and is drawn beyond it is held there for the step.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

Residuals = Callable[[np.ndarray], np.ndarray]
"""Residuals (n, residual) at places (n, variable)."""

DIFFERENCE = 1e-4
"""Of a finite difference, on the scale from 0 to 1."""
SMALL = 1e-9
"""Relative fall of the sum of squares, and step, below which a start has arrived."""
MOST_DAMPED = 1e10


class Climbed(NamedTuple):
    """Where the starts have arrived."""

    u: np.ndarray
    """(start, variable)."""
    cost: np.ndarray
    """(start,): half the sum of squares."""
    slopes: np.ndarray
    """(start, residual, variable): the derivatives there."""
    evaluations: int
    """How many tumours were calculated."""


def climb(
    residuals: Residuals,
    u: np.ndarray,
    limits: np.ndarray,
    free: np.ndarray | None = None,
    steps: int = 100,
) -> Climbed:
    """Return the least squares that are reached from each start.

    Parameters
    ----------
    residuals : function
        Of places (n, variable).
    u : ndarray (start, variable)
        Where to begin.
    limits : ndarray (2, variable)
        The smallest and the largest place.
    free : ndarray (start, variable), bool, optional
        Which variables may move. Default: all.
    steps : int
        At most.

    References
    ----------
    Marquardt (1963), J Soc Indust Appl Math 11:431; Nielsen (1999), IMM-REP-1999-05 (how the
    damping changes).
    """
    u = np.clip(u, *limits)
    free = np.ones(u.shape, dtype=bool) if free is None else free
    r, slopes = _with_slopes(residuals, u, limits)
    evaluations = len(u) * (1 + u.shape[1])
    cost = 0.5 * (r * r).sum(axis=1)
    damping, growth = np.full(len(u), 1e-3), np.full(len(u), 2.0)
    going = np.arange(len(u))
    for _ in range(steps):
        if not going.size:
            break
        step = _step(u[going], r[going], slopes[going], limits, free[going], damping[going])
        trial = np.clip(u[going] + step, *limits)
        r_there, slopes_there = _with_slopes(residuals, trial, limits)
        evaluations += len(going) * (1 + u.shape[1])
        there = 0.5 * (r_there * r_there).sum(axis=1)
        moved = trial - u[going]
        hoped = cost[going] - 0.5 * np.square(
            r[going] + np.einsum("srv,sv->sr", slopes[going], moved)
        ).sum(axis=1)
        fell = cost[going] - there
        better = fell > 0
        done = (fell <= SMALL * (cost[going] + SMALL)) & better
        done |= np.abs(moved).max(axis=1) <= SMALL
        taken = going[better]
        u[taken], r[taken] = trial[better], r_there[better]
        slopes[taken], cost[taken] = slopes_there[better], there[better]
        with np.errstate(divide="ignore", invalid="ignore"):
            gain = np.where(hoped > 0, fell / hoped, 0.0)
        shrink = np.maximum(1.0 / 3.0, 1.0 - (2.0 * np.clip(gain, 0.0, 1.0) - 1.0) ** 3)
        damping[going] *= np.where(better, shrink, growth[going])
        growth[going] = np.where(better, 2.0, 2.0 * growth[going])
        going = going[~done & (damping[going] < MOST_DAMPED)]
    return Climbed(u, cost, slopes, evaluations)


def _with_slopes(
    residuals: Residuals, u: np.ndarray, limits: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return residuals and their derivatives by finite differences, towards the inside."""
    starts, variables = u.shape
    inward = np.where(u + DIFFERENCE > limits[1], -DIFFERENCE, DIFFERENCE)
    shifted = u[:, None, :] + np.eye(variables) * inward[:, None, :]
    every = np.concatenate([u, shifted.reshape(-1, variables)])
    found = residuals(every)
    r, moved = found[:starts], found[starts:].reshape(starts, variables, -1)
    slopes = (moved - r[:, None, :]) / inward[:, :, None]
    return r.copy(), np.ascontiguousarray(slopes.transpose(0, 2, 1))


def _step(
    u: np.ndarray, r: np.ndarray, slopes: np.ndarray, limits: np.ndarray, free: np.ndarray,
    damping: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Return the damped step (start, variable) of Gauss and Newton."""
    gradient = np.einsum("srv,sr->sv", slopes, r)
    held = ~free | ((u <= limits[0]) & (gradient > 0)) | ((u >= limits[1]) & (gradient < 0))
    curvature = np.einsum("srv,srw->svw", slopes, slopes)
    scale = np.einsum("svv->sv", curvature) + 1e-12
    variables = u.shape[1]
    curvature[:, range(variables), range(variables)] += damping[:, None] * scale
    curvature[np.broadcast_to(held[:, :, None], curvature.shape)] = 0.0
    curvature[np.broadcast_to(held[:, None, :], curvature.shape)] = 0.0
    curvature[:, range(variables), range(variables)] += np.where(held, 1.0, 0.0)
    wanted = np.where(held, 0.0, -gradient)
    found: np.ndarray = np.linalg.solve(curvature, wanted[:, :, None])[:, :, 0]
    return found
