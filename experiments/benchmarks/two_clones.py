"""Two clones, 10^9 sensitive cells, drug on, five years of weekly visits; and the peers' ways.

Sensitive cells divide at 0.14 and die at 0.17 per day, resistant ones die at 0.13; a division makes
a resistant daughter with probability 1e-6 or 1e-9.
"""

from itertools import pairwise

import numpy as np

import sim
from experiments.benchmarks.peers import basico_hybrid, numpy_tau_leap, roadrunner_ode, scipy_ode
from experiments.benchmarks.timing import Absent, Entry, Row, side_by_side
from sim.base import advice
from sim.base.streams import ROLE_TREATMENT, day_number, patient_keys
from sim.kernels.jump import shared as jump
from sim.lower import lower, start_cells

DAYS, WEEK = 1825.0, 7.0
CLINIC = sim.Clinic(fatal=1e15)
EVENTS = "one event at a time: about 1e10 events a patient, minutes"


def tumour(per_division: float, cells: float = 1e9, death: float = 0.17) -> sim.Tumour:
    """Return the two clones under treatment; with death 0.13, without."""
    return sim.Tumour(
        [sim.Clone("sensitive", 0.14, death, start=cells), sim.Clone("resistant", 0.14, 0.13)],
        [sim.Mutation("sensitive", "resistant", per_division)],
    )


def kernel(per_division: float, patients: int, cells: float = 1e9, death: float = 0.17):
    """Return a function that runs the bare kernel over all visits."""
    described = tumour(per_division, cells, death)
    model = lower(described)
    order, first = np.arange(patients), np.array([0, patients])
    doses = np.zeros((1, 0))
    keys = patient_keys(1, order, ROLE_TREATMENT)
    visits = np.append(np.arange(0.0, DAYS, WEEK), DAYS)

    def run():
        counts = start_cells(described, patients)
        state = np.zeros(patients, np.int8)
        concentration, anchor = np.zeros((1, 0)), np.zeros((1, 0))
        for day, until in pairwise(visits):
            jump.advance(
                model, counts, state, order, first, concentration, doses, anchor,
                keys, np.uint64(day_number(day)), day, until, 1e-3, False, np.zeros(1), None, None,
            )  # fmt: skip
        return counts

    return run


def simulate(per_division: float, patients: int, threads: int = 1):
    """Return a function that runs `sim.simulate` keeping end points."""
    return lambda: sim.simulate(
        tumour(per_division), {"watch": sim.Observation()}, patients=patients, days=DAYS, seed=1,
        clinic=CLINIC, record=sim.Endpoints(), progress=False, threads=threads,
    )  # fmt: skip


def rows(patients: int, quick: bool) -> list[Row]:
    """Return the table of this workload."""
    found = []
    for u in (1e-6, 1e-9):
        entries: list[Entry | Absent] = [
            Entry("sim, kernel", kernel(u, patients), patients),
            Entry("sim, simulate keeping end points", simulate(u, patients), patients),
            Entry("NumPy tau-leap, daily, cohort of 1000 (biased)", numpy_tau_leap(u, 1000), 1000),
            scipy_ode(u),
        ]
        for name, peer in {"libroadrunner": roadrunner_ode, "COPASI hybrid": basico_hybrid}.items():
            entries.append(peer(u) or Absent(name, f"not installed ({advice.install('bench')})"))
        entries += [
            Absent("rebop, GillesPy2, bioscrape, COPASI direct", EVENTS),
            Absent("OncoSimulR", "not on pip; measured elsewhere, see the README"),
        ]
        found += side_by_side(f"two clones, 1e9 cells, u {u:g}", entries)
    return found


def size_rows(patients: int) -> list[Row]:
    """Return the cost from 10^3 to 10^12 cells, without drug so that the tumours stay."""
    sizes = (1e3, 1e5, 1e7, 1e9)
    entries = [
        Entry(f"sim, kernel, from {n:g} cells", kernel(1e-9, patients, n, 0.135), patients)
        for n in sizes
    ]
    return side_by_side("cost against cells, no drug", entries)
