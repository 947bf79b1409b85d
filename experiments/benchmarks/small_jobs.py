"""Small jobs: each must take no longer than waiting for the compiler and then running, + 2 s.

    python -m experiments.benchmarks.small_jobs            # all jobs, some ten minutes
    python -m experiments.benchmarks.small_jobs escaping   # those whose name holds a word

Every job runs in processes of its own: with an empty cache (cold), with a full one (warm), left to
choose and with compiled code asked for, and as Python alone (given up after a while). Seconds are
those of the clock, with the start of the process: it is what a user waits. The bound of a column is
what compiled code takes there, and 2 s.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from sim.engines.once import alone

GIVEN_UP = 60.0
"""Seconds after which Python alone is stopped."""
MARGIN = 2.0

TUMOURS = """
import numpy as np, sim
from scipy import stats
escaping = sim.Tumour.from_founder(
    sim.Clone("sensitive", birth=0.14, death=0.13),
    mechanisms=[
        sim.TargetMutation("A", per_division=5e-8, fold=100, cost=0.02),
        sim.Efflux(["A", "B"], pump=20, per_division=1e-8, inhibitor="tariquidar"),
        sim.Tolerance("A", enter=1e-4, induced=1e-2, leave=0.03),
    ],
    drugs=[
        sim.Drug("A", sim.Hill(maximum=0.05, ec50=0.2, slope=2)),
        sim.Drug("B", sim.Hill(maximum=0.05, ec50=0.2, slope=2)),
        sim.Drug("tariquidar", sim.Inhibition(ec50=0.1)),
    ],
    size=1e9, grown_from_one_cell=True,
)
def two(half_life=None, death=0.13, growth=sim.Exponential()):
    return sim.Tumour(
        [sim.Clone("S", 0.14, death, start=1e9), sim.Clone("R", 0.13, 0.12, fold={"A": 50})],
        [sim.Mutation("S", "R", 1e-7)],
        [sim.Drug("A", sim.Hill(0.05, 0.2, 2), half_life=half_life)], growth=growth,
    )
differ = stats.uniform(0.12, 0.015)
crowded = sim.Logistic(1e10)
"""


@dataclass(frozen=True)
class Job:
    """A simulation: a tumour of `TUMOURS`, how many patients, for how many days."""

    name: str
    tumour: str
    patients: int
    days: int

    def script(self) -> str:
        """Return the program that runs it once and prints how its kernels were run."""
        return (
            f"{TUMOURS}\nruns = sim.simulate({self.tumour}, {{'A': sim.Continuous('A')}}, "
            f"patients={self.patients}, days={self.days}.0, seed=1, progress=False)\n"
            "print(runs.attrs['kernels'])"
        )


JOBS = (
    Job("plain, 20 for 5 years", "two()", 20, 1826),
    Job("plain, 1 for 5 years", "two()", 1, 1826),
    Job("escaping, 10 for a year", "escaping", 10, 365),
    Job("escaping, 100 for a year", "escaping", 100, 365),
    Job("escaping, 200 for a year", "escaping", 200, 365),
    Job("half-life, differ, 100 for a year", "two(2.4, differ)", 100, 365),
    Job("cohort in a crowd, half-life, 1000 for 100 days", "two(2.4, differ, crowded)", 1000, 100),
    Job("cohort in a crowd, half-life, 1000 for 400 days", "two(2.4, differ, crowded)", 1000, 400),
)


def seconds(job: Job, cache: str, setting: str) -> tuple[float, str]:
    """Return how long a fresh process takes, inf if too long, and how it ran the kernels."""
    environment = {**os.environ, "SIM_CACHE_DIR": cache, "SIM_COMPILE": setting}
    start = time.perf_counter()
    try:
        done = subprocess.run(
            [sys.executable, "-c", job.script()], env=environment, capture_output=True, text=True,
            check=True, timeout=GIVEN_UP if setting == "never" else None,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return float("inf"), ""
    took = time.perf_counter() - start
    if "at first" in done.stdout:
        return took, "Python, then compiled"
    return took, "Python" if "Python" in done.stdout else "compiled"


def row(job: Job) -> str:
    """Return the line of one job."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        compiling, _ = seconds(job, one, "always")
        compiled, _ = seconds(job, one, "always")
        warm, warm_how = seconds(job, one, "")
        python, _ = seconds(job, one, "never")
        cold, cold_how = seconds(job, other, "")
        for lock in Path(other).rglob("compiling-*"):
            with alone(lock, print):
                pass  # the process in the background is done: it disturbs nothing that follows
    kept = all(took <= most + MARGIN for took, most in ((cold, compiling), (warm, compiled)))
    return (
        f"{job.name:50}{cold:8.1f}{compiling:10.1f}{warm:8.1f}{compiled:10.1f}{python:9.1f}  "
        f"{'yes' if kept else 'NO':5}{cold_how}; {warm_how}"
    )


def main() -> None:
    """Print the table."""
    word = " ".join(sys.argv[1:])
    print(
        f"{'job':50}{'cold':>8}{'compiling':>10}{'warm':>8}{'compiled':>10}{'Python':>9}  "
        "kept cold; warm"
    )
    for job in JOBS:
        if word in job.name:
            print(row(job), flush=True)


if __name__ == "__main__":
    main()
