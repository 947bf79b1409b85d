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


def throughput(points=1312, patients=200, bare_points=82):
    """Return the seconds per row of one call of `simulate` of 16,400 rows, and of a sweep.

    The sweep has 16 blocks of nearly that size, and is timed with everything it does: describing
    points, looking whether the folder is its own, measuring, writing.
    """
    swept = sweep_of(points, patients)
    columns = swept.design.columns()
    rows = {name: np.repeat(values[:bare_points], patients) for name, values in columns.items()}

    def bare():
        sim.simulate(
            two_clones(**rows), ARMS, patients=bare_points * patients, days=swept.days, seed=1,
            record=sim.Endpoints(), threads=1, progress=False,
        )  # fmt: skip

    sweep_of(2, 2).run(Path(tempfile.mkdtemp()) / "warm", progress=False)
    bare()
    of_bare = min(seconds(bare) for _ in range(3)) / (bare_points * patients)
    with tempfile.TemporaryDirectory() as folder:
        of_sweep = seconds(lambda: swept.run(folder, progress=False)) / (points * patients)
    return of_bare, of_sweep


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
        sim.open_sweep(folder).data  # noqa: B018 (what is imported at the first use is not opening)
        start = time.perf_counter()
        one = sim.open_sweep(folder).data["time_to_progression"].sel(point=points // 2).load()
        opened = time.perf_counter() - start
        assert one.sizes["patient"] == patients
    return float(done.stdout), opened


def main():
    threads.thread_count = lambda asked: 1
    bare, stored = throughput()
    print(
        f"5 years, 2 arms: {1e6 * bare:.1f} us per row in one call, {1e6 * stored:.1f} in a sweep"
    )
    print(f"  the sweep has {bare / stored:.0%} of the bare call's throughput", flush=True)
    for points in (1000, 10_000):
        memory, opened = peak_memory(points, 100)
        print(f"{100 * points:>8} rows: peak {memory:.0f} MB; one point read in {opened:.2f} s")
    for points in (100, 1000, 10_000, 100_000):
        spent = 1e3 * cost_per_point(points)
        print(f"{points:>8} points of 10 patients: {spent:.2f} ms per point", flush=True)


if __name__ == "__main__":
    main()
