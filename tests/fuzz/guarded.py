"""A call that may do only two things: work, or raise an InputError; soon, and in little memory.

It is made in a folder of its own, which is taken away after it: a name that is drawn may be that of
a file or a folder to be written.
"""

import resource
import signal
import tempfile
import warnings
from collections.abc import Callable
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

from sim.base.errors import InputError

SECONDS, PATIENCE = 20, 10
MEMORY = 2 * 2**30
"""Bytes that a call may take, more than there are in use."""


def guarded(call: Callable[[], Any]) -> str | None:
    """Return what is wrong with how a call ends, or None."""
    try:
        with _scratch(), _at_most(SECONDS), _little_memory(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            call()
    except InputError as error:
        return None if str(error).strip() else "an InputError without a word"
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:100]}"
    return None


@contextmanager
def _scratch():
    """Be in a folder that nobody else has, and leave nothing behind."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, chdir(folder):
        yield


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
    """Raise TimeoutError in what takes longer, by the processor, or `PATIENCE` times that.

    On a machine with much else to do a call of two seconds takes half a minute.
    """

    def late(*_):
        raise TimeoutError(f"more than {seconds} s")

    timers = {signal.SIGPROF: signal.ITIMER_PROF, signal.SIGALRM: signal.ITIMER_REAL}
    before = {number: signal.signal(number, late) for number in timers}
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE * seconds)
    try:
        yield
    finally:
        for number, timer in timers.items():
            signal.setitimer(timer, 0)
            signal.signal(number, before[number])
