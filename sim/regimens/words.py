"""Numbers and doses in words, for the plans a clinician reads."""

from collections.abc import Mapping

import numpy as np

from sim.base.checks import Number
from sim.base.drawn import is_distribution
from sim.base.errors import InputError


def number_words(value: Number, unit: str = "") -> str:
    """Return a number as it is read: '28 days', '14 to 42 days (by patient)'."""
    unit = unit and f" {unit}"
    if is_distribution(value):
        low, high = value.ppf([0.05, 0.95])
        return f"{low:.3g} to {high:.3g}{unit} (drawn for each patient)"
    array = np.asarray(value, dtype=float)
    if array.ndim == 0:
        return f"{float(array):.6g}{unit}"
    return f"{array.min():.6g} to {array.max():.6g}{unit} (by patient)"


def days_words(value: Number) -> str:
    """Return a length of time: '28 days', '1 day'."""
    words = number_words(value, "days")
    return "1 day" if words == "1 days" else words


def dose_words(drug: str | Mapping[str, Number], dose: Number = 1.0) -> str:
    """Return doses in words: 'A', 'A + B at 0.5 x the standard dose', 'nothing'."""
    if isinstance(drug, str):
        drug = {drug: 1.0}
    parts = [_one_dose(name, factor, dose) for name, factor in drug.items()]
    return " + ".join(part for part in parts if part) or "nothing"


def _one_dose(name: str, factor: Number, dose: Number) -> str:
    numbers = [x for x in (factor, dose) if not _is(x, 1.0)]
    if any(_is(x, 0.0) for x in numbers):
        return ""
    if not any(is_distribution(x) for x in numbers):
        lengths = sorted({len(x) for x in numbers if np.ndim(x)})
        if len(lengths) > 1:
            raise InputError(
                f"The dose of {name!r} is given for {lengths[0]} patients, and what multiplies it "
                f"for {lengths[1]}; arrays over patients must be equally long."
            )
        # Numbers are multiplied out; a distribution can only be named.
        numbers = [np.multiply(*numbers)] if len(numbers) == 2 else numbers
        numbers = [x for x in numbers if not _is(x, 1.0)]
    if not numbers:
        return name
    return f"{name} at {' x '.join(map(number_words, numbers))} x the standard dose"


def _is(value: Number, number: float) -> bool:
    return not is_distribution(value) and np.ndim(value) == 0 and float(value) == number
