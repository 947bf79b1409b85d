"""Weighted draws that learn where the posterior lies: rounds of importance sampling.

Each round draws from a wide bell (Student's t) around the weighted draws of the round before, and
a few from the prior. Where the posterior is no ellipse, as at the ends of a prior, that is worth
many times more independent draws than one bell around the best.
"""

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln

from sim.inference.laplace import ANYWHERE, DRAWS, Weighted, weighted_draws
from sim.inference.priors import EDGE

if TYPE_CHECKING:
    from sim.inference.fitted import Fit

ROUNDS = 12
"""At most."""
DEGREES = 5.0
"""Of freedom of the bell: its tails are wider than those of a posterior."""
WIDER = 1.2
"""Times the spread of the draws before."""
GOOD = 0.5
"""A round with fewer independent draws than this share of the best one's is left out."""
TOLD = 100.0
"""Independent draws by which a bell is told; weights are flattened until they are worth as many."""


def adapted_draws(fit: "Fit", seed: int, enough: float) -> Weighted:
    """Return weighted draws that are worth so many independent ones, or the best of some rounds.

    References
    ----------
    Cappe et al. (2004), J Comput Graph Stat 13:907 (population Monte Carlo).
    """
    found = weighted_draws(fit, seed)
    rounds = [found]
    for number in range(1, ROUNDS):
        told = _together(rounds)
        if told.effective >= enough:
            break
        found = _round(fit, found, seed + 7919 * number)
        rounds.append(found)
    return _together(rounds)


def _together(rounds: list[Weighted]) -> Weighted:
    """Return the draws of the good rounds, each weighted by how many independent ones it has."""
    best = max(one.effective for one in rounds)
    good = [one for one in rounds if one.effective >= GOOD * best]
    weight = np.concatenate([one.weight * one.effective for one in good])
    return Weighted(np.concatenate([one.theta for one in good]), weight / weight.sum())


def _round(fit: "Fit", before: Weighted, seed: int) -> Weighted:
    random, size = np.random.default_rng(seed), before.theta.shape[1]
    u, weight = fit.prior.places(before.theta), _flattened(before.weight)
    mean = weight @ u
    off = u - mean
    covariance = (off * weight[:, None]).T @ off + 1e-10 * np.eye(size)
    root = np.linalg.cholesky(covariance) * WIDER
    wide = np.sqrt(DEGREES / random.chisquare(DEGREES, DRAWS))
    new = mean + (random.standard_normal((DRAWS, size)) @ root.T) * wide[:, None]
    anywhere = random.random(DRAWS) < ANYWHERE
    new[anywhere] = random.random((int(anywhere.sum()), size))
    new = new[((new >= EDGE) & (new <= 1.0 - EDGE)).all(axis=1)]
    z = np.linalg.solve(root, (new - mean).T)
    bell = -0.5 * (DEGREES + size) * np.log1p((z * z).sum(axis=0) / DEGREES)
    bell += gammaln(0.5 * (DEGREES + size)) - gammaln(0.5 * DEGREES)
    bell -= 0.5 * size * np.log(DEGREES * np.pi) + np.log(np.diag(root)).sum()
    drawn = np.logaddexp(np.log(1.0 - ANYWHERE) + bell, np.log(ANYWHERE))
    theta = fit.prior.values(new)
    score = fit.problem.log_likelihood(theta) - drawn
    weights = np.exp(score - score.max())
    return Weighted(theta, weights / weights.sum())


def _flattened(weight: np.ndarray) -> np.ndarray:
    """Return weights to the largest power up to 1 at which they are worth enough draws."""
    power, found = 1.0, weight
    while 1.0 / (found**2).sum() < TOLD and power > 1e-3:
        power *= 0.7
        found = weight**power
        found = found / found.sum()
    return found
