"""The floor: what a patient cannot do without, times what each of it costs here, and the gap to it.

Every clone that is there at a visit needs its next size. A large one costs a hash (the address of
its draw), a normal number and the arithmetic of its cumulants; a small one a hash for each of four
words of a stream, and two walks up a distribution. Where the tumour is crowded each clone needs its
own growth too: an exponential for the step, and three to foresee the crowding in it. The state is
read and written once a visit. An event of Gillespie's method costs an exponential number and a
uniform one.
"""

import time
from dataclasses import dataclass

import numpy as np

import sim
from experiments.benchmarks import four_clones, one_clone, two_clones
from sim.kernels.compile import kernel
from sim.kernels.inversion import few_successes
from sim.kernels.random import exponential, fold_in, numbered_normal, numbered_stream, uniform
from sim.kernels.samplers import binomial, from_cumulants, poisson
from sim.kernels.tree import near_growth

COUNT = 200_000
HASH, UNIFORM, EXPONENTIAL, NORMAL, ARITHMETIC, STREAM, WALK, BINOMIAL, POISSON, GROWTH = range(10)
NAMES = (
    "hash (splitmix64)", "uniform", "exponential", "hash and normal", "four cumulants to a count",
    "open a stream", "binomial of mean 3, walked", "binomial of mean 400", "Poisson of mean 400",
    "exp and (exp - 1) / x, in a row",
)  # fmt: skip
SMALL = 60.0
GROWTHS = 4
"""Exponentials that a clone of a crowded tumour needs in a step."""


@kernel
def grow_all(x, times, out):
    """Fill `out` with growth factors, many times; several at a time, as kernels do."""
    for _ in range(times):
        for j in range(x.shape[0]):
            growth, mean = near_growth(x[j])
            out[j] = growth + mean


@kernel
def repeat(what, count, keys, out):
    """Do one thing many times."""
    s = numbered_stream(keys[0], np.uint64(0))
    for i in range(count):
        j = i & 1023
        if what == 0:
            out[j] = np.float64(fold_in(keys[j], np.uint64(i)) >> np.uint64(11))
        elif what == 1:
            out[j], s = uniform(s)
        elif what == 2:
            out[j], s = exponential(s)
        elif what == 3:
            out[j] = numbered_normal(keys[j], np.uint64(i))
        elif what == 4:
            out[j] = from_cumulants(0.3, 1e6, 2e6 + np.float64(i), 5e6, 2e7)
        elif what == 5:
            a, b, c, d = numbered_stream(keys[j], np.uint64(i))
            out[j] = np.float64((a ^ b ^ c ^ d) >> np.uint64(11))
        elif what == 6:
            out[j], s = few_successes(s, 7.0, 3.0 / 7.0)
        elif what == 7:
            out[j], s = binomial(s, 1000.0, 0.4)
        else:
            out[j], s = poisson(s, 400.0)
    return uniform(s)[0]


@dataclass(frozen=True)
class Floor:
    """What is needed and what is spent, nanoseconds a patient."""

    name: str
    large: float
    small: float
    visits: float
    bytes: float
    needed: float
    spent: float


def unit_costs() -> dict[str, float]:
    """Return the time [ns] of each thing on this machine, least of five rounds."""
    keys, out = np.arange(1024, dtype=np.uint64), np.zeros(1024)
    costs = {}
    for what, name in enumerate(NAMES[:GROWTH]):
        repeat(what, 10, keys, out)
        times = []
        for _ in range(5):
            start = time.process_time()
            repeat(what, COUNT, keys, out)
            times.append((time.process_time() - start) / COUNT * 1e9)
        costs[name] = min(times)
    x = np.linspace(-0.4, 0.4, 1024)
    grow_all(x, 1, out)
    start = time.process_time()
    grow_all(x, COUNT // 1024, out)
    costs[NAMES[GROWTH]] = (time.process_time() - start) / (COUNT // 1024 * 1024) * 1e9
    big = np.zeros(4_000_000)
    start = time.process_time()
    for _ in range(5):
        big += 1.0
    costs["a byte read and written"] = (time.process_time() - start) / 5 / (8 * big.size) * 1e9
    return costs


def _least_time(run, units: float) -> float:
    """Return nanoseconds a unit, least of five rounds after a warm-up."""
    run()
    times = []
    for _ in range(5):
        start = time.process_time()
        run()
        times.append((time.process_time() - start) / units * 1e9)
    return min(times)


def _sizes(tumour: sim.Tumour, arm: sim.Regimen, days: float) -> np.ndarray:
    """Return the cells (patient, visit, clone) of some patients at their visits."""
    runs = sim.simulate(
        tumour, {"arm": arm}, patients=200, days=days, seed=2, clinic=two_clones.CLINIC,
        progress=False,
    )  # fmt: skip
    return runs.data["cells"].values[0, :, :-1]


def _floor(name: str, cells: np.ndarray, growths: int, spent: float, costs) -> Floor:
    """Return the floor from how often each size occurs in a run."""
    cost = [costs[name] for name in NAMES]
    patients = len(cells)
    large = float((cells >= SMALL).sum() / patients)
    small = float(((cells > 0) & (cells < SMALL)).sum() / patients)
    visits = float(cells.any(axis=2).sum() / patients)
    moved = visits * cells.shape[2] * 8
    needed = large * (cost[NORMAL] + cost[ARITHMETIC]) + visits * cost[HASH]
    needed += small * (cost[STREAM] + 2 * cost[WALK]) + moved * costs["a byte read and written"]
    needed += growths * (large + small) * cost[GROWTH]
    return Floor(name, large, small, visits, moved, needed, spent)


def floors(costs: dict[str, float], patients: int = 4000) -> list[Floor]:
    """Return the floors of two clones, of four that are crowded, and of an event."""
    found = []
    for u in (1e-6, 1e-9):
        cells = _sizes(two_clones.tumour(u), sim.Observation(), two_clones.DAYS)
        spent = _least_time(two_clones.kernel(u, patients), patients)
        found.append(_floor(f"two clones, u {u:g}", cells, 0, spent, costs))
    holidays = sim.Intermittent({"A": 1.0, "B": 1.0}, on=28, off=28)
    cells = _sizes(four_clones.tumour(), holidays, four_clones.DAYS)
    spent = _least_time(four_clones.simulate(patients), patients)
    found.append(_floor("four clones, crowding", cells, GROWTHS, spent, costs))
    events = 128 * one_clone.events(1e4, 28.0)
    spent = _least_time(one_clone.simulate(1e4, 28.0, 128), events)
    needed = costs[NAMES[EXPONENTIAL]] + costs[NAMES[UNIFORM]]
    return [*found, Floor("Gillespie, an event", 0.0, 0.0, 0.0, 0.0, needed, spent)]


def table() -> str:
    """Return both tables as text."""
    costs = unit_costs()
    lines = ["unit costs [ns]", *(f"  {name:32}{ns:8.2f}" for name, ns in costs.items())]
    head = f"{'workload':24}{'large':>8}{'small':>8}{'visits':>8}{'bytes':>8}"
    lines += ["", "a patient: clone-visits that are large and small, visits, bytes",
              head + f"{'floor us':>10}{'spent us':>10}{'x floor':>9}"]  # fmt: skip
    for f in floors(costs):
        lines.append(
            f"{f.name:24}{f.large:8.1f}{f.small:8.1f}{f.visits:8.1f}{f.bytes:8.0f}"
            f"{f.needed / 1e3:10.3g}{f.spent / 1e3:10.3g}{f.spent / f.needed:9.2f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
