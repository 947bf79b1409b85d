"""Numbers of a policy's own, one for each patient, and arrays that it took for such."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError, listed, unknown


def checked_numbers(function: Callable[..., Any], numbers: Any) -> dict[str, Number]:
    """Return the numbers that a policy's function is given by name, checked against what it takes.

    Parameters
    ----------
    function : callable
        ``function(seen, memory, ...)``.
    numbers : mapping of name to float, array (patient,) or distribution
        What stands for the rest of its arguments.
    """
    name = getattr(function, "__name__", "a function")
    if not isinstance(numbers, Mapping):
        raise InputError(f"numbers of policy {name!r} is {numbers!r}; give them by name.")
    checked = {
        word: checks.number(f"{word} of policy {name!r}", value, low=-np.inf, infinite=True)
        for word, value in numbers.items()
    }
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):  # a callable that does not say what it takes
        return checked
    kinds = inspect.Parameter
    if any(p.kind == kinds.VAR_KEYWORD for p in parameters):
        return checked
    more = [
        p for p in parameters[2:] if p.kind in (kinds.POSITIONAL_OR_KEYWORD, kinds.KEYWORD_ONLY)
    ]
    takes = [p.name for p in more]
    for word in checked:
        if word not in takes:
            if not takes:
                raise InputError(
                    f"Policy {name!r} is given {word!r}, but takes seen and memory only; write "
                    f"def {name}(seen, memory, {word}): ..."
                )
            raise unknown(f"{word!r} of policy {name!r}", "argument", word, takes)
    missing = [p.name for p in more if p.default is p.empty and p.name not in checked]
    if missing:
        said = ", ".join(f"{word}=..." for word in missing)
        raise InputError(
            f"Policy {name!r} takes {listed(missing)}, and nothing is said for it; say a number, "
            f"or one for each patient: @sim.policy({said})."
        )
    return checked


def advice_on_arrays(function: Callable[..., Any], patients: int, said: str) -> str:
    """Return the way out where a function meets an array of all patients; empty if it does not.

    Patients are treated in blocks, each in a process or thread, and numbered: a policy is asked
    about some of them, and which these are it cannot know.

    Parameters
    ----------
    function : callable
        The policy's.
    patients : int
        About how many it was asked.
    said : str
        What went wrong: lengths that did not fit are named there.
    """
    lengths = {int(digits) for digits in re.findall(r"\d+", said)}
    for name, array in _referred(function):
        if len(array) != patients and len(array) in lengths:
            short = getattr(function, "__name__", "mine")
            return (
                f"It refers to {name!r}, an array of {len(array)} values, but it is asked about "
                f"{patients} patients at a time, and not always the same. Give it as a number of "
                f"each patient, @sim.policy({name}={name}) and def {short}(seen, memory, {name}): "
                "then it is split with the patients."
            )
    return ""


def _referred(function: Callable[..., Any]) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the one-dimensional arrays that a function encloses, has as defaults or names."""
    if not isinstance(function, FunctionType):
        return
    found: dict[str, Any] = {}
    for name in _names(function.__code__):
        if name in function.__globals__:
            found[name] = function.__globals__[name]
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # it has none yet
            continue
    for parameter in inspect.signature(function).parameters.values():
        found[parameter.name] = parameter.default
    for name, value in found.items():
        if isinstance(value, np.ndarray) and value.ndim == 1 and value.size > 1:
            yield name, value


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
