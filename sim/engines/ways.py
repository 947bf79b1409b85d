"""Two ways to run a kernel, compiled or as Python, with the same bits.

Compiled is many times as quick but must be compiled once (20 to 80 s) and loaded in every process
(up to 1 s). So a small job begins as Python, while a process in the background compiles. As soon as
that is done, or Python has taken as long as loading takes, the run goes on compiled, in the middle
of a kernel if need be: what that has done is done again. So a job takes no longer than it would
have taken to wait for the compiler and run, or to run as Python, whichever is less.
"""

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from sim.base.errors import InputError
from sim.engines.forecast import Work, compiling_seconds, python_seconds
from sim.engines.once import Say, compile_once
from sim.results.recorders import Follow

SETTING = "SIM_COMPILE"
"""Environment variable: "always" runs compiled code only, "never" Python only (for the jump
engine); otherwise small jobs run as Python where nothing is loaded yet."""

LOADING = 0.6
"""Processor seconds that importing the compiler and loading compiled kernels takes."""
ALONE = 1.5
"""Processor seconds of Python before waiting for the compiler, where both have one processor."""
LONG = 60.0
"""Seconds of Python for which it is not begun: compiled in one thread, it takes a second or so."""
PATIENCE = 3.0
"""Seconds after which the user is told why it takes long."""

_found: dict[tuple[str, str], Any] = {}
_used = {"python": 0.0}
"""Processor seconds that Python has taken for kernels, in all runs of this process."""


class Compiled:
    """Run compiled kernels."""

    python = False

    def __init__(self, first: Callable[[Say], None] | None = None):
        self._first = first

    def prepare(self, say: Say) -> None:
        """Have compiled what is not, and say so; before a run."""
        if self._first is not None:
            self._first(say)
            self._first = None

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
        Processor seconds; infinite: until compiled ones are ready.
    compiling : Popen, optional
        A process that compiles; when it is done, the run goes on compiled.
    compiled : Compiled, optional
        How it goes on.
    forecast : float
        About how long the compiler takes, alone on a processor [s].
    """

    def __init__(
        self,
        budget: float,
        compiling: Any = None,
        compiled: Compiled | None = None,
        forecast: float = 0.0,
    ):
        self._left, self._forecast = budget, forecast
        self._compiling = compiling
        self._later = Compiled() if compiled is None else compiled
        self._compiled: Compiled | None = None
        self._say: Say = lambda text: None
        self._patience = PATIENCE

    @property
    def python(self) -> bool:
        """Whether the next kernel runs as Python."""
        return self._compiled is None

    def prepare(self, say: Say) -> None:
        """Take note of how to tell the user something; before a run."""
        self._say = say

    def run(self, module: str, function: str, *arguments: Any) -> Any:
        """Run a kernel of `sim.kernels`."""
        from sim.engines import plain

        if self._compiled is not None:
            return self._compiled.run(module, function, *arguments)
        start = time.thread_time()

        def enough() -> bool:
            return self._is_enough(time.thread_time() - start)

        try:
            kernel = getattr(plain.module(module), function)
            done = plain.run(kernel, *arguments, enough=enough)
        except (ArithmeticError, ValueError, plain.Enough):
            # Enough; or compiled code calculates on with an infinite number. Nothing has been
            # changed yet.
            self._go_on_compiled()
            return self.run(module, function, *arguments)
        used = time.thread_time() - start
        _used["python"] += used
        self._left, self._patience = self._left - used, self._patience - used
        if self._is_enough(0.0):
            self._go_on_compiled()
        return done

    def sentence(self) -> str:
        """Say how kernels were run."""
        if self.python:
            return "run by Python, which gives the same numbers as compiled code"
        return "run by Python at first, then compiled; both give the same numbers"

    def _is_enough(self, used: float) -> bool:
        """Tell whether to go on compiled, after so many seconds that are not counted yet."""
        if self._left < used:
            return True
        if self._compiling is None:
            return False
        if self._patience < used:
            self._patience = float("inf")
            self._say(
                "Begun as Python, which is slow, while a process in the background compiles what "
                f"tumours of this kind need, once: about {self._forecast:.0f} s of one processor, "
                "longer where it is busy. As soon as it is there, the run goes on compiled."
            )
        return self._compiling.poll() is not None

    def _go_on_compiled(self) -> None:
        if self._compiling is not None and self._compiling.poll() is None:
            self._say("Waiting for what is compiled in the background, once ...")
            self._compiling.wait()
        self._compiled = self._later
        self._compiled.prepare(self._say)


COMPILED = Compiled()


def way_for(
    engine: Any, tumour: Any, work: Work, follow: Follow | None = None
) -> Compiled | Python:
    """Return how to run the kernels of a job.

    Parameters
    ----------
    engine, tumour
        What is run.
    work : Work
        How much of it, in all arms.
    follow : Follow, optional
        Whether, and how, it is followed where cells come from. Such runs, and those
        with an immune system, are compiled always.
    """
    from sim.engines.compiled import is_compiled, kernels_of
    from sim.engines.jump import Jump

    setting = os.environ.get(SETTING, "").strip().lower()
    if setting not in ("", "always", "never"):
        raise InputError(f"{SETTING} is {setting!r}; it can be 'always', 'never', or not be set.")
    plain = isinstance(engine, Jump) and follow is None and tumour.immune is None
    if setting == "never" and plain:
        return Python(float("inf"))
    compiled = Compiled(partial(compile_once, engine, tumour, follow))
    seconds = python_seconds(tumour, work)
    if setting == "always" or not plain or seconds > LONG:
        return compiled
    if is_compiled(engine, tumour):
        loaded = "sim.kernels.compile" in sys.modules
        left = LOADING - _used["python"]  # a thousand small runs are one large one
        return compiled if loaded or seconds > left else Python(left, None, compiled)
    from sim.engines.background import start_compiling

    shared = _processors() == 1
    compiling = start_compiling(engine, tumour, polite=shared)
    budget = ALONE if shared or compiling is None else float("inf")
    return Python(budget, compiling, compiled, compiling_seconds(kernels_of(engine, tumour)))


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
