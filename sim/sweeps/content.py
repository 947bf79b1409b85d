"""What something is, as a short text: so that a store knows what it was made from.

Two descriptions with equal numbers have equal digests, whatever file they were written in.
"""

import hashlib
import inspect
import textwrap
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from sim.base.checks import is_distribution
from sim.base.version import __version__

NO_NUMBERS = ("cli", "plots", "presets", "scenario", "sweeps", "theory", "trials")
"""Rooms of the package on which the numbers of a run do not depend."""


def digest(thing: Any) -> str:
    """Return 16 hexadecimal digits that stand for the content of a description or a function."""
    hasher = hashlib.sha256()
    _feed(hasher, thing)
    return hasher.hexdigest()[:16]


@cache
def code_version() -> str:
    """Return the version of sim, and 12 digits for the source of all that numbers depend on."""
    root = Path(__file__).parents[1]
    files = [
        f for f in sorted(root.rglob("*.py")) if f.relative_to(root).parts[0] not in NO_NUMBERS
    ]
    hasher = hashlib.sha256()
    for file in files:
        hasher.update(str(file.relative_to(root)).encode())
        hasher.update(file.read_bytes())
    return f"{__version__}+{hasher.hexdigest()[:12]}"


def source_of(function: Any) -> str:
    """Return the text of a function, or its compiled form where no text is known."""
    if isinstance(function, partial):
        return f"{source_of(function.func)} {function.args!r} {function.keywords!r}"
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        code = getattr(function, "__code__", None)
        return repr(type(function)) if code is None else f"{code.co_code!r} {code.co_consts!r}"


def _feed(hasher: Any, thing: Any) -> None:
    put = hasher.update
    if isinstance(thing, np.ndarray | np.generic):
        array = np.asarray(thing)
        put(f"array {array.dtype} {array.shape}".encode())
        put(repr(array.tolist()).encode() if array.dtype == object else array.tobytes())
    elif isinstance(thing, float):
        put(thing.hex().encode())
    elif is_distribution(thing):
        put(f"distribution {thing.dist.name}".encode())
        _feed(hasher, [list(thing.args), dict(thing.kwds)])
    elif is_dataclass(thing) and not isinstance(thing, type):
        put(f"{type(thing).__module__}.{type(thing).__qualname__}(".encode())
        for field in fields(thing):
            put(field.name.encode())
            _feed(hasher, getattr(thing, field.name))
    elif isinstance(thing, Mapping):
        put(f"mapping {len(thing)}".encode())
        for key, value in thing.items():
            put(repr(key).encode())
            _feed(hasher, value)
    elif isinstance(thing, tuple | list):
        put(f"sequence {len(thing)}".encode())
        for part in thing:
            _feed(hasher, part)
    elif callable(thing):
        put(source_of(thing).encode())
        for cell in getattr(thing, "__closure__", None) or ():
            _feed(hasher, cell.cell_contents)
    else:
        put(repr(thing).encode())
    put(b";")
