"""The typical patient of a description: every distribution replaced by its median."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from sim.base.derived import Derived
from sim.base.drawn import is_distribution


def typical(part: Any) -> Any:
    """Return a description (or a number) with every distribution replaced by its median."""
    if isinstance(part, Derived):
        return part.make(*(typical(value) for value in part.parts.values()))
    if is_distribution(part):
        return float(part.median())
    if isinstance(part, Mapping):
        return {key: typical(value) for key, value in part.items()}
    if isinstance(part, tuple):
        return tuple(typical(value) for value in part)
    if is_dataclass(part) and not isinstance(part, type) and draws(part):
        return replace(part, **{f.name: typical(getattr(part, f.name)) for f in fields(part)})
    return part


def draws(part: Any) -> bool:
    """Tell whether a description holds a distribution anywhere."""
    if is_distribution(part):
        return True
    if isinstance(part, Mapping):
        return any(draws(value) for value in part.values())
    if isinstance(part, tuple):
        return any(draws(value) for value in part)
    if is_dataclass(part) and not isinstance(part, type):
        return any(draws(getattr(part, f.name)) for f in fields(part))
    return False
