"""What something is, as short texts: so that a store knows what it was made from.

A description is its numbers, whatever file they were written in. A function is what it does and
everything that it refers to: globals, defaults, enclosed variables, other functions, classes and
modules of the user, each a piece with a name of its own, so that a difference can be named. A
library is its name and version.
"""

import copyreg
import hashlib
import reprlib
import types
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from sim.base.errors import InputError
from sim.made.compiled import shape
from sim.made.made_of import in_class, made_of
from sim.made.outside import digest_of_file, files_in, is_file, variables_in
from sim.made.own import is_own, version_of
from sim.made.referred import NOTHING, Referred, referred, with_parts
from sim.made.versioned import VERSION

STATED = "__sweep_identity__"
"""A method that says what an object of ours is, where that is less than everything it holds."""

NAME_IT = (
    'State a version of the function that uses it, with @sim.versioned("1") above it, and change '
    "that when the function does something else."
)
"""The way out where something cannot be compared."""

WEAK = (weakref.WeakKeyDictionary, weakref.WeakValueDictionary, weakref.WeakSet)


def digest(thing: Any) -> str:
    """Return 16 hexadecimal digits that stand for the content of a description or a function."""
    return _hash(repr(sorted(content("it", thing).items())))


def content(what: str, thing: Any) -> dict[str, str]:
    """Return digests of a thing and of all that it refers to, by what each is called.

    Parameters
    ----------
    what : str
        What the thing is called: ``"keep 'cured'"``.
    thing : object
        A function, a description, or any other value.

    Raises
    ------
    InputError
        If it holds what cannot be compared.
    """
    found = _Content()
    try:
        found.named(what, thing)
    except RecursionError as error:
        raise _unknown(what, thing, error) from None
    return found.pieces


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class _Content:
    """Digests of everything that is reached from a thing."""

    def __init__(self) -> None:
        self.pieces: dict[str, str] = {}
        self._labels: dict[int, str] = {}
        self._taken: set[str] = set()
        self._owned: set[str] = set()  # labels of functions, classes and modules
        self._tokens: dict[int, str] = {}
        self._files: dict[str, str] = {}
        self._above: dict[int, int] = {}
        self._kept: list[Any] = []  # or an address could be used twice

    def named(self, label: str, thing: Any) -> str:
        """Digest a thing as a piece of its own, and return what stands for it."""
        if not isinstance(thing, types.FunctionType | types.ModuleType):
            self._taken.add(label)
        token = self.token(label, thing)
        if self._refers(token):
            return token
        self.pieces[label] = _hash(token)
        return f"@{label}"

    def _refers(self, token: str) -> bool:
        """Tell whether a token is a reference to a piece, and no more.

        What stands for a thing of a class of the user's begins with a reference to the class.
        """
        return token.startswith("@") and token[1:] in self._owned

    def token(self, label: str, thing: Any) -> str:
        """Return a text that two things have in common only if they are the same.

        What names a file is that file, also within a dict or a list: it is a piece of its own.
        """
        if is_file(thing):
            self._file(label, thing)
        if thing is None or isinstance(thing, bool | int | str | bytes | complex):
            if type(thing).__module__ == "builtins":
                return f"{type(thing).__name__} {thing!r}"
        elif type(thing) is float:
            return f"float {thing.hex()}"
        key = id(thing)
        if key in self._labels:
            return f"@{self._labels[key]}"
        if key in self._tokens:
            return self._tokens[key]
        if key in self._above:
            return f"the one {len(self._above) - self._above[key]} above"
        self._above[key] = len(self._above)
        self._kept.append(thing)
        try:
            token = self._token(label, thing)
        except (InputError, RecursionError):
            raise
        except Exception as error:  # whatever a class of somebody's raises
            raise _unknown(label, thing, error) from None
        finally:
            del self._above[key]
        if not self._refers(token):
            self._tokens[key] = token = token if len(token) < 80 else f"#{_hash(token)}"
        return token

    def _token(self, label: str, thing: Any) -> str:
        version = getattr(thing, VERSION, None) if callable(thing) else None
        if isinstance(version, str):
            return f"version {version!r}"
        if hasattr(type(thing), STATED):
            return f"stated {self.token(label, getattr(thing, STATED)())}"
        if isinstance(thing, types.CodeType):
            return f"code {self._all(label, shape(thing))}"
        if isinstance(thing, types.FunctionType):
            return self._function(label, thing)
        if isinstance(thing, type):
            return self._class(label, thing)
        if isinstance(thing, types.ModuleType):
            return self._module(label, thing)
        parts = made_of(thing)
        if parts is not None:
            return f"{self._kind(label, thing)} {self._all(label, parts)}"
        if isinstance(thing, set | frozenset):
            return f"set {sorted(self.token(label, part) for part in thing)}"
        if isinstance(thing, WEAK):
            return "what may be gone at any time, so that nothing depends on it"
        if isinstance(thing, Mapping):
            own = [
                type(thing),
                getattr(thing, "default_factory", None),
                getattr(thing, "__dict__", 0),
            ]
            pairs = [self._pair(label, key, part) for key, part in thing.items()]
            return f"mapping {pairs} {'' if type(thing) is dict else self._all(label, own)}"
        if type(thing) in (tuple, list):
            return f"{type(thing).__name__} {self._all(label, thing)}"
        if is_dataclass(thing):
            named = [(field.name, getattr(thing, field.name)) for field in fields(thing)]
            tokens = [self._pair(label, name, part) for name, part in named]
            return f"{self.token(label, type(thing))} {tokens}"
        return self._reduced(label, thing)

    def _kind(self, label: str, thing: Any) -> str:
        """Return the class of a thing; of a library's, only how it is called."""
        kind = type(thing)
        own = is_own(kind.__module__)
        return self.token(label, kind) if own else f"{kind.__module__}.{kind.__qualname__}"

    def _all(self, label: str, parts: Any) -> list[str]:
        return [self.token(label, part) for part in parts]

    def _pair(self, label: str, key: Any, part: Any) -> str:
        where = f"{label}[{key!r}]" if not isinstance(key, str) else f"{label}.{key}"
        return f"{self.token(label, key)}: {self.token(where, part)}"

    def _function(self, label: str, function: types.FunctionType) -> str:
        module = function.__globals__.get("__name__")
        if not is_own(module):
            self._library(str(module))
            # of a function that another made, its name does not say what it encloses
            # (of the code: a decorator of a library gives its function the user's name)
            made = "<locals>" in function.__code__.co_qualname
            inner = self._made_of(label, function) if made else ""
            return f"function {module}.{function.__qualname__} {inner}"
        label = self._own(label, function)
        code, space = function.__code__, function.__globals__
        attributes = {k: v for k, v in vars(function).items() if k != "__wrapped__"}
        told = [*self._all(label, shape(code)), *self._made_of(label, function)]
        told += self._pairs(label, attributes)
        told += [self._named_in(label, found) for found in referred(code, space)]
        texts = _texts(function)
        for part in with_parts(code):
            told += self._outside(label, part, texts)
        self.pieces[label] = _hash(repr(told))
        return f"@{label}"

    def _own(self, label: str, thing: Any) -> str:
        """Give what is met for the first time a label of its own."""
        free, count = label, 1
        while free in self._taken:
            count += 1
            free = f"{label} #{count}"
        self._taken.add(free)
        self._labels[id(thing)] = free
        self._owned.add(free)
        return free

    def _made_of(self, label: str, function: types.FunctionType) -> list[str]:
        """Return its defaults and the variables that it encloses."""
        code = function.__code__
        values = function.__defaults__ or ()
        names = code.co_varnames[code.co_argcount - len(values) : code.co_argcount]
        given = dict(zip(names, values, strict=True)) | (function.__kwdefaults__ or {})
        told = [self.named(f"{label} → {name}= (default)", value) for name, value in given.items()]
        for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
            try:
                value = cell.cell_contents
            except ValueError:  # it has none yet
                told.append(f"nothing in {name}")
                continue
            told.append(self.named(f"{label} → {name}", value))
        return told

    def _pairs(self, label: str, values: Mapping[str, Any]) -> list[str]:
        return [f"{name}={self.named(f'{label}.{name}', v)}" for name, v in sorted(values.items())]

    def _named_in(self, label: str, found: Referred) -> str:
        """Return what stands for a name in code."""
        if found.unseen:
            raise InputError(
                f"{label} uses {found.unseen}, by which a function refers to what its text does "
                f"not name: a change of that would not be noticed. {NAME_IT}"
            )
        for module in found.libraries:
            self._library(module)
        if found.value is NOTHING:
            return found.words
        return f"{found.words}{self.named(f'{label} → {found.where}', found.value)}"

    def _outside(self, label: str, code: types.CodeType, texts: list[str]) -> list[str]:
        """Return which files and variables of the environment code names, each a piece."""
        variables = variables_in(code, texts)
        for name, value in variables.items():
            self.pieces[f"{label} → the environment's {name}"] = _hash(value)
        files = list(files_in(code))
        for name in files:
            self._file(label, name)
        return [*variables, *files]

    def _file(self, label: str, name: Any) -> None:
        key = str(name)
        if key not in self._files:  # (a name may stand in many places)
            self._files[key] = digest_of_file(name)
        self.pieces[f"{label} → the file {key!r}"] = self._files[key]

    def _module(self, label: str, module: types.ModuleType) -> str:
        if not is_own(module.__name__):
            self._library(module.__name__)
            return f"module {module.__name__}"
        label = self._own(label, module)
        inside = {k: v for k, v in vars(module).items() if not k.startswith("__")}
        self.pieces[label] = _hash(repr(self._pairs(label, inside)))
        return f"@{label}"

    def _class(self, label: str, kind: type) -> str:
        if not is_own(kind.__module__):
            self._library(kind.__module__)
            return f"class {kind.__module__}.{kind.__qualname__}"
        label = self._own(f"{label} (class {kind.__qualname__})", kind)
        inside = in_class(kind)
        told = [*self._all(label, (type(kind), *kind.__bases__)), *self._pairs(label, inside)]
        self.pieces[label] = _hash(repr(told))
        return f"@{label}"

    def _library(self, module: str) -> None:
        version = version_of(module)
        if version is not None:
            self.pieces[version[0]] = f"version {version[1]}"

    def _reduced(self, label: str, thing: Any) -> str:
        """Return what stands for any other object: that from which it could be made again."""
        try:
            reduce = copyreg.dispatch_table.get(type(thing))
            made = reduce(thing) if reduce else thing.__reduce_ex__(4)
        except Exception as error:
            raise _unknown(label, thing, error) from None
        if isinstance(made, str):
            return f"{type(thing).__module__}.{made}"
        make, given, *more = made
        state = [list(part) if isinstance(part, Iterator) else part for part in more]
        return f"made {self._all(label, [type(thing), make, given, *state])}"


def _texts(function: types.FunctionType) -> list[str]:
    """Return the texts that a function takes from around it: globals, defaults, enclosed."""
    space, parts = function.__globals__, with_parts(function.__code__)
    found = [space[name] for part in parts for name in part.co_names if name in space]
    found += [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    for cell in function.__closure__ or ():
        try:
            found.append(cell.cell_contents)
        except ValueError:  # it has none yet
            continue
    return list(dict.fromkeys(_within(found, set())))


def _within(thing: Any, above: set[int]) -> Iterator[str]:
    """Yield the texts in containers, however deep; one that holds itself is gone through once."""
    if type(thing) is str:
        yield thing
    elif type(thing) in (dict, list, tuple, set, frozenset) and id(thing) not in above:
        above.add(id(thing))
        parts = [*thing, *thing.values()] if type(thing) is dict else thing
        for part in parts:
            yield from _within(part, above)


def _unknown(label: str, thing: Any, error: Exception) -> InputError:
    return InputError(
        f"{label} is {reprlib.repr(thing)}. What it holds cannot be "
        f"compared ({error}), so a sweep could be resumed with another meaning. {NAME_IT}"
    )
