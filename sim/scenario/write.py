"""A description as the tables of a scenario file: `sim.scenario.build`, the other way."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from typing import Any

import numpy as np

from sim.base.errors import InputError
from sim.regimens import Regimen
from sim.scenario.build import file_name


def table_of(part: Any) -> dict[str, Any]:
    """Return the keys and values of a description that are not what they are by default.

    Parameters
    ----------
    part : dataclass instance
        A clone, a drug, a regimen, a clinic, ...

    Raises
    ------
    InputError
        If something in it cannot be written in a file: a function, an array, a distribution.
    """
    return {
        field.name: value_of(getattr(part, field.name), field.name)
        for field in fields(part)
        if field.init and is_given(part, field)
    }


def value_of(value: Any, name: str) -> Any:
    """Return what stands in a file for a value of the field of this name."""
    if isinstance(value, Regimen) and is_dataclass(value):
        return {"strategy": file_name(type(value)), **table_of(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {"kind": file_name(type(value)), **table_of(value)}
    if isinstance(value, Mapping):
        return {str(key): value_of(one, name) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [value_of(one, name) for one in value]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, str | bool | int | float):
        return value
    raise InputError(f"{name} cannot be written in a scenario file: {value!r:.60}.")


def is_given(part: Any, field: Field) -> bool:
    """Tell whether a field must be written: without it, the description would be another one."""
    default = _default(field)
    if default is MISSING:
        return True
    value = getattr(part, field.name)
    if type(value) is type(default) and value == default:
        return False
    try:
        return replace(part, **{field.name: default}) != part
    except (InputError, ValueError, TypeError):
        return True


def _default(field: Field) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
