"""Checks on the numbers of a description, made when it is written down and not when it runs.

A number in a description is a scalar, an array with one value per patient, or a frozen
``scipy.stats`` distribution from which every patient draws their own.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.base.derived import Derived
from sim.base.errors import InputError, unknown

Number = Any
"""A float, an array (patient,), or a frozen scipy.stats distribution."""


NEVER = 1e-12
"""A chance that no patient meets."""


def is_distribution(value: object) -> bool:
    """Tell whether `value` is something patients draw from (a frozen scipy.stats distribution)."""
    return hasattr(value, "support") and (hasattr(value, "ppf") or isinstance(value, Derived))


def number(
    what: str,
    value: Number,
    low: float = 0.0,
    high: float = np.inf,
    *,
    above: bool = False,
    unit: str = "",
    infinite: bool = False,
    hint: str = "",
) -> Number:
    """Check one number and return it as a float, a read-only array (patient,), or a distribution.

    Parameters
    ----------
    what : str
        How an error message names it: ``"death of clone 'sensitive'"``.
    low, high : float
        The smallest and largest allowed value.
    above : bool
        Whether `low` itself is forbidden.
    unit : str
        Unit for the message.
    infinite : bool
        Whether infinity is allowed.
    hint : str
        A last sentence for the message: the way out.

    Raises
    ------
    InputError
        If the value is not a number, is NaN, or lies outside the range.
    """
    if isinstance(value, Derived):
        return value
    if is_distribution(value):
        lowest, highest = (float(x) for x in value.support())
        # A tail that nobody will ever draw is no reason to refuse a lognormal.
        below = lowest < low and value.cdf(low) > NEVER
        if below or (highest > high and value.sf(high) > NEVER):
            kinds = "lognorm, gamma" if high == np.inf else "beta, uniform, loguniform"
            raise InputError(
                f"{what}: the distribution reaches from {lowest:g} to {highest:g}; "
                f"allowed is {_range(low, high, above)}{_unit(unit)}. "
                f"Truncate it, or take one on that range ({kinds})."
            )
        return value
    try:
        if np.asarray(value).dtype.kind not in "iuf":
            raise TypeError
        array = np.array(value, dtype=float)
    except (TypeError, ValueError):
        raise InputError(
            f"{what} is {value!r}; it must be a number, an array with one value per patient, "
            "or a frozen scipy.stats distribution."
        ) from None
    if array.ndim > 1 or array.size == 0:
        raise InputError(f"{what} has shape {array.shape}; give one number, or one per patient.")
    bad = np.isnan(array) | (array < low) | (array > high)
    if above:
        bad |= array == low
    if not infinite:
        bad |= np.isinf(array)
    if bad.any():
        raise InputError(
            f"{what} is {_first_bad(array, bad)}; allowed is "
            f"{_range(low, high, above)}{_unit(unit)}." + (f" {hint}" if hint else "")
        )
    if array.ndim == 0:
        return float(array)
    array.flags.writeable = False
    return array


def name(what: str, value: object) -> str:
    """Check that a name is a string with something in it."""
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{what} must have a name (a text), not {value!r}.")
    return value


def one_of(what: str, value: object, allowed: Iterable[str], kind: str, plural: str = "") -> str:
    """Check that `value` is one of the `allowed` words."""
    allowed = tuple(allowed)
    if value not in allowed:
        raise unknown(f"{what} {value!r}", kind, value, allowed, plural)
    return str(value)


def _first_bad(array: np.ndarray, bad: np.ndarray) -> str:
    if array.ndim == 0:
        return f"{float(array):g}"
    patient = int(np.flatnonzero(bad)[0])
    return f"{array[patient]:g} for patient {patient}"


def _range(low: float, high: float, above: bool) -> str:
    if high == np.inf:
        return "any number" if low == -np.inf else f"{'above' if above else 'at least'} {low:g}"
    return f"{'above ' if above else ''}{low:g} to {high:g}"


def _unit(unit: str) -> str:
    return f" {unit}" if unit else ""
