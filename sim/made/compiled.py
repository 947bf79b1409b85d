"""What a compiled function does, and to which names it refers.

Compiled code is read, and not the text: it is what is run, also where the file has changed since,
and it knows nothing of comments, line numbers, docstrings and names of local variables.
"""

import dis
from collections.abc import Iterator
from types import CodeType
from typing import Any, NamedTuple

SILENT = frozenset(
    {"CACHE", "EXTENDED_ARG", "NOP", "RESUME", "PRECALL", "NOT_TAKEN", "COPY_FREE_VARS"}
)
"""Instructions that do nothing, or nothing of their own."""

BETWEEN = SILENT | {"PUSH_NULL"}
CALLING = 0x04 | 0x08 | 0x20 | 0x80 | 0x100 | 0x200
"""Flags of a function that are its own: ``*args``, ``**more``, generator, coroutine."""


class Reference(NamedTuple):
    """A name that code refers to, and the attributes that are asked of it at once."""

    name: str
    attributes: tuple[str, ...]


class Import(NamedTuple):
    """A module that code imports, what is taken from it, and how far above it lies."""

    module: str
    names: tuple[str, ...]
    level: int


def shape(code: CodeType) -> list[Any]:
    """Return what a code object does, as numbers and words, with code objects inside."""
    count = code.co_argcount + code.co_kwonlyargcount
    count += bool(code.co_flags & 0x04) + bool(code.co_flags & 0x08)
    told: list[Any] = [
        code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount,
        code.co_varnames[:count], code.co_flags & CALLING, code.co_exceptiontable,
    ]  # fmt: skip
    for step in instructions(code):
        if step.opname == "KW_NAMES":  # (Python 3.11 does not say which)
            told.append((step.opname, code.co_consts[step.arg or 0]))
        elif step.opcode in dis.hasconst:
            told.append((step.opname, step.argval))
        elif step.opcode in dis.haslocal:
            told.append((step.opname, step.arg))
        elif step.opcode in dis.hasname or step.opcode in dis.hasfree:
            told.append((step.opname, step.argval))
        else:
            told.append((step.opname, step.arg))
    return told


def references(code: CodeType) -> Iterator[Reference | Import]:
    """Yield the global names that code and the code inside it refer to, and what it imports."""
    steps = list(instructions(code, BETWEEN))
    for place, step in enumerate(steps):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS"):
            attributes = []
            for later in steps[place + 1 :]:
                if later.opname not in ("LOAD_ATTR", "LOAD_METHOD"):
                    break
                attributes.append(str(later.argval))
            yield Reference(str(step.argval), tuple(attributes))
        elif step.opname == "IMPORT_NAME":
            level, names = (s.argval for s in steps[place - 2 : place])
            yield Import(str(step.argval), tuple(names or ()), int(level or 0))
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from references(constant)


def instructions(code: CodeType, silent: frozenset[str] = SILENT) -> Iterator[dis.Instruction]:
    """Yield the instructions that do something."""
    return (step for step in dis.get_instructions(code) if step.opname not in silent)
