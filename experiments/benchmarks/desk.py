"""What the clinic costs: a visit and a scan of a block of patients, and one patient in all.

    python -m experiments.benchmarks.desk          # a block of 1,000
    python -m experiments.benchmarks.desk 16384

Microseconds of the clock, means over five years (opening and closing files counts as scans), the
least of some rounds: a busy machine makes them larger, so compare with the floor, which is measured
in the same minute. That is what NumPy alone needs: for a visit, to read, compare and write one
array; for a scan, besides, to draw its errors, to turn cells into diameters, to keep the smallest,
and to write the result.
"""

import statistics
import sys
import time

import numpy as np

import sim
from sim.base import streams
from sim.base.units import ball_mm

DAYS = 5 * sim.YEAR
ROUNDS = 20
CLINICS = {
    "as it comes": sim.Clinic(),
    "no noise": sim.Clinic(noise=0.0),
    "a tenth of scans missed": sim.Clinic(missed=0.1),
    "results ten days late": sim.Clinic(delay=10.0),
    "three lesions": sim.Clinic(measure=sim.Lesions(3)),
    "PSA, every four weeks": sim.Clinic(
        measure=sim.Marker("PSA", per_cell=3e-8), criteria=sim.Pcwg3(), scan_every=28
    ),
}


def cost(clinic: sim.Clinic, count: int) -> tuple[float, float]:
    """Return what a visit and a scan cost [us]: tumours that shrink for a year and come back."""
    days, scans = clinic.days(DAYS).tolist(), set(clinic.scans(DAYS).tolist())
    first = 10.0 ** np.random.default_rng(1).uniform(8.5, 9.5, count)
    course = [-0.01 * day if day < 365 else -3.65 + 0.005 * (day - 365) for day in days]
    burdens = [np.floor(first * np.exp(x)).astype(np.int64) for x in course]
    doses = np.ones((1, 1))
    visit, scan = [], []
    for _ in range(ROUNDS):
        desk = clinic.open(1, np.arange(count), ("A",), DAYS)
        took: dict[bool, list[float]] = {False: [], True: []}
        for day, burden in zip(days, burdens, strict=True):
            start = time.perf_counter()
            desk.note(desk.look(day, burden), doses)
            took[day in scans].append(time.perf_counter() - start)
        start = time.perf_counter()
        desk.findings()
        took[True][-1] += time.perf_counter() - start
        visit.append(statistics.mean(took[False]))
        scan.append(statistics.mean(took[True]))
    return min(visit) * 1e6, min(scan) * 1e6


def floor(count: int) -> tuple[float, float]:
    """Return what NumPy alone needs for a visit and a scan [us]."""
    from scipy.special import ndtri

    random = np.random.default_rng(0)
    burden = random.integers(1, 10**10, count)
    limit, least = burden + 5, np.full(count, 1e3)
    keys = streams.patient_keys(1, np.arange(count), streams.ROLE_SCAN)
    kept = np.zeros((2, count))

    def visit() -> None:
        np.copyto(kept[0], burden, where=burden > limit)

    def scan() -> None:
        visit()
        fresh = ndtri(streams.uniforms(streams.fold_in(keys, 5)))
        value = ball_mm(burden * np.exp(0.15 * fresh))
        np.minimum(least, value, out=least)
        kept[1] = value

    return _least(visit), _least(scan)


def _least(work) -> float:
    took = []
    for _ in range(3000):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took) * 1e6


def one_patient() -> float:
    """Return what one patient over five years costs with everything compiled [ms of processor]."""
    tumour = sim.Tumour(
        [sim.Clone("S", 0.14, 0.13, start=1e9), sim.Clone("R", 0.14, 0.13, fold={"A": 100})],
        [sim.Mutation("S", "R", 1e-6)],
        [sim.Drug("A", sim.Hill(0.05, 0.2, 2))],
    )
    took = []
    for _ in range(20):
        start = time.process_time()
        sim.simulate(
            tumour, {"A": sim.Continuous("A")}, patients=1, days=DAYS, seed=1, threads=1,
            progress=False,
        )  # fmt: skip
        took.append(time.process_time() - start)
    return min(took[1:]) * 1e3


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"{count} patients, us{'':30}{'visit':>10}{'scan':>10}")
    print(f"{'NumPy alone':44}" + "".join(f"{us:10.1f}" for us in floor(count)))
    for name, clinic in CLINICS.items():
        print(f"{name:44}" + "".join(f"{us:10.1f}" for us in cost(clinic, count)))
    print(f"one patient for five years, warm: {one_patient():.1f} ms")


if __name__ == "__main__":
    main()
