"""Descriptions, and the functions in them, as plain data that a file can hold.

Numbers stay what they are, to the bit; arrays are written in full; a distribution is its name and
arguments; an object of ours its class and fields; a function of the user its text, defaults,
enclosed variables, and the globals it refers to. What has no such form is named, with the reason.
"""

import base64
import functools
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from sim.base.checks import is_distribution, shown
from sim.made.compiled import Import, Reference, references
from sim.made.known import name_of
from sim.made.own import is_own
from sim.made.source import NoSource, source_of

PLAIN = "biufcUS"
"""Kinds of arrays whose bytes say everything."""


def written(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return things by name as data that JSON can hold; `sim.made.build.Built` reads it.

    Returns
    -------
    dict
        ``parts``; ``functions``, each once; ``spaces``, the globals they refer to, by module; and
        ``missing``, what cannot be built again, with the reason, by what it is called.
    """
    writer = _Writer()
    found = {name: writer.write(name, thing) for name, thing in parts.items()}
    return {
        "parts": found,
        "functions": writer.functions,
        "spaces": writer.spaces,
        "missing": writer.missing,
    }


class _Writer:
    def __init__(self) -> None:
        self.functions: list[dict[str, Any]] = []
        self.spaces: list[dict[str, Any]] = []
        self.missing: dict[str, str] = {}
        self._numbers: dict[int, int] = {}
        self._spaces: dict[int, int] = {}
        self._above: set[int] = set()
        self._kept: list[Any] = []  # or an address could be used twice

    def write(self, label: str, thing: Any) -> Any:
        """Return a thing as data."""
        if thing is None or type(thing) in (bool, str, int):
            return thing
        if type(thing) is float:
            return thing if np.isfinite(thing) else {"float": repr(thing)}
        if id(thing) in self._numbers:  # a function, which may refer to itself
            return {"function": self._numbers[id(thing)]}
        if id(thing) in self._above:
            return self._cannot(label, "it holds itself")
        self._above.add(id(thing))
        self._kept.append(thing)
        try:
            return self._write(label, thing)
        finally:
            self._above.discard(id(thing))

    def _write(self, label: str, thing: Any) -> Any:
        if isinstance(thing, np.ndarray | np.generic) and not isinstance(thing, np.ma.MaskedArray):
            return self._array(label, thing)
        if isinstance(thing, types.FunctionType | functools.partial | types.ModuleType | type):
            return self._called(label, thing)
        if isinstance(thing, types.BuiltinFunctionType | np.ufunc):
            return self._of_library(label, thing)
        if is_distribution(thing) and hasattr(thing, "dist"):
            return self._distribution(label, thing, thing.dist)
        if is_dataclass(thing):
            return self._description(label, thing)
        if type(thing) in (list, tuple, set, frozenset):
            parts = [self.write(f"{label}[{place}]", part) for place, part in enumerate(thing)]
            return parts if type(thing) is list else {type(thing).__name__: parts}
        if type(thing) is range:
            return {"range": [thing.start, thing.stop, thing.step]}
        if isinstance(thing, Mapping):
            pairs = [
                [self.write(label, key), self.write(f"{label}[{key!r}]", part)]
                for key, part in thing.items()
            ]
            return {"map": pairs}
        return self._cannot(label, f"{shown(thing)} has no written form")

    def _array(self, label: str, thing: Any) -> Any:
        array = np.asarray(thing)
        if array.dtype.kind not in PLAIN:
            return self._cannot(label, f"an array of {array.dtype} has no written form")
        plain = array.astype(array.dtype.newbyteorder("<"), copy=False)
        data = base64.b64encode(np.ascontiguousarray(plain).tobytes()).decode("ascii")
        said = {"dtype": plain.dtype.str, "shape": list(array.shape), "data": data}
        return {"array" if isinstance(thing, np.ndarray) else "number": said}

    def _description(self, label: str, thing: Any) -> Any:
        name = name_of(type(thing))
        if name is None:
            return self._cannot(label, f"{type(thing).__name__} is a class of its own")
        inside = {
            field.name: self.write(f"{label}.{field.name}", getattr(thing, field.name))
            for field in fields(thing)
            if field.init
        }
        return {"object": name, "fields": inside}

    def _distribution(self, label: str, thing: Any, dist: Any) -> Any:
        import scipy.stats

        said = {
            "args": [self.write(label, one) for one in thing.args],
            "kwds": {key: self.write(f"{label}.{key}", one) for key, one in thing.kwds.items()},
        }
        histogram = getattr(dist, "_histogram", None)
        if type(dist) is scipy.stats.rv_histogram and histogram is not None:
            counts, edges = (self.write(label, np.asarray(one)) for one in histogram)
            said["histogram"] = [counts, edges, bool(getattr(dist, "_density", None))]
            return {"distribution": "rv_histogram", **said}
        name = str(dist.name)
        if type(getattr(scipy.stats, name, None)) is not type(dist):
            return self._cannot(label, f"the distribution {name!r} is none of scipy.stats")
        return {"distribution": name, **said}

    def _called(self, label: str, thing: Any) -> Any:
        name = name_of(thing)
        if name is not None:
            return {"ours": name}
        if isinstance(thing, functools.partial):
            return {
                "partial": self.write(label, thing.func),
                "args": [self.write(label, one) for one in thing.args],
                "kwds": {key: self.write(label, one) for key, one in thing.keywords.items()},
            }
        if isinstance(thing, types.ModuleType):
            if is_own(thing.__name__):
                return self._cannot(label, f"the module {thing.__name__} is used as a whole")
            return {"module": thing.__name__}
        own = is_own(thing.__module__)
        if not own:
            return self._of_library(label, thing)
        if isinstance(thing, type):
            return self._cannot(label, f"{thing.__name__} is a class of its own")
        return self._function(label, thing)

    def _of_library(self, label: str, thing: Any) -> Any:
        """Return where a function or a class of a library is found."""
        module = getattr(thing, "__module__", None) or "builtins"
        name = getattr(thing, "__qualname__", None) or thing.__name__
        if isinstance(thing, np.ufunc):
            module, name = "numpy", thing.__name__
        if "<" in name:
            return self._cannot(label, f"{name} of {module} is made by another function")
        return {"library": f"{module}:{name}"}

    def _function(self, label: str, function: types.FunctionType) -> Any:
        try:
            text = source_of(function)
        except NoSource as error:
            return self._cannot(label, str(error))
        number = self._numbers[id(function)] = len(self.functions)
        said: dict[str, Any] = {
            "called": label, "name": function.__qualname__, "text": text,
            "space": self._space(function),
        }  # fmt: skip
        self.functions.append(said)
        said["defaults"] = self.write(f"{label}, defaults", function.__defaults__)
        said["kwdefaults"] = self.write(f"{label}, defaults", function.__kwdefaults__)
        said["enclosed"] = [
            self._cell(f"{label} → {name}", cell)
            for name, cell in zip(
                function.__code__.co_freevars, function.__closure__ or (), strict=True
            )
        ]
        self._globals(label, function)
        return {"function": number}

    def _cell(self, label: str, cell: Any) -> Any:
        try:
            return self.write(label, cell.cell_contents)
        except ValueError:
            return self._cannot(label, "it has no value yet")

    def _space(self, function: types.FunctionType) -> int:
        """Return the number of the globals of the module that a function is in."""
        key = id(function.__globals__)
        if key not in self._spaces:
            self._spaces[key] = len(self.spaces)
            self.spaces.append({"name": function.__globals__.get("__name__", ""), "values": {}})
        return self._spaces[key]

    def _globals(self, label: str, function: types.FunctionType) -> None:
        """Write the globals that a function refers to."""
        space = function.__globals__
        values = self.spaces[self._space(function)]["values"]
        for found in dict.fromkeys(references(function.__code__)):
            if isinstance(found, Import):
                self._import(label, found)
            elif found.name in space and not found.name.startswith("__"):
                self._global(f"{label} → {found.name}", found, space[found.name], values)

    def _import(self, label: str, found: Import) -> None:
        if found.level or is_own(found.module):
            self._cannot(f"{label} → {found.module}", "it is a module of its own")

    def _global(self, label: str, found: Reference, value: Any, values: dict[str, Any]) -> None:
        own = isinstance(value, types.ModuleType) and is_own(value.__name__)
        if not own:
            values[found.name] = values.get(found.name) or self.write(label, value)
            return
        # of a module of the user's, what is asked of it
        there = values.setdefault(found.name, {"own module": value.__name__, "values": {}})
        if not found.attributes or not hasattr(value, found.attributes[0]):
            self._cannot(label, f"the module {value.__name__} is used as a whole")
            return
        name = found.attributes[0]
        there["values"][name] = self.write(f"{label}.{name}", getattr(value, name))

    def _cannot(self, label: str, why: str) -> Any:
        self.missing[label] = why
        return {"missing": label}
