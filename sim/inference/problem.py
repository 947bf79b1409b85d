"""One patient to be fitted: prepared once, evaluated many times, many parameters side by side."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from sim.base.errors import InputError, listed, shown
from sim.clinic.measures import Measure
from sim.data import Observations
from sim.inference.course import Course, course_of
from sim.inference.errors import (
    Additive,
    Error,
    Times,
    constant,
    parameter_of,
    residuals,
)
from sim.inference.mean import mean_cells
from sim.inference.meaning import meaning_of
from sim.inference.measures import InProportion, Seen, factor_of, trace
from sim.inference.priors import Priors
from sim.inference.taken import taken_by
from sim.model import Tumour
from sim.running.blocks import thread_count

FEW = 128
"""Tumours below which a thread of their own is not worth it."""
AT_ONCE = 4096
"""Tumours that are calculated side by side: enough to amortise Python, few enough for the cache."""


@dataclass(frozen=True, eq=False)
class Problem:
    """What is asked of the data of one patient.

    Parameters
    ----------
    observations : Observations
        Of one patient.
    make : function
        Returns the tumour of parameters, each an array over tumours.
    priors : Priors
        Of the parameters.
    measures : mapping of series to Measure, InProportion or function
        What is measured; a function returns the measure of parameters.
    noise : mapping of series to Noise, Additive or str
        How results err.
    tolerance : float
        Relative error of a step of the integrator.
    """

    observations: Observations
    make: Callable[..., Tumour]
    priors: Priors
    measures: Mapping[str, Any]
    noise: Mapping[str, Error]
    particles: int = 0
    """Copies of each tumour where chance counts; 0: the likelihood is that of the mean field."""
    seed: int = 1
    exact: bool = False
    """Whether the likelihood is the exact law of one clone."""
    tolerance: float = 1e-7
    _wants: dict[Any, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def days(self) -> np.ndarray:
        """Days (point,) of the results since the patient's beginning."""
        return self.observations.day - self.observations.begin[0]

    @cached_property
    def course(self) -> Course:
        """What the patient was given up to the last result."""
        return self.course_for(self.days)

    def course_for(self, days: np.ndarray) -> Course:
        """Return what the patient was given, seen on other days."""
        return course_of(self.observations.given, self.example, np.asarray(days, dtype=float))

    @cached_property
    def example(self) -> Tumour:
        """The tumour with every parameter in the middle of its prior."""
        return self.tumour(self.priors.values(np.full((1, len(self.priors)), 0.5)))

    @cached_property
    def meaning(self) -> str:
        """What the functions gave when this was first asked for: when the fit was made."""
        return meaning_of(self)

    def tumour(self, theta: np.ndarray) -> Tumour:
        """Return the tumours of parameters (tumour, parameter), as one description."""
        return self._made(self._called(self.make, theta))

    def one(self, row: np.ndarray) -> Tumour:
        """Return the tumour of one set of parameters (parameter,), its numbers no arrays."""
        return self._made(self._called(self.make, row))

    @staticmethod
    def _made(made: Any) -> Tumour:
        if not isinstance(made, Tumour):
            raise InputError(
                f"The function of a fit returned {shown(made)}; it takes parameters by name and "
                "returns a sim.Tumour, as sim.presets.mcrpc_abiraterone does."
            )
        return made

    def predict(self, theta: np.ndarray, course: Course | None = None) -> dict[str, np.ndarray]:
        """Return what each series shows (tumour, stop) at the stops of a course, without error."""
        course = self.course if course is None else course
        tumour = self.tumour(theta)
        cells = mean_cells(tumour, len(theta), course, self.tolerance)
        found = {}
        for place, series in enumerate(self.observations.series):
            mine = self.observations.what == place
            first = int(self.course.places(self.days[mine][:1])[0])
            at = int(course.places(self.course.stops[first : first + 1])[0])
            start = float(self._values[series][0])
            measure = self._measure(series, theta)
            shown_ = trace(measure, cells, tumour.clone_names, course.stops, at, start)
            found[series] = shown_.T
        return found

    def is_exact(self, series: str) -> bool:
        """Tell whether the first result of a series is its level, and so says nothing more."""
        measure = self.measures[series]
        if isinstance(measure, Measure | InProportion):
            return isinstance(measure, InProportion)
        if taken_by(measure, self.priors.names):
            return False
        return isinstance(self.example_measure(series), InProportion)

    @cached_property
    def _counted(self) -> tuple[np.ndarray, ...]:
        found = []
        for place, series in enumerate(self.observations.series):
            mine = np.flatnonzero(self.observations.what == place)
            found.append(mine[1:] if self.is_exact(series) else mine)
        return tuple(found)

    def counted(self, place: int) -> np.ndarray:
        """Return which results (n,) of a series are data: the level of one is none."""
        return self._counted[place]

    def counted_values(self, place: int) -> np.ndarray:
        """Return them in the unit of the measure."""
        values = self._values[self.observations.series[place]]
        return values[len(values) - len(self.counted(place)) :]

    @cached_property
    def factors(self) -> dict[str, float]:
        """What results of each series are multiplied with to be in the unit of its measure."""
        units = self.observations.units
        return {
            series: factor_of(self.example_measure(series), units[series], series)
            for series in self.observations.series
        }

    def example_measure(self, series: str) -> Seen:
        """Return the measure of a series with every parameter in the middle of its prior."""
        return self._measure(series, self.priors.values(np.full((1, len(self.priors)), 0.5)))

    @cached_property
    def _values(self) -> dict[str, np.ndarray]:
        """The results of each series in the unit of its measure."""
        seen = self.observations
        return {
            series: seen.value[seen.what == place] * self.factors[series]
            for place, series in enumerate(seen.series)
        }

    def _measure(self, series: str, theta: np.ndarray) -> Seen:
        measure = self.measures[series]
        if isinstance(measure, Measure | InProportion):
            return measure
        made = self._called(measure, theta)
        if not isinstance(made, Measure | InProportion):
            raise InputError(
                f"The measure of {series!r} is a function that returned {shown(made)}; it returns "
                "a measure such as sim.Marker('PSA', per_cell)."
            )
        return made

    def residuals(self, theta: np.ndarray) -> np.ndarray:
        """Return residuals r (tumour, n): the log-likelihood is `best_possible` - sum(r^2) / 2."""
        threads = thread_count(None)
        size = min(AT_ONCE, max(FEW, -(-len(theta) // threads)))
        parts = [theta[at : at + size] for at in range(0, len(theta), size)]
        if len(parts) == 1:
            return self._residuals(theta)
        self._prepare()
        with ThreadPoolExecutor(threads) as pool:  # (kernels release the GIL)
            return np.concatenate(list(pool.map(self._residuals, parts)))

    def _prepare(self) -> None:
        """Calculate what is calculated once, so that no two threads do."""
        _ = self.course, self._values, self._counted

    def _residuals(self, theta: np.ndarray) -> np.ndarray:
        said, seen, parts = self.predict(theta), self.observations, []
        places = self.course.places(self.days)
        for place, series in enumerate(seen.series):
            mine = self.counted(place)
            at = said[series][:, places[mine]]
            error, (size, least) = self.noise[series], self.size_of_errors(series, theta)
            sign, value = seen.censored[mine], self.counted_values(place)
            parts.append(residuals(error, value, sign, at, size, least))
        return np.concatenate(parts, axis=1)

    @cached_property
    def best_possible(self) -> float:
        """What the log-likelihood would be with every residual 0."""
        total, seen = 0.0, self.observations
        middle = self.priors.values(np.full((1, len(self.priors)), 0.5))
        for place, series in enumerate(seen.series):
            sign, value = seen.censored[self.counted(place)], self.counted_values(place)
            least = self.size_of_errors(series, middle)[1]
            total += constant(self.noise[series], value, sign, least)
        return total

    def log_likelihood(self, theta: np.ndarray) -> np.ndarray:
        """Return the log-likelihood (tumour,) of parameters (tumour, parameter)."""
        if self.exact:
            from sim.inference.exact import exact_log_likelihood

            return exact_log_likelihood(self, theta)
        if self.particles:
            from sim.inference.particle import particle_log_likelihood

            return particle_log_likelihood(self, theta, self.particles, self.seed)
        r = self.residuals(theta)
        return self.best_possible - 0.5 * np.einsum("ij,ij->i", r, r)

    def size_of_errors(self, series: str, theta: np.ndarray) -> tuple[Any, float]:
        """Return how large errors of a series are, and the least that can be."""
        error, name = self.noise[series], parameter_of(self.noise[series])
        size: Any = 1.0
        least = 1.0
        if name is not None:
            at = self.priors.names.index(name)
            least = float(self.priors.of[name].ppf(self.priors.limits()[0, at]))
            size = theta[:, at][:, None]
        said = error.said if isinstance(error, Times) else error
        if isinstance(said, str):
            return size, least
        # (that of an additive error was said in the unit of the results)
        known = said.size * self.factors[series] if isinstance(said, Additive) else said.relative
        return size * known, least * known

    def _called(self, function: Callable[..., Any], theta: np.ndarray) -> Any:
        """Return what a function makes of the parameters that it takes."""
        if function not in self._wants:
            of_errors = {parameter_of(error) for error in self.noise.values()}
            free = tuple(name for name in self.priors.names if name not in of_errors)
            # (what takes anything takes no size of errors; what asks for one by name does)
            self._wants[function] = taken_by(function, self.priors.names, free)
        names = self.priors.names
        given = {name: theta[..., names.index(name)] for name in self._wants[function]}
        try:
            return function(**given)
        except TypeError as error:
            raise InputError(
                f"{shown(function)} was called with {listed(given)}, each an array over tumours, "
                f"and said: {error}. It takes parameters by name and calculates with arrays."
            ) from error
