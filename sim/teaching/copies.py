"""Copies of the notebooks in a student's folder, never over what is there."""

import json
import re
from os import PathLike
from pathlib import Path
from typing import Any

import sim.teaching as room
from sim.base.advice import quoted
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.base.whole import in_words, write_whole

GLOSSARY = "glossary.md"
"""The words of the course, which the notebooks link to: it goes where they go."""
NEEDED = "needs this repository to be public; the first start takes some minutes"


def notebooks() -> list[Path]:
    """Return the notebooks of the course, as they were installed or as they lie in the checkout."""
    here = Path(room.__file__).parent
    for folder in (here / "notebooks", here.parents[1] / "notebooks"):
        found = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
        if found:
            return found
    raise InputError("The notebooks are not installed with this copy of sim; take a checkout.")


@typed
def copy_notebooks(folder: str | PathLike, repository: str = "") -> tuple[list[Path], list[Path]]:
    """Copy the notebooks of the course, without outputs.

    Parameters
    ----------
    folder : path
        Where to; it is made.
    repository : str, optional
        ``"OWNER/NAME"`` on GitHub, where the folder will be published: each copy then begins with
        badges that open it in Binder and in Colab.

    Returns
    -------
    (list of Path, list of Path)
        What was written, and what was there already and was left alone.

    Raises
    ------
    InputError
        If the folder cannot be written, or the repository is not ``OWNER/NAME``.
    """
    if repository and not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
        raise InputError(f"--repository is {repository!r}; write OWNER/NAME.")
    folder = Path(folder)
    written: list[Path] = []
    kept: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = notebooks()
        for source in (*found, found[0].parent / GLOSSARY):
            target = folder / source.name
            if target.exists():
                kept.append(target)
                continue
            if source.name == GLOSSARY:
                if source.exists():
                    write_whole(target, source.read_text("utf-8"))
                    written.append(target)
                continue
            notebook = _clean(source)
            if repository:
                _add_badges(notebook, target, repository)
            write_whole(target, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")
            written.append(target)
    except OSError as error:
        reason = in_words(error)
        raise InputError(f"The notebooks cannot be copied to {str(folder)!r}: {reason}.") from None
    return written, kept


def opening(folder: str | Path) -> str:
    """Return the command that opens a folder of notebooks, as it can be pasted."""
    return f"jupyter lab {quoted(str(folder))}"


def _clean(source: Path) -> dict[str, Any]:
    """Return a notebook as it was before anybody ran it."""
    notebook = json.loads(source.read_text(encoding="utf-8"))
    kept = ("kernelspec", "language_info")
    notebook["metadata"] = {word: notebook["metadata"][word] for word in kept}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
            cell["metadata"].pop("execution", None)
    return notebook


def _add_badges(notebook: dict[str, Any], target: Path, repository: str) -> None:
    """Let a notebook begin with badges, and install sim where it is missing."""
    place = target.as_posix().lstrip("./")
    binder = f"https://mybinder.org/v2/gh/{repository}/HEAD?labpath={place}"
    colab = f"https://colab.research.google.com/github/{repository}/blob/HEAD/{place}"
    badges = [
        f"[![Open in Binder](https://mybinder.org/badge_logo.svg)]({binder}) {NEEDED}.\n",
        "\n",
        f"[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({colab}) "
        "needs a Google account, and the next cell, which installs sim.",
    ]
    install = [
        "try:\n",
        "    import sim\n",
        "except ImportError:\n",
        f"    %pip install -q git+https://github.com/{repository}",
    ]
    first = {"cell_type": "markdown", "id": "badges", "metadata": {}, "source": badges}
    second: dict[str, Any] = {
        "cell_type": "code", "execution_count": None, "id": "install", "metadata": {},
        "outputs": [], "source": install,
    }  # fmt: skip
    notebook["cells"][:0] = [first, second]
