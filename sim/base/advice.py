"""What to type to get what is missing: said in one way, and so that it works where it is read.

The package is on no index. So a checkout names itself, `python -m pip install -e '.[sweep]'`, and
an installed package its own name: pip then finds what the version that is there requires.
"""

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

NAME = "tumour-resistance-sim"
"""What pip calls this package."""


def install(extra: str) -> str:
    """Return the command that installs one of our extras: ``"sweep"``, ``"video"``, ...

    Parameters
    ----------
    extra : str
        One of the optional dependencies in pyproject.toml.
    """
    top = checkout()
    if top is None:
        return f"{_pip()} install '{NAME}[{extra}]'"
    here = "." if top == Path.cwd() else str(top)
    return f"{_pip()} install -e {_always_quoted(f'{here}[{extra}]')}"


def install_other(package: str) -> str:
    """Return the command that installs a package of others: ``"pyarrow"``."""
    return f"{_pip()} install {package}"


def upgrade() -> str:
    """Return how to get a newer version of this package, as a sentence without its full stop."""
    top = checkout()
    if top is None:
        return f"Install a newer version of {NAME}"
    return f"Get a newer version into {str(top)!r}, with git pull"


def checkout() -> Path | None:
    """Return the top of the checkout that this package runs from; None when it is installed."""
    top = Path(__file__).resolve().parents[2]
    try:
        return top if f'name = "{NAME}"' in (top / "pyproject.toml").read_text("utf-8") else None
    except OSError:
        return None


def _pip() -> str:
    """Return how this Python's pip is called: plain words where they mean this Python."""
    found = shutil.which("python")
    ours = Path(sys.executable)
    if found is not None and Path(found).parent == ours.parent:
        return "python -m pip"
    name = os.path.relpath(ours) if Path.cwd() in ours.parents else str(ours)
    return f"{quoted(name)} -m pip"


def quoted(text: str) -> str:
    """Return a word of a command as it can be pasted: in quotes where it needs them."""
    return text if re.fullmatch(r"[\w./:\\~-]+", text) else _always_quoted(text)


def _always_quoted(text: str) -> str:
    if os.name == "nt":  # cmd knows double quotes only
        return f'"{text}"'
    return shlex.quote(text) if "'" in text else f"'{text}'"
