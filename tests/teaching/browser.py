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

PATIENCE = 180_000
"""Milliseconds: the first simulation may have to be compiled."""


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


def wait_for_kernel(page) -> None:
    """Wait until a kernel is named and idle: JupyterLab says "Idle" of no kernel at all.

    A cell that is run before asks which kernel to take, in a dialog over the whole page.
    """
    named = page.locator(".jp-KernelName").filter(has_text="Python 3")
    named.first.wait_for(timeout=PATIENCE)
    idle = page.get_by_text("Kernel status: Idle").first  # said to screen readers, not shown
    idle.wait_for(state="attached", timeout=PATIENCE)


def run_all_cells(page, count: int, patience: float = 600.0) -> None:
    """Press Shift+Enter so many times, and wait each time until no cell is busy [s]."""
    page.locator(".jp-Cell").first.click()
    page.keyboard.press("Escape")
    until = time.monotonic() + patience
    for _ in range(count):
        page.keyboard.press("Shift+Enter")
        time.sleep(0.3)
        while page.evaluate(BUSY):
            if time.monotonic() > until:
                raise AssertionError(f"A cell was still busy after {patience:g} seconds.")
            time.sleep(0.1)


BUSY = (
    "() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"
    ".some(prompt => prompt.textContent.includes('*'))"
)
"""Whether a cell is running, for the page to answer."""
