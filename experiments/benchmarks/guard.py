"""``make bench-quick``: ours against a NumPy reference in the same process, in under a minute.

The ratio is nearly the same on any machine, so a slow-down shows wherever this is run. What
releases measured is in ``history.csv``; ``--keep`` adds a line there.
"""

import argparse
import csv
import os
import platform
import statistics
import time
from datetime import date
from pathlib import Path

import sim
from experiments.benchmarks import four_clones, one_clone, two_clones
from experiments.benchmarks import workloads as front_door
from experiments.benchmarks.peers import numpy_tau_leap

HISTORY = Path(__file__).parent / "history.csv"
ROUNDS = 5
WORSE = 1.5
"""A ratio that has grown by more than this against the last one kept is pointed out."""
FIELDS = (
    "date",
    "version",
    "machine",
    "workload",
    "microseconds",
    "reference_microseconds",
    "ratio",
)


def workloads() -> dict[str, tuple]:
    """Return what is measured: a function and how many units one call of it does."""
    differing = front_door.simulated(front_door.cohort(alike=False), sim.Continuous("A"), 1000)
    return {
        "two clones, kernel": (two_clones.kernel(1e-6, 1000), 1000),
        "two clones, simulate": (two_clones.simulate(1e-6, 2000), 2000),
        "four clones, simulate": (four_clones.simulate(500), 500),
        "patients who differ, simulate": (differing, 1000),
        "one patient, simulate": (two_clones.simulate(1e-6, 1), 1),
        "Gillespie, short": (one_clone.simulate(100.0, 100.0, 300), 300),
    }


def measure() -> list[dict[str, object]]:
    """Return one line for each workload."""
    reference = numpy_tau_leap(1e-6, 200, 400.0)
    work = workloads()
    for run, _ in work.values():
        run()
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in work}
    for _ in range(ROUNDS):
        start = time.process_time()
        reference()
        unit = (time.process_time() - start) / 200 * 1e6
        for name, (run, units) in work.items():
            start = time.process_time()
            run()
            times[name].append(((time.process_time() - start) / units * 1e6, unit))
    machine = f"{platform.machine()} {platform.system()}, {os.cpu_count()} cores"
    return [
        {
            "date": date.today().isoformat(),
            "version": sim.__version__,
            "machine": machine,
            "workload": name,
            "microseconds": f"{statistics.median(a for a, _ in pairs):.4g}",
            "reference_microseconds": f"{statistics.median(b for _, b in pairs):.4g}",
            "ratio": f"{statistics.median(a / b for a, b in pairs):.4g}",
        }
        for name, pairs in times.items()
    ]


def last_kept() -> dict[str, float]:
    """Return the ratio that was kept last for each workload."""
    if not HISTORY.exists():
        return {}
    with HISTORY.open(newline="") as file:
        return {row["workload"]: float(row["ratio"]) for row in csv.DictReader(file)}


def main() -> None:
    """Measure, compare with what was kept, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="add the lines to history.csv")
    keep = parser.parse_args().keep
    os.environ["SIM_COMPILE"] = "always"
    kept, lines = last_kept(), measure()
    print(f"{'workload':26}{'us':>11}{'NumPy us':>11}{'ratio':>10}{'kept':>10}")
    for line in lines:
        name, ratio = str(line["workload"]), float(str(line["ratio"]))
        before = kept.get(name)
        slower = before is not None and ratio > WORSE * before
        print(
            f"{name:26}{line['microseconds']:>11}{line['reference_microseconds']:>11}{ratio:10.4g}"
            f"{before if before is not None else '-':>10}{'   SLOWER' if slower else ''}"
        )
    if keep:
        new = not HISTORY.exists()
        with HISTORY.open("a", newline="") as file:
            writer = csv.DictWriter(file, FIELDS)
            if new:
                writer.writeheader()
            writer.writerows(lines)


if __name__ == "__main__":
    main()
