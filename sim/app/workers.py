"""Worker processes: they simulate and draw, while the server listens to everybody.

A job that nobody waits for any more is dropped if it has not begun. One that takes too long ends
with its process; the others of that moment are told to try again.
"""

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from sim.app import jobs
from sim.base.child import nothing_beside
from sim.base.errors import InputError

Result = TypeVar("Result")

TOO_LONG = 300.0
"""Seconds that a job may take, waiting counted. What is within the limits of the page takes a few;
the first of its kind on a new machine waits for a compiler, which is not to be interrupted."""


def _begin() -> None:
    """Begin a worker: it ends with the server, however that ends."""
    server = multiprocessing.parent_process()
    if server is not None:
        threading.Thread(target=_end_after, args=(server,), daemon=True).start()
    jobs.warm()


def _end_after(server: Any) -> None:
    server.join()
    os._exit(0)


class Workers:
    """As many processes as there are cores, at most `most`; they begin before anybody comes."""

    def __init__(self, most: int = 8):
        self._count = max(1, min(most, os.cpu_count() or 1))
        self._pool = self._new()

    def _new(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        with nothing_beside():
            pool = ProcessPoolExecutor(self._count, mp_context=context, initializer=_begin)
            pool.submit(jobs.warm)  # (with the first job all processes begin)
        return pool

    async def do(
        self, job: Callable[..., Result], *arguments: Any, limit: float = TOO_LONG
    ) -> Result:
        """Return what a job returns; cancelled, it is not begun.

        Parameters
        ----------
        limit : float
            Seconds after which it is given up, with its process.

        Raises
        ------
        InputError
            If it takes too long, or its process has died.
        """
        for last in (False, True):
            pool = self._pool
            try:
                future = asyncio.get_running_loop().run_in_executor(pool, job, *arguments)
                return await asyncio.wait_for(future, limit)
            except TimeoutError:
                self._start_anew(pool)
                raise InputError(
                    f"This takes more than {limit:g} seconds. Fewer patients, years or mechanisms "
                    "take less; a script of your own has no such limit."
                ) from None
            except BrokenProcessPool:  # perhaps through another's job: once more
                self._start_anew(pool)
                if last:
                    break
        raise InputError("What was to compute this has stopped. Please change something.")

    def _start_anew(self, old: ProcessPoolExecutor) -> None:
        if self._pool is old:
            self._pool = self._new()
            for process in list((old._processes or {}).values()):
                process.terminate()
            old.shutdown(wait=False, cancel_futures=True)

    def end(self) -> None:
        """End the processes."""
        for process in list((self._pool._processes or {}).values()):
            process.terminate()
        self._pool.shutdown(wait=False, cancel_futures=True)
