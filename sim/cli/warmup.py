"""``sim warmup``: compile now what runs would compile when they are first made."""

import argparse
import json
import os
import subprocess
import sys
import time

from sim.base.child import python_that_runs

KINDS: dict[str, dict] = {
    "constant doses": {},
    "drugs with half-lives": {"half_life": 2.0},
    "patients who differ": {"differ": True},
    "crowding": {"crowded": True},
    "crowding, drugs with half-lives": {"crowded": True, "half_life": 2.0},
    "crowding, switching": {"crowded": True, "switching": True},
    "switching": {"switching": True},
    "growth from one cell": {"grown": True},
}
"""What is compiled: kinds of tumours that need code of their own."""
WAVES = (
    (
        ("constant doses", "drugs with half-lives", "switching"),
        (
            "patients who differ",
            "crowding",
            "crowding, drugs with half-lives",
            "crowding, switching",
        ),
    ),
    (("growth from one cell",),),
)
"""What is compiled at the same time: no two processes write the files of one kernel."""


def warmup(arguments: argparse.Namespace) -> int:
    """Compile every kind, several at a time, and say how long each took."""
    from sim.kernels.cache import CACHE_FOLDER

    at_once = min(os.cpu_count() or 1, 2)
    print(f"Compiling into {CACHE_FOLDER}, {at_once} at a time ...", flush=True)
    waves = WAVES if at_once > 1 else [[names] for wave in WAVES for names in wave]
    for wave in waves:
        if not all([_said(process) for process in [_begun(names) for names in wave]]):
            return 1
    print("Done. Nothing has to be compiled again until sim is updated.", file=sys.stderr)
    return 0


def _begun(names: tuple[str, ...]) -> subprocess.Popen:
    """Return a process that compiles some kinds, and says so a line each."""
    command, environment = python_that_runs("sim.cli.warmup")
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True)
    print(json.dumps(names), file=process.stdin, flush=True)
    return process


def _said(process: subprocess.Popen) -> bool:
    """Print what a process says; return whether it came to its end."""
    with process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
    return process.returncode == 0


def main() -> None:
    """Compile the kinds that this process is asked for."""
    for name, seconds in compile_kinds(json.loads(sys.stdin.readline())).items():
        print(f"  {name:34}{seconds:6.1f} s", flush=True)


def compile_kinds(names: tuple[str, ...]) -> dict[str, float]:
    """Compile what some kinds of tumours need; return the seconds that each took."""
    from sim.engines import Jump
    from sim.engines.background import compile_for

    seconds = {}
    for name in names:
        start = time.perf_counter()
        compile_for(Jump(), example(**KINDS[name]))
        seconds[name] = time.perf_counter() - start
    return seconds


def example(half_life=None, crowded=False, switching=False, grown=False, differ=False):
    """Return a small tumour of one kind."""
    import numpy as np

    from sim.model import (
        Clone,
        Drug,
        Exponential,
        Hill,
        Logistic,
        Mutation,
        Switch,
        Tumour,
    )

    death = np.array([0.13, 0.12]) if differ else 0.13
    clones = [Clone("S", 0.14, death, start=0 if grown else 100), Clone("R", 0.14, 0.13)]
    moves: list = [Mutation("S", "R", 1e-3)]
    if switching:
        moves += [Switch("S", "R", 0.01), Switch("R", "S", 0.01)]
    return Tumour(
        clones,
        moves,
        [Drug("A", Hill(0.05, 0.3, 2.0), half_life=half_life)],
        growth=Logistic(1e9) if crowded else Exponential(),
        size=100 if grown else None,
        grown_from_one_cell=grown,
    )
