"""Extrachromosomal DNA, with and without selection (Lange et al. 2022): exact and simulated."""

import numpy as np

import sim
from experiments.published.table import Row, exact, mean

BIRTH = 0.1
"""Divisions of cells without circles [1/day]; nobody dies. Times below are in 1 / BIRTH."""
START = 200
"""Cells of one circle at the start of an event-by-event run."""
CHANCE = (1.0, 3.0, 5.0)
"""When is looked event by event: in the end, 30,000 cells."""
EXPECTED = (2.0, 5.0, 10.0, 20.0)
"""When the expected tumour is looked at."""
COPIES = (1, 2, 5, 10)
COPIES_AT = 10.0
CIRCLES = 63
"""The most a cell has here; at 20 divisions a cell with any has 11 on average."""
SELECTION = 1.5
"""Lange et al. ask what becomes of circles that let cells divide more often."""
SEED = 2022


def tumour(selection: float = 1.0, start: float = START, copies: int = CIRCLES) -> sim.Tumour:
    """Return cells of one circle each."""
    dna = sim.ExtrachromosomalDna(
        "A", copies=copies, at_start=1, per_division=0.0, selection=selection
    )
    founder = sim.Clone("none", birth=BIRTH, death=0.0, start=start)
    return sim.Tumour.from_founder(founder, [dna], [sim.Drug("A", sim.Proportional(0.1))])


def cells(some: sim.Tumour, times, engine: str, patients: int = 1) -> np.ndarray:
    """Return the cells (patient, time, circles) at times in units of 1 / BIRTH."""
    days = np.asarray(times) / BIRTH
    every = float(np.gcd.reduce(np.rint(days).astype(int)))
    runs = sim.simulate(
        some, {"look": sim.Observation()}, patients=patients, days=float(days[-1]), seed=SEED,
        engine=engine, progress=False,
        clinic=sim.Clinic(visit_every=every, scan_every=every, fatal=1e15),
    )  # fmt: skip
    return runs.data["cells"].sel(arm="look", time=days).values


def with_any(found: np.ndarray) -> np.ndarray:
    """Return the share (patient, time) of cells with any circle."""
    return found[..., 1:].sum(axis=-1) / found.sum(axis=-1)


def exactly(time: float) -> float:
    """Return the share of cells with any circle without selection."""
    return 1.0 - float(sim.theory.segregation(divisions=time, copies=0)[0])


def rows(patients: int) -> list[Row]:
    """Return the shares and the law without selection, and what selection makes of them."""
    counted = cells(tumour(copies=20), CHANCE, "gillespie", patients)
    found = [
        # (a mean of shares is right up to 1 / cells)
        mean(
            f"cells with ecDNA at t = {time:g}, event by event, {START} at the start [%]",
            f"{100 * exactly(time):.1f}", 100 * with_any(counted)[:, k],
        )
        for k, time in enumerate(CHANCE)
    ]  # fmt: skip
    expected = cells(tumour(start=1.0), EXPECTED, "meanfield")[0]
    found += [
        exact(
            f"cells with ecDNA at t = {time:g}, expected [%]", f"{100 * exactly(time):.2f}",
            100 * float(share),
        )
        for time, share in zip(EXPECTED, with_any(expected), strict=True)
    ]  # fmt: skip
    at = expected[EXPECTED.index(COPIES_AT)]
    law = sim.theory.segregation(divisions=COPIES_AT, copies=CIRCLES)
    found += [
        exact(
            f"cells with {k} copies at t = {COPIES_AT:g}, expected [%]", f"{100 * law[k]:.3f}",
            100 * float(at[k] / at.sum()),
        )
        for k in COPIES
    ]  # fmt: skip
    return found
