"""The kernels run by Python itself: the same source and the same bits, without the compiler.

Compiling takes 10 to 30 s once, and loading what was compiled up to a second; twenty patients do
not need either. Here the source of the kernels is read again, as Python: arrays become lists,
whose numbers are Python's own and several times as quick as NumPy's one by one, and arithmetic
modulo 2^64 is spelled out. Nothing is written twice, so nothing can drift apart; a test holds the
bits equal.

A kernel that takes long can be given up: as its functions are entered, it is asked now and then
whether that has been enough (`run`).
"""

import ast
import builtins
import math
import threading
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

PREFIX = "sim.kernels"
MODULAR = (
    "mix", "fold_in", "open_stream", "numbered_bits", "numbered_stream", "next_bits", "_rotate",
)  # fmt: skip
"""Functions of `sim.kernels.random.streams` whose whole numbers are 64 bits wide."""
MASK = 0xFFFFFFFFFFFFFFFF
OFTEN = 512
"""Functions that are entered between two looks of a watch: a few milliseconds."""


class Enough(Exception):
    """A kernel was given up; nothing that it was handed has been changed."""


class _Watched(threading.local):
    """What is asked in this thread whether it has been enough."""

    enough: Callable[[], bool] | None = None
    entered = 0


_watched = _Watched()


def _enter() -> None:
    """Note that a function of a kernel was entered."""
    _watched.entered += 1
    if _watched.entered >= OFTEN:
        _watched.entered = 0
        if _watched.enough is not None and _watched.enough():
            raise Enough


class _AsPython(ast.NodeTransformer):
    """Turn what is said of arrays into what is said of lists of lists."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Let a function that is no part of its caller say when it is entered."""
        self.generic_visit(node)
        names = {name.id for name in node.decorator_list if isinstance(name, ast.Name)}
        if "inlined" not in names:
            node.body.insert(0, ast.Expr(ast.Call(ast.Name("_enter", ast.Load()), [], [])))
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """``x.shape[1]`` is ``len(x[0])``, and ``x[i, j]`` is ``x[i][j]``."""
        self.generic_visit(node)
        of, place = node.value, node.slice
        if isinstance(of, ast.Attribute) and of.attr == "shape" and isinstance(place, ast.Constant):
            inner: ast.expr = of.value
            for _ in range(int(place.value)):  # type: ignore[arg-type]
                inner = ast.Subscript(inner, ast.Constant(0), ast.Load())
            return ast.Call(ast.Name("len", ast.Load()), [inner], [])
        if isinstance(place, ast.Tuple):
            for i, index in enumerate(place.elts):
                last = i == len(place.elts) - 1
                of = ast.Subscript(of, index, node.ctx if last else ast.Load())
            return of
        return node


class _Modular(ast.NodeTransformer):
    """Spell out arithmetic modulo 2^64."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Add | ast.Mult | ast.LShift):
            return ast.BinOp(node, ast.BitAnd(), ast.Constant(MASK))
        return node


def _same(function: Any) -> Any:
    return function


def _zeros(shape: Any, kind: Any = float) -> list:
    zero = kind(0)
    if type(shape) is int:
        return [zero] * shape
    *outer, last = shape
    if len(outer) == 1:
        return [[zero] * last for _ in range(outer[0])]
    return [_zeros(shape[1:], kind) for _ in range(outer[0])]


_NUMPY = SimpleNamespace(
    float64=float,
    int64=int,
    uint64=int,
    bool_=bool,
    floor=lambda x: float(math.floor(x)),
    empty=_zeros,
    zeros=_zeros,
    inf=math.inf,
)
_COMPILE = SimpleNamespace(
    kernel=_same, called=_same, inlined=_same, allocating=_same,
    out_of_line=lambda: None, CACHE_FOLDER=None,
)  # fmt: skip


def _plain(value: Any) -> Any:
    """Return arrays as lists, and NumPy's numbers as Python's."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value.item() if isinstance(value, np.generic) else value


def _import(name: str, *rest: Any) -> Any:
    """Import for the kernels: other kernels are read as Python too."""
    if name == f"{PREFIX}.compile":
        return _COMPILE
    room = name.removeprefix(f"{PREFIX}.")
    if name != room and files(PREFIX).joinpath(room).is_dir():
        return SimpleNamespace(**{part: module(f"{room}.{part}") for part in rest[2]})
    if name.startswith(f"{PREFIX}.") and name != f"{PREFIX}.model":
        return module(room)
    return builtins.__import__(name, *rest)


@cache
def module(name: str) -> ModuleType:
    """Return a module of `sim.kernels`, read as Python.

    Parameters
    ----------
    name : str
        Such as ``"jump.shared"``.
    """
    *room, last = name.split(".")
    path = files(PREFIX).joinpath(*room, f"{last}.py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            if name == "random.streams" and node.name in MODULAR:
                _Modular().visit(node)
            if node.decorator_list:  # the others make tables, with NumPy
                _AsPython().visit(node)
    made = ModuleType(f"{PREFIX}.{name} (plain)")
    made.__dict__["__builtins__"] = {**vars(builtins), "__import__": _import}
    exec(compile(ast.fix_missing_locations(tree), str(path), "exec"), made.__dict__)
    for key, value in list(vars(made).items()):
        if not key.startswith("__"):
            setattr(made, key, _plain(value))
    vars(made).update(np=_NUMPY, _enter=_enter)
    return made


def as_lists(value: Any) -> Any:
    """Return an argument of a kernel as lists: arrays, and named tuples of them."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(_plain, value))
    return _plain(value)


def run(function: Any, *arguments: Any, enough: Callable[[], bool] | None = None) -> Any:
    """Call a kernel with arrays, and write into them what it leaves in the lists made of them.

    Parameters
    ----------
    function : function
        Of a `module`.
    *arguments
        As the compiled kernel takes them.
    enough : function, optional
        Asked every few milliseconds whether to give up.

    Raises
    ------
    Enough
        If it was given up; nothing has been changed.
    """
    lists = [as_lists(argument) for argument in arguments]
    before, _watched.enough = _watched.enough, enough
    try:
        result = function(*lists)
    finally:
        _watched.enough = before
    for array, values in zip(arguments, lists, strict=True):
        if isinstance(array, np.ndarray) and array.size and array.flags.writeable:
            array[...] = values
    return result
