"""What a fit has found for one patient, or for several."""

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import chi2

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.base.typed import typed, typed_methods
from sim.base.version import __version__
from sim.clinic import Clinic
from sim.data import Observations
from sim.inference.climb import Climbed
from sim.inference.errors import MEASURED
from sim.inference.priors import Priors
from sim.inference.problem import Problem
from sim.regimens import Regimen
from sim.results import Endpoints, Runs, Visits

if TYPE_CHECKING:
    import pandas as pd

    from sim.engines import Engine
    from sim.inference.chance import Chance
    from sim.inference.posterior import Posterior
    from sim.inference.profile import Profiles
    from sim.inference.twins import Twins

BY_CHANCE = 1e-3
"""A misfit that is less likely than this is one."""
AT_LIMIT = 1e-3
"""What is nearer to an end of its prior, of which it is the distance 1, stands at it."""


@typed_methods
@dataclass(frozen=True, eq=False)
class Fit:
    """The tumours that could have given what was seen of a patient. Made by `sim.fit`.

    Parameters
    ----------
    problem : Problem
        What was asked.
    climbed : Climbed
        Where the starts have arrived, by the mean field.
    chance : Chance, optional
        Where the particle filter has arrived from there, if that is the likelihood.
    """

    problem: Problem
    climbed: Climbed
    chance: "Chance | None" = None
    _posteriors: dict[tuple[int, int], "Posterior"] = field(default_factory=dict, repr=False)

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

    @property
    def made_by(self) -> dict[str, str]:
        """What made it, as figures carry it."""
        told = {
            "title": f"Fit of {', '.join(self.names)} to {self.observations}",
            "versions": f"sim {__version__}",
        }
        cited = "\n".join(str(one) for one in self.problem.example.references)
        return told | ({"references": cited} if cited else {})

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

    @property
    def _degrees(self) -> int:
        return max(int((self.observations.censored == MEASURED).sum()) - len(self.names), 1)

    @cached_property
    def misfit(self) -> float:
        """How much further results lie from the best curve than their noise says (1: as far)."""
        if any(isinstance(error, str) for error in self.problem.noise.values()):
            return 1.0  # (the noise was fitted)
        return float(np.sqrt(2.0 * np.nanmin(self.climbed.cost) / self._degrees))

    @property
    def widened(self) -> float:
        """By what intervals are widened: the misfit, where it cannot be chance; else 1."""
        chance = float(chi2.sf(self.misfit**2 * self._degrees, self._degrees))
        return max(self.misfit, 1.0) if chance < BY_CHANCE else 1.0

    def log_likelihood(self, theta: Any) -> np.ndarray:
        """Return the log-likelihood (n,) of parameters (n, parameter), side by side.

        Parameters
        ----------
        theta : array (n, parameter), or mapping of name to number or array (n,)
            In the order of `names`.
        """
        return self.problem.log_likelihood(as_theta(theta, self.names))

    def log_posterior(self, theta: Any) -> np.ndarray:
        """Return log-likelihood plus log density of the prior (n,); -inf outside of the prior."""
        table = as_theta(theta, self.names)
        found = self.prior.log_density(table)
        inside = np.isfinite(found)
        if inside.any():
            found[inside] += self.problem.log_likelihood(table[inside])
        return found

    def predict(self, days: Any = None, theta: Any = None) -> "pd.DataFrame":
        """Return what the model shows without error, a row for each day (and set of parameters).

        Parameters
        ----------
        days : float or sequence of float, optional
            From the patient's beginning (`Observations.begin`) on [days]. Default: those on
            which something was seen or doses changed.
        theta : as in `log_likelihood`, optional
            Default: the best.
        """
        import pandas as pd

        table = self.theta[None] if theta is None else as_theta(theta, self.names)
        course = self.problem.course
        if days is not None:
            wanted = _checked_days(days)
            course = self.problem.course_for(np.sort(wanted))
        else:
            wanted = course.stops
        said = self.problem.predict(table, course)
        at = course.places(wanted)
        factors = self.problem.factors
        columns = {name: values[:, at].ravel() / factors[name] for name, values in said.items()}
        which = np.repeat(np.arange(len(table)), len(wanted))
        return pd.DataFrame({"which": which, "day": np.tile(wanted, len(table)), **columns})

    def results(self, series: str) -> "pd.DataFrame":
        """Return what was seen of one series, in the unit in which it was read.

        Parameters
        ----------
        series : str
            Which.

        Returns
        -------
        DataFrame
            Columns day (since the patient's beginning), value, censored.
        """
        import pandas as pd

        checks.one_of("series", series, self.observations.series, "series", "series")
        mine = self.observations.what == self.observations.series.index(series)
        return pd.DataFrame({
            "day": self.problem.days[mine], "value": self.observations.value[mine],
            "censored": self.observations.censored[mine],
        })  # fmt: skip

    def doses(self) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
        """Return what was given: days (stop,), doses (stop - 1, drug) between them, and the drugs.

        Single doses count as their mean between two stops [standard doses].
        """
        course = self.problem.course
        rows = [
            leg.doses[0] if leg.once is None else leg.doses[0] + leg.once.in_force[0]
            for leg in course.legs
        ]
        drugs = self.problem.example.drug_names
        return course.stops, np.array(rows).reshape(len(rows), len(drugs)), drugs

    def r_squared(self) -> dict[str, float]:
        """Return the share of the variance of each series that the best curve explains."""
        said, found = self.problem.predict(self.theta[None]), {}
        places = self.problem.course.places(self.problem.days)
        for number, series in enumerate(self.observations.series):
            mine = (self.observations.what == number) & (self.observations.censored == MEASURED)
            values = self.problem._values[series]
            value = values[self.observations.censored[self.observations.what == number] == MEASURED]
            off = value - said[series][0, places[mine]]
            around = value - value.mean()
            total = float(around @ around)
            found[series] = 1.0 - float(off @ off) / total if total > 0 else np.nan
        return found

    def starts(self) -> "pd.DataFrame":
        """Return where each start has arrived, the best first."""
        import pandas as pd

        order = np.argsort(self.climbed.cost)
        table = pd.DataFrame(self.prior.values(self.climbed.u[order]), columns=list(self.names))
        table["log_likelihood"] = self.problem.best_possible - self.climbed.cost[order]
        return table

    @cached_property
    def _profiles(self) -> "Profiles":
        from sim.inference.profile import profiles_of

        return profiles_of(self)

    def profiles(self) -> "Profiles":
        """Return how well the data are explained with each parameter held at other values."""
        return self._profiles

    def identified(self) -> str:
        """Return in words which parameters, and which combinations, the data fix."""
        from sim.inference.identified import identified

        return identified(self)

    def posterior(
        self, steps: int = 20_000, seed: int = 1, progress: bool | None = None
    ) -> "Posterior":
        """Return everything that could be, drawn by an ensemble of walkers (emcee).

        It goes on until it has converged; what has not says so, and is refused where it is used.
        The same is calculated once.

        It takes the noise as it was said. Where results lie further from the best curve (`misfit`),
        intervals by the likelihood are `widened`, but the posterior, and with it `band`, `patients`
        and `forecast`, are not: a warning says so.

        Parameters
        ----------
        steps : int
            At most.
        seed : int
            Of the walkers.
        progress : bool, optional
            Whether to show a progress bar. Default: in terminals and notebooks only.

        References
        ----------
        Foreman-Mackey et al. (2013), Publ Astron Soc Pac 125:306.
        """
        from sim.inference.posterior import sample

        checks.whole("steps", steps, 100)
        checks.whole("seed", seed)
        self._warn_of_misfit()
        key = steps, seed
        if key not in self._posteriors:
            found = sample(self, steps, seed, progress)
            if found.interrupted:
                return found
            self._posteriors[key] = found
        return self._posteriors[key]

    def _warn_of_misfit(self) -> None:
        """Say that what is drawn is too sure, where the noise was said too small."""
        if self.widened <= 1.0 or self.chance is not None:
            return  # (the particle filter knows of chance that the best curve does not)
        warnings.warn(
            f"Results lie {self.misfit:.1f} times as far from the best curve as the noise says. "
            "The posterior takes the noise as it was said: it, the band, twins and forecasts are "
            "surer than the data allow. Let the fit find the relative error, noise='sigma' with a "
            f"prior for 'sigma', say a noise {self.misfit:.1f} times as large, or mend the model.",
            stacklevel=4,
        )

    def patients(self, count: int, seed: int = 1, progress: bool | None = None) -> "Twins":
        """Return virtual twins of the patient: tumours drawn from the posterior.

        Parameters
        ----------
        count : int
            How many.
        seed : int
            Of the draws.
        progress : bool, optional
            Of `posterior`.

        Raises
        ------
        InputError
            If the posterior does not converge.
        """
        from sim.inference.twins import Twins

        checks.whole("count", count, 1)
        checks.whole("seed", seed)
        return Twins(self, self.posterior(progress=progress).draw(count, seed))

    def forecast(
        self,
        arms: Mapping[str, Regimen],
        days: float,
        *,
        patients: int = 200,
        seed: int = 1,
        clinic: Clinic | None = None,
        engine: "str | Engine | None" = None,
        record: Visits | Endpoints | None = None,
        progress: bool | None = None,
    ) -> Runs:
        """Return what each arm would do to this patient from the last result on.

        Virtual twins (`patients`) are given what the patient was given up to their last result, and
        from that day on each arm: what they are is what the data leave open, and arms are paired.

        Runs are those of the whole history: measures such as ``time_to_progression`` and
        ``survival_time`` count from the patient's beginning, and what the history held
        (a progression before today, a nadir) is in them. Where they are to count from today, give
        the twins themselves: ``sim.simulate(fit.patients(n), arms, days=...)``.

        Parameters
        ----------
        arms : mapping of name to Regimen
            How to go on. Their days count from the last result, and a line of therapy begins
            there.
        days : float
            How long from then on [days].
        patients : int
            How many twins.
        seed : int
            Of the draws, and of the clinic.
        clinic, engine, record, progress
            As in `sim.simulate`. Default: the mean field, or the jump engine where the
            likelihood is that of the particle filter. ``"auto"`` adds the chance of small numbers
            of cells.

        Returns
        -------
        Runs
            From the patient's beginning on; `Twins.last` is the day on which arms part.
        """
        twins = self.patients(patients, seed, progress)
        return twins.forecast(
            arms, days, seed=seed, clinic=clinic, engine=engine, record=record, progress=progress
        )

    def band(self, days: Any = None, level: float = 0.9, seed: int = 1) -> "pd.DataFrame":
        """Return between which values results would lie: the posterior, and the noise.

        Parameters
        ----------
        days : sequence of float, optional
            As in `predict`.
        level : float
            Share of results between `low` and `high`.
        seed : int
            Of the draws.

        Returns
        -------
        DataFrame
            Columns series, day, low, median, high.
        """
        from sim.inference.twins import band

        level = checks.one_number("level", level, 0.0, 1.0, above=True)
        return band(self, days, level, checks.whole("seed", seed))

    def __str__(self) -> str:
        from sim.inference.identified import summary

        return summary(self)


@dataclass(frozen=True, eq=False)
class Fits(Mapping[str, Fit]):
    """The fits of several patients, by name."""

    of: Mapping[str, Fit]

    def __getitem__(self, patient: str | int) -> Fit:
        if str(patient) not in self.of:
            raise unknown(f"The fit of {patient!r}", "patient", patient, self.of)
        return self.of[str(patient)]

    def __iter__(self) -> Iterator[str]:
        return iter(self.of)

    def __len__(self) -> int:
        return len(self.of)

    def table(self) -> "pd.DataFrame":
        """Return the best values, a row for each patient."""
        import pandas as pd

        rows = [
            {"patient": name, **fit.best, **{f"r2_{s}": r for s, r in fit.r_squared().items()},
             "log_likelihood": fit.highest, "at_limit": " ".join(fit.at_limit)}
            for name, fit in self.of.items()
        ]  # fmt: skip
        return pd.DataFrame(rows).set_index("patient")

    def __str__(self) -> str:
        return f"Fits of {len(self)} patients.\n{self.table().to_string(float_format='%.4g')}"


def _checked_days(days: Any) -> np.ndarray:
    """Return days (n,) from the patient's beginning on, of which one or several were given."""
    found = np.atleast_1d(checks.numbers("days", days, "give days, such as [0.0, 28.0]"))
    if found.ndim > 1 or not found.size:
        raise InputError(f"days has shape {found.shape}; give one day, or several in a row.")
    bad = ~(np.isfinite(found) & (found >= 0.0))
    if bad.any():
        raise InputError(
            f"days has {found[bad][0]:g}; give days of at least 0, from the patient's beginning on."
        )
    return found


@typed
def as_theta(theta: Any, names: tuple[str, ...]) -> np.ndarray:
    """Return parameters (n, parameter), however they were given."""
    if isinstance(theta, Mapping):
        for name in theta:
            if name not in names:
                raise unknown(f"A value of {name!r}", "parameter", name, names)
        missing = [name for name in names if name not in theta]
        if missing:
            raise InputError(f"theta lacks {missing[0]!r}; give every parameter.")
        columns = np.broadcast_arrays(*[np.atleast_1d(theta[name]) for name in names])
        return np.stack([np.asarray(x, dtype=float) for x in columns], axis=1)
    table = np.atleast_2d(np.asarray(theta, dtype=float))
    if table.ndim != 2 or table.shape[1] != len(names):
        raise InputError(
            f"theta has shape {np.shape(theta)}; give (n, {len(names)}), in the order "
            f"{', '.join(names)}."
        )
    return table
