"""Draws from about the posterior, weighted to be it: quick, where the walkers are thorough.

A normal distribution around the best, as wide as the data and the prior say and somewhat wider, on
the scale on which the prior is even; each draw is weighted by its likelihood over the density with
which it was drawn.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.inference.priors import EDGE

if TYPE_CHECKING:
    from sim.inference.fitted import Fit

DRAWS = 2000
WIDER = 1.5
"""How much wider than the posterior should be: tails must be drawn often enough."""
EVEN = 12.0
"""Precision of a distribution that is even from 0 to 1."""
ANYWHERE = 0.1
"""Share of draws that come from the prior, lest another valley is missed."""


class Weighted(NamedTuple):
    """Parameters and their weights."""

    theta: np.ndarray
    """(draw, parameter)."""
    weight: np.ndarray
    """(draw,): adds up to 1."""

    @property
    def effective(self) -> float:
        """How many independent draws they are worth."""
        return float(1.0 / (self.weight**2).sum())


def weighted_draws(fit: "Fit", seed: int) -> Weighted:
    """Return parameters that stand for the posterior."""
    random = np.random.default_rng(seed)
    slopes = fit.climbed.slopes[int(np.nanargmin(fit.climbed.cost))]
    size = slopes.shape[1]
    precision = slopes.T @ slopes + EVEN * np.eye(size)
    root = np.linalg.cholesky(np.linalg.inv(precision)) * WIDER
    u = fit._place + random.standard_normal((DRAWS, size)) @ root.T
    anywhere = random.random(DRAWS) < ANYWHERE
    u[anywhere] = random.random((int(anywhere.sum()), size))
    inside = ((u >= EDGE) & (u <= 1.0 - EDGE)).all(axis=1)
    u = u[inside]
    z = np.linalg.solve(root, (u - fit._place).T)
    log_normal = -0.5 * (z * z).sum(axis=0) - np.log(np.abs(np.diag(root))).sum()
    log_normal -= 0.5 * size * np.log(2.0 * np.pi)
    drawn = np.logaddexp(np.log(1.0 - ANYWHERE) + log_normal, np.log(ANYWHERE))
    theta = fit.prior.values(u)
    score = fit.problem.log_likelihood(theta) - drawn
    weight = np.exp(score - score.max())
    return Weighted(theta, weight / weight.sum())
