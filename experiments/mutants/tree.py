"""A copy of the checkout in which faults are put and tests are run; the checkout is only read."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path
from tempfile import TemporaryFile

TOP = Path(__file__).parents[2]
COPIED = ("sim", "tests", "experiments", "notebooks", "conftest.py", "pyproject.toml", "README.md")
MEMORY = 12 * 2**30
"""What a run may have [bytes]: a fault can ask for any amount."""
# Without plugins, which these tests do not need, pytest starts in a third of the time.
PYTEST = (
    "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=line",
    "-o", "addopts=", "-m", "not slow", "--import-mode=importlib",
)  # fmt: skip
SETTINGS = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


@dataclass(frozen=True)
class Tested:
    """How a run of the tests ended."""

    outcome: str
    """``passed``, ``failed`` or ``too long``."""
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

    def test(self, tests: list[str], timeout: float | None = None) -> Tested:
        """Run some tests up to the first that fails, for so many seconds at most."""
        started = time.monotonic()
        with TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            process = subprocess.Popen(
                [sys.executable, *PYTEST, *tests],
                cwd=self.top,
                env=os.environ | SETTINGS | {"PYTHONPATH": str(self.top)},
                stdin=subprocess.DEVNULL,
                stdout=said,  # a pipe would stay open for as long as any child that is left behind
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_limit_memory,
            )
            try:
                outcome = "failed" if process.wait(timeout) else "passed"
            except subprocess.TimeoutExpired:
                outcome = "too long"
            finally:
                _end_with_its_children(process)
            said.seek(0)
            return Tested(outcome, time.monotonic() - started, said.read()[-1500:])


def _limit_memory() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def _end_with_its_children(process: subprocess.Popen) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)  # workers that a fault has left behind
    except ProcessLookupError:
        pass
    process.wait()
