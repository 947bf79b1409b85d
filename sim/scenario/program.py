"""A description as the Python that makes it: what somebody would type."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

import numpy as np

from sim.base.errors import InputError
from sim.scenario.write import is_given

LINE = 88
"""Letters of a line, at most, where a call fits on one."""


def code_of(value: Any, indent: int = 0) -> str:
    """Return a value as Python: numbers, texts, lists, mappings, and descriptions of `sim`.

    Parameters
    ----------
    value : object
    indent : int
        Blanks before the lines after the first.

    Raises
    ------
    InputError
        If it has no such form: a function, an array, a distribution.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return call(f"sim.{type(value).__name__}", _arguments(value, indent), indent)
    if isinstance(value, Mapping):
        rows = [f"{code_of(k)}: {code_of(v, indent + 4)}" for k, v in value.items()]
        return _enclosed("{", rows, "}", indent)
    if isinstance(value, list | tuple):
        return _enclosed("[", [code_of(one, indent + 4) for one in value], "]", indent)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, int | float | np.number):
        return number(float(value)) if isinstance(value, float | np.floating) else str(int(value))
    raise InputError(f"This cannot be written as Python: {value!r:.60}.")


def call(name: str, arguments: list[str], indent: int = 0) -> str:
    """Return a call, on one line if it is short."""
    return name + _enclosed("(", arguments, ")", indent)


def number(value: float) -> str:
    """Return a number as short as it can be without becoming another one."""
    if value != value or value in (float("inf"), float("-inf")):
        return f'float("{value}")'
    short = f"{value:g}"
    return (short if float(short) == value else repr(value)).replace("e+0", "e").replace("e+", "e")


def _arguments(part: Any, indent: int) -> list[str]:
    """Return the arguments of a description: those that must be there by their place."""
    words, by_place = [], True
    for field in fields(part):
        if not field.init:
            continue
        if not is_given(part, field):
            by_place = False
            continue
        needed = field.default is MISSING and field.default_factory is MISSING
        by_place = by_place and needed
        code = code_of(getattr(part, field.name), indent + 4)
        words.append(code if by_place else f"{field.name}={code}")
    return words


def _enclosed(opening: str, parts: list[str], closing: str, indent: int) -> str:
    line = opening + ", ".join(parts) + closing
    if len(line) + indent <= LINE and "\n" not in line:
        return line
    blanks = " " * (indent + 4)
    inside = "".join(f"{blanks}{part},\n" for part in parts)
    return f"{opening}\n{inside}{' ' * indent}{closing}"
