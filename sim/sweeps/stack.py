"""Descriptions of many points become one description, whose numbers are arrays over rows.

A description is taken apart into its form (classes, names, words, what must be the same for all)
and its numbers. Points of the same form are stacked, number by number; a number that is the same at
all points stays one number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np

from sim.base.errors import InputError
from sim.base.resolve import lengths

_TAKES_ARRAYS: dict[tuple[type, str], bool] = {}


def take_apart(thing: Any) -> tuple[Any, list[Any]]:
    """Return the form of a description, hashable, and its numbers in order.

    Parameters
    ----------
    thing : dataclass, mapping, sequence, number, ...
        Resolved (`sim.base.resolve`): no distributions left.
    """
    numbers: list[Any] = []
    return _form(thing, False, numbers), numbers


def stack(things: Sequence[Any], numbers: Sequence[Sequence[Any]], rows: int) -> Any:
    """Return the first of `things` with numbers over the rows of all of them.

    Parameters
    ----------
    things : sequence
        Descriptions of the same form.
    numbers : sequence of list
        What `take_apart` found in each.
    rows : int
        Rows of each point: its patients.
    """
    if len(things) == 1:
        return things[0]
    together = iter([_over_rows(column, rows) for column in zip(*numbers, strict=True)])
    return _rebuilt(things[0], False, together)


def _over_rows(column: Sequence[Any], rows: int) -> Any:
    if all(isinstance(x, float | int) for x in column):
        if all(x == column[0] for x in column):
            return column[0]
        return np.repeat(np.array(column, dtype=float), rows)
    return np.concatenate([np.broadcast_to(np.asarray(x, dtype=float), rows) for x in column])


def _is_number(thing: Any) -> bool:
    if isinstance(thing, np.ndarray):
        return thing.ndim == 1 and thing.dtype == float
    return isinstance(thing, float | int) and not isinstance(thing, bool)


def _form(thing: Any, may_vary: bool, numbers: list[Any]) -> Any:
    if may_vary and _is_number(thing):
        numbers.append(thing)
        return "number"
    if is_dataclass(thing) and not isinstance(thing, type):
        parts = [_form(part, vary, numbers) for _, part, vary in _parts(thing)]
        return (type(thing), *parts)
    if isinstance(thing, Mapping):
        parts = [_form(part, may_vary, numbers) for part in thing.values()]
        return (dict, tuple(thing), *parts)
    if isinstance(thing, tuple | list):
        return (tuple, *[_form(part, may_vary, numbers) for part in thing])
    if isinstance(thing, np.ndarray):
        return (np.ndarray, thing.shape, thing.dtype.str, thing.tobytes())
    if isinstance(thing, str | bool | int | float | None):
        return (type(thing), thing)
    return (id(thing),)


def _rebuilt(thing: Any, may_vary: bool, numbers: Iterator[Any]) -> Any:
    if may_vary and _is_number(thing):
        return next(numbers)
    if is_dataclass(thing) and not isinstance(thing, type):
        changed = {}
        for name, part, vary in _parts(thing):
            new = _rebuilt(part, vary, numbers)
            if new is not part:
                changed[name] = new
        return replace(thing, **changed) if changed else thing
    if isinstance(thing, Mapping):
        values = [_rebuilt(part, may_vary, numbers) for part in thing.values()]
        same = all(a is b for a, b in zip(values, thing.values(), strict=True))
        return thing if same else dict(zip(thing, values, strict=True))
    if isinstance(thing, tuple | list):
        values = [_rebuilt(part, may_vary, numbers) for part in thing]
        same = all(a is b for a, b in zip(values, thing, strict=True))
        return thing if same else tuple(values)
    return thing


def _parts(thing: Any) -> list[tuple[str, Any, bool]]:
    """Return (field, value, whether its numbers may differ between rows) of a dataclass."""
    return [
        (field.name, value, _takes_arrays(thing, field.name, value))
        for field in fields(thing)
        if field.init
        for value in (getattr(thing, field.name),)
    ]


def _takes_arrays(thing: Any, name: str, value: Any) -> bool:
    """Tell whether a field takes arrays over patients: it is tried, once for each field.

    Only of our own classes: what another class does with an array, nobody has promised.
    """
    kind = type(thing)
    if value is None or isinstance(value, str | bool):
        return False
    if (kind, name) not in _TAKES_ARRAYS:
        if not kind.__module__.startswith("sim.") or not _has_numbers(value):
            return False
        tried = _as_arrays(value, next(iter(lengths(thing).values()), 2))
        try:
            replace(thing, **{name: tried})
            _TAKES_ARRAYS[kind, name] = True
        except (InputError, TypeError, ValueError):
            _TAKES_ARRAYS[kind, name] = False
    return _TAKES_ARRAYS[kind, name]


def _has_numbers(value: Any) -> bool:
    """Tell whether a value is a number, or holds some (not those of other descriptions)."""
    if isinstance(value, Mapping):
        return any(_has_numbers(part) for part in value.values())
    if isinstance(value, tuple | list):
        return any(_has_numbers(part) for part in value)
    return _is_number(value)


def _as_arrays(value: Any, count: int) -> Any:
    """Return a value with every number repeated for `count` patients."""
    if isinstance(value, Mapping):
        return {key: _as_arrays(part, count) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return tuple(_as_arrays(part, count) for part in value)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return np.full(count, float(value))
    return value
