"""A worker process: it reads a job and then numbers of blocks, and answers each when it is stored.

Run by `sim.sweeps.processes`. It ends when its input ends, so a
sweep that is killed leaves no process behind; the block that it was running is then still stored.
"""

import json
import os
import signal
import sys
from typing import BinaryIO

from sim.base.errors import InputError
from sim.sweeps.job import Job, unpacked


def main() -> None:
    """Run blocks until there is no more input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that hands out blocks
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what `build` prints must not look like an answer
    numbers = sys.stdin.buffer
    try:
        job = unpacked(_exactly(numbers, int(numbers.readline())))
    except Exception as error:
        for _ in numbers:
            _answer(answers, {"error": f"A worker cannot read the sweep: {error!r}"})
        return
    for line in numbers:
        part, block = (int(word) for word in line.split())
        _answer(answers, _done(job, part, block))


def _done(job: Job, part: int, block: int) -> dict:
    try:
        return {"failed": job.execute(part, block)}
    except InputError as error:
        return {"error": str(error)}
    except Exception as error:
        return {"error": f"Block {block} failed in a worker: {error!r}"}


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError("the sweep ended before it had handed over its job")
    return data


def _answer(stream: BinaryIO, said: dict) -> None:
    try:
        stream.write(json.dumps(said).encode() + b"\n")
        stream.flush()
    except BrokenPipeError:
        sys.exit(0)  # the sweep is gone; what was run is stored
