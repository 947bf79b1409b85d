"""What is unknown of a tumour: a name and a prior distribution for each parameter.

Parameters are searched on the scale on which the prior is even: u = cdf(x), from 0 to 1. So a
loguniform prior is searched by its logarithm, and every parameter has the same range.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.drawn import is_distribution
from sim.base.errors import InputError, shown

EDGE = 1e-6
"""How near to 0 and 1 an end without an end is looked at."""


@dataclass(frozen=True)
class Priors:
    """Frozen distributions of `scipy.stats` by name of parameter."""

    of: Mapping[str, Any]

    def __post_init__(self):
        if not isinstance(self.of, Mapping) or not self.of:
            raise InputError(
                f"The parameters of a fit are {shown(self.of)}; give a prior for each that is "
                "unknown: {'cost': scipy.stats.uniform(0, 1)}."
            )
        for name, prior in self.of.items():
            checks.name("A parameter of a fit", name)
            if not is_distribution(prior):
                raise InputError(
                    f"The prior of {name!r} is {shown(prior)}; give a frozen scipy.stats "
                    "distribution, such as scipy.stats.uniform(0, 1) or "
                    "scipy.stats.loguniform(1e-5, 0.3). What is known is said in the tumour."
                )
            if not hasattr(prior, "logpdf"):
                raise InputError(
                    f"The prior of {name!r} is one of whole numbers, which has no density; give a "
                    "continuous one, such as scipy.stats.uniform(0, 1). For either of two models "
                    "fit each of them, or take sim.compare_models."
                )
            if np.ndim(prior.mean()) > 0:
                raise InputError(f"The prior of {name!r} is one of several; give one distribution.")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters."""
        return tuple(self.of)

    def __len__(self) -> int:
        return len(self.of)

    def limits(self) -> np.ndarray:
        """Return between which u (2, parameter) each is looked for.

        The ends of a range belong to it; where there is no end, or the prior is 0 there, it stops a
        little before.
        """
        found = np.empty((2, len(self)))
        for place, prior in enumerate(self.of.values()):
            for side, end in enumerate(prior.support()):
                there = np.isfinite(end) and np.isfinite(prior.logpdf(end))
                inside = EDGE if side == 0 else 1.0 - EDGE
                found[side, place] = float(side) if there else inside
        return found

    def values(self, u: np.ndarray) -> np.ndarray:
        """Return parameters (..., parameter) at places on the even scale."""
        columns = [prior.ppf(u[..., k]) for k, prior in enumerate(self.of.values())]
        return np.stack(columns, axis=-1)

    def places(self, theta: np.ndarray) -> np.ndarray:
        """Return the places (..., parameter) of parameters on the even scale."""
        columns = [prior.cdf(theta[..., k]) for k, prior in enumerate(self.of.values())]
        return np.stack(columns, axis=-1)

    def log_density(self, theta: np.ndarray) -> np.ndarray:
        """Return the log density (...) of the prior at parameters (..., parameter)."""
        columns = [prior.logpdf(theta[..., k]) for k, prior in enumerate(self.of.values())]
        return np.sum(columns, axis=0)

    def draw(self, count: int, seed: int) -> np.ndarray:
        """Return parameters (count, parameter) spread evenly over the prior.

        They are scrambled points of Sobol: of any number none lie close together.
        """
        return self.values(even(count, len(self), seed))


def even(count: int, parameters: int, seed: int) -> np.ndarray:
    """Return evenly spread places (count, parameter), each above 0 and below 1."""
    from scipy.stats import qmc

    power = max(0, int(np.ceil(np.log2(max(count, 1)))))
    found = qmc.Sobol(parameters, scramble=True, rng=np.random.default_rng(seed)).random_base2(
        power
    )
    return np.clip(found[:count], EDGE, 1.0 - EDGE)
