"""A description written out as it is made, with the distributions in it by name and arguments."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from sim.base.checks import is_distribution


def spelled(thing: Any) -> str:
    """Return what `repr` returns, but of a distribution ``lognorm(0.4, scale=0.01)``.

    And of a function its name: neither the place in memory, which is another in every process.
    """
    if is_distribution(thing) and hasattr(thing, "dist"):
        given = [spelled(one) for one in thing.args]
        given += [f"{name}={spelled(one)}" for name, one in thing.kwds.items()]
        return f"{thing.dist.name}({', '.join(given)})"
    if is_dataclass(thing) and not isinstance(thing, type):
        if not type(thing).__dataclass_params__.repr:  # type: ignore[attr-defined]  # (its own)
            return repr(thing)
        parts = [f"{f.name}={spelled(getattr(thing, f.name))}" for f in fields(thing) if f.repr]
        return f"{type(thing).__qualname__}({', '.join(parts)})"
    if isinstance(thing, Mapping):
        return f"{{{', '.join(f'{key!r}: {spelled(one)}' for key, one in thing.items())}}}"
    if type(thing) is tuple:
        return f"({', '.join(map(spelled, thing))}{',' if len(thing) == 1 else ''})"
    if type(thing) is list:
        return f"[{', '.join(map(spelled, thing))}]"
    if callable(thing) and not isinstance(thing, type):
        return getattr(thing, "__qualname__", None) or type(thing).__name__
    return repr(thing)
