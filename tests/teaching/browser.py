"""A JupyterLab server and a real browser, for one test."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""What a browser that playwright can drive is called on a PATH."""

# No sandbox: in a container, as root, there is none. The rest keeps it from calling home.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
)  # fmt: skip


def found_browser() -> str | None:
    """Return the path of a browser, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextlib.contextmanager
def jupyterlab(folder: Path) -> Iterator[str]:
    """Yield the address of a server that shows the notebooks of a folder, and stop it after."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = folder / ".jupyter-of-the-test"
    options = {
        "ServerApp": {"token": "", "password": "", "root_dir": str(folder), "allow_root": True},
        "LabApp": {"news_url": None, "check_for_updates_class": NO_UPDATES},
    }
    home.mkdir()
    (home / "jupyter_lab_config.json").write_text(json.dumps(options))
    command = [
        sys.executable, "-m", "jupyter", "lab", "--no-browser", "--ip=127.0.0.1",
        f"--port={port}", "--ServerApp.port_retries=0", f"--config={home}/jupyter_lab_config.json",
        f"--LabApp.workspaces_dir={home}", f"--LabApp.user_settings_dir={home}",
    ]  # fmt: skip
    # As a student has it: what the tests set for themselves stays here.
    of_tests = ("SIM_COMPILE", "MPLBACKEND")
    environment = {name: value for name, value in os.environ.items() if name not in of_tests}
    log = (home / "log").open("w")
    server = subprocess.Popen(
        command, stdout=log, stderr=subprocess.STDOUT, cwd=folder, env=environment
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api/status", server, home / "log")
        yield address
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


NO_UPDATES = "jupyterlab.NeverCheckForUpdate"


def _wait_for(address: str, server: subprocess.Popen, log: Path, seconds: float = 120.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.3)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")
