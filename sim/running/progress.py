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
        yield lambda: None
        return
    from tqdm.auto import tqdm

    from sim.engines import is_compiled

    if not plan.way.python and not is_compiled(
        plan.engine, plan.tumour, plan.record.follow is not None
    ):
        print("Compiling the engine, once (up to a minute) ...", file=sys.stderr, flush=True)
    visits = plan.visits * blocks
    # None lets tqdm hide the bar where standard error is not a terminal.
    hidden = None if progress is None else False
    with tqdm(total=visits, unit="visit", desc="Treating", disable=hidden, leave=False) as bar:
        yield lambda: bar.update()
