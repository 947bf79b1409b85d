"""What runs say of themselves in attributes: JSON and numbers, which any other program can change.

A file that was changed is refused by its seal; what somebody has done to the attributes in memory
and saved anew has a seal of its own, so that they are read as what comes from outside.
"""

import json
from collections.abc import Mapping
from typing import Any

from sim.base.errors import InputError, shown


def json_said(attrs: Mapping[str, Any], name: str, default: Any) -> Any:
    """Return what an attribute says in JSON.

    Parameters
    ----------
    attrs : mapping
        Those of runs.
    name : str
        Which.
    default : dict or list
        What it stands for if it is not there; what is there must be of its kind.

    Raises
    ------
    InputError
        If it is none of ours.
    """
    if name not in attrs:
        return default
    try:
        found = json.loads(str(attrs[name]))
    except ValueError:
        raise _changed(name, attrs[name]) from None
    if not isinstance(found, type(default)):
        raise _changed(name, attrs[name])
    return found


def number_said(attrs: Mapping[str, Any], name: str) -> float | None:
    """Return the number in an attribute; None if it is not there."""
    if name not in attrs:
        return None
    try:
        return float(attrs[name])
    except (TypeError, ValueError):
        raise _changed(name, attrs[name]) from None


def _changed(name: str, value: Any) -> InputError:
    return InputError(
        f"The attribute {name!r} of these runs is {shown(value)}, which sim has not written: "
        "another program has changed it. Use a copy that it has not changed."
    )
