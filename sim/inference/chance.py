"""The best by the particle filter, from where the mean field has arrived."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.inference.particle import enough_particles, particle_log_likelihood

if TYPE_CHECKING:
    from sim.inference.fitted import Fit
    from sim.inference.problem import Problem

STEP = 0.05
"""Size of the first simplex, on the scale from 0 to 1."""
EVALUATIONS = 60
"""Of the simplex, for each parameter."""


@dataclass(frozen=True, eq=False)
class Chance:
    """Where the particle filter has arrived.

    Parameters
    ----------
    u : ndarray (parameter,)
        On the scale on which the prior is even.
    log_likelihood : float
        There.
    error : float
        Its standard error.
    """

    u: np.ndarray
    log_likelihood: float
    error: float


def by_chance(fit: "Fit", particles: int | None, seed: int, exact: bool = False) -> "Fit":
    """Return the fit with the particle filter, or the exact law, as its likelihood.

    All ends of the mean field are tried side by side; from the best of them a simplex goes on, on
    a surface that is smooth enough because all its corners have the same luck.

    References
    ----------
    Nelder and Mead (1965), Comput J 7:308.
    """
    problem = fit.problem
    if exact:
        return _climbed(fit, replace(problem, exact=True), 0.0)
    count, error = enough_particles(problem, fit.theta[None], seed)
    if particles is not None:
        count = particles
        tries = [
            particle_log_likelihood(problem, fit.theta[None], count, seed + k)[0]
            for k in range(1, 9)
        ]
        error = float(np.std(tries, ddof=1)) if np.isfinite(tries).all() else np.inf
    return _climbed(fit, replace(problem, particles=count, seed=seed), error)


def _climbed(fit: "Fit", problem: "Problem", error: float) -> "Fit":
    """Return the fit with another likelihood, from the best of the ends by a simplex."""
    from scipy.optimize import minimize

    prior = fit.prior
    limits = prior.limits()
    ends = np.unique(np.round(fit.climbed.u, 6), axis=0)
    found = problem.log_likelihood(prior.values(ends))
    begin = ends[int(np.argmax(found))]
    corners = np.tile(begin, (len(begin) + 1, 1))
    for k in range(len(begin)):
        corners[k + 1, k] += STEP if begin[k] + STEP <= limits[1, k] else -STEP

    def cost(u: np.ndarray) -> float:
        value = float(problem.log_likelihood(prior.values(u[None]))[0])
        return -value if np.isfinite(value) else 1e12

    done = minimize(
        cost, begin, method="Nelder-Mead", bounds=limits.T,
        options={"initial_simplex": np.clip(corners, *limits), "xatol": 1e-3, "fatol": 1e-2,
                 "maxfev": EVALUATIONS * len(begin)},
    )  # fmt: skip
    best = np.clip(done.x, *limits)
    return replace(fit, problem=problem, chance=Chance(best, -float(done.fun), error),
                   _posteriors={})  # fmt: skip
