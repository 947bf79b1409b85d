"""A fit whose noise was said too small, with its noise unknown: for the posterior."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.inference.climb import climb
from sim.inference.errors import Additive, Error, Times, is_known
from sim.inference.priors import Priors

if TYPE_CHECKING:
    from sim.clinic import Noise
    from sim.inference.fitted import Fit

CALLED = "noise_times"
"""The parameter: how many times as large as said."""
ROOM = 10.0
"""It is looked for from 1 to so many times the misfit."""
ENDS = 12
"""Places at which starts had arrived, from which the larger number of parameters is looked for."""


def with_unknown_noise(fit: "Fit") -> "Fit":
    """Return the fit in which every noise that was said may be larger, by a factor each.

    The logarithm of a factor is even (Jeffreys 1961, section 3.4), so that with it everything else
    has the wider tails of what is known from few results.
    """
    from scipy import stats

    problem = fit.asked
    said = {s: error for s, error in problem.noise.items() if is_known(error)}
    priors, noise = dict(fit.prior.of), dict(problem.noise)
    most = ROOM * max(fit.misfit, 1.0)
    for series, error in said.items():
        name = _free(CALLED if len(said) == 1 else f"{CALLED}_{series}", priors)
        priors[name] = stats.loguniform(1.0, most)
        noise[series] = _times(error, name)
    wider = replace(problem, priors=Priors(priors), noise=noise, _wants={})
    cost = fit.climbed.cost
    order = np.argsort(np.where(np.isfinite(cost), cost, np.inf))[:ENDS]
    factor = np.sqrt(np.maximum(cost[order] / cost[order].min(), 1.0)) * max(fit.misfit, 1.0)
    place = np.log(np.minimum(factor, most)) / np.log(most)
    more = np.repeat(place[:, None], len(said), axis=1)
    begin = np.concatenate([fit.climbed.u[order], more], axis=1)
    limits = wider.priors.limits()
    climbed = climb(lambda u: wider.residuals(wider.priors.values(u)), begin, limits)
    return replace(fit, problem=wider, climbed=climbed, _posteriors={})


def _times(error: Error, name: str) -> Error:
    said: Noise | Additive = error  # type: ignore[assignment]
    return Times(said, name)


def _free(name: str, taken: dict[str, object]) -> str:
    """Return a name that no parameter has."""
    return name if name not in taken else _free(f"{name}_", taken)
