"""Jobs that several visitors ask for: each is done once for all of them, and the latest are kept.

A class opens the page in the same minute, and all ask for the same first figures.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sim.app.workers import Workers

Result = TypeVar("Result")

KEPT = 64
"""Answers that are kept; a figure is some 200 kB."""


class Shared:
    """The workers, asked once for what many want.

    Parameters
    ----------
    workers : Workers
        Who does it.
    """

    def __init__(self, workers: Workers):
        self._workers = workers
        self._asked: OrderedDict[Hashable, asyncio.Task] = OrderedDict()
        self._waiting: dict[Hashable, int] = {}

    async def do(self, job: Callable[..., Result], *arguments: Hashable) -> Result:
        """Return what a job returns, as `Workers.do`; given up by all who wait, it is not begun."""
        key = (job, arguments)
        task = self._asked.get(key)
        if task is None or _failed(task):
            task = asyncio.create_task(self._workers.do(job, *arguments))
            self._asked[key] = task
        self._asked.move_to_end(key)
        self._forget()
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            return await asyncio.shield(task)
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]
                if not task.done():
                    task.cancel()
                    self._asked.pop(key, None)

    def _forget(self) -> None:
        old: list[Any] = [key for key, task in self._asked.items() if task.done()]
        for key in old[: max(0, len(self._asked) - KEPT)]:
            del self._asked[key]


def _failed(task: asyncio.Task) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
