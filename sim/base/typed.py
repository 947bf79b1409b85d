"""What comes from outside has the type that the signature says, or is refused in words.

The annotations of a public function are its promise. `typed` holds callers to them, so that an odd
argument is named at the door, and no function has to check by itself whether runs are runs.
"""

import collections.abc
import functools
import inspect
import os
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from sim.base.annotations import Annotations
from sim.base.checks import is_whole
from sim.base.errors import InputError, kind_of, shown
from sim.base.functions import is_function

Function = TypeVar("Function", bound=Callable[..., Any])
Kind = TypeVar("Kind")

LONGEST = 255
"""No file system takes longer names of files and folders [bytes]."""
_EXAMPLES = {
    "Runs": "runs, what sim.simulate(...) returns",
    "Tumour": "a tumour, sim.Tumour(...) or a preset",
    "Regimen": 'a regimen such as sim.Continuous("vemurafenib")',
    "Clinic": "sim.Clinic(...)",
    "Axes": "axes of matplotlib",
    "SweepResults": "results of a sweep, what sim.Sweep(...).run(path) returns",
    "TrialResult": "the result of a trial, what sim.Trial(...).run(seed=1) returns",
    "Trial": "a trial, sim.Trial(...)",
    "Dataset": "labelled arrays of xarray (a Dataset)",
    "Arrays": "the arrays of a run",
    "DataFrame": "a table of pandas (a DataFrame)",
    "Followup": 'sim.trials.followup(runs, "overall survival")',
}
"""How to say what is wanted, by the name of a class."""


def typed(function: Function) -> Function:
    """Have the arguments of a function checked against its annotations.

    Raises
    ------
    InputError
        When the function is called with something of another kind; it names the argument.
    """
    signature = inspect.signature(function)
    called = function.__qualname__.removesuffix(".__init__")
    annotations = Annotations(function, signature)
    many = [n for n, p in signature.parameters.items() if p.kind is p.VAR_POSITIONAL]

    @functools.wraps(function)
    def checked(*args: Any, **words: Any) -> Any:
        try:
            bound = signature.bind(*args, **words)
        except TypeError as error:  # (as Python says it: it names the function, too)
            raise TypeError(f"{called}(): {error}") from None
        wanted = annotations.kinds()
        for name, value in bound.arguments.items():
            several = value if name in many else (value,)
            if name in wanted and _is_path(wanted[name]):
                for each in several:
                    _check_name(name, each)
            if name in wanted and not all(fits(each, wanted[name]) for each in several):
                raise InputError(
                    f"{name} is {shown(value)}: this is {kind_of(value)}, and {called} "
                    f"needs {in_words(wanted[name])}."
                )
        return function(*args, **words)

    return typing.cast(Function, checked)


def _is_path(kind: Any) -> bool:
    return os.PathLike in typing.get_args(kind)


def _check_name(what: str, path: Any) -> None:
    """Refuse what no file can be called; Python says so only where it is written, in its words."""
    try:
        name = os.fsencode(path)
        impossible = b"\0" in name or any(len(part) > LONGEST for part in name.split(b"/"))
    except UnicodeEncodeError:  # half a letter
        impossible = True
    except TypeError:  # no path at all
        return
    if impossible:
        raise InputError(f"{what} is {shown(path)}; no file or folder can have such a name.")


def typed_methods(kind: type[Kind]) -> type[Kind]:
    """Have the arguments of all public methods of a class checked, as `typed` does for one."""
    for name, member in list(vars(kind).items()):
        if not name.startswith("_") and isinstance(member, types.FunctionType):
            setattr(kind, name, typed(member))
        elif not name.startswith("_") and isinstance(member, classmethod):
            setattr(kind, name, classmethod(typed(member.__func__)))
    return kind


def fits(value: Any, kind: Any) -> bool:
    """Tell whether a value is of the kind that an annotation says, and its parts too."""
    if isinstance(value, np.ma.MaskedArray) and kind is not Any:
        return False  # what takes arrays would take what is masked for what is there
    origin, of = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return any(fits(value, one) for one in of)
    if kind is None or kind is type(None):
        return value is None
    plain = _PLAIN.get(kind)
    if plain is not None:
        return plain(value)
    if origin is not None:
        return _holds(value, origin, of)
    return isinstance(value, kind) if isinstance(kind, type) else True


def _holds(value: Any, origin: Any, of: tuple[Any, ...]) -> bool:
    """Tell whether a value is a mapping, a sequence and so on of parts that fit."""
    if origin is collections.abc.Mapping:
        return isinstance(value, Mapping) and all(
            fits(key, of[0]) and fits(part, of[1]) for key, part in value.items()
        )
    if origin is tuple and (len(of) != 2 or of[1] is not ...):
        return (
            isinstance(value, list | tuple)
            and len(value) == len(of)
            and all(map(fits, value, of))
        )  # fmt: skip
    if origin is collections.abc.Iterable and isinstance(value, Mapping):
        return all(fits(key, of[0]) for key in value)
    if origin in (tuple, list, collections.abc.Sequence, collections.abc.Iterable):
        if isinstance(value, str | bytes | Mapping):
            return False
        if isinstance(value, np.ndarray):
            return value.ndim > 0 and all(fits(part, of[0]) for part in value.flat)
        if isinstance(value, range):
            value = value[:1]  # (a billion numbers are all alike)
        kinds = Sequence | set if origin is collections.abc.Iterable else Sequence
        return isinstance(value, kinds) and all(fits(part, of[0]) for part in value)
    if origin is collections.abc.Callable:
        return is_function(value)
    return isinstance(value, origin) if isinstance(origin, type) else True


def _is_real(value: Any) -> bool:
    if isinstance(value, np.ndarray) and not isinstance(value, np.ma.MaskedArray):
        return value.ndim == 0 and value.dtype.kind in "iuf"
    return is_whole(value) or isinstance(value, float | np.floating)


_PLAIN: dict[Any, Callable[[Any], bool]] = {
    Any: lambda value: True,
    bool: lambda value: isinstance(value, bool | np.bool_),
    int: is_whole,
    float: _is_real,
    str: lambda value: isinstance(value, str),
}


def in_words(kind: Any) -> str:
    """Return what an annotation asks for, as a sentence goes on."""
    origin, of = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(in_words(one) for one in of)
    if kind is None or kind is type(None):
        return "None"
    words = {bool: "True or False", int: "a whole number", float: "a number", str: "a text"}
    if kind in words:
        return words[kind]
    if kind is os.PathLike:
        return "a path"
    if origin is collections.abc.Mapping:
        return f"a mapping of {in_words(of[0])} to {in_words(of[1])}"
    if origin is tuple and (len(of) != 2 or of[1] is not ...):
        return f"({', '.join(in_words(one) for one in of)})"
    if origin in (tuple, list, collections.abc.Sequence, collections.abc.Iterable):
        return f"a list of which each is {in_words(of[0])}"
    if origin is collections.abc.Callable:
        return "a function"
    if kind is Any:
        return "anything"
    name = getattr(kind, "__name__", str(kind))
    return _EXAMPLES.get(name, f"a {name}")
