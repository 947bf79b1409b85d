"""A process in the background that compiles the kernels which a tumour needs, for later."""

import os
import pickle
import subprocess
import sys
from typing import Any

from sim.base.child import python_that_runs
from sim.results.recorders import Follow

MOMENT = 1e-6
"""Days that pass while something is compiled: hardly an event, even of a large tumour."""

_running: dict[str, subprocess.Popen] = {}


def start_compiling(
    engine: Any, tumour: Any, polite: bool = False
) -> "subprocess.Popen[bytes] | None":
    """Return a process that compiles: one that is at it, or a new one; None if none is possible.

    Parameters
    ----------
    engine, tumour
        What is to be run.
    polite : bool
        Whether it stands back behind others, for there is one processor only.
    """
    from sim.engines.compiled import lock_of

    kind = lock_of(engine, tumour, None).name
    at_it = _running.get(kind)
    if at_it is not None and at_it.poll() is None:
        return at_it
    try:
        message = pickle.dumps((engine, tumour, polite))
        command, environment = python_that_runs("sim.engines.background")
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=environment, start_new_session=True,
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(message)
        process.stdin.close()
    except (OSError, pickle.PicklingError, AttributeError, TypeError):
        return None
    _running[kind] = process
    return process


def main() -> None:
    """Compile what is asked for by the input of this process."""
    from sim.engines.once import compile_once

    engine, tumour, polite = pickle.load(sys.stdin.buffer)
    if polite:
        getattr(os, "nice", int)(5)
    compile_once(engine, tumour, None, lambda text: None)


def compile_for(engine: Any, tumour: Any, follow: Follow | None = None) -> None:
    """Compile, and keep on disk, what this engine needs for this tumour: two patients, a moment."""
    import numpy as np

    from sim.base.resolve import resolve
    from sim.engines.compiled import note_compiled

    # Patients who are treated differently are sorted into groups by another kernel; and what one
    # kernel leaves for the next may be nobody here, so each is run for itself.
    who = np.zeros(2, dtype=np.int64)
    doses = np.ones((1, len(tumour.drugs)))
    block = engine.block(resolve(tumour, 1, who, "tumour"), who, 1, follow)
    for given in (doses, np.array([doses[0], 0.5 * doses[0]])):
        engine.body(block).advance(given, 0.0, MOMENT)
    engine.body(block).advance_by_each(doses, 0.0, MOMENT)
    note_compiled(engine, tumour, follow)
