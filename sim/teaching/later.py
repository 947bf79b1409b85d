"""Do something once the clicks that are waiting have been told."""

import asyncio
from collections.abc import Callable

WAIT = 0.3
"""Seconds in which what was clicked while a kernel computed reaches it."""


def later(action: Callable[[], None]) -> None:
    """Call this after `WAIT`, or at once where no loop runs that could.

    A notebook's kernel keeps the clicks of its user while it computes, and tells them one by one
    afterwards; who must not hear these stays deaf until then.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        action()
    else:
        loop.call_later(WAIT, action)
