"""Which parameters that were left at their default the data want to be elsewhere."""

import inspect
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.stats import chi2

from sim.base.errors import InputError
from sim.base.warned import warn
from sim.inference.climb import climb
from sim.inference.priors import Priors
from sim.inference.problem import Problem

if TYPE_CHECKING:
    from sim.inference.fitted import Fit

CLEAR = 0.5 * float(chi2.isf(1e-3, 1))
"""A gain of log-likelihood that chance gives one needless parameter once in a thousand times."""
RANGES = ((0.5, 2.0), (0.5, 1.25), (0.5, 1.0), (0.9, 1.0), (1.0, 1.1))
"""Where a better value is looked for, times the default: the first that the model takes."""
HINT = 0.5
"""A slope that promises so much of `CLEAR` is followed."""
ENDS, STEPS = 3, 40


class Held(NamedTuple):
    """A parameter that was left at its default, and where the data want it."""

    name: str
    default: float
    better: float
    """Somewhere within a factor of 2, where the data are explained best."""
    gain: float
    """By how much the log-likelihood is higher there, all other parameters at their best."""


def held(fit: "Fit") -> tuple[Held, ...]:
    """Return the parameters that the data clearly want elsewhere, the clearest first."""
    found = []
    for name, default in _defaults(fit).items():
        freed = _freed(fit.problem, name, default)
        if freed is None:
            continue
        one = _better(fit, freed, name, default)
        if one is not None:
            found.append(one)
    return tuple(sorted(found, key=lambda one: -one.gain))


def warn_of_held(fit: "Fit") -> None:
    """Say that a value which nobody stated is far from what the data want."""
    if fit.held:
        patient = fit.observations.patients[0]
        warn(f"Patient {patient!r}: {said(fit.held[0])} See print(fit) for what else there is.")


def said(one: Held) -> str:
    """Return a sentence."""
    return (
        f"{one.name} was held at its default, {one.default:.4g}, but at {one.better:.3g} the "
        f"log-likelihood would be {one.gain:.1f} higher, and other parameters make up for it. "
        f"Give {one.name} a prior, or say its value if it is known."
    )


def _defaults(fit: "Fit") -> dict[str, float]:
    """Return numbers that the function of the tumour takes by default, and that nobody asked of."""
    try:
        parameters = inspect.signature(fit.problem.make).parameters.values()
    except (TypeError, ValueError):
        return {}
    known = (p for p in parameters if type(p.default) in (int, float) and p.default)
    return {p.name: float(p.default) for p in known if p.name not in fit.names}


def _freed(problem: Problem, name: str, default: float) -> Problem | None:
    """Return the problem with a parameter more, or None where the model takes no other value."""
    from scipy import stats

    for low, high in RANGES:
        a, b = sorted((low * default, high * default))
        priors = Priors(dict(problem.priors.of) | {name: stats.uniform(a, b - a)})
        wider = replace(problem, priors=priors, _wants={})
        ends = np.full((2, len(priors)), 0.5)
        ends[:, -1] = priors.limits()[:, -1]
        try:
            if np.isfinite(wider.residuals(priors.values(ends))).all():
                return wider
        except (InputError, TypeError, ValueError, ArithmeticError):
            continue
    return None


def _better(fit: "Fit", wider: Problem, name: str, default: float) -> Held | None:
    cost, scale = fit.climbed.cost, fit.widened**2
    order = np.argsort(np.where(np.isfinite(cost), cost, np.inf))[:ENDS]
    prior, limits = wider.priors.of[name], wider.priors.limits()
    more = np.full((len(order), 1), float(np.clip(prior.cdf(default), *limits[:, -1])))
    begin = np.concatenate([fit.climbed.u[order], more], axis=1)

    def residuals(u: np.ndarray) -> np.ndarray:
        return wider.residuals(wider.priors.values(u))

    # what a step of Gauss and Newton promises: mostly nothing, and then nothing more is calculated
    near = climb(residuals, begin[:1], limits, steps=1)
    slopes = near.slopes[0]
    r = residuals(near.u)[0]
    hoped = 0.5 * float(r @ r - _left(slopes, r))
    if (float(cost[order[0]]) - float(near.cost[0]) + hoped) / scale < HINT * CLEAR:
        return None
    found = climb(residuals, begin, limits, steps=STEPS)
    at = int(np.nanargmin(found.cost))
    gain = float(np.nanmin(cost)) - float(found.cost[at])
    if gain / scale < CLEAR:
        return None
    return Held(name, default, float(prior.ppf(found.u[at, -1])), gain)


def _left(slopes: np.ndarray, r: np.ndarray) -> float:
    """Return the sum of squares that least squares of a linear model leave."""
    step = np.linalg.lstsq(slopes, -r, rcond=1e-8)[0]
    left = r + slopes @ step
    return float(left @ left)
