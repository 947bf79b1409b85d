"""Errors that teach: they name the thing, the value, what is allowed, and the way out."""

import difflib
from collections.abc import Iterable
from typing import Any


class InputError(ValueError):
    """Something in a description is wrong. Raised before anything runs."""


def listed(names: Iterable[object]) -> str:
    """Return names as they are read aloud: ``'a', 'b', 'c'``."""
    return ", ".join(repr(str(name)) for name in names) or "(none)"


def kind_of(value: Any) -> str:
    """Return what something is, as it is read aloud: ``an int``, ``a str``."""
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


LONGEST = 200
"""Letters of a value that a message shows."""


def shown(value: Any) -> str:
    """Return a value as an error message shows it: in full where that is short."""
    try:
        text = repr(value)
    except Exception:  # a class of somebody's, half made
        text = kind_of(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ... ({kind_of(value)})"


def no_attribute(module: str, name: str, known: Iterable[str]) -> AttributeError:
    """Return the error for a name that a module does not have, with the nearest right spelling."""
    message = f"module {module!r} has no attribute {name!r}."
    nearest = difflib.get_close_matches(name, list(known), n=1, cutoff=0.7)
    return AttributeError(f"{message} Did you mean {nearest[0]!r}?" if nearest else message)


def unknown(
    what: str, kind: str, name: object, allowed: Iterable[object], plural: str = ""
) -> InputError:
    """Return the error for a name that is not known, with the nearest right spelling.

    Parameters
    ----------
    what : str
        Where the name stands, e.g. ``"Mutation to 'resistent'"``.
    kind : str
        What it should have been, in the singular: ``"clone"``, ``"drug"``.
    name : object
        The name that was given.
    allowed : iterable
        The names that exist.
    plural : str
        What several are called, where it is not `kind` and an s.
    """
    names = [str(a) for a in allowed]
    message = f"{what}: no such {kind}. The {plural or kind + 's'} are {listed(names)}."
    nearest = difflib.get_close_matches(str(name), names, n=1, cutoff=0.6)
    if nearest:
        message += f" Did you mean {nearest[0]!r}?"
    return InputError(message)
