"""What the names in code stand for: globals, imports, what modules have, Python's own."""

import importlib
import importlib.util
import types
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sim.made.compiled import Import, references
from sim.made.outside import ANY_MODULE, ANYTHING, is_compared, of_builtins, of_library
from sim.made.own import is_own

NOTHING = object()


class Referred(NamedTuple):
    """One name in code, and what it stands for."""

    words: str
    """What tells it from other names."""
    where: str = ""
    """What it is called in a message: ``helper.LIMIT``."""
    value: Any = NOTHING
    libraries: tuple[str, ...] = ()
    """Modules of libraries in which it was looked up."""
    unseen: str = ""
    """By what the code can refer to anything: ``eval``."""


def referred(code: types.CodeType, space: Mapping[str, Any]) -> Iterator[Referred]:
    """Yield what code and the code inside it refer to, each name once and in order.

    Parameters
    ----------
    code : code
        Of a function.
    space : mapping
        Its globals.
    """
    said = {name for part in with_parts(code) for name in part.co_names}
    for found in dict.fromkeys(references(code)):
        if isinstance(found, Import):
            for module, name in sorted(ANY_MODULE):
                if module == found.module and not found.level and name in said:
                    yield Referred(f"{module}.{name}", unseen=f"{module}.{name}")
            yield from _imported(found, space)
            continue
        name, attributes = found
        if name in ANYTHING and name not in space:
            yield Referred(name, unseen=name)
        elif name.startswith("__") and name.endswith("__"):
            yield Referred(name)
        elif name in space:
            yield _attribute(name, space[name], attributes)
        elif (value := of_builtins(name)) is None:
            yield Referred(f"builtin or missing {name}")
        else:
            yield Referred(f"put in the place of {name}: ", name, value)


def with_parts(code: types.CodeType) -> Iterator[types.CodeType]:
    """Yield code and the code inside it."""
    yield code
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield from with_parts(part)


def _imported(found: Import, space: Mapping[str, Any]) -> Iterator[Referred]:
    name = "." * found.level + found.module
    try:
        whole = importlib.util.resolve_name(name, space.get("__package__") or "")
        module = importlib.import_module(whole)
    except ImportError:
        yield Referred(f"no module {name}")
        return
    for one in found.names:
        yield _attribute(whole, module, (one,))
    if not found.names:
        yield _attribute(whole, module, ())


def _attribute(where: str, value: Any, attributes: tuple[str, ...]) -> Referred:
    """Return what stands for an attribute; of a module only that attribute."""
    words, libraries = f"{where}: ", []
    while attributes and isinstance(value, types.ModuleType):
        first, *rest = attributes
        own, name = is_own(value.__name__), f"{value.__name__}.{first}"
        if (value.__name__, first) in ANY_MODULE:
            return Referred(name, unseen=name)
        if not own:
            libraries.append(value.__name__)
        try:
            value = of_library(value, first)
        except AttributeError:
            return Referred(f"{words}no {name}", libraries=tuple(libraries))
        if not own and not is_compared(value):
            return Referred(f"{words}the library's {name}", libraries=tuple(libraries))
        where, attributes = f"{where}.{first}", tuple(rest)
    return Referred(words, where, value, tuple(libraries))
