"""Four clones, logistic crowding, four weeks on and four off, five years of weekly visits."""

import math
import time

import sim
from experiments.benchmarks.peers import numpy_crowded
from experiments.benchmarks.timing import Absent, Entry, Row, side_by_side

DAYS = 260 * 7.0
CLINIC = sim.Clinic(fatal=1e15)


def tumour(capacity: float = 2e9, start: float = 5e8, per_division: float = 1e-8) -> sim.Tumour:
    """Return a tumour with a clone for each set of drugs it resists."""
    untouched = math.inf
    clones = [
        sim.Clone("S", 0.14, 0.13, start=start),
        sim.Clone("R1", 0.14, 0.13, fold={"A": untouched}),
        sim.Clone("R2", 0.14, 0.13, fold={"B": untouched}),
        sim.Clone("R12", 0.14, 0.13, fold={"A": untouched, "B": untouched}),
    ]
    edges = [("S", "R1"), ("S", "R2"), ("R1", "R12"), ("R2", "R12")]
    return sim.Tumour(
        clones,
        [sim.Mutation(a, b, per_division) for a, b in edges],
        [sim.Drug(name, sim.Proportional(0.05)) for name in "AB"],
        growth=sim.Logistic(capacity),
        interaction=sim.HighestSingleAgent(),
    )


def simulate(patients: int, threads: int = 1):
    """Return a function that runs `sim.simulate` keeping end points."""
    holidays = sim.Intermittent({"A": 1.0, "B": 1.0}, on=28, off=28)
    return lambda: sim.simulate(
        tumour(), {"holidays": holidays}, patients=patients, days=DAYS, seed=1, clinic=CLINIC,
        record=sim.Endpoints(), progress=False, threads=threads,
    )  # fmt: skip


def rows(patients: int, quick: bool) -> list[Row]:
    """Return the table of this workload, then one thread against two by the clock on the wall."""
    work: list[Entry | Absent] = [
        Entry("sim, simulate keeping end points", simulate(patients), patients),
        numpy_crowded(1000),
        Absent("rebop, GillesPy2, bioscrape", "one event at a time: 1e11 events a patient"),
        Absent("COPASI, libroadrunner", "on and off dosing must be written as events of the model"),
        Absent("OncoSimulR", "not on pip; measured elsewhere, see the README"),
    ]
    found = side_by_side("four clones, crowding, 28/28", work)
    both = [
        Entry("sim, two threads (wall clock)", simulate(2 * patients, 2), 2 * patients),
        Entry("sim, one thread (wall clock)", simulate(2 * patients, 1), 2 * patients),
    ]
    return found + side_by_side("four clones, threads", both, clock=time.perf_counter)
