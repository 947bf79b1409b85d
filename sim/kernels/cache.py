"""Where compiled kernels are kept: a folder named by a hash of their source.

numba's own disk cache does not notice a change in a kernel imported from another file; a folder for
each version of the source is never stale. Only this user can write to it, for what lies there is
run (`sim.kernels.private_folder`). Found without importing numba, which takes a while.
"""

import atexit
import hashlib
import os
import shutil
import tempfile
import warnings
from pathlib import Path

from sim.kernels.private_folder import private_folder

SETTING = "SIM_CACHE_DIR"
"""Environment variable: the folder to keep compiled kernels in."""
OF_NUMBA = "NUMBA_CACHE_DIR"
"""The same for all that uses numba; ours comes first."""
PROGRAM = "tumour-resistance-sim"
WAY_OUT = (
    f"Set {SETTING} to a folder that you, and nobody else, can write to; with SIM_COMPILE=never "
    "nothing is compiled."
)


def _cache_folder() -> Path:
    """Return the first place that will do; say so once if it is not the one that was meant."""
    name = f"kernels-{_source()}"
    why = ""
    for place in (_meant, _of_this_user, _of_this_process):
        try:
            base, *below = place()
            folder = private_folder(base, *below, PROGRAM, name)
        except OSError as error:
            why = why or _reason(error)
            continue
        if why:
            _say(why, folder)
            # Processes that this one starts find the same folder, and need not say it again.
            os.environ[SETTING] = str(folder.parents[1])
        return folder
    raise OSError(f"What sim compiles can be kept nowhere: {why}. {WAY_OUT}")


def _meant() -> tuple[Path]:
    """Return the folder that is asked for, or the one where systems have their caches."""
    asked = os.environ.get(SETTING) or os.environ.get(OF_NUMBA)
    of_system = os.environ.get("XDG_CACHE_HOME")
    if asked:
        return (Path(asked).absolute(),)
    if of_system and Path(of_system).is_absolute():  # a relative one is to be ignored (XDG)
        return (Path(of_system),)
    home = Path(os.path.expanduser("~"))  # (as a Path, it raises RuntimeError)
    if not home.is_absolute():
        raise FileNotFoundError("this user has no home folder")
    return (home / ".cache",)


def _of_this_user() -> tuple[Path, str]:
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    return Path(tempfile.gettempdir()), f"{PROGRAM}-{user}"


def _of_this_process() -> tuple[Path]:
    folder = Path(tempfile.mkdtemp(prefix=f"{PROGRAM}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return (folder,)


def _source() -> str:
    digest = hashlib.sha256()
    room = Path(__file__).parent
    for file in sorted(room.rglob("*.py")):
        digest.update(file.relative_to(room).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _reason(error: OSError) -> str:
    return f"{error.strerror} ({error.filename})" if error.filename else str(error)


def _say(why: str, folder: Path) -> None:
    warnings.warn(
        f"What sim compiles cannot be kept where it should be: {why}. It goes to {folder.parent} "
        f"instead, where it may be deleted at any time. {WAY_OUT}",
        stacklevel=2,
    )


CACHE_FOLDER = _cache_folder()
