"""The floor: what a patient cannot do without, times what each of it costs here, and the gap to it.

A method must draw what it draws and grow what it grows: hashes (the addresses of draws), normal
numbers with the arithmetic that makes them counts (large clones), streams opened and walks up a
distribution (small ones), exponential numbers (founders, events), exponentials (of growth and, in
crowds, of what is foreseen), and the state read and written at every visit. How many of each a
patient needs is counted while the same kernels run as Python (`experiments.benchmarks.counted`);
what one of each costs is measured alone, in a loop. What is over is bookkeeping: rates, laws,
founders on their way, and the clinic where `simulate` is timed.

The mean field draws nothing: its floor is the multiplications of its Runge-Kutta steps.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

import sim
from experiments.benchmarks import four_clones, one_clone, two_clones, workloads
from experiments.benchmarks.counted import count
from sim.engines import plain
from sim.kernels.birth_death.tree import near_growth
from sim.kernels.compile import kernel
from sim.kernels.mean_field import advance as mean_field
from sim.kernels.random import samplers
from sim.kernels.random.inversion import few_extra, few_successes
from sim.kernels.random.samplers import from_cumulants
from sim.kernels.random.streams import (
    exponential,
    fold_in,
    numbered_normal,
    numbered_stream,
    uniform,
)
from sim.lower import lower, start_cells

SOME, MANY = 50, 4000
"""Patients that are counted, and patients that are timed."""
DAYS = 260 * 7.0
LOOP = 200_000
RANDOM = (
    "fold_in", "uniform", "exponential", "numbered_normal", "from_cumulants", "numbered_stream",
    "few_successes", "few_extra", "_binomial_rejection", "poisson", "gamma",
)  # fmt: skip
MULTIPLICATIONS = 28 + 7 * 8
"""In a Runge-Kutta step of a clone: those of the tableau, and eight in each of seven slopes."""

WORDS = {
    "fold_in": "hash (splitmix64)",
    "uniform": "uniform",
    "exponential": "exponential",
    "numbered_normal": "hash and normal",
    "from_cumulants": "four cumulants to a count",
    "numbered_stream": "open a stream",
    "few_successes": "binomial of mean 3, walked",
    "few_extra": "sum of geometric numbers, mean 3, walked",
    "_binomial_rejection": "binomial of mean 400, rejection",
    "poisson": "Poisson of mean 400",
    "gamma": "gamma of shape 50",
    "near_growth": "exp and (exp - 1) / x, in a row",
    "byte": "a byte read and written",
    "multiplication": "multiply and add, in a row",
}
SAME = {"_exp": "near_growth", "middling_count": "from_cumulants"}
"""What is counted by a name of its own and taken to cost as much as something else."""


@kernel
def _grow_all(x, times, out):
    """Fill `out` with growth factors, many times; several at a time, as kernels do."""
    for _ in range(times):
        for j in range(x.shape[0]):
            growth, mean = near_growth(x[j])
            out[j] = growth + mean


@kernel
def _multiply_all(x, times, out):
    """Add multiples of `x` to `out`, many times."""
    for i in range(times):
        for j in range(x.shape[0]):
            out[j] += np.float64(i) * x[j]


@kernel
def _repeat(what, times, keys, out):
    """Do one thing many times."""
    s = numbered_stream(keys[0], np.uint64(0))
    for i in range(times):
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
            out[j], s = few_extra(s, 6.0, 0.5)
        elif what == 8:
            out[j], s = samplers.binomial(s, 1000.0, 0.4)
        elif what == 9:
            out[j], s = samplers.poisson(s, 400.0)
        else:
            out[j], s = samplers.gamma(s, 50.0)
    return uniform(s)[0]


def _least(run: Callable[[], object], units: float) -> float:
    """Return nanoseconds of processor time a unit, least of five rounds after a warm-up."""
    run()
    times = []
    for _ in range(5):
        start = time.process_time()
        run()
        times.append((time.process_time() - start) / units * 1e9)
    return min(times)


def unit_costs() -> dict[str, float]:
    """Return the time [ns] of one of each of `WORDS` on this machine."""
    keys, out = np.arange(1024, dtype=np.uint64), np.zeros(1024)
    x, big, times = np.linspace(-0.4, 0.4, 1024), np.zeros(4_000_000), LOOP // 1024
    costs = {}
    for what, name in enumerate(RANDOM):
        costs[name] = _least(lambda what=what: _repeat(what, LOOP, keys, out), LOOP)
    costs["near_growth"] = _least(lambda: _grow_all(x, times, out), times * 1024)
    costs["byte"] = _least(lambda: np.add(big, 1.0, out=big), 8 * big.size)
    costs["multiplication"] = _least(lambda: _multiply_all(x, 4 * times, out), 4 * times * 1024)
    return costs


@dataclass(frozen=True)
class Work:
    """A workload of one kernel.

    Parameters
    ----------
    name : str
        As it stands in the table.
    run : callable
        Advances so many patients, one arm, in one thread.
    clones : int
        Of the tumour.
    bare : callable, optional
        The same without `simulate` around it; it is what is timed.
    """

    name: str
    run: Callable[[int], Callable[[], object]]
    clones: int
    bare: Callable[[int], Callable[[], object]] | None = None


def _work(name: str, tumour: sim.Tumour, arm: sim.Regimen, days: float = DAYS, bare=None) -> Work:
    def run(patients):
        return workloads.simulated(tumour, arm, patients, days=days)

    return Work(name, run, len(tumour.clones), bare)


def works() -> list[Work]:
    """Return a workload for each kernel that draws several cells at a time."""
    pauses = sim.Intermittent({"A": 1.0, "B": 1.0}, on=28, off=28)
    alone = sim.Intermittent("A", on=28, off=28)
    both = sim.Combination({"A": 1.0, "B": 0.5})
    found = [
        _work(
            f"two clones, u {u:g}", two_clones.tumour(u), sim.Observation(), two_clones.DAYS,
            lambda patients, u=u: two_clones.kernel(u, patients),
        )
        for u in (1e-6, 1e-9)
    ]  # fmt: skip
    return [
        *found,
        _work("two clones, all patients differ", workloads.cohort(alike=False), alone),
        _work("two drugs that decay", workloads.two_drugs(), both),
        _work("persisters (switching)", workloads.persisters(None), alone),
        _work("four clones, crowding", four_clones.tumour(), pauses, four_clones.DAYS),
        _work("persisters, crowding", workloads.persisters(2e9), alone),
        _work("one cell to 1e9", workloads.grown(), sim.Observation(), 1.0),
    ]


@dataclass(frozen=True)
class Floor:
    """What a patient needs, and nanoseconds: needed and spent."""

    name: str
    needs: dict[str, float]
    needed: float
    spent: float


def _priced(name: str, needs: dict[str, float], spent: float, costs: dict[str, float]) -> Floor:
    return Floor(name, needs, sum(costs[what] * times for what, times in needs.items()), spent)


def _needs(found: Counter, clones: int, patients: int) -> dict[str, float]:
    """Return what a patient needs of each thing that has a price."""
    needs: Counter = Counter()
    for what, times in found.items():
        if what == "put_back":
            needs["byte"] += 8 * clones * times
        else:
            needs[SAME.get(what, what)] += times
    return {what: times / patients for what, times in needs.items()}


def _mean_field(patients: int, python: bool) -> Callable[[], object]:
    """Return a function that runs the kernel of the mean field: four clones, crowding, no pause."""
    described = four_clones.tumour()
    model = lower(described)
    drugs = len(described.drugs)
    visits = np.arange(0.0, DAYS + 1.0, 7.0)

    def run():
        cells = start_cells(described, patients).astype(float)
        state, doses = np.zeros(patients, np.int8), np.ones((1, drugs))
        concentration, anchor = np.zeros((1, drugs)), np.zeros((1, drugs))
        for day, until in pairwise(visits):
            given = (
                model, cells, state, concentration, doses, anchor, day, until, 1e-6,
                None, None, None,
            )  # fmt: skip
            if python:
                plain.run(plain.module("mean_field.advance")._advance, *given)
            else:
                mean_field._advance(*given)

    return run


def floors(costs: dict[str, float], patients: int = MANY) -> list[Floor]:
    """Return the floor of every kernel."""
    found = []
    for work in works():
        needs = _needs(count(work.run(SOME)), work.clones, SOME)
        spent = _least((work.bare or work.run)(patients), patients)
        found.append(_priced(work.name, needs, spent, costs))
    steps = count(_mean_field(1, python=True))["try_step"]
    needs = {"multiplication": steps * 4.0 * MULTIPLICATIONS}
    spent = _least(_mean_field(patients // 10, python=False), patients // 10)
    found.append(_priced("mean field, four clones, crowding", needs, spent, costs))
    events = 128 * one_clone.events(1e4, 28.0)
    spent = _least(one_clone.simulate(1e4, 28.0, 128), events)
    needs = {"exponential": 1.0, "uniform": 1.0}
    return [*found, _priced("Gillespie, an event", needs, spent, costs)]


COLUMNS = {
    "hashes": ("fold_in",),
    "normals": ("numbered_normal",),
    "streams": ("numbered_stream",),
    "walks": ("few_successes", "few_extra"),
    "others": ("uniform", "exponential", "_binomial_rejection", "poisson", "gamma"),
    "exps": ("near_growth",),
    "bytes": ("byte",),
}


def table() -> str:
    """Return both tables as text."""
    costs = unit_costs()
    lines = ["unit costs [ns]", *(f"  {WORDS[what]:44}{ns:8.3f}" for what, ns in costs.items())]
    head = "".join(f"{column:>9}" for column in COLUMNS)
    lines += ["", "what a patient needs, and what it costs",
              f"{'workload':36}{head}{'floor us':>10}{'spent us':>10}{'x floor':>9}"]  # fmt: skip
    for f in floors(costs):
        needs = [sum(f.needs.get(what, 0.0) for what in whats) for whats in COLUMNS.values()]
        lines.append(
            f"{f.name:36}{''.join(f'{times:9.0f}' for times in needs)}"
            f"{f.needed / 1e3:10.3g}{f.spent / 1e3:10.3g}{f.spent / f.needed:9.2f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
