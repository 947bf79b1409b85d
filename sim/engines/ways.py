"""Two ways to run a kernel, compiled or as Python, with the same bits.

Compiled is many times as quick but must be compiled once (10 to 30 s) and loaded in every process
(up to 1 s). So a small job begins as Python, while a process in the background compiles for the
next; once Python has taken as long as compiled code would take to get, the run goes on compiled:
it never takes more than about twice the better of the two.
"""

import os
import sys
import time
from importlib import import_module
from typing import Any

from sim.base.errors import InputError

SETTING = "SIM_COMPILE"
"""Environment variable: "always" runs compiled code only, "never" Python only (for the jump
engine); otherwise small jobs run as Python where nothing is loaded yet."""

LOADING = 0.5
"""Processor seconds that importing the compiler and loading compiled kernels takes."""
WAITING = 8.0
"""Processor seconds of Python after which it is better to wait for the compiler."""
TINY, SMALL = 6_000, 100_000
"""Visits of patients in all arms up to which a job begins as Python: where kernels have been
compiled before, and where they have not. A visit takes Python 30 to 100 microseconds."""

_found: dict[tuple[str, str], Any] = {}


def was_run(module: str, function: str) -> bool:
    """Tell whether a compiled kernel has been run by this process."""
    return (module, function) in _found


class Compiled:
    """Run compiled kernels."""

    python = False

    def run(self, module: str, function: str, *arguments: Any) -> Any:
        """Run a kernel of `sim.kernels`."""
        kernel = _found.get((module, function))
        if kernel is None:
            kernel = getattr(import_module(f"sim.kernels.{module}"), function)
            _found[module, function] = kernel
        return kernel(*arguments)

    def sentence(self) -> str:
        """Say how kernels were run."""
        return "compiled"


class Python:
    """Run kernels as Python, until that has taken `budget` seconds or compiled ones are ready.

    Parameters
    ----------
    budget : float
        Seconds; infinite: for ever.
    compiling : Popen, optional
        A process that compiles; when it is done, the run goes on compiled.
    """

    def __init__(self, budget: float, compiling: Any = None):
        self._left = budget
        self._compiling = compiling
        self._compiled: Compiled | None = None

    @property
    def python(self) -> bool:
        """Whether the next kernel runs as Python."""
        return self._compiled is None

    def run(self, module: str, function: str, *arguments: Any) -> Any:
        """Run a kernel of `sim.kernels`."""
        from sim.engines import plain

        if self._compiled is not None:
            return self._compiled.run(module, function, *arguments)
        start = time.thread_time()
        try:
            return plain.run(getattr(plain.module(module), function), *arguments)
        except (ArithmeticError, ValueError):
            # Compiled code calculates on with an infinite number; nothing has been changed yet.
            self._go_on_compiled()
            return self.run(module, function, *arguments)
        finally:
            self._left -= time.thread_time() - start
            if self._left < 0.0 or (self._compiling and self._compiling.poll() is not None):
                self._go_on_compiled()

    def sentence(self) -> str:
        """Say how kernels were run."""
        if self.python:
            return "run by Python, which gives the same numbers as compiled code"
        return "run by Python at first, then compiled; both give the same numbers"

    def _go_on_compiled(self) -> None:
        if self._compiling is not None:
            self._compiling.wait()
        self._compiled = Compiled()


COMPILED = Compiled()


def way_for(engine: Any, tumour: Any, visits: int, follows: bool = False) -> Compiled | Python:
    """Return how to run the kernels of a job.

    Parameters
    ----------
    engine, tumour
        What is run.
    visits : int
        Visits of all patients in all arms.
    follows : bool
        Whether lineages are followed, or there is an immune system: these are compiled always.
    """
    from sim.engines.compiled import is_compiled
    from sim.engines.jump import Jump

    setting = os.environ.get(SETTING, "").strip().lower()
    if setting not in ("", "always", "never"):
        raise InputError(f"{SETTING} is {setting!r}; it can be 'always', 'never', or not be set.")
    if setting == "always" or follows or not isinstance(engine, Jump):
        return COMPILED
    if setting == "never":
        return Python(float("inf"))
    if visits > SMALL or "sim.kernels.compile" in sys.modules:
        return COMPILED
    if is_compiled(engine, tumour):
        return Python(LOADING) if visits <= TINY else COMPILED
    from sim.engines.background import start_compiling

    return Python(WAITING, start_compiling(engine, tumour))
