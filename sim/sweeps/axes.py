"""Axes of a design: which values a parameter may take, and how they are spread."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.drawn import is_distribution
from sim.base.errors import InputError, shown


class Axis(ABC):
    """The values of one parameter."""

    @abstractmethod
    def at(self, u: np.ndarray) -> np.ndarray:
        """Return the values (point,) at the places u (point,) in [0, 1)."""

    @abstractmethod
    def steps_of_grid(self) -> np.ndarray:
        """Return the values (step,) on a grid."""


@dataclass(frozen=True)
class LinearAxis(Axis):
    """Values spread evenly from `low` to `high`; what ``(low, high)`` stands for.

    Parameters
    ----------
    low, high : float
        The ends.
    steps : int, optional
        How many values it has on a grid, both ends included.
    """

    low: float
    high: float
    steps: int | None = None

    def __post_init__(self):
        _check_ends(self, -np.inf)

    def at(self, u: np.ndarray) -> np.ndarray:
        """Return the values at places in [0, 1)."""
        return self.low + u * (self.high - self.low)

    def steps_of_grid(self) -> np.ndarray:
        """Return the values on a grid."""
        return np.linspace(self.low, self.high, _steps(self))


@dataclass(frozen=True)
class LogAxis(Axis):
    """Values spread evenly in their logarithm, from `low` (above 0) to `high`.

    Parameters
    ----------
    low, high : float
        The ends.
    steps : int, optional
        How many values it has on a grid, both ends included.
    """

    low: float
    high: float
    steps: int | None = None

    def __post_init__(self):
        _check_ends(self, 0.0, above=True)

    def at(self, u: np.ndarray) -> np.ndarray:
        """Return the values at places in [0, 1)."""
        return np.exp(np.log(self.low) + u * np.log(self.high / self.low))

    def steps_of_grid(self) -> np.ndarray:
        """Return the values on a grid."""
        return np.geomspace(self.low, self.high, _steps(self))


@dataclass(frozen=True)
class IntegerAxis(Axis):
    """Whole numbers from `low` to `high`, both included and all equally likely."""

    low: int
    high: int

    def __post_init__(self):
        for value in (self.low, self.high):
            checks.whole("An end of IntegerAxis", value, -(2**53), 2**53)
        _check_ends(self, -(2.0**53))

    def at(self, u: np.ndarray) -> np.ndarray:
        """Return the values at places in [0, 1)."""
        count = self.high - self.low + 1
        return self.low + np.minimum(np.floor(u * count), count - 1).astype(np.int64)

    def steps_of_grid(self) -> np.ndarray:
        """Return the values on a grid."""
        check_count("IntegerAxis", self.high - self.low + 1)
        return np.arange(self.low, self.high + 1, dtype=np.int64)


@dataclass(frozen=True)
class ChoiceAxis(Axis):
    """Some values, all equally likely; what a list stands for: numbers, or words."""

    values: Sequence[Any]

    def __post_init__(self):
        values = column("an axis", self.values)
        if len(values) == 0:
            raise InputError("An axis has no values; give at least one.")
        object.__setattr__(self, "values", values)

    def at(self, u: np.ndarray) -> np.ndarray:
        """Return the values at places in [0, 1)."""
        values, count = np.asarray(self.values), len(self.values)
        return values[np.minimum((u * count).astype(int), count - 1)]

    def steps_of_grid(self) -> np.ndarray:
        """Return the values on a grid."""
        return np.asarray(self.values)


def axes_of(what: str, given: Mapping[str, Any], *, ends: bool) -> dict[str, Axis]:
    """Return the axes of a design by name, made of what the user wrote.

    Parameters
    ----------
    what : str
        The design, for errors.
    given : mapping of str
        An axis, a list of values, or, with `ends`, a tuple (low, high).
    ends : bool
        Whether a tuple means two ends; on a grid it is two values.
    """
    if not given:
        raise InputError(f"{what} has no axis; name at least one, as in {what}(..., cost=(0, 0.5))")
    return {name: _axis(f"axis {name!r} of {what}", value, ends) for name, value in given.items()}


def _axis(what: str, value: Any, ends: bool) -> Axis:
    if isinstance(value, Axis):
        return value
    if ends and isinstance(value, tuple):
        if len(value) != 2:
            raise InputError(f"The {what} is {value!r}; give (low, high), or a list of values.")
        return LinearAxis(*value)
    one_row = isinstance(value, np.ndarray) and value.ndim == 1
    if isinstance(value, str) or not (one_row or isinstance(value, Sequence)):
        hint = "(low, high), a list of values, " if ends else "a list of values, "
        raise InputError(
            f"The {what} is {shown(value)}; give {hint}sim.LogAxis(low, high) or "
            "sim.IntegerAxis(low, high)."
        )
    check_count(f"The {what}", len(value))
    if isinstance(value, np.ma.MaskedArray):
        checks.numbers(f"The {what}", value)
    return ChoiceAxis(tuple(np.asarray(value).tolist()) if isinstance(value, np.ndarray) else value)


def column(what: str, values: Any) -> np.ndarray:
    """Return values (point,) as whole numbers, numbers, truth values or words, or refuse them."""
    try:
        array = np.asarray(values)
        if array.dtype.kind in "iuf":
            checks.numbers(f"the values of {what}", values)  # no masks, no labels
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        array = np.empty((0, 0))  # lists of different lengths
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise InputError(f"The values of {what} are {shown(values)}; each must be a finite number.")
    if array.ndim == 1 and array.dtype.kind in "ufO":
        _check_digits(what, values)
    if array.ndim == 1 and array.dtype.kind in "biufU":
        kinds = {type(v) for v in values} if not isinstance(values, np.ndarray) else set()
        if array.dtype.kind != "U" or kinds <= {str, np.str_}:
            whole_or_real = {"i": np.int64, "u": np.int64, "f": np.float64}
            return array.astype(whole_or_real.get(array.dtype.kind, array.dtype))
    raise InputError(
        f"The values of {what} are {shown(values)}; give numbers, or words, all of one "
        "kind. For anything else, give a word here and let build choose by it."
    )


def _check_digits(what: str, values: Any) -> None:
    """Refuse whole numbers that only a float could hold: it would lose their last digits."""
    lost = [v for v in values if checks.is_whole(v) and not -MOST_WHOLE <= v <= MOST_WHOLE]
    if lost:
        raise InputError(
            f"One of the values of {what} is {lost[0]}; whole numbers go up to {MOST_WHOLE}. Give "
            "such names as words."
        )


def _check_ends(axis: Any, low: float, above: bool = False) -> None:
    name = type(axis).__name__
    for word in ("low", "high"):
        value = checks.number(f"{word} of {name}", getattr(axis, word), low, above=above)
        if np.ndim(value) or is_distribution(value):
            raise InputError(f"{word} of {name} must be one number.")
    if not axis.low < axis.high:
        raise InputError(
            f"{name} goes from {axis.low!r} to {axis.high!r}; its low end must be the lower one."
        )
    if getattr(axis, "steps", None) is not None:
        _steps(axis)


def _steps(axis: Any) -> int:
    name = type(axis).__name__
    hint = f"On a grid it needs them: sim.{name}({axis.low:g}, {axis.high:g}, steps=11)."
    return checks.whole(f"steps of {name}", axis.steps, 2, MOST_POINTS, hint)


MOST_WHOLE = 2**63 - 1
"""The largest whole number that an array holds."""
MOST_POINTS = 10**7
"""Points of a design: as a table of a few parameters, a gigabyte."""


def check_count(design: str, count: int) -> None:
    """Refuse a design of more points than can be held, before they are made."""
    if count > MOST_POINTS:
        raise InputError(
            f"{design} has {count:.3g} points; at most {MOST_POINTS:.0e} can be run in one sweep. "
            "Take fewer values, or sim.Sobol(points, ...), which spreads points over all axes."
        )
