"""Run all: ``python -m experiments.benchmarks [--quick]``; a table, a CSV and figures."""

import argparse
import csv
import os
import platform
from dataclasses import asdict
from importlib import metadata
from pathlib import Path

os.environ.setdefault("SIM_COMPILE", "always")

from experiments.benchmarks import (
    floor,
    four_clones,
    memory,
    one_clone,
    scaling,
    startup,
    two_clones,
    workloads,
)
from experiments.benchmarks.timing import Row, printed

PEERS = (
    "numpy", "scipy", "numba", "copasi-basico", "libroadrunner", "rebop", "gillespy2", "bioscrape",
)  # fmt: skip


def machine() -> str:
    """Return what was run on."""
    versions = []
    for name in PEERS:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            versions.append(f"{name} missing")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}; " + ", ".join(versions)


def draw(rows: list[Row], path: Path) -> None:
    """Draw the programs of each workload side by side, on a logarithmic axis."""
    from matplotlib.figure import Figure

    rows = [row for row in rows if not row.note]
    figure = Figure(figsize=(9, 0.24 * len(rows) + 1.2), layout="constrained")
    axes = figure.subplots()
    places = range(len(rows))[::-1]
    ours = [row.name.startswith("sim") for row in rows]
    axes.barh(places, [r.microseconds for r in rows], color=["black" if o else "0.7" for o in ours])
    axes.set_yticks(places, [f"{r.workload}: {r.name}" for r in rows], fontsize=7)
    axes.set_xscale("log")
    axes.set_xlabel("microseconds a patient, trajectory or event (black: ours)")
    axes.margins(y=0.01)
    figure.savefig(path, dpi=130)


def main() -> None:
    """Run the workloads, write the table and draw."""
    parser = argparse.ArgumentParser(prog="python -m experiments.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small cohorts, a few minutes")
    parser.add_argument("--output", default="results/benchmarks", help="folder for what is written")
    arguments = parser.parse_args()
    quick, folder = arguments.quick, Path(arguments.output)
    folder.mkdir(parents=True, exist_ok=True)
    print(machine(), flush=True)
    rows: list[Row] = []
    for made in (
        lambda: two_clones.rows(5_000 if quick else 100_000, quick),
        lambda: two_clones.size_rows(2_000 if quick else 20_000),
        lambda: four_clones.rows(1_000 if quick else 10_000, quick),
        lambda: one_clone.rows(0, quick),
        lambda: workloads.rows(quick),
    ):
        part = made()
        print(printed(part), flush=True)
        rows += part
    with (folder / "benchmarks.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(asdict(rows[0])))
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)
    draw(rows, folder / "benchmarks.png")
    print(f"\nFLOOR\n{floor.table()}", flush=True)
    measured = scaling.measure(quick)
    print(f"\nSCALING\n{scaling.table(measured)}", flush=True)
    scaling.draw(measured, folder)
    print(f"\nSTART-UP\n{startup.table()}", flush=True)
    print(f"\nMEMORY\n{memory.table(quick)}", flush=True)
    print(f"written to {folder}")


if __name__ == "__main__":
    main()
