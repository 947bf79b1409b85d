"""Cost against cells, clones, visits, patients and threads, and the slopes of it.

``python -m experiments.benchmarks.scaling`` draws ``results/benchmarks/scaling.png``.
"""

import os
import time
from pathlib import Path

import numpy as np

import sim
from experiments.benchmarks.workloads import QUIET, lattice

OUTPUT = Path("results/benchmarks")


def _tumour(cells: float) -> sim.Tumour:
    return sim.Tumour(
        [sim.Clone("S", 0.14, 0.139, start=cells), sim.Clone("R", 0.14, 0.13)],
        [sim.Mutation("S", "R", 1e-9)],
    )


def _microseconds(tumour, patients, clinic=QUIET, threads=1, arm=None, clock=time.process_time):
    """Return microseconds a patient over one year, least of three rounds after a warm-up.

    One round where it takes long.
    """
    times = []
    for _ in range(4 if patients < 5_000_000 else 1):
        start = clock()
        sim.simulate(
            tumour, {"arm": arm or sim.Observation()}, patients=patients, days=364, seed=1,
            clinic=clinic, record=sim.Endpoints(), progress=False, threads=threads, engine="jump",
        )  # fmt: skip
        times.append((clock() - start) / patients * 1e6)
    return min(times[1:] or times)


def _every(days: float) -> sim.Clinic:
    return sim.Clinic(visit_every=days, fatal=1e15)


def measure(quick: bool = False) -> dict[str, tuple[list[float], list[float]]]:
    """Return what was measured: by name, the sizes and the microseconds a patient."""
    many = 1000 if quick else 8192
    cells = [10.0**k for k in range(0, 16, 3)]
    drugs = range(5 if quick else 7)
    gaps = [1.0, 3.5, 7.0, 14.0, 28.0, 56.0]
    patients = [10**k for k in range(4 if quick else 8)]
    threads = sorted({1, 2, os.cpu_count() or 1})
    found = {
        "cells at the start": (cells, [_microseconds(_tumour(n), many) for n in cells]),
        "clones": ([], []),
        "visits a year": (
            [364 / gap for gap in gaps],
            [_microseconds(_tumour(1e9), many, _every(g)) for g in gaps],
        ),
        "patients": (
            [float(n) for n in patients],
            [_microseconds(_tumour(1e9), n) for n in patients],
        ),
        "threads (wall clock)": (
            [float(t) for t in threads],
            [
                _microseconds(_tumour(1e9), 4 * many, threads=t, clock=time.perf_counter)
                for t in threads
            ],
        ),
    }  # fmt: skip
    for d in drugs:
        arm = (
            sim.Intermittent({chr(ord("A") + i): 1.0 for i in range(d)}, on=28, off=28)
            if d
            else None
        )
        count = many // 8
        found["clones"][0].append(float(2**d))
        found["clones"][1].append(_microseconds(lattice(d), count, arm=arm))
    return found


def slope(sizes: list[float], times: list[float]) -> float:
    """Return the slope on logarithmic axes over the upper half of the sizes."""
    half = len(sizes) // 2
    order = np.argsort(sizes)[half:]
    if len(order) < 2:
        return float("nan")
    x, y = np.log(np.array(sizes)[order]), np.log(np.array(times)[order])
    return float(np.polyfit(x, y, 1)[0])


def draw(found: dict[str, tuple[list[float], list[float]]], folder: Path = OUTPUT) -> Path:
    """Draw one panel for each, and return the file."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(15, 3.2), layout="constrained")
    for axes, (name, (sizes, times)) in zip(
        figure.subplots(1, len(found)), found.items(), strict=True
    ):
        axes.loglog(sizes, times, "o-", color="black", markersize=4)
        axes.set_xlabel(name)
        rise = slope(sizes, times)
        if np.isfinite(rise):  # two points of threads have none worth a number
            axes.set_title(f"slope {rise:.2f}", fontsize=10)
        axes.set_ylim(0.3 * min(times), 3 * max(times))
    figure.axes[0].set_ylabel("microseconds a patient-year")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "scaling.png"
    figure.savefig(path, dpi=130)
    return path


def table(found: dict[str, tuple[list[float], list[float]]]) -> str:
    """Return the numbers as text, with the slopes."""
    lines = []
    for name, (sizes, times) in found.items():
        pairs = "  ".join(f"{n:g}: {t:.3g}" for n, t in zip(sizes, times, strict=True))
        lines.append(f"{name:22} slope {slope(sizes, times):6.2f}   us a patient-year at {pairs}")
    return "\n".join(lines)


if __name__ == "__main__":
    measured = measure()
    print(table(measured))
    print(f"drawn into {draw(measured)}")
