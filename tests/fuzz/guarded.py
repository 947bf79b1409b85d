"""A call that may do only two things: work, or raise an InputError; soon, and in little memory."""

import resource
import signal
import warnings
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.base.errors import InputError

SECONDS = 20
MEMORY = 2 * 2**30
"""Bytes that a call may take, more than there are in use."""


def guarded(call: Callable[[], Any]) -> str | None:
    """Return what is wrong with how a call ends, or None."""
    try:
        with _at_most(SECONDS), _little_memory(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            call()
    except InputError as error:
        return None if str(error).strip() else "an InputError without a word"
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:100]}"
    return None


@contextmanager
def _little_memory():
    """Raise MemoryError in what takes too much, instead of having the machine end it."""
    pages = Path("/proc/self/statm")
    if not pages.exists():  # not Linux: no limit, and the test still tests
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    used = int(pages.read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


@contextmanager
def _at_most(seconds: int):
    """Raise TimeoutError in what takes longer."""

    def late(*_):
        raise TimeoutError(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
