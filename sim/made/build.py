"""What was written down by `sim.made.write`, built again.

Data are built of themselves: numbers, arrays, distributions of scipy and descriptions of ours by
name (`sim.made.known`). Functions of the user are code from outside, and are run only if that
is allowed.
"""

import base64
import functools
import hashlib
import types
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import numpy as np

from sim.base.errors import InputError
from sim.made.known import Unknown, called
from sim.made.source import built

DISTRIBUTIONS = ("rv_continuous", "rv_discrete")


class NotBuilt(InputError):
    """A part that cannot be built again; it says which, and why."""


_WRONG = (
    Unknown, KeyError, IndexError, TypeError, ValueError, AttributeError, ImportError,
    StopIteration, RecursionError, SyntaxError,
)  # fmt: skip
"""What is raised where data are not what was written."""


class Built:
    """Things by name, each built when it is asked for.

    Parameters
    ----------
    data : mapping
        What `sim.made.write.written` returned.
    allow_code : bool
        Whether functions of the user, whose text is in the data, may be run.
    """

    def __init__(self, data: Mapping[str, Any], allow_code: bool = False):
        self._data, self._allowed = data, allow_code
        self._functions: dict[int, types.FunctionType] = {}
        self._spaces: dict[int, dict[str, Any]] = {}
        self._part = ""

    def __getitem__(self, name: str) -> Any:
        """Return a part.

        Raises
        ------
        NotBuilt
            If it holds what cannot be built, or code, and code is not allowed.
        InputError
            If the data are not what was written.
        """
        self._part = name
        try:
            return self._build(self._data["parts"][name])
        except NotBuilt:
            raise
        except _WRONG as error:
            raise InputError(
                f"What is written of {name} cannot be read: {type(error).__name__}: {error}."
            ) from None

    def _build(self, data: Any) -> Any:
        if isinstance(data, list):
            return [self._build(one) for one in data]
        if not isinstance(data, dict):
            return data
        kind = next(iter(data))
        return _HOW[kind](self, data)

    def _array(self, data: dict[str, Any]) -> Any:
        said = next(iter(data.values()))
        dtype = np.dtype(said["dtype"])
        if dtype.hasobject:
            raise ValueError(f"an array of {dtype}")
        flat = np.frombuffer(base64.b64decode(said["data"]), dtype)
        array = flat.reshape(said["shape"]).astype(dtype.newbyteorder("="))
        return array if "array" in data else array[()]

    def _object(self, data: dict[str, Any]) -> Any:
        kind = called(data["object"])
        return kind(**{name: self._build(one) for name, one in data["fields"].items()})

    def _distribution(self, data: dict[str, Any]) -> Any:
        import scipy.stats

        args, kwds = self._build(data["args"]), self._mapping(data["kwds"])
        if "histogram" in data:
            counts, edges, density = self._build(data["histogram"])
            return scipy.stats.rv_histogram((counts, edges), density=density or None)(*args, **kwds)
        dist = getattr(scipy.stats, data["distribution"])
        if not isinstance(dist, tuple(getattr(scipy.stats, kind) for kind in DISTRIBUTIONS)):
            raise Unknown(data["distribution"])
        return dist(*args, **kwds)  # type: ignore[operator]

    def _map(self, data: dict[str, Any]) -> dict[Any, Any]:
        return {self._build(key): self._build(one) for key, one in data["map"]}

    def _mapping(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._build(one) for name, one in data.items()}

    def _partial(self, data: dict[str, Any]) -> Any:
        args, kwds = self._build(data["args"]), self._mapping(data["kwds"])
        return functools.partial(self._build(data["partial"]), *args, **kwds)

    def _missing(self, data: dict[str, Any]) -> Any:
        label = data["missing"]
        raise NotBuilt(f"{label} cannot be built again: {self._data['missing'][label]}.")

    def _check_allowed(self, what: str) -> None:
        if not self._allowed:
            raise NotBuilt(
                f"{self._part} holds code, {what}. Code from a file can do anything that you can "
                "do: read it (sim.recipe(runs).code), and if you trust it, say allow_code=True."
            )

    def _library(self, data: dict[str, Any]) -> Any:
        module, _, name = data["library"].partition(":")
        self._check_allowed(f"{name} of {module}")
        found: Any = import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        return found

    def _module(self, data: dict[str, Any]) -> Any:
        self._check_allowed(f"the module {data['module']}")
        return import_module(data["module"])

    def _own_module(self, data: dict[str, Any]) -> Any:
        self._check_allowed(f"the module {data['own module']}")
        module = types.ModuleType(data["own module"])
        vars(module).update(self._mapping(data["values"]))
        return module

    def _function(self, data: dict[str, Any]) -> types.FunctionType:
        number = data["function"]
        if number in self._functions:
            return self._functions[number]
        said = self._data["functions"][number]
        self._check_allowed(f"the function {said['name']!r}")
        space = self._spaces.get(said["space"])
        fresh = space is None
        if space is None:
            name = self._data["spaces"][said["space"]]["name"]
            space = self._spaces[said["space"]] = {"__name__": name}
        digits = hashlib.sha256(said["text"].encode()).hexdigest()[:12]
        file = f"<code of a saved result, {digits}>"
        function = built(said["text"], file, space, len(said["enclosed"]))
        self._functions[number] = function  # what follows may refer to it
        function.__qualname__ = said["name"]
        function.__name__ = said["name"].rpartition(".")[2]
        if fresh:
            values = self._data["spaces"][said["space"]]["values"]
            for name, one in values.items():
                space[name] = self._build(one)
        function.__defaults__ = self._build(said["defaults"])
        function.__kwdefaults__ = self._build(said["kwdefaults"])
        for cell, one in zip(function.__closure__ or (), said["enclosed"], strict=True):
            cell.cell_contents = self._build(one)
        return function


_HOW: dict[str, Callable[[Built, dict[str, Any]], Any]] = {
    "float": lambda self, data: float(data["float"]),
    "array": Built._array,
    "number": Built._array,
    "object": Built._object,
    "distribution": Built._distribution,
    "tuple": lambda self, data: tuple(self._build(data["tuple"])),
    "set": lambda self, data: set(self._build(data["set"])),
    "frozenset": lambda self, data: frozenset(self._build(data["frozenset"])),
    "range": lambda self, data: range(*data["range"]),
    "map": Built._map,
    "ours": lambda self, data: called(data["ours"]),
    "partial": Built._partial,
    "missing": Built._missing,
    "library": Built._library,
    "module": Built._module,
    "own module": Built._own_module,
    "function": Built._function,
}
"""How each kind of data is built, by its first key."""
