"""The rim of a growing colony on the lattice: its speed, its roughness, and who is left in it.

A row of cells, each of a kind of its own, grows to both sides without death. Kardar, Parisi and
Zhang (1986) give the exponents of such fronts in two dimensions exactly: the width of the front
rises as time^(1/3), and what happens at one place spreads along the front as time^(2/3), so that of
neutral kinds the boundaries between those that are left at the front fall as time^(-2/3).
"""

from dataclasses import dataclass

import numpy as np

import sim
from experiments.published.table import Row, mean
from sim.engines.lattice_body import LatticeBody

KINDS = 250
"""Neighbours in the first row differ, and so do nearly all that meet later."""
BIRTH = 1.0
"""Attempts to divide [1/day]: a day is the unit of time here."""


@dataclass(frozen=True)
class Fronts:
    """What was seen of fronts, each (day, front)."""

    days: np.ndarray
    """(day,)."""
    height: np.ndarray
    """Mean distance from the first row [sites]."""
    variance: np.ndarray
    """Of that distance along the front [sites^2]."""
    boundaries: np.ndarray
    """Pairs of columns side by side at whose front cells are of different kinds."""


def first_row(patients: int, across: int, down: int, seed: int) -> LatticeBody:
    """Return lattices with one row of cells in the middle."""
    kinds = [sim.Clone(str(k), BIRTH, 0.0, start=across / KINDS) for k in range(KINDS)]
    engine = sim.Lattice((across, down), border="wrapped", step="exact")
    block = engine.block(sim.Tumour(kinds), np.arange(patients), seed)
    row = down // 2 * across + np.arange(across)
    block.standing.grid[:, :-1] = 0
    block.standing.grid[:, row] = 1 + np.arange(across) % KINDS
    block.standing.taken[:, :across] = row
    return engine.body(block)


def grown(patients: int, across: int, days: np.ndarray, seed: int = 1) -> Fronts:
    """Return the fronts, two for each patient, on some days."""
    down = int(2.0 * 1.4 * days[-1]) + 40
    body, now, seen = first_row(patients, across, down, seed), 0.0, []
    for day in days:
        body.advance(np.zeros((1, 0)), now, float(day))
        now = float(day)
        grid = body.grids()
        both = [_front(grid[:, down // 2 :: -1]), _front(grid[:, down // 2 :])]
        seen.append([np.concatenate(part) for part in zip(*both, strict=True)])
    height, variance, boundaries = (np.array([one[k] for one in seen]) for k in range(3))
    return Fronts(days, height, variance, boundaries)


def _front(half: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return height, variance and boundaries (patient,) of lattices that begin at the first row."""
    height = half.shape[1] - 1 - (half[:, ::-1] > 0).argmax(axis=1)
    kind = np.take_along_axis(half, height[:, None], axis=1)[:, 0]
    return (
        height.mean(axis=-1),
        height.var(axis=-1),
        (kind != np.roll(kind, 1, axis=-1)).sum(axis=-1),
    )


def slopes(days: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the slope (front,) of log values (day, front) over log days."""
    return np.polyfit(np.log(days), np.log(values), 1)[0]


def width_exponents(fronts: Fronts, begin: float) -> np.ndarray:
    """Return the exponent of the width (front,), whatever the width of a fresh front.

    Sites make every front a little rough: variance = c + a time^(2 beta). Over four times the time
    the difference is free of c.
    """
    at = np.flatnonzero((fronts.days >= begin) & (fronts.days <= fronts.days[-1] / 3.99))
    later = np.searchsorted(fronts.days, 3.99 * fronts.days[at])
    return 0.5 * slopes(fronts.days[at], fronts.variance[later] - fronts.variance[at])


def rows(fronts: Fronts) -> list[Row]:
    """Return the exponents beside those of theory, from day 4 on; of boundaries from day 16.

    By then ten rows have grown, or twenty; what is left of the start is in the README.
    """
    late = fronts.days >= 16.0
    half, double = (np.searchsorted(fronts.days, fronts.days[-1] / by) for by in (4.01, 2.01))
    speed = fronts.height[[double, -1]] - fronts.height[[half, double]]
    ratio = 0.5 * speed[1] / speed[0]
    left = slopes(fronts.days[late], fronts.boundaries[late])
    return [
        mean("speed of the front, second half over the quarter before", "1.00", ratio),
        mean("exponent of the width of the front", "0.33", width_exponents(fronts, 4.0)),
        mean("exponent of the boundaries that are left", "-0.67", left),
    ]
