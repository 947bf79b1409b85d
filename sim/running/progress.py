"""A progress bar over the visits of all blocks and arms, and a word while kernels are compiled."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from sim.base.bars import bar
from sim.base.notebook import in_notebook

if TYPE_CHECKING:
    from sim.running.plan import Plan

SECONDS = 60.0
"""Between two lines in a file."""


@contextmanager
def ticking(plan: "Plan", blocks: int, progress: bool | None) -> Iterator[Callable[[], None]]:
    """Yield a function to call after every visit.

    Parameters
    ----------
    progress : bool or None
        Show the bar; None: only where somebody can see it, a terminal or a notebook. In a file, a
        bar would be one line of a megabyte: there, a line a minute is written.
    """
    if progress is False:
        plan.way.prepare(lambda text: None)
        yield lambda: None
        return
    from tqdm import tqdm

    plan.way.prepare(lambda text: tqdm.write(text, file=sys.stderr))
    visits = plan.visits * blocks
    if progress and not sys.stderr.isatty() and not in_notebook():
        lines = Lines(visits)
        yield lines.tick
        lines.end()
        return
    with bar(progress, total=visits, unit="visit", desc="Treating") as shown:
        yield lambda: shown.update()


class Lines:
    """Progress as lines on standard error, one a minute."""

    def __init__(self, visits: int):
        self._visits, self._done, self._lock = visits, 0, Lock()
        self._start = self._said = monotonic()

    def tick(self) -> None:
        """Count a visit, and say how far it is if a minute has passed."""
        with self._lock:
            self._done += 1
            now = monotonic()
            if now - self._said < SECONDS:
                return
            self._said = now
            passed = now - self._start
            left = passed * (self._visits - self._done) / self._done
            self._say(f"{self._done / self._visits:.0%}, {_time(passed)}, {_time(left)} left")

    def end(self) -> None:
        """Say that it is over."""
        self._say(f"done, {_time(monotonic() - self._start)}")

    def _say(self, text: str) -> None:
        print(f"Treating: {text}", file=sys.stderr, flush=True)


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
