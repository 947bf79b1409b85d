"""A progress bar over the visits of all blocks and arms, and a word while kernels are compiled."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.running.plan import Plan


@contextmanager
def ticking(plan: "Plan", blocks: int, progress: bool | None) -> Iterator[Callable[[], None]]:
    """Yield a function to call after every visit.

    Parameters
    ----------
    progress : bool or None
        Show the bar; None: only where somebody can see it, a terminal or a notebook.
    """
    if progress is False:
        plan.way.prepare(lambda text: None)
        yield lambda: None
        return
    from tqdm.auto import tqdm

    plan.way.prepare(lambda text: tqdm.write(text, file=sys.stderr))
    visits = plan.visits * blocks
    # None lets tqdm hide the bar where standard error is not a terminal.
    hidden = None if progress is None else False
    with tqdm(total=visits, unit="visit", desc="Treating", disable=hidden, leave=False) as bar:
        yield lambda: bar.update()
