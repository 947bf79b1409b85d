"""A version that the user states, where what a function does cannot be read from it."""

from collections.abc import Callable
from typing import Any, TypeVar

from sim.base import checks
from sim.base.errors import InputError
from sim.base.typed import typed

VERSION = "__version_for_sweeps__"

Function = TypeVar("Function", bound=Callable[..., Any])


@typed
def versioned(version: str) -> Callable[[Function], Function]:
    """State the version of a function: two with one version mean the same to a sweep.

    A sweep compares everything that its functions refer to, so that it is never resumed with
    another meaning. A function with a version is compared by that alone: state one where a function
    uses what cannot be compared (an open file, a connection, a cache that fills), and change it
    when the function does something else.

    Parameters
    ----------
    version : str
        Any text.

    Examples
    --------
    >>> import sim
    >>> @sim.versioned("with the data of March")
    ... def build(cost):
    ...     return sim.presets.mcrpc_abiraterone()
    """
    checks.name("The version of a function", version)

    def state(function: Function) -> Function:
        try:
            setattr(function, VERSION, version)
        except (AttributeError, TypeError):
            raise InputError(
                f"{function!r} cannot be given a version; write it below the other decorators, or "
                "call it from a function of your own, and give that one a version."
            ) from None
        return function

    return state
