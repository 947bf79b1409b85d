"""A population of which some patients were fitted: its mean and spread, and new patients of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.base import checks
from sim.base.typed import typed_methods
from sim.inference.population import Hyper, back
from sim.inference.posterior import tail_of
from sim.model import Tumour

if TYPE_CHECKING:
    import pandas as pd

    from sim.inference.fitted import Fit

FEW = 20.0
"""Draws of a patient below which what is said of the population is said to be uncertain."""
MOST_NEW = 10**7
"""New patients at most: their parameters are held in memory, in some copies."""


@dataclass(frozen=True, eq=False)
class NewPatients:
    """Patients of a population who were never seen; `sim.simulate` treats them."""

    names: tuple[str, ...]
    theta: np.ndarray
    """(patient, parameter)."""
    now: Tumour
    """Their tumours at the beginning; numbers are arrays over patients."""

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.theta)

    def to_frame(self) -> "pd.DataFrame":
        """Return their parameters, a row for each."""
        import pandas as pd

        return pd.DataFrame(self.theta, columns=list(self.names))


@typed_methods
@dataclass(frozen=True, eq=False)
class Population:
    """What patients have in common. Made by `Fits.population`.

    Parameters
    ----------
    fits : tuple of Fit
        Of the patients.
    hyper : Hyper
        Their draws, and how likely populations are.
    draws : ndarray (draw, hyperparameter)
        Populations that could be.
    """

    fits: "tuple[Fit, ...]"
    hyper: Hyper
    draws: np.ndarray

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters."""
        return self.hyper.drawn.names

    @property
    def patients_seen(self) -> tuple[str, ...]:
        """Names of the patients."""
        return tuple(fit.observations.patients[0] for fit in self.fits)

    @cached_property
    def _weights(self) -> np.ndarray:
        """Weights (patient, draw) of each patient's draws, over all populations that could be."""
        total = np.zeros(self.hyper.drawn.weight.shape)
        for at in range(0, len(self.draws), 50):
            log = self.hyper.log_weights(self.draws[at : at + 50])
            one = np.exp(log - log.max(axis=2, keepdims=True))
            total += (one / one.sum(axis=2, keepdims=True)).sum(axis=0)
        return total / len(self.draws)

    @property
    def effective(self) -> np.ndarray:
        """How many draws (patient,) each patient's are worth in this population."""
        found: np.ndarray = 1.0 / (self._weights**2).sum(axis=1)
        return found

    def table(self, level: float = 0.9) -> "pd.DataFrame":
        """Return mean and spread of every parameter, with intervals.

        Parameters
        ----------
        level : float
            Of the intervals.

        Returns
        -------
        DataFrame
            A row for each parameter. ``median``, ``median_low``, ``median_high``: the middle of
            the population, and between which values it lies. ``from``, ``to``: between which
            values new patients lie. ``spread``, ``spread_low``, ``spread_high``: the standard
            deviation where the prior's is 1. ``shrinkage``: 1 less the spread of the patients'
            own means over that of the population; near 1 single patients tell little.
        """
        import pandas as pd

        tail = tail_of(level)
        ends, size = [tail, 0.5, 1.0 - tail], len(self.names)
        prior = self.fits[0].prior
        middle = back(prior, self.names, self.draws[:, :size])
        new = self._draw(4000, 1)
        spread = np.quantile(self.draws[:, size : 2 * size], ends, axis=0)
        low, median, high = np.quantile(middle, ends, axis=0)
        first, last = np.quantile(new, [tail, 1.0 - tail], axis=0)
        columns = {
            "median": median, "median_low": low, "median_high": high, "from": first, "to": last,
            "spread": spread[1], "spread_low": spread[0], "spread_high": spread[2],
            "shrinkage": self.shrinkage,
        }  # fmt: skip
        return pd.DataFrame(columns, index=pd.Index(self.names, name="parameter"))

    def covariates(self, level: float = 0.9) -> "pd.DataFrame":
        """Return what one standard deviation of each covariate shifts, in units of the prior's.

        Parameters
        ----------
        level : float
            Of the intervals.
        """
        import pandas as pd

        tail = tail_of(level)
        size, rows = len(self.names), []
        for number, covariate in enumerate(self.hyper.names):
            for place, name in enumerate(self.names):
                shift = self.draws[:, (2 + number) * size + place]
                low, middle, high = np.quantile(shift, [tail, 0.5, 1.0 - tail])
                rows.append((covariate, name, middle, low, high))
        columns = ["covariate", "parameter", "shift", "low", "high"]
        return pd.DataFrame(rows, columns=columns).set_index(["covariate", "parameter"])

    @property
    def shrinkage(self) -> np.ndarray:
        """Shrinkage (parameter,) of the patients' own means.

        References
        ----------
        Savic and Karlsson (2009), AAPS J 11:558.
        """
        own = np.einsum("nkp,nk->np", self.hyper.drawn.z, self._weights)
        mean, spread = self.hyper.parts(self.draws)
        off = (own - mean.mean(axis=0)).std(axis=0)
        found: np.ndarray = 1.0 - off / spread.mean(axis=0)
        return found

    def individuals(self, level: float = 0.9) -> "pd.DataFrame":
        """Return each patient's parameters, alone and as one of this population.

        Parameters
        ----------
        level : float
            Of the intervals.

        Returns
        -------
        DataFrame
            Columns patient, parameter; alone_low, alone, alone_high: by their own data and the
            prior; low, median, high: by those of the others, too.
        """
        import pandas as pd

        tail = tail_of(level)
        drawn, rows = self.hyper.drawn, []
        for place, patient in enumerate(self.patients_seen):
            values = back(self.fits[place].prior, self.names, drawn.z[place])
            for number, name in enumerate(self.names):
                alone = _quantiles(values[:, number], drawn.weight[place], tail)
                among = _quantiles(values[:, number], self._weights[place], tail)
                rows.append((patient, name, *alone, *among))
        columns = ["patient", "parameter", "alone_low", "alone", "alone_high", "low", "median",
                   "high"]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    def patients(self, count: int, seed: int = 1) -> NewPatients:
        """Return new patients of the population, as `sim.simulate` treats them.

        Parameters
        ----------
        count : int
            How many.
        seed : int
            Of the draws.
        """
        checks.whole("count", count, 1, MOST_NEW)
        theta = self._draw(count, checks.whole("seed", seed))
        return NewPatients(self.names, theta, self.fits[0].problem.tumour(theta))

    def _draw(self, count: int, seed: int) -> np.ndarray:
        """Return parameters (patient, parameter) of new patients with the mean covariates."""
        random, size = np.random.default_rng(seed), len(self.names)
        which = self.draws[random.integers(len(self.draws), size=count)]
        z = which[:, :size] + which[:, size : 2 * size] * random.standard_normal((count, size))
        return back(self.fits[0].prior, self.names, z)

    def __str__(self) -> str:
        few = self.effective.min()
        said = f"Population of {len(self.fits)} patients.\n"
        said += self.table().to_string(float_format="%.3g")
        if few < FEW:
            worst = self.patients_seen[int(self.effective.argmin())]
            said += (
                f"\nOf patient {worst!r} only {few:.0f} draws are left in this population: it is "
                "much narrower than the priors, or that patient is none of it. Narrow the priors."
            )
        return said


def _quantiles(values: np.ndarray, weight: np.ndarray, tail: float) -> tuple[float, float, float]:
    order = np.argsort(values)
    share = np.cumsum(weight[order]) - 0.5 * weight[order]
    low, middle, high = np.interp([tail, 0.5, 1.0 - tail], share, values[order])
    return float(low), float(middle), float(high)
