"""Run all: ``python -m experiments.benchmarks [--quick]``; prints a table and writes it as CSV."""

import argparse
import csv
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from importlib import metadata
from pathlib import Path

from experiments.benchmarks import four_clones, one_clone, two_clones
from experiments.benchmarks.timing import printed

PEERS = ("numpy", "numba", "copasi-basico", "libroadrunner", "rebop", "gillespy2")
MEMORY = """
import resource, sim
from experiments.benchmarks.four_clones import simulate
simulate({patients}, 2)()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)
"""


def machine() -> str:
    """Return what was run on."""
    versions = []
    for name in PEERS:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            versions.append(f"{name} missing")
    return f"{platform.machine()}, {os.cpu_count()} cores; " + ", ".join(versions)


def peak_gib(patients: int) -> float:
    """Return the peak memory [GiB] of a fresh process that treats so many patients."""
    done = subprocess.run(
        [sys.executable, "-c", MEMORY.format(patients=patients)], capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return float(done.stdout.split()[-1])


def main() -> None:
    """Run the workloads and write the table."""
    parser = argparse.ArgumentParser(prog="python -m experiments.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small cohorts, a minute")
    parser.add_argument("--output", default="results/benchmarks.csv", help="where the CSV goes")
    arguments = parser.parse_args()
    quick = arguments.quick
    print(machine())
    rows = two_clones.rows(5_000 if quick else 100_000, quick)
    rows += two_clones.size_rows(2_000 if quick else 20_000)
    rows += four_clones.rows(1_000 if quick else 10_000, quick)
    rows += one_clone.rows(0, quick)
    print(printed(rows))
    patients = 20_000 if quick else 1_000_000
    print(f"peak memory of {patients} patients, end points only: {peak_gib(patients):.2f} GiB")
    path = Path(arguments.output)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(asdict(rows[0])))
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)
    print(f"written to {path}")


if __name__ == "__main__":
    main()
