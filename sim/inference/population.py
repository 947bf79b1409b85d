"""What patients have in common: how parameters are spread over the population they come from.

Each patient is fitted by itself, with one prior for all. The draws of each are then weighted anew
by a population in the place of that prior, so that no patient is fitted twice (Hogg, Myers and
Bovy 2010). The population is normal on a scale on which the prior is the standard normal, z =
Phi^-1(cdf(x)): a loguniform prior is spread by the logarithm, and nobody leaves its range.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.special import logsumexp, ndtr, ndtri

from sim.base.errors import InputError, shown
from sim.inference.adaptive import adapted_draws
from sim.inference.climb import Climbed
from sim.inference.laplace import Weighted
from sim.inference.priors import EDGE, Priors

if TYPE_CHECKING:
    from sim.inference.fitted import Fit

DRAWS = 600
"""Of each patient."""
ENOUGH = 200.0
"""Independent draws that quick ones must be worth; else the walkers are sent."""
LARGEST = 1e100
"""Covariates beyond are no numbers of patients, and their squares none at all."""
AT_ONCE = 2_000_000
"""Numbers that are calculated at once."""
SOME = 1e-4
"""Of a finite difference, on the scale from 0 to 1."""


class Drawn(NamedTuple):
    """What is known of every patient by themselves."""

    names: tuple[str, ...]
    z: np.ndarray
    """(patient, draw, parameter), on the scale on which the prior is the standard normal."""
    weight: np.ndarray
    """(patient, draw): adds up to 1 for each."""


@dataclass(frozen=True, eq=False)
class Hyper:
    """The likelihood of a population.

    Parameters
    ----------
    drawn : Drawn
        Of the patients.
    covariates : ndarray (patient, covariate)
        With mean 0 and standard deviation 1.
    names : tuple of str
        Of the covariates.
    """

    drawn: Drawn
    covariates: np.ndarray
    names: tuple[str, ...]

    @property
    def priors(self) -> Priors:
        """Of the means and spreads, and of what one standard deviation of a covariate shifts."""
        from scipy import stats

        of: dict[str, Any] = {}
        of |= {f"mean of {name}": stats.norm(0.0, 1.0) for name in self.drawn.names}
        of |= {f"spread of {name}": stats.halfnorm(0.0, 1.0) for name in self.drawn.names}
        for covariate in self.names:
            of |= {f"{covariate} on {name}": stats.norm(0.0, 0.5) for name in self.drawn.names}
        return Priors(of)

    def parts(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the means (population, patient, parameter) and spreads (population, parameter)."""
        size = len(self.drawn.names)
        shifts = theta[:, 2 * size :].reshape(len(theta), len(self.names), size)
        mean = theta[:, None, :size] + np.einsum("nc,wcp->wnp", self.covariates, shifts)
        return mean, np.maximum(theta[:, size : 2 * size], 1e-6)

    def log_weights(self, theta: np.ndarray) -> np.ndarray:
        """Return the log weights (population, patient, draw) of the draws in populations."""
        mean, spread = self.parts(theta)
        z, precise = self.drawn.z, spread**-2.0
        # log N(z; mean, spread) - log N(z; 0, 1), as a product of matrices
        square = np.einsum("nkp,wp->wnk", 0.5 * z * z, 1.0 - precise)
        line = np.einsum("nkp,wnp->wnk", z, mean * precise[:, None, :])
        rest = -0.5 * np.einsum("wnp,wp->wn", mean * mean, precise)
        rest -= np.log(spread).sum(axis=1)[:, None]
        with np.errstate(divide="ignore"):
            own = np.log(self.drawn.weight)
        return square + line + rest[:, :, None] + own

    def log_likelihood(self, theta: np.ndarray) -> np.ndarray:
        """Return the log-likelihood (population,), all patients together."""
        at_once = max(1, AT_ONCE // self.drawn.z[..., 0].size)
        found = [
            logsumexp(self.log_weights(theta[at : at + at_once]), axis=2).sum(axis=1)
            for at in range(0, len(theta), at_once)
        ]
        return np.concatenate(found)


@dataclass(frozen=True, eq=False)
class Asked:
    """What `adapted_draws` and the walkers ask of a fit."""

    problem: Hyper
    climbed: Climbed

    @property
    def prior(self) -> Priors:
        """Of the population."""
        return self.problem.priors

    @property
    def names(self) -> tuple[str, ...]:
        """Of its parameters."""
        return self.prior.names

    @property
    def _place(self) -> np.ndarray:
        return self.climbed.u[0]


def drawn_from(fits: Mapping[str, "Fit"], seed: int, progress: bool | None) -> Drawn:
    """Return the draws of every patient."""
    names = next(iter(fits.values())).names
    z, weight = [], []
    for fit in fits.values():
        found = _draws(fit, seed, progress)
        u = fit.prior.places(found.theta[:, : len(names)])
        z.append(ndtri(np.clip(u, EDGE, 1.0 - EDGE)))
        weight.append(found.weight)
    return Drawn(names, np.stack(z), np.stack(weight))


def _draws(fit: "Fit", seed: int, progress: bool | None) -> Weighted:
    """Return equally many draws of each: quick ones where these are good, else by walkers."""
    if fit.chance is None:
        found = adapted_draws(fit._drawn_from(), seed, 2.0 * ENOUGH)
        if found.effective >= ENOUGH:
            return _thinned(found, seed)
    theta = fit.posterior(progress=progress).draw(DRAWS, seed)
    return Weighted(theta, np.full(len(theta), 1.0 / len(theta)))


def _thinned(found: Weighted, seed: int) -> Weighted:
    """Return equally likely draws, chosen by systematic resampling."""
    lot = np.random.default_rng(seed).random()
    edges = np.cumsum(found.weight) / found.weight.sum()
    chosen = np.searchsorted(edges, (np.arange(DRAWS) + lot) / DRAWS)
    chosen = np.minimum(chosen, len(edges) - 1)
    return Weighted(found.theta[chosen], np.full(DRAWS, 1.0 / DRAWS))


def standard(covariates: Mapping[str, Sequence[float]], patients: tuple[str, ...]) -> np.ndarray:
    """Return covariates (patient, covariate) with mean 0 and standard deviation 1."""
    columns = []
    for name, values in covariates.items():
        column = np.asarray(values, dtype=float)
        if column.shape != (len(patients),) or not (np.abs(column) <= LARGEST).all():
            raise InputError(
                f"Covariate {name!r} is {shown(values)}; give one number for each of the "
                f"{len(patients)} patients, in the order of their fits."
            )
        if np.ptp(column) == 0:
            raise InputError(f"Covariate {name!r} is {column[0]:g} for everybody; leave it out.")
        columns.append((column - column.mean()) / column.std())
        if np.linalg.matrix_rank(np.stack([np.ones(len(column)), *columns])) <= len(columns):
            raise InputError(
                f"Covariate {name!r} follows from those before it, in {len(patients)} patients; "
                "what each of them shifts cannot be told. Leave it out."
            )
    return np.stack(columns, axis=1) if columns else np.zeros((len(patients), 0))


def draws_of_population(hyper: Hyper, seed: int, progress: bool | None) -> np.ndarray:
    """Return populations (draw, hyperparameter) that could be."""
    from sim.inference.posterior import sample

    asked = _climbed(hyper)
    found = adapted_draws(asked, seed, 2.0 * ENOUGH)  # type: ignore[arg-type]
    if found.effective >= ENOUGH:
        return _thinned(found, seed).theta
    walked = sample(asked, 20_000, seed, progress)  # type: ignore[arg-type]
    return walked.draw(DRAWS, seed)


def _climbed(hyper: Hyper) -> Asked:
    """Return the likeliest population, and the curvature there."""
    from scipy.optimize import minimize

    priors, size = hyper.priors, len(hyper.drawn.names)
    mean = np.einsum("nkp,nk->np", hyper.drawn.z, hyper.drawn.weight)
    first = np.zeros(len(priors))
    first[:size], first[size : 2 * size] = mean.mean(axis=0), np.maximum(mean.std(axis=0), 0.1)
    limits = np.clip(priors.limits(), 0.01, 0.99)

    def cost(u: np.ndarray) -> float:
        return -float(hyper.log_likelihood(priors.values(u[None]))[0])

    begin = np.clip(priors.places(first), *limits)
    done = minimize(cost, begin, method="L-BFGS-B", bounds=limits.T)
    u = np.clip(done.x, *limits)
    slopes = _root_of_curvature(hyper, u)
    return Asked(hyper, Climbed(u[None], np.array([done.fun]), slopes[None], 0))


def _root_of_curvature(hyper: Hyper, u: np.ndarray) -> np.ndarray:
    """Return slopes S with S'S the curvature of the log-likelihood; flat where it bends up."""
    priors, size, step = hyper.priors, len(u), 30.0 * SOME
    eye = step * np.eye(size)
    at = [u + i * eye[a] + j * eye[b] for a in range(size) for b in range(size)
          for i in (1, -1) for j in (1, -1)]  # fmt: skip
    inside = np.clip(np.array(at), EDGE, 1.0 - EDGE)
    value = hyper.log_likelihood(priors.values(inside)).reshape(size, size, 4)
    bend = -(value[..., 0] - value[..., 1] - value[..., 2] + value[..., 3]) / (4.0 * step**2)
    root, ways = np.linalg.eigh(0.5 * (bend + bend.T))
    found: np.ndarray = np.sqrt(np.maximum(root, 0.0))[:, None] * ways.T
    return found


def back(priors: Priors, names: tuple[str, ...], z: np.ndarray) -> np.ndarray:
    """Return parameters (..., parameter) of places on the scale of the standard normal."""
    some = Priors({name: priors.of[name] for name in names})
    return some.values(np.clip(ndtr(z), EDGE, 1.0 - EDGE))
