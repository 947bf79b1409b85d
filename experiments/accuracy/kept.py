"""What a search has found: a line for each tumour, written at once, so that nothing is lost.

A search goes on where its file ends, and finds what it would have found without a break, for what
it tries next follows from the seed and from what was found before. The name of the file says which
program it is of: another program begins anew.
"""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Generic, TypeVar

TOP = Path(__file__).parents[2]
FOLDER = Path("results/accuracy")
"""Where what searches find is kept."""
SHOWN = 10
"""The worst, of which so many are printed."""
LOOKED_AT = ("sim/base", "sim/kernels", "sim/model", "sim/lower", "sim/engines")
"""Rooms that what is found hangs on, beside the search's own: all that engines import but the kinds
of recorders, of which a search uses none (held by a test)."""

Found = TypeVar("Found")


def program() -> str:
    """Return a digest of the engines, of what they stand on, and of the search."""
    whole = hashlib.sha256()
    for folder in (*LOOKED_AT, "experiments/accuracy"):
        for path in sorted((TOP / folder).glob("**/*.py")):
            whole.update(str(path.relative_to(TOP)).encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:12]


class Kept(Generic[Found]):
    """The file of one search.

    Parameters
    ----------
    folder : Path
        Where files of searches are.
    name : str
        Which search it is: what it looks at, and its seed.
    kind : type
        Of what is found: a dataclass of numbers and texts.
    """

    def __init__(self, folder: Path, name: str, kind: type[Found]):
        self.path = folder / f"{program()}-{name}.jsonl"
        self._kind = kind

    def read(self) -> list[Found | None]:
        """Return what was found so far, tumour after tumour; a line broken off is none."""
        if not self.path.is_file():
            return []
        found: list[Found | None] = []
        text = self.path.read_text()
        whole = text[: text.rfind("\n") + 1]
        if whole != text:
            self.path.write_text(whole)
        for line in whole.splitlines():
            values = json.loads(line)
            found.append(None if values is None else self._kind(**values))
        return found

    def add(self, finding: Found | None) -> None:
        """Write a finding down; None where nothing could be compared."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a") as lines:
            lines.write(json.dumps(None if finding is None else asdict(finding)) + "\n")
