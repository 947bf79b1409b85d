"""The best parameters that a fit has found, and how likely others are."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.typed import typed_methods
from sim.data import Observations
from sim.inference.climb import Climbed
from sim.inference.meaning import check_same
from sim.inference.priors import Priors
from sim.inference.problem import Problem
from sim.inference.theta import as_theta

if TYPE_CHECKING:
    import pandas as pd

    from sim.inference.chance import Chance

AT_LIMIT = 1e-3
"""What is nearer to an end of its prior, of which it is the distance 1, stands at it."""


@typed_methods
class Best:
    """What a fit knows of its best parameters; a part of `sim.Fit`."""

    problem: Problem
    climbed: Climbed
    chance: "Chance | None"

    @property
    def asked(self) -> Problem:
        """What was asked, if its functions still give what they gave; for what is calculated anew.

        Raises
        ------
        InputError
            If they give something else.
        """
        check_same(self.problem)
        return self.problem

    @property
    def observations(self) -> Observations:
        """What was fitted."""
        return self.problem.observations

    @property
    def prior(self) -> Priors:
        """The priors, with `log_density` and `draw`."""
        return self.problem.priors

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters."""
        return self.prior.names

    @cached_property
    def _place(self) -> np.ndarray:
        if self.chance is not None:
            return self.chance.u
        cost = np.where(np.isfinite(self.climbed.cost), self.climbed.cost, np.inf)
        return self.climbed.u[int(np.argmin(cost))]

    @property
    def theta(self) -> np.ndarray:
        """The best parameters (parameter,)."""
        return self.prior.values(self._place)

    @property
    def best(self) -> dict[str, float]:
        """The best value of each parameter: where the likelihood is highest."""
        return dict(zip(self.names, self.theta.tolist(), strict=True))

    @property
    def highest(self) -> float:
        """The log-likelihood there."""
        if self.chance is not None:
            return self.chance.log_likelihood
        return self.problem.best_possible - float(np.nanmin(self.climbed.cost))

    @property
    def at_limit(self) -> dict[str, str]:
        """Which parameters stand at an end of their prior: "lowest" or "highest"."""
        low, high = self.prior.limits()
        found = {}
        for name, u, a, b in zip(self.names, self._place, low, high, strict=True):
            if u - a < AT_LIMIT:
                found[name] = "lowest"
            elif b - u < AT_LIMIT:
                found[name] = "highest"
        return found

    def log_likelihood(self, theta: Any) -> np.ndarray:
        """Return the log-likelihood (n,) of parameters (n, parameter), side by side.

        Parameters
        ----------
        theta : array (n, parameter), or mapping of name to number or array (n,)
            In the order of `names`.
        """
        return self.asked.log_likelihood(as_theta(theta, self.names))

    def log_posterior(self, theta: Any) -> np.ndarray:
        """Return log-likelihood plus log density of the prior (n,); -inf outside of the prior."""
        table = as_theta(theta, self.names)
        found = self.prior.log_density(table)
        inside = np.isfinite(found)
        if inside.any():
            found[inside] += self.asked.log_likelihood(table[inside])
        return found

    def starts(self) -> "pd.DataFrame":
        """Return where each start has arrived, the best first."""
        import pandas as pd

        order = np.argsort(self.climbed.cost)
        table = pd.DataFrame(self.prior.values(self.climbed.u[order]), columns=list(self.names))
        table["log_likelihood"] = self.problem.best_possible - self.climbed.cost[order]
        return table
