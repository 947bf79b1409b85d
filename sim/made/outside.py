"""What code takes from outside of the user's own modules, where it says by name what it takes.

Libraries are compared by their version, which holds as long as nobody has put something else in the
place of one of their functions. A file and a variable of the environment are met where their names
stand in the code; a name that is put together while it runs nobody can read.
"""

import builtins
import hashlib
import os
import sys
import types
import warnings
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

import numpy as np

from sim.made.own import is_own

READ_BY = frozenset({"environ", "environb", "getenv", "getenvb"})
"""Names that stand in code which reads the environment."""
ANYTHING = frozenset({"eval", "exec", "globals", "__import__"})
"""Functions of Python by which code refers to what its text does not name."""
ANY_MODULE = frozenset({
    ("importlib", "import_module"), ("sys", "modules"), ("sys", "_getframe"),
    ("inspect", "currentframe"), ("builtins", "eval"), ("builtins", "exec"),
    ("builtins", "globals"), ("builtins", "__import__"),
})  # fmt: skip
"""The same of libraries: a module, and what it has."""
PLAIN = bool | int | float | complex | str | bytes | None
LONGEST = 4096
"""No name of a file is longer."""


def of_library(module: types.ModuleType, name: str) -> Any:
    """Return what a library has under a name; an AttributeError if nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # (of a name that is going out of use)
        return getattr(module, name)


def of_builtins(name: str) -> Any:
    """Return what stands in the place of a function of Python itself; None if nothing does."""
    value = vars(builtins).get(name)
    return None if getattr(value, "__module__", "builtins") == "builtins" else value


def is_compared(value: Any) -> bool:
    """Tell whether something from a library is compared: functions, classes and plain values.

    What else a library holds (a generator of random numbers, a table that fills) changes while it
    is used, without a change of meaning.
    """
    if isinstance(value, types.BuiltinFunctionType):
        return isinstance(value.__self__, types.ModuleType | None)
    compared = types.ModuleType | types.FunctionType | type | PLAIN
    if isinstance(value, tuple):
        return all(isinstance(part, PLAIN) for part in value)
    if isinstance(value, np.ufunc):
        return is_known(value)
    return isinstance(value, compared) or is_own(type(value).__module__)


def is_known(function: np.ufunc) -> bool:
    """Tell whether a function of arrays is one of NumPy's or scipy's, which its name stands for."""
    homes = (np, sys.modules.get("scipy.special"))
    return any(getattr(home, function.__name__, None) is function for home in homes)


def variables_in(code: types.CodeType, texts: Iterable[Any] = ()) -> dict[str, str]:
    """Return what the environment says now under the names in code that reads it.

    `texts` are names that the code takes from its surroundings.
    """
    if not READ_BY & set(code.co_names):
        return {}
    return {
        name: repr(os.environ.get(name))
        for name in (*code.co_consts, *texts)
        if isinstance(name, str) and name and "=" not in name and "\0" not in name
    }


def files_in(code: types.CodeType) -> Iterator[str]:
    """Yield the names in code under which there is a file."""
    return (text for text in code.co_consts if isinstance(text, str) and is_file(text))


def is_file(name: Any) -> bool:
    """Tell whether something names a file that is there: a path, or a text that looks like one."""
    if isinstance(name, str):
        if len(name) > LONGEST or not ("." in name or os.sep in name) or "\n" in name:
            return False
    elif not isinstance(name, PurePath):
        return False
    try:
        return os.path.isfile(name)
    except ValueError:  # a zero byte
        return False


def digest_of_file(name: str | PurePath) -> str:
    """Return a digest of what is in a file."""
    try:
        with open(name, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]
    except OSError:
        return "cannot be read"
