"""Which parameters a function of the user takes."""

import inspect
from collections.abc import Callable
from typing import Any

from sim.base.errors import InputError, shown


def taken_by(
    function: Callable[..., Any], names: tuple[str, ...], free: tuple[str, ...] | None = None
) -> tuple[str, ...]:
    """Return which parameters a function takes: those of its own names, or all that are free."""
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        raise InputError(
            f"{shown(function)} is no function whose parameters have names; write one: "
            "lambda cost: sim.presets.mcrpc_abiraterone(cost=cost)."
        ) from None
    if any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        free = names if free is None else free
        return tuple(name for name in names if name in free or name in parameters)
    return tuple(name for name in names if name in parameters)
