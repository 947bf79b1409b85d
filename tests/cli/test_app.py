"""``sim app``: what is said before anything is served, and that nothing is left behind."""

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from sim.cli import main
from tests.app.browser import served


def test_what_cannot_be_served_is_said(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["app", "--no-browser", f"--port={port}"]) == 2
    assert "ddress already in use" in capsys.readouterr().err
    for words, said in (
        (["--port=99999"], "1 to 65535"),
        (["--host=256.1.1.1"], "Nothing can listen"),
        (["--class=a/b"], "it names a file"),
    ):
        assert main(["app", "--no-browser", *words]) == 2
        assert said in capsys.readouterr().err


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are looked for in /proc")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_the_server(tmp_path, how, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with served(tmp_path) as app:
        workers = _soon(lambda: [w for w in _children(app.process) if _is_worker(w)], 2)
        os.kill(app.process, how)
        for _ in range(300):
            if not any(map(_is_worker, workers)):
                break
            time.sleep(0.1)
    assert len(workers) >= 2
    assert list(filter(_is_worker, workers)) == []


def _soon(look, count):
    """Return what is seen as soon as there is so much of it."""
    found = look()
    for _ in range(300):
        if len(found) >= count:
            break
        time.sleep(0.1)
        found = look()
    return found


def _children(process: int) -> list[int]:
    threads = Path(f"/proc/{process}/task").iterdir()
    return [int(pid) for one in threads for pid in (one / "children").read_text().split()]


def _is_worker(process: int) -> bool:
    try:
        return b"multiprocessing" in Path(f"/proc/{process}/cmdline").read_bytes()
    except FileNotFoundError:
        return False
