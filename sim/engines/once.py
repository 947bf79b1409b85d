"""What a run needs is compiled once, however many processes begin at the same moment.

Who comes first holds a lock in the folder of what is compiled; the others wait, and find it there.
The system takes the lock from a process that ends, in whatever way, so none is ever left behind.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sim.base.errors import InputError
from sim.results.recorders import Follow

Say = Callable[[str], None]
"""Tells the user something, or nobody."""


def compile_once(engine: Any, tumour: Any, follow: Follow | None, say: Say) -> None:
    """Have what a run needs compiled, unless it is; say what is waited for.

    Parameters
    ----------
    engine, tumour
        What is run.
    follow : Follow, optional
        Whether, and how, it is followed where cells come from.
    say : function
        Tells the user.
    """
    from sim.engines.background import compile_for
    from sim.engines.compiled import is_compiled, kernels_of, lock_of
    from sim.engines.forecast import compiling_seconds

    if is_compiled(engine, tumour, follow):
        return
    with alone(lock_of(engine, tumour, follow), say):
        if is_compiled(engine, tumour, follow):
            return  # by the process that was waited for
        seconds = compiling_seconds(kernels_of(engine, tumour, follow))
        say(
            f"Compiling what tumours of this kind need, once: about {seconds:.0f} s of one "
            "processor, longer where it is busy ..."
        )
        with suppress(InputError):  # about two patients whom nobody asked for; the run will say
            compile_for(engine, tumour, follow)


@contextmanager
def alone(file: Path, say: Say) -> Iterator[None]:
    """Be the only process that does something; where files cannot be locked, just do it."""
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield
        return
    try:
        if not _locked(handle, wait=False):
            say("Another process is compiling the same; waiting for it ...")
            _locked(handle, wait=True)
        yield
    finally:
        os.close(handle)  # and with it goes the lock


if sys.platform == "win32":
    import msvcrt
    import time

    def _locked(handle: int, wait: bool) -> bool:
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    return False
                time.sleep(0.2)
            else:
                return True

else:
    import errno
    import fcntl

    def _locked(handle: int, wait: bool) -> bool:
        """Lock an open file; return whether nobody else holds it, as far as one can know."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError as error:
            return error.errno not in (errno.EAGAIN, errno.EACCES)  # else: no locks there
        return True
