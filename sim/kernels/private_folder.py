"""A folder that nobody but this user can write to, now or behind their back.

What lies in a cache is run: numba loads machine code, and Python objects, from it. So a folder in
which somebody else could put a file is no place for one, however it came to be so.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

_ACCOUNTS = hasattr(os, "getuid")
"""Whether this system has owners and modes. Windows keeps a user's folders apart by itself."""


class Unsafe(OSError):
    """Somebody else could put files into a folder."""


def private_folder(base: Path, *names: str) -> Path:
    """Return the folder ``base/name/name...``, made if need be, that only this user can write to.

    Parameters
    ----------
    base : Path
        Where it stands. It, and the folders above it, belong to this user or to root and are closed
        to others (or "sticky" as /tmp is, where nobody moves what belongs to somebody else).
    names : str
        Folders below, of this user, mode 0700.

    Raises
    ------
    OSError
        If it cannot be made or written to, or if somebody else could write to it (`Unsafe`).
    """
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = base.resolve()
    if _ACCOUNTS:
        for above in (folder, *folder.parents):
            _check_above(above)
    for name in names:
        folder = folder / name
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        if _ACCOUNTS:
            _close(folder)
    if _ACCOUNTS and names:
        _check_inside(folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(f"{folder} cannot be written to")
    return folder


def _check_above(folder: Path) -> None:
    """Check that nobody can put another folder in place of the one below."""
    status = folder.stat()
    if status.st_uid not in (0, os.getuid()):
        raise Unsafe(f"{folder} belongs to another user, {_called(status.st_uid)}")
    if _open_to_others(status) and not status.st_mode & stat.S_ISVTX:
        raise Unsafe(f"other users can write to {folder} (mode {stat.S_IMODE(status.st_mode):04o})")


def _close(folder: Path) -> None:
    """Check that a folder is this user's own, and shut it."""
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode):
        raise Unsafe(f"{folder} is no folder of its own")
    _check_own(folder, status)
    if stat.S_IMODE(status.st_mode) != 0o700:
        folder.chmod(0o700)


def _check_inside(folder: Path) -> None:
    """Check what lies in a folder: it may have been open before, or copied from somewhere."""
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):  # another process has just renamed it
                _check_entry(entry)


def _check_entry(entry: os.DirEntry) -> None:
    status = entry.stat(follow_symlinks=False)
    if stat.S_ISLNK(status.st_mode):
        raise Unsafe(f"{entry.path} is a link to somewhere else; delete it")
    _check_own(Path(entry.path), status)
    if stat.S_ISDIR(status.st_mode):
        _check_inside(Path(entry.path))


def _check_own(path: Path, status: os.stat_result) -> None:
    if status.st_uid != os.getuid():
        raise Unsafe(f"{path} belongs to another user, {_called(status.st_uid)}; delete it")
    if _open_to_others(status):
        mode = stat.S_IMODE(status.st_mode)
        raise Unsafe(f"other users can write to {path} (mode {mode:04o}); delete it")


def _open_to_others(status: os.stat_result) -> bool:
    if status.st_mode & stat.S_IWOTH:
        return True
    return bool(status.st_mode & stat.S_IWGRP) and not _is_group_of_one(status)


def _is_group_of_one(status: os.stat_result) -> bool:
    """Tell whether a group is its owner's private one: many Linux systems give everybody one."""
    import grp
    import pwd

    try:
        owner, group = pwd.getpwuid(status.st_uid), grp.getgrgid(status.st_gid)
    except KeyError:
        return False
    alone = set(group.gr_mem) <= {owner.pw_name}
    return alone and group.gr_gid == owner.pw_gid and group.gr_name == owner.pw_name


def _called(user: int) -> str:
    import pwd

    try:
        return repr(pwd.getpwuid(user).pw_name)
    except KeyError:
        return str(user)
