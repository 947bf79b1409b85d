"""Blocks in processes of this machine, each started anew when it dies.

The workers are plain Python processes that talk over pipes (`sim.sweeps.worker`), and not
`multiprocessing`: a script needs no ``if __name__ == "__main__"``, a notebook's functions travel, a
worker that is killed costs the block it was running and no more, and workers end by themselves
when this process is gone.
"""

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue

from sim.base.child import python_that_runs
from sim.base.errors import InputError
from sim.sweeps.blocks import Block
from sim.sweeps.job import Job

MOST_DEATHS = 3
"""A block in which so many workers have died is given up, until the next run."""


@contextmanager
def in_processes(job: Job, workers: int):
    """Yield what runs blocks, and words for the progress bar."""
    data = job.packed()
    yield lambda blocks: _run(job, data, blocks, workers), f"{job.sweep.name}, {workers} workers"


def _run(job: Job, data: bytes, blocks: list[Block], workers: int) -> Iterator[tuple[Block, int]]:
    """Yield every block when it is stored, with how many of its points failed."""
    todo: SimpleQueue = SimpleQueue()
    for block in blocks:
        todo.put((block, 0))
    told: SimpleQueue = SimpleQueue()
    crew = [_Worker(job, data, todo, told) for _ in range(min(workers, len(blocks)))]
    for worker in crew:
        worker.start()
    try:
        for _ in blocks:
            block, failed, error = told.get()
            if error is not None:
                raise error
            yield block, failed
    finally:
        for worker in crew:
            worker.stop()
        for worker in crew:
            worker.join()


class _Worker(threading.Thread):
    """One process, and the thread that hands it blocks."""

    def __init__(self, job: Job, data: bytes, todo: SimpleQueue, told: SimpleQueue):
        super().__init__(daemon=True)
        self._job, self._data, self._todo, self._told = job, data, todo, told
        self._process: subprocess.Popen | None = None
        self._stopped = False

    def stop(self) -> None:
        """End the process at once; its block is not finished."""
        self._stopped = True
        process = self._process
        if process is not None and process.poll() is None:
            process.kill()

    def run(self) -> None:
        """Hand out blocks until there are none."""
        try:
            while not self._stopped:
                try:
                    block, deaths = self._todo.get_nowait()
                except Empty:
                    return
                self._do(block, deaths)
        finally:
            self._end()

    def _do(self, block: Block, deaths: int) -> None:
        try:
            answer = self._ask(block)
            if answer is None and not self._stopped:
                deaths += 1
                if deaths < MOST_DEATHS:
                    self._todo.put((block, deaths))
                    return
                why = f"{deaths} worker processes died while running it (killed, or out of memory)"
                failed = self._job.gave_up(block.part, block.number, why)
                self._told.put((block, failed, None))
            elif answer is not None and "error" in answer:
                self._told.put((block, 0, InputError(answer["error"])))
            elif answer is not None:
                self._told.put((block, answer["failed"], None))
        except Exception as error:
            self._told.put((block, 0, error))

    def _ask(self, block: Block) -> dict | None:
        """Have the process run a block; return its answer, or None if it died."""
        process = self._process = self._process or self._begun()
        try:
            said = f"{block.part} {block.number}\n".encode()
            process.stdin.write(said)  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
            line = process.stdout.readline()  # type: ignore[union-attr]
        except OSError:
            line = b""
        if line.endswith(b"\n"):
            return json.loads(line)
        process.kill()
        self._end()
        return None

    def _end(self) -> None:
        """Let the process end: it does when its input does."""
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        process.wait()

    def _begun(self) -> subprocess.Popen:
        command, environment = python_that_runs("sim.sweeps.worker")
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        try:
            process.stdin.write(f"{len(self._data)}\n".encode() + self._data)  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
        except OSError:
            pass  # it died at once; the next answer shows it
        return process
