"""Gillespie's direct method on one clone, birth 0.14 and death 0.13 per day."""

import time

import sim
from experiments.benchmarks.peers import (
    bioscrape_ssa,
    copasi_direct,
    gillespy2_ssa,
    rebop_ssa,
    roadrunner_ssa,
)
from experiments.benchmarks.timing import Absent, Entry, Row, side_by_side
from sim.base import advice

CLINIC = sim.Clinic(visit_every=100, scan_every=1000, fatal=1e15)
BIRTH, DEATH = 0.14, 0.13


def simulate(cells: float, days: float, patients: int):
    """Return a function that runs `sim.simulate` with the Gillespie engine."""
    tumour = sim.Tumour([sim.Clone("cells", BIRTH, DEATH, start=cells)])
    return lambda: sim.simulate(
        tumour, {"watch": sim.Observation()}, patients=patients, days=days, seed=1, clinic=CLINIC,
        engine="gillespie", record=sim.Endpoints(), progress=False, threads=1,
    )  # fmt: skip


def events(cells: float, days: float) -> float:
    """Return the expected number of events of one trajectory."""
    from math import expm1

    net = BIRTH - DEATH
    return (BIRTH + DEATH) * cells * expm1(net * days) / net


def rows(patients: int, quick: bool) -> list[Row]:
    """Return microseconds an event from 10^5 cells, and a trajectory from 100."""
    large, short = 1e5, 100.0
    count = events(large, 28.0)
    many: list[Entry | Absent] = [Entry("sim, Gillespie", simulate(large, 28.0, 4), 4 * count)]
    few: list[Entry | Absent] = [Entry("sim, Gillespie", simulate(short, 100.0, 2000), 2000)]
    peers = {
        "rebop": rebop_ssa, "libroadrunner": roadrunner_ssa, "GillesPy2": gillespy2_ssa,
        "bioscrape": bioscrape_ssa, "COPASI": copasi_direct,
    }  # fmt: skip
    for name, peer in peers.items():
        for entries, start, days, runs, units in (
            (many, large, 28.0, 1, count),
            (few, short, 100.0, 50, 50),
        ):
            made = peer(start, days, runs, units)
            entries.append(
                made
                or Absent(name, f"not installed, or it could not build ({advice.install('bench')})")
            )
    # By the clock on the wall: GillesPy2 runs in a process of its own.
    clock = time.perf_counter
    return side_by_side("Gillespie, an event, 1e5 cells", many, clock) + side_by_side(
        "Gillespie, a trajectory, 100 cells", few, clock
    )
