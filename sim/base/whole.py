"""Files and folders that are there whole or not at all, whatever happens in the middle.

What is written gets its name last: it is made beside its place under another name, put on the disk,
and renamed. So a crash, a full disk or a kill leaves the older one, or none, and never half of
one. Everything that the program writes goes through here.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.base.scratch import beside, remove


def write_whole(path: str | os.PathLike, content: bytes | str) -> None:
    """Write a file; text as UTF-8.

    Raises
    ------
    OSError
        If it cannot be written. An older file is then as it was.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with whole(path) as scratch:
        scratch.write_bytes(data)


@contextmanager
def whole(path: str | os.PathLike) -> Iterator[Path]:
    """Yield a name beside a path, of the same ending; what is written there appears at the path.

    A file, or a folder with all its files. On an error, what was begun is removed, and what stood
    at the path before is as it was. A link stays one: what it leads to is written.
    """
    target = Path(os.path.realpath(path) if os.path.islink(path) else path)
    scratch = beside(target)
    try:
        yield scratch
        keep(scratch)
        if scratch.is_dir():
            _take_place(scratch, target)
        else:
            os.replace(scratch, target)
        keep_names(target.parent)
    finally:
        remove(scratch)


def appear(path: str | os.PathLike, fill: Callable[[Path], None]) -> bool:
    """Make a new folder; return False if another was first.

    Parameters
    ----------
    path : path
        Where. The folder above it is made.
    fill : callable
        Is given an empty folder, and fills it.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = beside(target)
    try:
        scratch.mkdir()
        fill(scratch)
        keep(scratch)
        try:
            os.rename(scratch, target)
        except OSError:
            if not target.is_dir():
                raise
            return False
        keep_names(target.parent)
        return True
    finally:
        remove(scratch)


def claim(path: str | os.PathLike, content: str) -> bool:
    """Write a new file; return False if another was first, and leave that one as it is."""
    target = Path(path)
    scratch = beside(target)
    try:
        scratch.write_bytes(content.encode("utf-8"))
        keep(scratch)
        try:
            os.link(scratch, target)
        except FileExistsError:
            return False
        except OSError:  # a file system without links
            if target.exists():
                return False
            os.replace(scratch, target)
        keep_names(target.parent)
        return True
    finally:
        remove(scratch)


def keep(path: Path) -> None:
    """Have a file, or a folder with everything in it, on the disk and not in memory only."""
    if path.is_dir():
        for inside in path.iterdir():
            keep(inside)
        keep_names(path)
        return
    with open(path, "rb+") as handle:  # Windows syncs nothing that is opened for reading
        os.fsync(handle.fileno())


def keep_names(folder: Path) -> None:
    """Have the names in a folder on the disk; Windows does that by itself, and not on demand."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def in_words(error: OSError) -> str:
    """Return what the system says of an error, also of those that libraries wrap in their own."""
    return os.strerror(error.errno) if error.errno else str(error)


def _take_place(scratch: Path, target: Path) -> None:
    """Put a folder where perhaps another is: the old one goes when the new one is there."""
    if not target.exists():
        os.rename(scratch, target)
        return
    aside = beside(target)
    os.rename(target, aside)
    try:
        os.rename(scratch, target)
    except BaseException:
        os.rename(aside, target)
        raise
    remove(aside)
