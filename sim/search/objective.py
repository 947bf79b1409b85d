"""What a search looks for: one number of many patients, and what must hold beside it."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError
from sim.base.functions import is_function
from sim.base.typed import typed_methods
from sim.results.measures import MEASURES, Measure, cured, resistant_fraction
from sim.results.times import died, progressed, progressed_or_died

SUMMARIES = ("mean", "median")


@typed_methods
@dataclass(frozen=True)
class Objective:
    """One number of many patients: a measure, and how it is summed up.

    Parameters
    ----------
    measure : callable
        A function of `Runs` that returns an array (arm, patient): ``sim.survival_time``, or one of
        your own.
    summary : "mean", "median" or float
        What counts of the patients' values: a float is a quantile, 0.1 the value that nine of ten
        patients are above, for rules that shall not fail the worst.
    lower : bool
        Whether less is better.
    """

    measure: Measure
    summary: str | float = "mean"
    lower: bool = False

    def __post_init__(self):
        if not is_function(self.measure):
            raise InputError(
                f"An objective measures {self.measure!r}; give a function of runs, such as "
                "sim.progression_free_survival."
            )
        try:
            hash(self.measure)
        except TypeError:
            raise InputError(
                f"An objective measures {self.measure!r}, which cannot be told from another: put "
                "@dataclass(frozen=True) above its class, or give a function."
            ) from None
        if isinstance(self.summary, str):
            if self.summary not in SUMMARIES:
                raise InputError(
                    f"summary={self.summary!r}; give 'mean', 'median', or a quantile such as 0.1."
                )
        else:
            hint = "A quantile is a share: 0.1 is the value that nine of ten patients are above."
            checks.one_number("summary of an objective", self.summary, 0.0, 1.0, hint=hint)
        checks.yes_or_no("lower", self.lower)

    @property
    def name(self) -> str:
        """What it is called: its measure's name, and how it is summed up where not by the mean."""
        name = name_of(self.measure)
        if self.summary == "mean":
            return name
        word = self.summary if isinstance(self.summary, str) else f"quantile {self.summary:g}"
        return f"{name} ({word})"

    @property
    def quantile(self) -> float | None:
        """The quantile that is asked for; None: the mean."""
        if isinstance(self.summary, str):
            return {"mean": None, "median": 0.5}[self.summary]
        return float(self.summary)

    def of(self, values: np.ndarray) -> np.ndarray:
        """Return the number of values (..., patient), larger for more; NaN where one is NaN."""
        if self.quantile is None:
            return values.mean(axis=-1)
        return np.quantile(values, self.quantile, axis=-1)

    def better(self, numbers: Any) -> Any:
        """Return numbers of which the larger is the better."""
        return -numbers if self.lower else numbers


@dataclass(frozen=True)
class AtMost:
    """A constraint: the mean over patients of a measure is at most so much.

    Parameters
    ----------
    measure : callable or Objective
        What is limited: ``sim.cumulative_dose``. An `Objective` says another summary than the mean.
    limit : float
        In the unit of the measure.
    """

    measure: Any
    limit: float
    objective: Objective = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        made = self.measure if isinstance(self.measure, Objective) else Objective(self.measure)
        object.__setattr__(self, "objective", made)
        limit = checks.one_number(f"limit of {made.name}", self.limit, -np.inf, infinite=True)
        object.__setattr__(self, "limit", limit)
        least, most = _ends(made.measure)
        if self._is_beyond(least, most):
            raise InputError(
                f"{self}: no rule keeps that, since {made.name} is from {least:g} to {most:g}; "
                "give a limit between these."
            )

    def _is_beyond(self, least: float, most: float) -> bool:
        return self.limit < least

    def excess(self, numbers: np.ndarray) -> np.ndarray:
        """Return by how much numbers break it, as a share of the limit; 0 where they do not."""
        return np.maximum(numbers - self.limit, 0.0) / max(abs(self.limit), 1e-12)

    def __str__(self) -> str:
        return f"{self.objective.name} at most {self.limit:g}"


@dataclass(frozen=True)
class AtLeast(AtMost):
    """A constraint: the mean over patients of a measure is at least so much; as `AtMost`."""

    def _is_beyond(self, least: float, most: float) -> bool:
        return self.limit > most

    def excess(self, numbers: np.ndarray) -> np.ndarray:
        """Return by how much numbers break it, as a share of the limit; 0 where they do not."""
        return np.maximum(self.limit - numbers, 0.0) / max(abs(self.limit), 1e-12)

    def __str__(self) -> str:
        return f"{self.objective.name} at least {self.limit:g}"


def _ends(measure: Any) -> tuple[float, float]:
    """Return between what a measure is: of those of sim, none is negative, and some are shares."""
    shares = (cured, died, progressed, progressed_or_died, resistant_fraction)
    if any(measure is share for share in shares):
        return 0.0, 1.0
    known = any(measure is one for one in MEASURES.values())
    return (0.0 if known else -np.inf), np.inf


def name_of(measure: Any) -> str:
    """Return the name of a measure, for columns."""
    inner = measure.func if isinstance(measure, partial) else measure
    name = getattr(inner, "__name__", type(inner).__name__)
    return "objective" if name == "<lambda>" else name
