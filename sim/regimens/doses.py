"""The numbers of a regimen, checked: doses in units of the standard dose, lengths in days."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import pairwise

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.drawn import is_distribution
from sim.base.errors import InputError

LARGEST_DOSE = 1000.0
"""No plan names a dose above this many standard doses. Before a run its doses are held to what each
drug says (`sim.Drug`, highest)."""

DrugDoses = str | Mapping[str, Number]
"""The name of a drug (its standard dose), or a mapping of names to doses."""

_DOSE_HINT = (
    "A dose is in units of the standard dose: 1.0 is the standard dose, 0.5 half of it; "
    "not a percentage and not milligrams (sim.Doses takes mg)."
)


def checked_dose(what: str, dose: Number, high: float = LARGEST_DOSE) -> Number:
    """Check one dose [standard doses]."""
    return checks.number(what, dose, high=high, unit="standard doses", hint=_DOSE_HINT)


def checked_drug(regimen: str, drug: DrugDoses, *, empty: bool = False) -> DrugDoses:
    """Check a drug, or a mapping of drugs to doses, and return it; `empty`: it may be nothing."""
    if isinstance(drug, str):
        return checks.name(f"The drug of {regimen}", drug)
    if not isinstance(drug, Mapping):
        raise InputError(
            f"The drug of {regimen} is {drug!r}; give the name of a drug, or doses by name: "
            "{'A': 1.0, 'B': 0.5}."
        )
    if not drug and not empty:
        raise InputError(
            f"The drug of {regimen} is an empty mapping, which gives nothing; name a drug, or take "
            "sim.Observation()."
        )
    return {
        checks.name(f"A drug of {regimen}", name): checked_dose(f"dose of {name!r} in {regimen}", x)
        for name, x in drug.items()
    }


def checked_days(what: str, days: Number, low: float = 1.0) -> Number:
    """Check a length of time [days]."""
    hint = "It is in days: sim.WEEK, sim.MONTH and sim.YEAR are numbers of days."
    return checks.number(what, days, low, 36600.0, unit="days", hint=hint)


def two_or_more(what: str, parts: object, example: str) -> tuple:
    """Check a list of at least two things and return it as a tuple."""
    if isinstance(parts, np.ndarray):
        parts = parts.tolist()
    if not isinstance(parts, list | tuple) or len(parts) < 2:
        raise InputError(f"{what} is {parts!r}; give a list of two or more, {example}.")
    return tuple(parts)


def check_differ(what: str, parts: Sequence[tuple[str, object]], hint: str) -> None:
    """Refuse two treatments in a row that are the same.

    Parameters
    ----------
    what : str
        The plan, for the message.
    parts : sequence of (name, treatment)
        In their order; None is left out.
    hint : str
        What may have been meant.
    """
    given = [(name, treatment) for name, treatment in parts if treatment is not None]
    for (name, first), (after, second) in pairwise(given):
        if type(first) is type(second) and equal(first, second):
            words = str(first).rstrip(".")
            raise InputError(
                f"{what} has the same treatment as {name} and {after}: {words}. Nothing would "
                f"change between the two; {hint}"
            )


def equal(first: object, second: object) -> bool:
    """Tell whether two parts of a plan are the same; of arrays of patients, which is not asked."""
    try:
        same = bool(first == second)
    except ValueError:  # (arrays of patients)
        return False
    # (the array of a patient who is treated alone has one number, and can be compared)
    return same and not (_of_patients(first) or _of_patients(second))


def _of_patients(part: object) -> bool:
    """Tell whether there is an array of patients in a part of a plan."""
    if is_dataclass(part):
        return any(_of_patients(getattr(part, f.name)) for f in fields(part))
    if isinstance(part, Mapping):
        return any(map(_of_patients, part.values()))
    if isinstance(part, tuple | list):
        return any(map(_of_patients, part))
    return isinstance(part, np.ndarray)


def drug_names(drug: DrugDoses) -> tuple[str, ...]:
    """Return the drugs that are named."""
    return (drug,) if isinstance(drug, str) else tuple(drug)


def scaled(drug: DrugDoses, dose: Number = 1.0) -> dict[str, Number]:
    """Return doses by name, each multiplied by `dose` (numbers and arrays only)."""
    if isinstance(drug, str):
        return {drug: dose}
    if isinstance(dose, float) and dose == 1.0:
        return dict(drug)
    return {name: np.multiply(factor, dose) for name, factor in drug.items()}


def together(*names: tuple[str, ...]) -> tuple[str, ...]:
    """Return each name once, in the order of first mention."""
    return tuple(dict.fromkeys(name for some in names for name in some))


def is_one_number(value: Number) -> bool:
    """Tell whether a number is the same for all patients."""
    return not is_distribution(value) and np.ndim(value) == 0
