"""Whether somebody sits in front of a notebook."""

import sys


def in_notebook() -> bool:
    """Tell whether this is a Jupyter notebook: a cell can be stopped there, and work goes on."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return getattr(shell, "kernel", None) is not None
