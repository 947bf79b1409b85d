"""The app as a process of its own, for tests in a real browser."""

import contextlib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Served(NamedTuple):
    """A running app."""

    address: str
    process: int


@contextlib.contextmanager
def served(folder: Path, *words: str) -> Iterator[Served]:
    """Yield ``sim app``, run in a folder, and stop it after."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "sim", "app", "--no-browser", f"--port={port}", *words]
    with (folder / "app.log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=folder)
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address, server, folder / "app.log")
            yield Served(address, server.pid)
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError(f"The app ended: {log.read_text()}")
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The app does not answer: {log.read_text()}")
