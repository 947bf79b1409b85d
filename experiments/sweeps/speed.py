"""What a sweep costs beside the bare engine: throughput, cost per point, memory, opening.

``python -m experiments.sweeps.speed`` prints a table; one core is used throughout.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import sim
from experiments.sweeps.tumours import two_clones
from sim.sweeps import threads

ARMS = {"continuous": sim.Continuous("A"), "adaptive": sim.Adaptive("A")}


def sweep_of(points, patients, days=5 * sim.YEAR):
    return sim.Sweep(
        "speed", build=two_clones, arms=ARMS, days=days, patients=patients, seed=1,
        design=sim.Sobol(points, cost=(0.0, 0.3), turnover=(0.5, 0.9)),
        keep=[sim.time_to_progression, sim.resistant_fraction],
    )  # fmt: skip


def seconds(work):
    """Return the processor seconds of this process: others on the machine do not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def throughput(points=82, patients=200, repeats=5):
    """Time blocks of 16,400 rows: a sweep, and the one call of `simulate` that does the same."""
    swept = sweep_of(points, patients)
    columns = swept.design.columns()
    rows = {name: np.repeat(values, patients) for name, values in columns.items()}

    def bare():
        sim.simulate(
            two_clones(**rows), ARMS, patients=points * patients, days=swept.days, seed=1,
            record=sim.Endpoints(), threads=1, progress=False,
        )  # fmt: skip

    def stored():
        with tempfile.TemporaryDirectory() as folder:
            swept.run(Path(folder) / "store", progress=False)

    sweep_of(2, 2).run(Path(tempfile.mkdtemp()) / "warm", progress=False)
    times = np.array([(seconds(bare), seconds(stored)) for _ in range(repeats)]).min(axis=0)
    return times[0], times[1], points * patients


def cost_per_point(points, patients=10, days=182):
    with tempfile.TemporaryDirectory() as folder:
        return (
            seconds(lambda: sweep_of(points, patients, days).run(folder, progress=False)) / points
        )


def peak_memory(points, patients):
    """Return the peak memory [MB] of a process that runs a sweep, and the seconds to open it."""
    with tempfile.TemporaryDirectory() as folder:
        code = f"""
import resource
from experiments.sweeps import speed
speed.threads.thread_count = lambda asked: 1
speed.sweep_of({points}, {patients}, 56).run({folder!r}, progress=False)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        start = time.perf_counter()
        one = sim.open_sweep(folder).data["time_to_progression"].sel(point=points // 2).load()
        opened = time.perf_counter() - start
        assert one.sizes["patient"] == patients
    return float(done.stdout), opened


def main():
    threads.thread_count = lambda asked: 1
    bare, stored, rows = throughput()
    print(f"{rows} rows, 5 years, 2 arms: bare call {bare:.2f} s, sweep {stored:.2f} s")
    print(f"  the sweep has {bare / stored:.0%} of the bare call's throughput")
    for points in (1000, 10_000):
        memory, opened = peak_memory(points, 100)
        print(f"{100 * points:>8} rows: peak {memory:.0f} MB; one point read in {opened:.2f} s")
    for points in (100, 1000, 10_000, 100_000):
        spent = 1e3 * cost_per_point(points)
        print(f"{points:>8} points of 10 patients: {spent:.2f} ms per point", flush=True)


if __name__ == "__main__":
    main()
