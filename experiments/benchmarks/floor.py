"""The floor: what a patient cannot do without, times what each of it costs here, and the gap to it.

Every clone that is there at a visit needs its next size. A large one costs a hash (the address of
its draw), a normal number and the arithmetic of its cumulants; a small one a hash for each of four
words of a stream, and two walks up a distribution. The state is read and written once a visit.
"""

import time
from dataclasses import dataclass

import numpy as np

import sim
from experiments.benchmarks import two_clones
from sim.kernels.compile import kernel
from sim.kernels.inversion import few_successes
from sim.kernels.random import exponential, fold_in, numbered_normal, numbered_stream, uniform
from sim.kernels.samplers import binomial, from_cumulants, poisson

COUNT = 200_000
HASH, UNIFORM, EXPONENTIAL, NORMAL, ARITHMETIC, STREAM, WALK, BINOMIAL, POISSON = range(9)
NAMES = (
    "hash (splitmix64)", "uniform", "exponential", "hash and normal", "four cumulants to a count",
    "open a stream", "binomial of mean 3, walked", "binomial of mean 400", "Poisson of mean 400",
)  # fmt: skip
SMALL = 60.0


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
    for what, name in enumerate(NAMES):
        repeat(what, 10, keys, out)
        times = []
        for _ in range(5):
            start = time.process_time()
            repeat(what, COUNT, keys, out)
            times.append((time.process_time() - start) / COUNT * 1e9)
        costs[name] = min(times)
    big = np.zeros(4_000_000)
    start = time.process_time()
    for _ in range(5):
        big += 1.0
    costs["a byte read and written"] = (time.process_time() - start) / 5 / (8 * big.size) * 1e9
    return costs


def floors(costs: dict[str, float], patients: int = 4000) -> list[Floor]:
    """Return the floor of the two clones, from how often each size occurs in a run."""
    cost = [costs[name] for name in NAMES]
    found = []
    for u in (1e-6, 1e-9):
        runs = sim.simulate(
            two_clones.tumour(u), {"watch": sim.Observation()}, patients=200, days=two_clones.DAYS,
            seed=2, clinic=two_clones.CLINIC, progress=False,
        )  # fmt: skip
        cells = runs.data["cells"].values[0, :, :-1]
        large = float((cells >= SMALL).sum() / 200)
        small = float(((cells > 0) & (cells < SMALL)).sum() / 200)
        visits = float(cells.any(axis=2).sum() / 200)
        moved = visits * cells.shape[2] * 8
        needed = large * (cost[NORMAL] + cost[ARITHMETIC]) + visits * cost[HASH]
        needed += small * (cost[STREAM] + 2 * cost[WALK]) + moved * costs["a byte read and written"]
        run = two_clones.kernel(u, patients)
        run()
        times = []
        for _ in range(5):
            start = time.process_time()
            run()
            times.append((time.process_time() - start) / patients * 1e9)
        found.append(Floor(f"two clones, u {u:g}", large, small, visits, moved, needed, min(times)))
    return found


def table() -> str:
    """Return both tables as text."""
    costs = unit_costs()
    lines = ["unit costs [ns]", *(f"  {name:32}{ns:8.2f}" for name, ns in costs.items())]
    head = f"{'workload':24}{'large':>8}{'small':>8}{'visits':>8}{'bytes':>8}"
    lines += ["", "a patient: clone-visits that are large and small, visits, bytes",
              head + f"{'floor us':>10}{'kernel us':>10}{'x floor':>9}"]  # fmt: skip
    for f in floors(costs):
        lines.append(
            f"{f.name:24}{f.large:8.1f}{f.small:8.1f}{f.visits:8.1f}{f.bytes:8.0f}"
            f"{f.needed / 1e3:10.2f}{f.spent / 1e3:10.2f}{f.spent / f.needed:9.2f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
