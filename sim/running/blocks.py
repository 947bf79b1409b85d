"""Blocks of patients, side by side in threads (kernels release the GIL)."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from sim.base import checks

MOST_THREADS = 4096
"""More than any machine has processors."""
BLOCK = 16384
"""Patients that are run together: enough to amortise Python, few enough to stay in cache."""


class Stopped(Exception):
    """A block was asked to stop."""


FEW = 128
"""Patients for whom a kernel that makes one step a visit takes as long as Python takes for the
visit itself, and that is no work that threads can share."""


def slices(patients: int, threads: int, fewest: int = 1, most: int = BLOCK) -> list[slice]:
    """Return the blocks of `fewest` to `most` patients: as many as threads, or more large ones."""
    shared = min(threads, max(1, patients // fewest))
    size = min(most, -(-patients // shared))
    return [slice(at, min(at + size, patients)) for at in range(0, patients, size)]


def thread_count(threads: int | None) -> int:
    """Return how many threads to use."""
    if threads is None:
        return (
            len(os.sched_getaffinity(0))
            if hasattr(os, "sched_getaffinity")
            else os.cpu_count() or 1
        )
    return checks.whole("threads", threads, 1, MOST_THREADS)


def run_blocks(
    blocks: list[slice],
    work: Callable[[slice, Callable[[], None]], None],
    threads: int,
    tick: Callable[[], None],
) -> list[slice]:
    """Run `work(block, tick)` for every block; return those that were finished.

    All are, unless Ctrl-C was pressed: then blocks stop at their next visit, and what is
    finished is kept. An error in one block stops the others and is raised.
    """
    stop = threading.Event()
    finished: list[slice] = []

    def one(block: slice) -> None:
        def checked_tick() -> None:
            if stop.is_set():
                raise Stopped
            tick()

        work(block, checked_tick)
        finished.append(block)

    with ThreadPoolExecutor(threads) as pool:
        futures = [pool.submit(one, block) for block in blocks]
        try:
            _wait(futures)
        except KeyboardInterrupt:
            stop.set()
        except BaseException:
            stop.set()
            for future in futures:
                future.cancel()
            raise
        finally:
            if stop.is_set():
                for future in futures:
                    future.cancel()
    return sorted(finished, key=lambda block: block.start)


def _wait(futures: list[Future]) -> None:
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            future.result()
