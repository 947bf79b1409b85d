"""Blocks in threads of this process (kernels release the GIL)."""

import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

from sim.running.blocks import Stopped, thread_count
from sim.sweeps.blocks import Block
from sim.sweeps.job import Job


@contextmanager
def in_threads(job: Job):
    """Yield what runs blocks, and a word for the progress bar."""
    yield lambda blocks: _run(job, blocks, thread_count(None)), job.sweep.name


def _run(job: Job, blocks: list[Block], threads: int) -> Iterator[tuple[Block, int]]:
    """Yield every block when it is stored, with how many of its points failed."""
    stop = threading.Event()

    def tick() -> None:
        if stop.is_set():
            raise Stopped

    # As many blocks at a time as there are threads: memory is that of these, not of the sweep.
    waiting = iter(blocks)
    with ThreadPoolExecutor(threads) as pool:
        running: dict[Future, Block] = {}
        try:
            while True:
                for block in waiting:
                    running[pool.submit(job.execute, block.part, block.number, tick)] = block
                    if len(running) >= threads:
                        break
                if not running:
                    return
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield running.pop(future), future.result()
        finally:
            stop.set()
