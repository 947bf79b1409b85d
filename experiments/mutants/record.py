"""What has been tried already: a line for each fault, written at once, so that nothing is lost.

A fault that the tests noticed stays noticed. One that they did not is tried again when the tests of
its room have changed since. Both count only for the file as it is: another text, another fault.
"""

import difflib
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from experiments.mutants.faults import Fault
from experiments.mutants.rooms import room_of


@dataclass(frozen=True)
class Tried:
    """One fault, and what became of it."""

    key: str
    """A digest of the file with the fault in it."""
    path: str
    operator: str
    outcome: str
    """``noticed``, ``survived`` or ``too long`` (which is noticed, too)."""
    seconds: float
    tests: str
    """A digest of the tests that were run."""
    diff: str
    said: str

    @property
    def survived(self) -> bool:
        """Whether no test noticed it."""
        return self.outcome == "survived"

    @property
    def room(self) -> str:
        """The room it was put in."""
        return room_of(self.path)

    @property
    def lines(self) -> tuple[str, str]:
        """What stood there and what stands there now, without the lines around it."""
        changed = self.diff.splitlines()[2:]
        before = " ".join(line[1:].strip() for line in changed if line.startswith("-"))
        return before, " ".join(line[1:].strip() for line in changed if line.startswith("+"))


def key_of(path: str, faulty: str) -> str:
    """Return what a fault is known by."""
    return hashlib.sha256(f"{path}\0{faulty}".encode()).hexdigest()[:20]


def digest_of(top: Path, tests: list[str]) -> str:
    """Return a digest of some tests, files or folders of them, and of what they share."""
    found = {path for name in tests for path in [top / name, *(top / name).glob("**/*.py")]}
    found |= set((top / "tests").glob("*.py"))
    whole = hashlib.sha256()
    for path in sorted(path for path in found if path.is_file()):
        whole.update(str(path.relative_to(top)).encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:20]


def diff_of(fault: Fault, code: str, faulty: str) -> str:
    """Return the fault as a diff."""
    lines = (text.splitlines() for text in (code, faulty))
    name = f"{fault.path} ({fault.operator})"
    return "\n".join(difflib.unified_diff(*lines, fault.path, name, n=2, lineterm=""))


class Record:
    """The file in which the lines are."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tried: dict[str, Tried] = {}
        if path.is_file():
            for line in path.read_text("utf-8").splitlines():
                self._take(line)

    def _take(self, line: str) -> None:
        try:
            one = Tried(**json.loads(line))
        except (ValueError, TypeError):  # the line that a kill has cut off
            return
        self.tried[one.key] = one

    def known(self, key: str, tests: str) -> Tried | None:
        """Return what became of a fault, if that still holds."""
        one = self.tried.get(key)
        return None if one is None or (one.survived and one.tests != tests) else one

    def add(self, one: Tried) -> None:
        """Keep what became of a fault, on the disk when this returns."""
        self.tried[one.key] = one
        with self.path.open("a", encoding="utf-8") as file:
            file.write("\n" * self._cut_off() + json.dumps(asdict(one)) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _cut_off(self) -> bool:
        before = self.path.read_bytes() if self.path.is_file() else b""
        return bool(before) and not before.endswith(b"\n")
