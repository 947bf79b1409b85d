"""Profiles: the best that is left with one parameter held, all of them side by side."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.stats import chi2

from sim.base import checks
from sim.base.typed import typed_methods
from sim.inference.climb import Climbed, climb

if TYPE_CHECKING:
    from sim.inference.fitted import Fit
    from sim.inference.problem import Problem

COARSE = 13
"""Values of a parameter over its whole prior."""
FINE = (0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.5)
"""Values on either side of the best, in standard errors of a normal likelihood."""
OTHERS = 2
"""Ends of other starts from which a profile is begun besides the best."""
STEPS = 30
ROUNDS = 4
"""Times at most that every point is looked for again from its neighbours."""
SAME = 1e-4
"""Log-likelihoods this near are the same."""


class Interval(NamedTuple):
    """Between which values a parameter explains the data nearly as well as the best."""

    low: float
    high: float
    open_below: bool
    """Whether it goes down to the end of the prior."""
    open_above: bool
    width: float
    """How much of the prior lies in it."""


@typed_methods
@dataclass(frozen=True, eq=False)
class Profiles:
    """How well the data are explained with one parameter held and all others at their best.

    Parameters
    ----------
    names : tuple of str
        The parameters.
    places : tuple of ndarray (point,)
        Where each was held, on the scale from 0 to 1 on which its prior is even; rising.
    values : tuple of ndarray (point,)
        The same as values of the parameter.
    loss : tuple of ndarray (point,)
        By how much the log-likelihood is lower than the highest, over the square of
        what intervals are `widened` by.
    """

    names: tuple[str, ...]
    places: tuple[np.ndarray, ...]
    values: tuple[np.ndarray, ...]
    loss: tuple[np.ndarray, ...]

    def interval(self, name: str, level: float = 0.9) -> Interval:
        """Return the interval of a parameter by the likelihood ratio.

        Parameters
        ----------
        name : str
            The parameter.
        level : float
            Of confidence.

        References
        ----------
        Raue et al. (2009), Bioinformatics 25:1923.
        """
        checks.one_of("parameter", name, self.names, "parameter")
        level = checks.one_number("level", level, 0.0, 1.0, above=True)
        k = self.names.index(name)
        u, value, loss = self.places[k], self.values[k], self.loss[k]
        allowed = 0.5 * float(chi2.ppf(level, 1))
        inside = np.flatnonzero(loss <= max(allowed, float(np.min(loss))))  # (never none)
        first, last = int(inside[0]), int(inside[-1])
        low, high = (u[first], value[first]), (u[last], value[last])
        if first > 0:
            low = _crossing(u, value, loss, first, first - 1, allowed)
        if last < len(u) - 1:
            high = _crossing(u, value, loss, last, last + 1, allowed)
        return Interval(
            float(low[1]), float(high[1]), first == 0, last == len(u) - 1, float(high[0] - low[0])
        )


def _crossing(u, value, loss, inside: int, outside: int, allowed: float) -> tuple[float, float]:
    """Return where the loss crosses what is allowed, between two points: by its square root."""
    a, b = np.sqrt(np.maximum(loss[[inside, outside]], 0.0))
    share = (np.sqrt(allowed) - a) / max(b - a, 1e-12)
    return tuple(x[inside] + share * (x[outside] - x[inside]) for x in (u, value))  # type: ignore[return-value]


def profiles_of(fit: "Fit") -> Profiles:
    """Return the profiles of all parameters, calculated side by side."""
    problem = fit.asked
    limits, best = fit.prior.limits(), fit._place
    width = _standard_errors(fit)
    grids = []
    for k in range(len(best)):
        near = best[k] + width[k] * np.array([*(-x for x in FINE), 0.0, *FINE])
        coarse = np.linspace(limits[0, k], limits[1, k], COARSE)
        grids.append(np.unique(np.clip(np.concatenate([near, coarse]), *limits[:, k])))
    begins = [best, *_other_ends(fit)]
    u, held = [], []
    for k, grid in enumerate(grids):
        for begin in begins:
            block = np.tile(begin, (len(grid), 1))
            block[:, k] = grid
            u.append(block)
            held.append(np.full(len(grid), k))
    start, which = np.concatenate(u), np.concatenate(held)
    free = np.arange(len(best)) != which[:, None]
    found = climb(
        lambda x: problem.residuals(fit.prior.values(x)), start, limits, free, steps=STEPS
    )
    costs, ends = _lowest(found, which, grids, len(begins))
    # again from where both neighbours arrived, lest a point hangs in a valley of its own
    for _ in range(ROUNDS):
        before = costs
        costs, ends = _from_neighbours(problem, costs, ends, grids, limits)
        if all((a - b < SAME).all() for a, b in zip(before, costs, strict=True)):
            break
    better = _better_best(fit, costs, ends, limits)
    if better is not None:
        fit._move(better)
        return profiles_of(fit)
    least = float(np.nanmin(fit.climbed.cost))
    scale = fit.widened**2
    places, values, losses = [], [], []
    for k, grid in enumerate(grids):
        places.append(grid)
        theta = np.tile(best, (len(grid), 1))
        theta[:, k] = grid
        values.append(fit.prior.values(theta)[:, k])
        losses.append((costs[k] - least) / scale)
    return Profiles(fit.names, tuple(places), tuple(values), tuple(losses))


def _from_neighbours(
    problem: "Problem", costs: list[np.ndarray], ends: list[np.ndarray], grids: list[np.ndarray],
    limits: np.ndarray,
) -> tuple[list[np.ndarray], list[np.ndarray]]:  # fmt: skip
    """Return costs and ends, of each point the best of its own and from those of its neighbours."""
    sides = [
        _neighbours(end, grid, k) for k, (end, grid) in enumerate(zip(ends, grids, strict=True))
    ]
    start = np.concatenate([side for pair in sides for side in pair])
    which = np.concatenate([np.full(len(grid), k) for k, grid in enumerate(grids) for _ in (0, 1)])
    free = np.arange(start.shape[1]) != which[:, None]
    found = climb(
        lambda x: problem.residuals(problem.priors.values(x)), start, limits, free, steps=STEPS
    )
    lower, where = _lowest(found, which, grids, 2)
    better = [new < old for new, old in zip(lower, costs, strict=True)]
    costs = [np.where(b, new, old) for b, new, old in zip(better, lower, costs, strict=True)]
    ends = [np.where(b[:, None], new, old) for b, new, old in zip(better, where, ends, strict=True)]
    return costs, ends


def _better_best(
    fit: "Fit", costs: list[np.ndarray], ends: list[np.ndarray], limits: np.ndarray
) -> Climbed | None:
    """Return where the best of all points leads with every parameter free, if that is better."""
    k = int(np.argmin([np.nanmin(cost) for cost in costs]))
    at = int(np.nanargmin(costs[k]))
    least = float(np.nanmin(fit.climbed.cost))
    if least - costs[k][at] < SAME:
        return None
    found = climb(lambda x: fit.problem.residuals(fit.prior.values(x)), ends[k][at][None], limits)
    return found if least - float(found.cost[0]) >= SAME else None


def _lowest(
    found: Climbed, which: np.ndarray, grids: list[np.ndarray], begins: int
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return the lowest cost (point,) of each parameter's points, and where that is."""
    costs, ends = [], []
    for k, grid in enumerate(grids):
        cost = found.cost[which == k].reshape(begins, len(grid))
        u = found.u[which == k].reshape(begins, len(grid), -1)
        at = np.nanargmin(cost, axis=0)
        costs.append(cost[at, np.arange(len(grid))])
        ends.append(u[at, np.arange(len(grid))])
    return costs, ends


def _neighbours(end: np.ndarray, grid: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return starts for each point from where the one before, and the one after, has arrived."""
    before, after = np.roll(end, 1, axis=0), np.roll(end, -1, axis=0)
    before[0], after[-1] = end[0], end[-1]
    before[:, k] = after[:, k] = grid
    return before, after


def _standard_errors(fit: "Fit") -> np.ndarray:
    """Return the standard errors (parameter,) of a normal likelihood; at most 0.3 of the prior."""
    slopes = fit.climbed.slopes[int(np.nanargmin(fit.climbed.cost))]
    _, size, ways = np.linalg.svd(slopes, full_matrices=False)
    variance = (ways**2 / np.maximum(size, 1e-6)[:, None] ** 2).sum(axis=0)
    found: np.ndarray = np.clip(np.sqrt(variance) * fit.widened, 1e-4, 0.3)
    return found


def _other_ends(fit: "Fit") -> list[np.ndarray]:
    """Return ends of other starts that explain the data nearly as well, far from the best."""
    cost, u = fit.climbed.cost, fit.climbed.u
    near = cost <= np.nanmin(cost) + 4.0 * fit.widened**2
    far = np.abs(u - fit._place).max(axis=1) > 0.05
    order = [k for k in np.argsort(cost) if near[k] and far[k]]
    return [u[k] for k in order[:OTHERS]]
