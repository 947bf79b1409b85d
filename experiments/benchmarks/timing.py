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


def side_by_side(workload: str, entries: list[Entry], clock=time.process_time) -> list[Row]:
    """Run every entry once to warm up, then `ROUNDS` times in turn.

    Parameters
    ----------
    clock : callable
        `time.process_time` for work per core, `time.perf_counter` for threads.
    """
    for entry in entries:
        entry.run()
    times: dict[str, list[float]] = {entry.name: [] for entry in entries}
    for _ in range(ROUNDS):
        for entry in entries:
            start = clock()
            entry.run()
            times[entry.name].append((clock() - start) / entry.units * 1e6)
    first = times[entries[0].name]
    return [
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


def printed(rows: list[Row]) -> str:
    """Return the rows as a table."""
    lines = [f"{'workload':34}{'program':44}{'us/unit':>12}{'least':>12}{'most':>12}{'x ours':>10}"]
    for r in rows:
        lines.append(
            f"{r.workload:34}{r.name:44}{r.microseconds:12.4g}{r.least:12.4g}{r.most:12.4g}"
            f"{r.ratio:10.4g}"
        )
    return "\n".join(lines)
