"""What some things are made of that are neither functions nor classes of the user."""

import enum
import functools
import hashlib
import types
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

import numpy as np

from sim.base.drawn import is_distribution
from sim.made.outside import is_known
from sim.made.own import is_own

DATA_OF_DISTRIBUTIONS = ("name", "a", "b", "xk", "pk", "badvalue", "_histogram", "_density")
"""What a distribution of scipy is, besides its arguments; the rest are methods and caches."""

GENERATED = ("__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__", "__replace__")
NOT_OF_A_CLASS = frozenset(
    """__dict__ __weakref__ __doc__ __module__ __qualname__ __firstlineno__ __static_attributes__
    __annotations__ __annotate__ __annotate_func__ __annotations_cache__ __abstractmethods__
    _abc_impl __dataclass_fields__ __dataclass_params__ __match_args__ __orig_bases__
    __parameters__ __type_params__""".split()
)


def made_of(thing: Any) -> list[Any] | None:
    """Return the parts of a thing of a known kind, or None."""
    for read in (_of_callables, _of_data, _of_tables):
        parts = read(thing)
        if parts is not None:
            return parts
    return None


def _of_callables(thing: Any) -> list[Any] | None:
    """Return what something that is called is made of."""
    if isinstance(thing, functools.partial):
        return [thing.func, list(thing.args), dict(thing.keywords)]
    if isinstance(thing, types.MethodType):
        return [thing.__func__, thing.__self__]
    if isinstance(thing, types.BuiltinFunctionType | types.MethodWrapperType):
        owner = getattr(thing, "__self__", None)
        return [thing.__qualname__, owner]
    if isinstance(thing, np.ufunc):
        if not is_known(thing):
            raise TypeError("what np.frompyfunc has made does not show what it is made of")
        return [thing.__name__]
    if isinstance(thing, property):
        return [thing.fget, thing.fset, thing.fdel]
    if isinstance(thing, classmethod | staticmethod):
        return [thing.__func__]
    if isinstance(thing, functools.cached_property):
        return [thing.func]
    if isinstance(thing, types.MemberDescriptorType | types.GetSetDescriptorType):
        return [thing.__name__]
    if isinstance(thing, types.MethodDescriptorType | types.WrapperDescriptorType):
        return [thing.__qualname__]
    compiled = getattr(type(thing), "__module__", "").startswith("numba") and hasattr(
        thing, "py_func"
    )
    if compiled or isinstance(thing, functools._lru_cache_wrapper):
        return [thing.py_func if compiled else thing.__wrapped__]
    return None


def _of_data(thing: Any) -> list[Any] | None:
    """Return what an array, a number of NumPy, a distribution or a word of an enumeration is."""
    if isinstance(thing, np.ma.MaskedArray):
        there = [np.asarray(thing.filled(0)), np.ma.getmaskarray(thing), thing.fill_value]
        return [*there, *_beside(thing)]
    if isinstance(thing, np.ndarray | np.generic):
        array = np.asarray(thing)
        more = _beside(thing)
        if array.dtype.hasobject:
            return [str(array.dtype), array.shape, array.tolist(), *more]
        return [str(array.dtype), array.shape, hashlib.sha256(array.tobytes()).hexdigest(), *more]
    if isinstance(thing, enum.Enum):
        return [type(thing), thing.name]
    library = type(thing).__module__.partition(".")[0]
    if library == "scipy" and is_distribution(thing) and hasattr(thing, "dist"):
        own = vars(thing.dist)
        data = {name: own[name] for name in DATA_OF_DISTRIBUTIONS if name in own}
        return [type(thing.dist), data, list(thing.args), dict(thing.kwds)]
    return None


def _beside(array: Any) -> list[Any]:
    """Return what an array is besides its numbers: another order in memory, and what it holds.

    In another order sums round otherwise. Attributes are those of a class of the user's own.
    """
    strange = isinstance(array, np.ndarray) and not array.flags.c_contiguous
    held = vars(array) if is_own(type(array).__module__) and hasattr(array, "__dict__") else None
    return [*(["strides", array.strides] if strange else []), *([held] if held else [])]


def _of_tables(thing: Any) -> list[Any] | None:
    """Return what is in a table of pandas or a labelled array of xarray."""
    library = type(thing).__module__.partition(".")[0]
    if library == "pandas" and hasattr(thing, "columns"):
        columns = [_column(thing.iloc[:, place]) for place in range(thing.shape[1])]
        return [_column(thing.columns), _column(thing.index), thing.attrs, *columns]
    if library == "pandas" and hasattr(thing, "to_numpy"):
        more = [_column(thing.index), thing.attrs] if hasattr(thing, "index") else []
        return [*_column(thing), *more]
    if library == "xarray" and hasattr(thing, "to_dict"):
        return [thing.to_dict(data="array")]
    return None


def _column(values: Any) -> list[Any]:
    """Return what a column or an index of pandas is: names, type, categories in order, values."""
    kind = values.dtype
    of_kind = [kind.categories.to_numpy(), kind.ordered] if hasattr(kind, "categories") else []
    names = list(values.names) if hasattr(values, "names") else [values.name]
    return [names, str(kind), *of_kind, values.to_numpy()]


def in_class(kind: type) -> dict[str, Any]:
    """Return what a class of the user has by name, without what every class has."""
    made = GENERATED if "__dataclass_fields__" in vars(kind) else ()
    inside = {k: v for k, v in vars(kind).items() if k not in NOT_OF_A_CLASS and k not in made}
    if is_dataclass(kind):
        inside["fields"] = [
            (f.name, *[d for d in (f.default, f.default_factory) if d is not MISSING])
            for f in fields(kind)
        ]
    return inside
