"""The app in a process of its own: it answers, and its workers draw."""

import socket
import subprocess
import sys
import time
import urllib.request

from sim.app import jobs
from sim.app.form import draft_of

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
server = subprocess.Popen([sys.executable, "-m", "sim", "app", "--no-browser", f"--port={port}"])
try:
    for _ in range(300):
        try:
            page = urllib.request.urlopen(f"http://127.0.0.1:{port}", timeout=5).read().decode()
            break
        except OSError:
            time.sleep(0.1)
    assert "What is compared" in page
finally:
    server.terminate()
    server.wait(30)
text = draft_of({"patients": 3, "years": 1}).file()
assert jobs.picture(text, "burden", "notebook", "png").startswith(b"\x89PNG")
