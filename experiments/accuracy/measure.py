"""How far the jump engine's mean is from the mean field, for one case.

Without crowding the mean field is the exact mean; with it, what tumours of so many cells do but for
one part in their number. Its integrator is held to 1e-9.
"""

from dataclasses import dataclass

import numpy as np

from experiments.accuracy.cases import Case
from sim.base.resolve import resolve
from sim.engines import Jump, MeanField

PATIENTS = 6
COUNTED = 1e6
"""Clones of fewer cells are not compared: a few patients do not show their mean."""
ROOM = 3e14
"""Cells beyond which a tumour is too near to the largest number of cells."""


@dataclass(frozen=True)
class Finding:
    """What was found."""

    error: float
    """Largest relative error of any clone at any visit, less five standard errors."""
    estimate: float
    """What the engine itself estimated."""
    clone: str
    day: float


def measure(case: Case, tolerance: float = 1e-3, seed: int = 1) -> Finding | None:
    """Return how far the jump engine is off; None where nothing can be compared."""
    right = _cells(case, MeanField(), 1, seed)[0][0]
    if not np.isfinite(right).all() or right.max() > ROOM:
        return None
    found, estimate = _cells(case, Jump(tolerance=tolerance), PATIENTS, seed)
    mean, error = found.mean(axis=0), found.std(axis=0, ddof=1) / np.sqrt(PATIENTS)
    with np.errstate(divide="ignore", invalid="ignore"):
        off = (np.abs(mean - right) - 5.0 * error) / right
    off[(right < COUNTED) | _came_back(right)[:, None]] = 0.0
    visit, clone = np.unravel_index(np.argmax(off), off.shape)
    name = case.tumour.clone_names[clone]
    return Finding(float(off[visit, clone]), estimate, name, case.visits[visit + 1])


def _came_back(right: np.ndarray) -> np.ndarray:
    """Tell at which visits (visit,) any clone has so many cells again, of (visit, clone).

    What falls to a fraction of a cell comes back in the mean field and is gone in a patient.
    """
    many = right >= COUNTED
    fallen = ~many & np.logical_or.accumulate(many, axis=0)
    back = np.logical_or.accumulate(many & np.logical_or.accumulate(fallen, axis=0), axis=0)
    return back.any(axis=1)


def _cells(case: Case, engine, patients: int, seed: int):
    """Return cells (patient, visit, clone) after each interval, and the estimated error."""
    who = np.arange(patients)
    block = engine.block(resolve(case.tumour, seed, who, "tumour"), who, seed)
    body = engine.body(block)
    kept = []
    for day, until, doses in zip(case.visits[:-1], case.visits[1:], case.doses, strict=True):
        body.advance(np.array([doses]), day, until)
        kept.append(body.cells.astype(float))
    return np.stack(kept, axis=1), float(body.worst[0])
