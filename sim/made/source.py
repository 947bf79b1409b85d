"""The text of a function that runs by itself: what it does, without what stood around it.

The text is found by where the function says that it stands, and is kept only if it compiles to
what the function runs: a file may have changed since, or something may have taken its place.
"""

import ast
import copy
import linecache
import types
from functools import lru_cache

from sim.made.compiled import shape

MADE = "made"
"""What a function is called in its text: by its own name it refers to what is outside."""
AROUND = "around"
"""The function around it, which is called with the variables it encloses."""


class NoSource(Exception):
    """There is no text that is what a function does."""


def source_of(function: types.FunctionType) -> str:
    """Return the text of a function.

    It is inside a function `AROUND` of the variables it encloses, which returns it; without
    decorators, annotations and the values of defaults.

    Raises
    ------
    NoSource
        If it is not known, or is not what the function does; in words.
    """
    code = function.__code__
    lines = linecache.getlines(code.co_filename, function.__globals__)
    if not lines:
        raise NoSource("its text is not known")
    text = "".join(lines)
    wanted = shape(code)
    for node in _candidates(text, code):
        plain = _plain(node, code)
        if shape(_inner(_imports(text) + plain)) == wanted:
            return plain
    raise NoSource("its text is not what it does: it has changed since, or code has made it")


def built(plain: str, file: str, space: dict, enclosed: int) -> types.FunctionType:
    """Run the text of a function and return the function; its enclosed variables are None."""
    code = compile(plain, file, "exec")
    linecache.cache[file] = (len(plain), None, plain.splitlines(keepends=True), file)
    exec(code, space)
    return space.pop(AROUND)(*[None] * enclosed)


@lru_cache(maxsize=16)
def _tree(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


@lru_cache(maxsize=16)
def _imports(text: str) -> str:
    """Return what a file imports: the compiler calls a function of a module otherwise."""
    found, left = [], list(_tree(text).body)
    while left:
        node = left.pop(0)
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.append(ast.unparse(node))
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            left += [one for one in ast.iter_child_nodes(node) if isinstance(one, ast.stmt)]
    return "".join(f"{line}\n" for line in found)


def _first_line(node) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def _candidates(text: str, code: types.CodeType) -> list:
    """Return the definitions that stand where the code says."""
    kinds = (ast.Lambda,) if code.co_name == "<lambda>" else (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        node
        for node in ast.walk(_tree(text))
        if isinstance(node, kinds)
        and _first_line(node) == code.co_firstlineno
        and getattr(node, "name", "<lambda>") == code.co_name
    ]


def _plain(node, code: types.CodeType) -> str:
    name = MADE
    while name in (*code.co_names, *code.co_freevars):
        name += "_"
    node = copy.deepcopy(node)
    given = node.args
    nothing = ast.Constant(None)
    given.defaults = [nothing for _ in given.defaults]
    given.kw_defaults = [one and nothing for one in given.kw_defaults]
    if isinstance(node, ast.Lambda):
        stated = ast.Assign([ast.Name(name, ast.Store())], node)
    else:
        stated = node
        node.name, node.decorator_list, node.returns = name, [], None
        of_all = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        for one in of_all:
            if one is not None:
                one.annotation = None
    around = ast.parse(f"def {AROUND}({', '.join(code.co_freevars)}):\n    return {name}")
    around.body[0].body.insert(0, stated)  # type: ignore[attr-defined]
    return ast.unparse(ast.fix_missing_locations(around))


def _inner(plain: str) -> types.CodeType:
    """Return the code of the function around which is nothing else."""
    outer = compile(plain, "<text>", "exec", dont_inherit=True)
    around = next(c for c in outer.co_consts if _is_code(c))
    return next(c for c in around.co_consts if _is_code(c))


def _is_code(thing) -> bool:
    return isinstance(thing, types.CodeType)
