"""What the annotations of a function say, also with names that only type checkers import.

A module imports under ``if TYPE_CHECKING`` what it needs for its annotations alone: what would be a
circle, or pandas, which takes a second. When a function is called these names can be looked up:
those of `sim` are imported then, and of another package that nobody has loaded nobody has objects.
"""

import ast
import functools
import importlib
import inspect
import sys
from collections.abc import Callable
from typing import Any


class Annotations:
    """The kinds of the parameters of a function.

    Parameters
    ----------
    function : callable
        Whose annotations they are.
    signature : inspect.Signature
        Of it.
    """

    def __init__(self, function: Callable[..., Any], signature: inspect.Signature):
        self._made_of = function, signature
        self._globals = getattr(function, "__globals__", {})
        self._known: dict[str, Any] = {}
        self._later: dict[str, str] = {}
        for name, parameter in signature.parameters.items():
            kind = parameter.annotation
            if parameter.kind is parameter.VAR_KEYWORD or kind is parameter.empty:
                continue
            try:
                self._known[name] = self._read(kind, {})
            except NameError:
                self._later[name] = kind

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what it is made of: what has been looked up so far is no part of what it is."""
        return Annotations, self._made_of

    def kinds(self) -> dict[str, Any]:
        """Return the kind of each parameter that has one; at a call, not before."""
        if not self._later:
            return self._known
        places = names_for_checkers(self._globals.get("__name__", ""))
        used = {
            name for kind in self._later.values() for name in compile(kind, "", "eval").co_names
        }
        loaded = {name: _loaded(*place) for name, place in places.items() if name in used}
        late = {name: self._read(kind, loaded) for name, kind in self._later.items()}
        if not any(isinstance(thing, _NotLoaded) for thing in loaded.values()):
            self._known, self._later = self._known | late, {}
            return self._known
        return self._known | late

    def _read(self, kind: Any, names: dict[str, Any]) -> Any:
        return eval(kind, self._globals, names) if isinstance(kind, str) else kind


@functools.cache
def names_for_checkers(module: str) -> dict[str, tuple[str, str]]:
    """Return the names that a module imports for type checkers alone: (module, name in it).

    The name in it is empty where it is the module itself.
    """
    found: dict[str, tuple[str, str]] = {}
    for block in ast.parse(inspect.getsource(sys.modules[module])).body:
        if not (isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"):
            continue
        for line in block.body:
            if isinstance(line, ast.ImportFrom):
                places = {a.asname or a.name: (str(line.module), a.name) for a in line.names}
            elif isinstance(line, ast.Import):
                places = {a.asname or a.name: (a.name, "") for a in line.names}
            else:
                continue
            found |= places
    return found


def _loaded(module: str, name: str) -> Any:
    """Return what a name stands for; of a package that is not loaded, what nothing is."""
    ours = module.partition(".")[0] == __name__.partition(".")[0]
    if not ours and module not in sys.modules:
        return _NotLoaded(name or module)
    there = importlib.import_module(module)  # (waits, if another thread is loading it)
    return getattr(there, name) if name else there


class _NotLoaded(type):
    """A class without objects, called as the one that is not loaded; so are all in it."""

    def __new__(cls, name: str) -> "_NotLoaded":
        return super().__new__(cls, name, (), {})

    def __init__(cls, name: str):
        super().__init__(name, (), {})

    def __getattr__(cls, name: str) -> "_NotLoaded":
        if name.startswith("__"):
            raise AttributeError(name)
        return _NotLoaded(name)
