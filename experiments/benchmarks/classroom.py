"""A class at the app: students change something now and then, and wait for it to be drawn.

    python -m experiments.benchmarks.classroom                 # 30 students, a change every 20 s
    python -m experiments.benchmarks.classroom --students 10 --minutes 1

Students are clients that speak as the page does, in a process of their own beside the server; all
three figures and the table are waited for. The server is warmed first.
"""

import argparse
import asyncio
import json
import random
import socket
import subprocess
import sys
import time
import urllib.request

import numpy as np
from websockets.asyncio.client import connect

from sim.app.form import controls

SHOWN = ("burden", "clones", "kaplan_meier", "table")


def first_words() -> dict:
    """Return what a page says when it opens."""
    values = {
        f"{id_}:shiny.number" if isinstance(one.value, int | float) and one.choices is None
        and not isinstance(one.value, bool) else id_: one.value
        for id_, one in controls().items()
    }  # fmt: skip
    seen = {f".clientdata_output_{name}_hidden": False for name in SHOWN}
    return values | seen | {"page": "compare", "take_figure": "burden", "take_look": "paper",
                            "take_ending": "png", ".clientdata_url_search": ""}  # fmt: skip


class Student:
    """One visitor."""

    def __init__(self, line):
        self._line = line

    async def say(self, method: str, data: dict) -> float:
        """Say something and wait until everything is drawn; return the seconds."""
        began, missing = time.perf_counter(), set(SHOWN)
        await self._line.send(json.dumps({"method": method, "data": data}))
        while missing:
            message = json.loads(await self._line.recv())
            missing -= {name for name, value in message.get("values", {}).items() if value}
        return time.perf_counter() - began


async def student(port: int, until: float, every: float, luck: random.Random) -> list[float]:
    """Look, think, change something, until the hour is over; return how long each change took."""
    waits = []
    async with connect(
        f"ws://127.0.0.1:{port}/websocket/", max_size=2**24, ping_interval=None
    ) as line:
        pupil = Student(line)
        await pupil.say("init", first_words())
        while time.perf_counter() < until:
            await asyncio.sleep(luck.uniform(0.5, 1.5) * every)
            what = luck.choice(("seed", "melanoma_vemurafenib_birth"))
            value = luck.randrange(10**6) if what == "seed" else round(luck.uniform(0.14, 0.2), 4)
            waits.append(await pupil.say("update", {f"{what}:shiny.number": value}))
    return waits


async def look_in(port: int, until: float) -> list[float]:
    """Open the page again and again, which needs no worker; return how long that takes."""
    waits = []
    while time.perf_counter() < until:
        began = time.perf_counter()
        await asyncio.to_thread(urllib.request.urlopen, f"http://127.0.0.1:{port}", None, 60)
        waits.append(time.perf_counter() - began)
        await asyncio.sleep(1.0)
    return waits


async def lesson(port: int, students: int, seconds: float, every: float) -> None:
    """Let a class be at it, and print what it has seen."""
    alone = await student(port, time.perf_counter() + 20.0, 1.0, random.Random(0))
    until = time.perf_counter() + seconds
    pupils = (student(port, until, every, random.Random(k + 1)) for k in range(students))
    *found, pages = await asyncio.gather(*pupils, look_in(port, until))
    waits = np.concatenate(found)
    for what, some in (("alone, a change", alone), (f"{students} students, a change", waits),
                       ("meanwhile, the page", pages)):  # fmt: skip
        low, high, most = *np.quantile(some, (0.5, 0.9)), max(some)
        print(f"{what:28}{low:7.2f} s median {high:7.2f} s in 9 of 10 {most:7.2f} s at most"
              f"   ({len(some)} times)")  # fmt: skip


def main() -> None:
    """Start a server, warm it, let a class be at it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=30, metavar="N", help="at once (30)")
    parser.add_argument("--minutes", type=float, default=2.0, metavar="M", help="how long (2)")
    parser.add_argument("--every", type=float, default=20.0, metavar="S",
                        help="seconds that a student thinks before a change (20)")  # fmt: skip
    given = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "sim", "app", "--no-browser", f"--port={port}"]
    )
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}", timeout=5)
                break
            except OSError:
                time.sleep(0.1)
        asyncio.run(lesson(port, given.students, 60.0 * given.minutes, given.every))
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    main()
