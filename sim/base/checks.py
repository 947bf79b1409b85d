"""Checks on the numbers of a description, made when it is written down and not when it runs.

A number in a description is a scalar, an array with one value per patient, or a frozen
``scipy.stats`` distribution from which every patient draws their own.
"""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, TypeVar

import numpy as np

from sim.base.derived import Derived
from sim.base.drawn import check_reach, is_distribution
from sim.base.errors import InputError, shown, unknown

Part = TypeVar("Part")
Number = Any
"""A float, an array (patient,), or a frozen scipy.stats distribution."""


MOST_VALUES = 10**8
"""More values than any cohort has patients [numbers]; they would not fit into memory."""
MOST_PARTS = 10**5
"""No description has so many clones, drugs or conditions; what goes on for ever has."""
FASTEST = 1e4
"""No rate of a cell is higher [1/day]; what is more is a slip of the finger."""


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
        The smallest and largest allowed value. No number per day is above `FASTEST`.
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
        check_reach(what, value, low, high, f"{_range(low, high, above)}{_unit(unit)}")
        return value
    array = numbers(
        what,
        value,
        "it must be a number, an array with one value per patient, or a frozen scipy.stats "
        "distribution",
    )
    if array.ndim > 1 or array.size == 0:
        raise InputError(f"{what} has shape {array.shape}; give one number, or one per patient.")
    if unit == "per day" and (array > FASTEST).any():
        high = min(high, FASTEST)
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


def numbers(what: str, value: Any, wanted: str = "give numbers") -> np.ndarray:
    """Return what comes from outside as a new array of real numbers, of any shape; or refuse it.

    Nothing is guessed: a masked entry is no number, truth values are none, and a pandas Series is
    a table whose rows have labels of their own, which patients, who go by number, do not have.

    Parameters
    ----------
    what : str
        How an error message names it.
    wanted : str
        What it must be, for the message.
    """
    kind = type(value)
    _refuse_masked(what, value)
    if kind.__module__.partition(".")[0] in LABELLED:
        raise InputError(
            f"{what} is a {kind.__name__}, whose rows have labels; patients go by number. Give the "
            "values alone, in the order of the patients: x.to_numpy()."
        )
    try:
        array = as_array(what, value)
        if array.dtype.kind not in "iuf" or _holds(value, bool | np.bool_):
            raise TypeError
        return np.array(array, dtype=float)
    except InputError:
        raise
    except (TypeError, ValueError, OverflowError, RecursionError):
        raise InputError(f"{what} is {shown(value)}; {wanted}.") from None


def _refuse_masked(what: str, value: Any) -> None:
    if isinstance(value, np.ma.MaskedArray) or _holds(value, np.ma.MaskedArray):
        raise InputError(
            f"{what} is {shown(value)}; a masked entry is no number. Leave it out, or fill it: "
            "x.filled(0.0)."
        )


def as_array(what: str, value: Any) -> np.ndarray:
    """Return a value as NumPy takes it, unless that would not fit into memory, or is no array."""
    _refuse_masked(what, value)
    if isinstance(value, range):
        check_count(what, len(value))
    try:
        return np.asarray(value)
    except (ValueError, RecursionError):
        raise InputError(
            f"{what} is {shown(value)}, lists of several lengths; give rows that are equally long."
        ) from None


def check_count(what: str, count: int) -> None:
    """Refuse more values than fit into memory, before they are written out."""
    if count > MOST_VALUES:
        raise InputError(f"{what} has {count:.3g} values; at most {MOST_VALUES:.0e} fit.")


LABELLED = ("pandas", "polars", "xarray")
"""Libraries whose arrays have labels."""


def _holds(value: Any, kind: Any) -> bool:
    """Tell whether there is something of a kind in a list (of lists)."""
    if not isinstance(value, list | tuple):
        return False
    return any(isinstance(part, kind) or _holds(part, kind) for part in value)


def one_number(what: str, value: Any, low: float = 0.0, high: float = np.inf, **how: Any) -> float:
    """Check one number that is the same for everybody and return it; see `number`."""
    found = number(what, value, low, high, **how)
    if not isinstance(found, float):
        raise InputError(f"{what} must be one number, not {shown(value)}.")
    return found


def several(what: str, value: Any, low: float = 0.0, high: float = np.inf, **how: Any) -> tuple:
    """Check numbers that are the same for all, perhaps none; `what` is one of them."""
    array = np.atleast_1d(numbers(what, value, "give a list of numbers"))
    return tuple(one_number(what, x, low, high, **how) for x in array)


def square(what: str, value: Any, high: float = np.inf) -> tuple[tuple[float, ...], ...]:
    """Check a square table of finite numbers from 0 to `high`, one row for each clone."""
    table = numbers(what, value, "give a square table of numbers, one row for each clone")
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise InputError(
            f"{what} has shape {table.shape}; it must be square, one row for each clone: "
            "[[1.0, 0.8], [0.9, 1.0]]."
        )
    bad = table[~(np.isfinite(table) & (table >= 0.0) & (table <= high))]
    if bad.size:
        raise InputError(f"{what} holds {bad[0]:g}; allowed is {_range(0.0, high, False)}, finite.")
    return tuple(map(tuple, table.tolist()))


def whole(what: str, value: Any, low: int = 0, high: int = 2**63 - 1, hint: str = "") -> int:
    """Check a whole number and return it as an int."""
    if is_whole(value) and low <= value <= high:
        return int(value)
    most = f" and at most {high}" if high < 2**63 - 1 else ""
    raise InputError(
        f"{what} is {shown(value)}; give a whole number of at least {low}{most}."
        + (f" {hint}" if hint else "")
    )


def is_whole(value: Any) -> bool:
    """Tell whether a value is a whole number; a truth value and a time span are none."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool | np.timedelta64)


def yes_or_no(what: str, value: Any) -> bool:
    """Check a truth value and return it: the text "False" is true to Python, and not here."""
    if not isinstance(value, bool | np.bool_):
        raise InputError(f"{what} is {shown(value)}; say True or False.")
    return bool(value)


def instance(what: str, value: Any, kind: Any, example: str) -> Any:
    """Check that something is of a class and return it; `example` is what to give."""
    if not isinstance(value, kind):
        raise InputError(f"{what} is {shown(value)}; give {example}.")
    return value


def parts(what: str, value: Any, kind: Any, example: str) -> tuple[Any, ...]:
    """Check a sequence of things of a class and return it as a tuple; `example` is one of them."""
    found = taken(what, value, f"[{example}]")
    return tuple(instance(f"A part of {what}", part, kind, example) for part in found)


def taken(what: str, value: Any, example: str = "[...]") -> tuple[Any, ...]:
    """Return what is in a list; refuse what is none, and what goes on for ever."""
    single = isinstance(value, np.ndarray) and value.ndim == 0
    if single or isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise InputError(f"{what} is {shown(value)}; give a list, {example}.")
    found = tuple(islice(value, MOST_PARTS + 1))
    if len(found) > MOST_PARTS:
        raise InputError(f"{what} has more than {MOST_PARTS:,} parts; give fewer.")
    return found


def names(what: str, value: Any) -> tuple[str, ...]:
    """Check a name or a sequence of names and return them as a tuple."""
    if isinstance(value, str):
        value = (value,)
    if not isinstance(value, list | tuple):
        raise InputError(f"{what} is {shown(value)}; give a name, or a list of names.")
    found = tuple(name(f"One of {what}", part) for part in value)
    if len(set(found)) < len(found):
        raise InputError(f"{what} is {shown(value)}; name each once.")
    return found


def name(what: str, value: object) -> str:
    """Check that a name is a string with something in it."""
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{what} must have a name (a text), not {shown(value)}.")
    return str.__str__(value)  # (of a text of NumPy the plain one)


def by_plain_name(given: Mapping[str, Part]) -> dict[str, Part]:
    """Return things by their names, as plain texts.

    A column of a table or an array gives texts of NumPy: equal to plain ones, but written otherwise
    (``np.str_('a')``), and what is called by a name would not be found by it again.
    """
    return {str.__str__(k) if isinstance(k, str) else k: part for k, part in given.items()}


def one_of(what: str, value: object, allowed: Iterable[str], kind: str, plural: str = "") -> str:
    """Check that `value` is one of the `allowed` words."""
    allowed = tuple(allowed)
    if not isinstance(value, str) or value not in allowed:
        raise unknown(f"{what} {shown(value)}", kind, shown(value), allowed, plural)
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
