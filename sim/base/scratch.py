"""Names for what is being written, and what is left where writing was cut off."""

import contextlib
import errno
import os
import shutil
import socket
import time
from functools import cache
from hashlib import blake2b
from pathlib import Path

MARK = ".partial."
"""How the name of what is being written begins."""

ZARRS = ".partial"
"""How the name of what zarr is writing ends."""

LEFT_OVER = 3600.0
"""A write of another machine that was begun so long ago [s] was cut off."""

_KEPT = 120
"""Letters of a long name that its scratch keeps: there is a limit for names."""


def beside(target: Path) -> Path:
    """Return a name beside a path that nobody else has, and that says who writes.

    Raises
    ------
    IsADirectoryError
        Of a path without a name, as ``/`` is: there nothing can be put.
    """
    if not target.name:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    return target.with_name(f"{MARK}{_here()}-{_unique()}.{target.name[-_KEPT:]}")


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there and can be removed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def tidy(folder: Path) -> None:
    """Remove what writes that were cut off have left in a folder and in those below it.

    What a process of this machine was writing goes at once when that process is gone; the rest
    when it is old.
    """
    for root, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            if not (name.startswith(MARK) or name.endswith(ZARRS)):
                continue
            with contextlib.suppress(OSError):
                found = Path(root, name)
                old = time.time() - found.stat().st_mtime > LEFT_OVER
                if old or _is_gone(name):
                    remove(found)


@cache
def _here() -> str:
    """Return what stands for this machine; two containers of one machine are two."""
    try:
        space = str(os.stat("/proc/self/ns/pid").st_ino)
    except OSError:
        space = ""
    return blake2b(f"{socket.gethostname()} {space}".encode(), digest_size=4).hexdigest()


def _unique() -> str:
    return f"{os.getpid()}-{os.urandom(4).hex()}"


def _is_gone(name: str) -> bool:
    """Tell whether what writes under this name was a process of this machine that has ended."""
    here, _, rest = name.removeprefix(MARK).partition("-")
    number = rest.partition("-")[0]
    if os.name == "nt" or here != _here() or not number.isdigit():  # (kill(n, 0) kills there)
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
