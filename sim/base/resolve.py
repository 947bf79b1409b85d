"""Turn the numbers of a description into one value per patient.

A number is a scalar, an array with one value per patient, or a frozen ``scipy.stats`` distribution
of which every patient draws their own. The draw is found by address (seed, patient, place in
the description), so patient 7 has the same numbers alone as among a million.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np

from sim.base.derived import Derived
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.base.streams import ROLE_PARAMETER, fold_in, patient_keys, text_number, uniforms


def lengths(description: Any, path: str = "") -> dict[str, int]:
    """Return how many patients each array in a description has values for, by its place."""
    found: dict[str, int] = {}
    if isinstance(description, np.ndarray) and description.ndim == 1:
        found[path] = len(description)
    for place, part in _parts(description, path):
        found.update(lengths(part, place))
    return found


def varies(description: Any) -> bool:
    """Tell whether anything in a description differs between patients."""
    if isinstance(description, float | str | int | None):
        return False  # most parts are such, and a sweep asks this of every point
    if is_distribution(description):
        return True
    if isinstance(description, np.ndarray):
        return description.ndim == 1
    return any(varies(part) for part in _values(description))


def check_equally_long(descriptions: Mapping[str, Any]) -> dict[str, int]:
    """Check that all arrays over patients are equally long; return their lengths by place.

    Raises
    ------
    InputError
        If two differ.
    """
    found: dict[str, int] = {}
    for name, description in descriptions.items():
        found.update(lengths(description, name))
    if len(set(found.values())) > 1:
        (a, n), (b, m) = sorted(found.items(), key=lambda item: item[1])[:: len(found) - 1]
        raise InputError(
            f"{a} has {n} values but {b} has {m}; arrays over patients must be equally long."
        )
    return found


def check_lengths(
    descriptions: Mapping[str, Any], patients: np.ndarray, *, named: bool = False
) -> None:
    """Check that every array has a value for every patient.

    Parameters
    ----------
    descriptions : mapping of str to description
        What may hold arrays.
    patients : ndarray (patient,)
        Numbers of the patients.
    named : bool
        Whether the user named them, and did not only say how many: then fewer than the arrays
        have are meant.

    Raises
    ------
    InputError
        If arrays differ in length, or patients lie beyond them.
    """
    found = check_equally_long(descriptions)
    for place, n in found.items():
        if patients.max() >= n:
            raise InputError(
                f"{place} has values for {n} patients, but there are {patients.max() + 1}; "
                f"say patients={n}, or give one value per patient."
            )
        if not named and len(patients) < n and np.array_equal(patients, np.arange(len(patients))):
            raise InputError(
                f"{place} has values for {n} patients, but patients={len(patients)}; say "
                f"patients={n}, or name the patients to run: patients=[0, 3, 7]."
            )


def resolve(description: Any, seed: int, patients: np.ndarray, path: str) -> Any:
    """Return the description with every number a scalar or an array over these patients.

    Parameters
    ----------
    description : dataclass, mapping, sequence or number
        Dataclasses are rebuilt, so their checks run again on what was drawn.
    seed : int
        Seed of the simulation.
    patients : ndarray (patient,), int64
        Numbers of the patients.
    path : str
        Where it stands in the whole; part of the address of its draws.
    """
    if isinstance(description, Derived):
        addresses = description.parts.items()
        values = [resolve(part, seed, patients, address) for address, part in addresses]
        return description.make(*values)
    if is_distribution(description):
        keys = fold_in(patient_keys(seed, patients, ROLE_PARAMETER), text_number(path))
        return np.asarray(description.ppf(uniforms(keys)), dtype=float)
    if isinstance(description, np.ndarray):
        return description[patients] if description.ndim == 1 else description
    if not varies(description):
        return description
    if is_dataclass(description) and not isinstance(description, type):
        parts = {
            f.name: resolve(getattr(description, f.name), seed, patients, f"{path}.{f.name}")
            for f in fields(description)
            if f.init
        }
        return replace(description, **parts)
    if isinstance(description, Mapping):
        return {k: resolve(v, seed, patients, f"{path}.{k}") for k, v in description.items()}
    return tuple(resolve(part, seed, patients, place) for place, part in _parts(description, path))


def numbers_of_patients(description: Any, path: str) -> dict[str, Any]:
    """Return the distributions and arrays over patients in a description, by their addresses.

    Parameters as in `resolve`, which finds the draws at the same addresses.
    """
    if isinstance(description, Derived):
        found: dict[str, Any] = {}
        for address, part in description.parts.items():
            # numbers that follow from others are numbered, and stand where they are used
            found |= numbers_of_patients(
                part, f"{path}.{address}" if address.isdigit() else address
            )
        return found
    if is_distribution(description):
        return {path: description}
    if isinstance(description, np.ndarray):
        return {path: description} if description.ndim == 1 else {}
    found = {}
    for place, part in _parts(description, path):
        found |= numbers_of_patients(part, place)
    return found


def _values(description: Any) -> Iterable[Any]:
    """Return the parts of a description, without their places."""
    if is_dataclass(description) and not isinstance(description, type):
        return [getattr(description, f.name) for f in fields(description)]
    if isinstance(description, Mapping):
        return description.values()
    return description if isinstance(description, tuple | list) else ()


def _parts(description: Any, path: str) -> list[tuple[str, Any]]:
    if is_dataclass(description) and not isinstance(description, type):
        return [(f"{path}.{f.name}", getattr(description, f.name)) for f in fields(description)]
    if isinstance(description, Mapping):
        return [(f"{path}.{key}", part) for key, part in description.items()]
    if isinstance(description, tuple | list):
        return [(f"{path}.{_label(part, i)}", part) for i, part in enumerate(description)]
    return []


def _label(part: Any, place: int) -> str:
    """Return a name where there is one: adding a clone must not change another clone's draws."""
    name = getattr(part, "name", None)
    if isinstance(name, str):
        return name
    source, target = getattr(part, "source", None), getattr(part, "target", None)
    return f"{source}>{target}" if isinstance(source, str) else str(place)
