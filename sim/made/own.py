"""Which code is the user's own, and which is a library's, whose version says what it does."""

import hashlib
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

from sim.base.version import __version__

NO_NUMBERS = ("cli", "made", "plots", "presets", "scenario", "sweeps", "theory", "trials")
"""Rooms of the package on which the numbers of a run do not depend."""

OF_THE_USER = ("presets", "scenario", "theory", "trials")
"""Those of them that a user's function may call."""


def is_own(module: str | None) -> bool:
    """Tell whether a module is the user's own: no library, not Python's, not ours."""
    if not module or module == "__main__":
        return True
    top = module.partition(".")[0]
    if top in ("sim", "builtins") or top in sys.stdlib_module_names:
        return False
    found = sys.modules.get(module) or sys.modules.get(top)
    file = getattr(found, "__file__", None) or ""
    return "site-packages" not in file and "dist-packages" not in file


@cache
def version_of(module: str) -> tuple[str, str] | None:
    """Return the name and version of the library of a module; None for Python's own.

    (The code of sim is compared as a whole: `code_version`.)
    """
    top, _, rest = module.partition(".")
    if top == "sim":
        room = rest.partition(".")[0]
        return (f"the code of sim.{room}", room_version(room)) if room in OF_THE_USER else None
    if top in sys.stdlib_module_names or top == "builtins":
        return None
    version = getattr(sys.modules.get(top), "__version__", None)
    if version is None:
        try:
            version = metadata.version(top)
        except metadata.PackageNotFoundError:
            version = "unknown"
    return top, str(version)


@cache
def code_version() -> str:
    """Return the version of sim, and 12 digits for the source of all that numbers depend on."""
    root = _root()
    files = [
        f for f in sorted(root.rglob("*.py")) if f.relative_to(root).parts[0] not in NO_NUMBERS
    ]
    return f"{__version__}+{_digits(files)}"


@cache
def room_version(room: str) -> str:
    """Return 12 digits for the source of a room of sim."""
    return _digits(sorted((_root() / room).rglob("*.py")))


def _digits(files: list[Path]) -> str:
    hasher = hashlib.sha256()
    for file in files:
        hasher.update(str(file.relative_to(_root())).encode())
        hasher.update(file.read_bytes())
    return hasher.hexdigest()[:12]


def _root() -> Path:
    return Path(__file__).parents[1]
