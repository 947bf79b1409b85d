"""Progress bars that leave nothing behind."""

import sys
from typing import Any

from sim.base.notebook import in_notebook

DELAY = 3.0
"""Seconds before a bar appears in a notebook: a short run has none."""


def bar(shown: bool | None, *, leave: bool = False, **options: Any) -> Any:
    """Return a progress bar, to be used as a block.

    In a notebook it is a line of text, which goes when it is done. tqdm's own widget leaves its
    first state, "0 %", in the saved notebook and in every page made from it.

    Parameters
    ----------
    shown : bool or None
        None: only where somebody can see it, a terminal or a notebook.
    leave : bool
        Whether the finished bar stays on a terminal.
    **options
        Of tqdm: ``total``, ``unit``, ``desc``, ...
    """
    from tqdm import tqdm

    notebook = in_notebook()
    hidden = None if shown is None and not notebook else shown is False
    return tqdm(
        disable=hidden, leave=leave and not notebook, file=sys.stderr,
        delay=DELAY if notebook else 0.0, **options,
    )  # fmt: skip
