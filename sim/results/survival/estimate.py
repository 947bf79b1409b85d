"""A number with its interval, and how that is printed when an end of it is not known."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

NORMAL_975 = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


class Estimate(NamedTuple):
    """A number with its 95 % interval; NaN where it cannot be said.

    Of a time, NaN means that it was not reached while patients were followed.
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return with_interval(self)


class Unknown(Estimate):
    """A number that is no time, such as a mean or a ratio, and cannot be said."""

    __slots__ = ()

    def __str__(self) -> str:
        return with_interval(self, unknown="not known")

    def __repr__(self) -> str:
        return repr(Estimate(*self))


class HazardRatio(NamedTuple):
    """A hazard ratio with its 95 % interval, or the reason why there is none."""

    value: float
    low: float
    high: float
    reason: str = ""

    def __str__(self) -> str:
        if self.reason:
            return f"no hazard ratio: {self.reason}"
        return with_interval(Estimate(self.value, self.low, self.high), unknown="not known")


UNKNOWN = Unknown(np.nan, np.nan, np.nan)


def with_interval(
    estimate: Estimate, number: Callable[[float], str] | str = ".3g", *,
    unit: str = "", unknown: str = "not reached",
) -> str:  # fmt: skip
    """Return an estimate as it is printed: ``84 (49 to not reached)``.

    Parameters
    ----------
    estimate : Estimate
        Any; NaN where an end is not known.
    number : str or function
        How a number is written: a format such as ``".0f"``.
    unit : str
        Written after the numbers.
    unknown : str
        The word for what is not known.
    """

    def word(value: float) -> str:
        if np.isnan(value):
            return unknown
        return format(value, number) if isinstance(number, str) else number(value)

    value, low, high = estimate.value, estimate.low, estimate.high
    if np.isnan(low) and np.isnan(high):
        if np.isnan(value):
            return unknown
        return f"{word(value)}{unit} (no interval)"
    return f"{word(value)} ({word(low)} to {word(high)}){unit}"
