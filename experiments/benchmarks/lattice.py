"""The lattice beside a plain NumPy one: processor time of a patient's day, in one run.

``python -m experiments.benchmarks.lattice`` prints microseconds. Both follow Strobl et al. 2022's
rules on 100 x 100 sites, untreated, from half full, for two years. The NumPy lattice is written as
one would without a compiler: whole arrays a day, and of daughters that meet at a site the first in
random order stays. Then 1,000 x 1,000 sites for a year.
"""

import time

import numpy as np

import sim
from experiments.benchmarks.timing import Entry, side_by_side
from sim.engines.ground import make_ground

BIRTH, DEATH, SIDE, DAYS = 0.027, 0.0054, 100, 730


def tumour(side: int) -> sim.Tumour:
    """Return two clones that fill half of the sites; there is no drug."""
    half = side * side / 2
    return sim.Tumour([
        sim.Clone("sensitive", BIRTH, DEATH, start=0.99 * half),
        sim.Clone("resistant", 0.9 * BIRTH, DEATH, start=0.01 * half),
    ])  # fmt: skip


def ours(
    patients: int, side: int = SIDE, days: float = DAYS, step: float | str = 1.0
) -> np.ndarray:
    """Return the cells at the end (patient, clone); one visit, so that kernels are measured."""
    engine = sim.Lattice(side, step=step)
    body = engine.body(engine.block(tumour(side), np.arange(patients), 1))
    body.advance(np.zeros((1, 0)), 0.0, float(days))
    return body.cells


def plain(seed: int, near: np.ndarray, days: int = DAYS) -> np.ndarray:
    """Return the cells at the end (clone,) of one patient, by NumPy."""
    rng = np.random.default_rng(seed)
    sites = len(near)
    grid = np.zeros(sites + 1, dtype=np.uint8)
    grid[-1] = 255
    full = rng.permutation(sites)[: sites // 2]
    grid[full] = 1
    grid[full[: len(full) // 100]] = 2
    birth = np.array([0.0, BIRTH, 0.9 * BIRTH])
    for _ in range(days):
        cells = np.flatnonzero(grid[:-1])
        u, b = rng.random(cells.size), birth[grid[cells]]
        mothers = rng.permutation(cells[u < b])
        grid[cells[(u >= b) & (u < b + DEATH)]] = 0
        score = rng.random((mothers.size, 4)) * (grid[near[mothers]] == 0)
        best = score.argmax(axis=1)
        free = score[np.arange(mothers.size), best] > 0
        to, first = np.unique(near[mothers[free], best[free]], return_index=True)
        grid[to] = grid[mothers[free][first]]
    return np.bincount(grid[:-1], minlength=3)[1:]


def main() -> None:
    """Print the table."""
    near = make_ground((SIDE, SIDE), "von Neumann", "closed")
    few = 5
    rows = side_by_side("lattice", [
        Entry("sim.Lattice, steps of a day", lambda: ours(few), few * DAYS),
        Entry("sim.Lattice, exact clock", lambda: ours(few, step="exact"), few * DAYS),
        Entry("NumPy", lambda: plain(1, near), DAYS),
    ])  # fmt: skip
    for row in rows:
        print(f"{row.name:30s} {row.microseconds:9.1f} us a patient-day, {row.ratio:6.1f} times")
    mean = [ours(40).mean(axis=0), np.mean([plain(k, near) for k in range(40)], axis=0)]
    print("cells at the end:", *(np.round(m).astype(int).tolist() for m in mean))
    ours(1, 1000, 1.0)
    begin, wall = time.process_time(), time.perf_counter()
    cells = ours(1, 1000, 365.0)
    print(
        f"1,000 x 1,000 sites, {cells.sum():,} cells after a year: "
        f"{time.process_time() - begin:.1f} s of one processor, {time.perf_counter() - wall:.0f} s"
    )


if __name__ == "__main__":
    main()
