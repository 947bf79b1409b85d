"""Times of several programs on the same work, in turn, so that a slow moment hits them all."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 5


@dataclass(frozen=True)
class Entry:
    """One program on one workload.

    Parameters
    ----------
    name : str
        As it stands in the table.
    run : callable
        Does the work once.
    units : float
        How many patients, trajectories or events one run does.
    """

    name: str
    run: Callable[[], object]
    units: float


@dataclass(frozen=True)
class Row:
    """What came out: microseconds of processor time per unit, median and range of the rounds."""

    workload: str
    name: str
    microseconds: float
    least: float
    most: float
    ratio: float
    """Median over rounds of this program's time over the first program's."""
    note: str = ""
    """Why a program is not there, or what it leaves out."""


@dataclass(frozen=True)
class Absent:
    """A program that cannot do a workload, and why."""

    name: str
    why: str


def side_by_side(workload: str, entries: list[Entry | Absent], clock=time.process_time):
    """Run every entry once to warm up, then `ROUNDS` times in turn; return a list of `Row`.

    Parameters
    ----------
    clock : callable
        `time.process_time` for work per core, `time.perf_counter` for threads and for programs
        that run in a process of their own.
    """
    present = [entry for entry in entries if isinstance(entry, Entry)]
    for entry in present:
        entry.run()
    times: dict[str, list[float]] = {entry.name: [] for entry in present}
    for _ in range(ROUNDS):
        for entry in present:
            start = clock()
            entry.run()
            times[entry.name].append((clock() - start) / entry.units * 1e6)
    first = times[present[0].name]
    rows = [
        Row(
            workload,
            name,
            statistics.median(t),
            min(t),
            max(t),
            statistics.median(a / b for a, b in zip(t, first, strict=True)),
        )
        for name, t in times.items()
    ]
    nan = float("nan")
    absent = [entry for entry in entries if isinstance(entry, Absent)]
    return rows + [Row(workload, a.name, nan, nan, nan, nan, a.why) for a in absent]


def printed(rows: list[Row]) -> str:
    """Return the rows as a table."""
    lines = [f"{'workload':34}{'program':44}{'us/unit':>12}{'least':>12}{'most':>12}{'x ours':>10}"]
    for r in rows:
        if r.note:
            lines.append(f"{r.workload:34}{r.name:44}  not run: {r.note}")
            continue
        lines.append(
            f"{r.workload:34}{r.name:44}{r.microseconds:12.4g}{r.least:12.4g}{r.most:12.4g}"
            f"{r.ratio:10.4g}"
        )
    return "\n".join(lines)
