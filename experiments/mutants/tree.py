"""A copy of the checkout in which faults are put and tests are run; the checkout is only read."""

import atexit
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.util import cache_from_source
from pathlib import Path
from tempfile import NamedTemporaryFile

from experiments.mutants.ready import Ready

TOP = Path(__file__).parents[2]
COPIED = ("sim", "tests", "experiments", "notebooks", "conftest.py", "pyproject.toml", "README.md")
# Without plugins, which these tests do not need, pytest starts in a third of the time.
PYTEST = (
    "-x", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=line",
    "-o", "addopts=", "-m", "not slow", "--import-mode=importlib",
)  # fmt: skip
OUTCOMES = {0: "passed", None: "too long", 4: "not found"}
SETTINGS = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


@dataclass(frozen=True)
class Tested:
    """How a run of the tests ended."""

    outcome: str
    """``passed``, ``failed``, ``too long``, or ``not found`` if there are no such tests."""
    seconds: float
    """How long it took [s]."""
    said: str
    """The end of what it printed."""


def copied(copy: Path, top: Path = TOP) -> "Tree":
    """Return a copy, in place of an older one.

    Always at the same place: numba keeps what it compiles by the path of the source.
    """
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    for name in COPIED:
        if (top / name).is_dir():
            shutil.copytree(top / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(top / name, copy / name)
    return Tree(copy)


@dataclass(frozen=True)
class Tree:
    """A copy of the checkout."""

    top: Path

    def code(self, path: str) -> str:
        """Return the text of a file."""
        return (self.top / path).read_text("utf-8")

    @contextmanager
    def holding(self, path: str, code: str) -> Iterator[None]:
        """Let a file have another text for a while."""
        before = self.code(path)
        try:
            self._write(path, code)
            yield
        finally:
            self._write(path, before)

    def _write(self, path: str, code: str) -> None:
        # Python takes a compiled file for fresh if size and second are the same, so it goes
        Path(cache_from_source(str(self.top / path))).unlink(missing_ok=True)
        (self.top / path).write_text(code, "utf-8")

    def test(
        self, tests: list[str], timeout: float | None = None, reached: Path | None = None
    ) -> Tested:
        """Run some tests up to the first that fails, for so many seconds at most.

        With `reached`, what each of them enters is written into that file; see `reached.py`.
        """
        started = time.monotonic()
        with NamedTemporaryFile("r+", encoding="utf-8", errors="replace") as said:
            status = self._ready.run([*PYTEST, *tests], said.name, timeout, reached)
            outcome = OUTCOMES.get(status, "failed")
            return Tested(outcome, time.monotonic() - started, said.read()[-1500:])

    @cached_property
    def _ready(self) -> Ready:
        ready = Ready(self.top, SETTINGS)
        atexit.register(ready.end)
        return ready
