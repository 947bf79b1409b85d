"""A process that has imported what all tests need, and makes a copy of itself for each run of them.

Importing numba, pandas and the like takes longer than most of the tests that notice a fault. It is
run as a script: a line of JSON in, a line of JSON out (see `Ready`).
"""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

IMPORTED = ("numpy", "numba", "scipy.stats", "pandas", "xarray", "h5netcdf", "hypothesis", "pytest")
MEMORY = 12 * 2**30
"""What a run may have [bytes]: a fault can ask for any amount."""
UNFOLLOWED = ("kernels",)
"""Rooms of `sim` whose functions are compiled."""
NEVER_RUN = 70
"""Exit status of a run that could not even start pytest."""


class Ready:
    """The process, as seen by whoever wants tests to be run.

    Parameters
    ----------
    top : Path
        Where tests are run, and what they import first.
    settings : dict
        What its environment has besides ours.
    """

    def __init__(self, top: Path, settings: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", __file__],
            cwd=top,
            env=os.environ | settings | {"PYTHONPATH": str(top)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, arguments: list[str], said: str, timeout: float | None, reached: Path | None
    ) -> int | None:
        """Run pytest, and return its exit status; nothing if it took longer than `timeout` [s].

        What it prints goes into the file `said`, and what the tests enter into `reached`.
        """
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        assert pipe_in is not None
        assert pipe_out is not None
        asked = {"arguments": arguments, "said": said, "timeout": timeout}
        pipe_in.write(json.dumps(asked | {"reached": reached and str(reached)}) + "\n")
        pipe_in.flush()
        status = json.loads(pipe_out.readline())
        if status == NEVER_RUN:
            raise RuntimeError(f"pytest could not be started with {arguments}.")
        return status

    def end(self) -> None:
        """End it, and the tests that it runs."""
        with self._process:  # closes the pipes, and waits
            self._process.terminate()


def _serve() -> None:
    for name in IMPORTED:
        importlib.import_module(name)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked ends us
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    for line in sys.stdin:
        print(json.dumps(_run(**json.loads(line))), flush=True)


def _run(arguments: list[str], said: str, timeout: float | None, reached: str | None) -> int | None:
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            status = _tested(arguments, said, reached)
        except BaseException:
            status = NEVER_RUN
        os._exit(status)
    until = time.monotonic() + (timeout or float("inf"))
    found: tuple[int, Any] = (0, 0)
    try:
        while not found[0] and time.monotonic() < until:
            time.sleep(0.01)
            found = os.waitpid(child, os.WNOHANG)
    finally:
        _end_with_its_children(child, found[0] == 0)
    return os.waitstatus_to_exitcode(found[1]) if found[0] else None


def _tested(arguments: list[str], said: str, reached: str | None) -> int:
    """Run pytest in this process, alone in a group of its own."""
    import resource

    import pytest

    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    nothing, file = os.open(os.devnull, os.O_RDONLY), os.open(said, os.O_WRONLY)
    for target, source in ((0, nothing), (1, file), (2, file)):
        os.dup2(source, target)
    rooms = sorted(path.name for path in Path("sim").iterdir() if path.name not in UNFOLLOWED)
    plugins = [_beside("reached").Followed(rooms, reached)] if reached else []
    status = pytest.main(arguments, plugins)
    sys.stdout.flush()
    sys.stderr.flush()
    return int(status)


def _beside(name: str) -> Any:
    """Return a module of this folder; in the tree in which tests are run there may be none."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _end_with_its_children(child: int, runs: bool) -> None:
    try:
        os.killpg(child, signal.SIGKILL)  # workers that a fault has left behind
    except ProcessLookupError:
        pass
    if runs:
        os.waitpid(child, 0)


if __name__ == "__main__":
    _serve()
