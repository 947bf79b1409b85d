"""Numbers that follow from others, some of which every patient draws.

Where two parts of a description must share a draw (two clones that divide at the same random rate),
each holds a `Derived` number with the same address, and the patient draws once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class Derived:
    """A number that is computed when its parts are known.

    Parameters
    ----------
    make : callable
        Of the values of the parts, scalars or arrays (patient,); a function of a module.
    parts : mapping of address to number
        What it follows from, by the address of its draw where it is a distribution.
    """

    make: Callable[..., Any]
    parts: Mapping[str, Any]

    def support(self) -> tuple[float, float]:
        """Return the range it may lie in: nothing is known, it is checked when drawn."""
        return float("-inf"), float("inf")


def at_address(address: str, number: Any) -> Any:
    """Return a distribution as a number with an address of its own; anything else as it is."""
    return Derived(itself, {address: number}) if hasattr(number, "ppf") else number


def follows(make: Callable[..., Any], *numbers: Any) -> Any:
    """Return ``make(*numbers)``, at once where no patient has to draw for it.

    Distributions among them need an address of their own (`at_address`).
    """
    if any(isinstance(number, Derived) for number in numbers):
        return Derived(make, {str(place): number for place, number in enumerate(numbers)})
    return make(*numbers)


def times(number: Any, factor: float) -> Any:
    """Return a number times a factor; of a distribution, a number that is known when it is drawn.

    (``0.05 * scipy.stats.uniform()`` is a TypeError.)
    """
    if hasattr(number, "ppf") or isinstance(number, Derived):
        return Derived(partial(np.multiply, factor), {"number": number})
    return number * factor


def itself(value: Any) -> Any:
    """Return the value."""
    return value
