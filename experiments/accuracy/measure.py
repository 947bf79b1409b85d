"""How far the jump engine's mean is from the mean field, for one case.

Without crowding the mean field is the exact mean; with it, what tumours of so many cells do but for
one part in their number. It is itself held to theory, to 1e-8.

Two patients show it where their mean is well within the tolerance, or where they differ so much
that six would not; else there are six, and where these are beyond it, others. No visit is looked at
after which there is nothing to compare. A tumour that takes longer than one has patience for is
compared as far as it got.
"""

import math
import time
from dataclasses import dataclass, replace

import numpy as np

from experiments.accuracy.cases import Case
from sim import Exponential, Mutation
from sim.base.resolve import resolve
from sim.engines import Jump, MeanField

WITNESS = MeanField(tolerance=1e-11)
FIRST, PATIENTS = 2, 6
MANY = 24
"""Patients in whom what is beyond the tolerance is looked at anew: five standard errors of six are
no more than chance in a few tumours of a thousand."""
NEAR = 0.3
"""Of the tolerance: where the mean of two patients is further off, there are six."""
COUNTED = 1e6
"""Clones of fewer cells are not compared: a few patients do not show their mean."""
FOUNDERS = 1e4
"""Clones that fewer cells founded are not either: a few patients in whom one was founded early have
most of the mean."""
FELT = 1e-5
"""Share of all cells that is felt by the others: a hundredth of the tolerance."""
LOOKS = 16
"""Days of an interval on which the witness is asked whether a clone has nearly vanished."""
MOVED = 1e-3
"""By how much a clone is moved, relative, to see what its tumour makes of that."""
ROOM = 3e14
"""Cells beyond which a tumour is too near to the largest number of cells."""


@dataclass(frozen=True)
class Finding:
    """What was found."""

    error: float
    """Largest relative error of any clone at any visit, less five standard errors, and of what the
    tumour itself has made many times of it by then (`magnified`) one such part."""
    estimate: float
    """What the engine itself estimated."""
    clone: str
    day: float
    until: float
    """The day up to which it was compared."""


def measure(
    case: Case, tolerance: float = 1e-3, seed: int = 1, patience: float = math.inf
) -> Finding | None:
    """Return how far the jump engine is off; None where nothing can be compared.

    Parameters
    ----------
    patience : float
        Processor time [s]: no visit is begun after that.
    """
    between = witness(case, LOOKS)
    right = between[:, -1]
    if not np.isfinite(right).all() or right.max() > ROOM:
        return None
    many = many_founders(case, right)
    left_out = _came_back(case, between) | _moved_by_few(case, right, many)
    compared = (right >= COUNTED) & many & ~left_out[:, None]
    if not compared.any():
        return None
    case = _until(case, np.flatnonzero(compared.any(axis=1))[-1] + 1)
    engine = Jump(tolerance=tolerance)
    found, estimate = _cells(case, engine, range(FIRST), seed, patience)
    reached = found.shape[1]
    case, right, compared = _until(case, reached), right[:reached], compared[:reached]
    if _may_be_off(found, right, compared, NEAR * tolerance):
        rest, estimate_of_rest = _cells(case, engine, range(FIRST, PATIENTS), seed)
        estimate = max(estimate, estimate_of_rest)
        found = np.concatenate([found, rest])
    off = _off(found, right, compared)
    if off.max() > tolerance:
        again, _ = _cells(case, engine, range(PATIENTS, PATIENTS + MANY), seed)
        off = _off(again, right, compared)
    if off.max() > tolerance:
        off = off / magnified(case)
    visit, clone = np.unravel_index(np.argmax(off), off.shape)
    name = case.tumour.clone_names[clone]
    day = case.visits[visit + 1]
    return Finding(float(off[visit, clone]), estimate, name, day, case.visits[-1])


def witness(case: Case, looks: int = 1) -> np.ndarray:
    """Return the cells (visit, look, clone) of the mean field at so many days of each interval.

    The last look is at its end.
    """
    ends = np.array(case.visits)
    days = ends[:-1, None] + np.diff(ends)[:, None] * np.arange(1, looks + 1) / looks
    days[:, -1] = ends[1:]
    looked = tuple(float(day) for day in [case.visits[0], *days.ravel()])
    doses = tuple(doses for doses in case.doses for _ in range(looks))
    fine = replace(case, visits=looked, doses=doses)
    cells = _cells(fine, WITNESS, range(1), seed=1)[0][0]
    return cells.reshape(len(case.doses), looks, -1)


def magnified(case: Case) -> np.ndarray:
    """Return how many times (visit, clone) as large a small error may have become by then.

    Of one clone, made up to an earlier visit. A crowd draws most tumours back, but not one whose
    drug kills who divides: where there are fewer, they divide more, and die more.
    """
    clones = len(case.tumour.clones)
    who = np.arange(clones + 1)
    most = np.ones((len(case.doses), clones))
    for moved in range(len(case.doses) - 1):
        body = WITNESS.body(WITNESS.block(resolve(case.tumour, 1, who, "tumour"), who, 1))
        for k, doses in enumerate(case.doses):
            body.advance(np.array([doses]), case.visits[k], case.visits[k + 1])
            if k == moved:
                body.cells[who[:-1], who[:-1]] *= 1.0 + MOVED
            if k > moved:
                right = body.cells[-1]
                apart = np.abs(body.cells[:-1] - right).max(axis=0) / (
                    MOVED * np.maximum(right, 1.0)
                )
                most[k] = np.maximum(most[k], apart)
    return most


def _until(case: Case, intervals: int) -> Case:
    """Return the case up to the end of so many intervals."""
    return replace(case, visits=case.visits[: intervals + 1], doses=case.doses[:intervals])


def _relative(off: np.ndarray, right: np.ndarray, compared: np.ndarray) -> np.ndarray:
    """Return how far off cells (visit, clone) are, relative; 0 where nothing is compared."""
    return np.where(compared, np.abs(off) / np.where(compared, right, 1.0), 0.0)


def _may_be_off(cells: np.ndarray, right: np.ndarray, compared: np.ndarray, near: float) -> bool:
    """Tell whether any clone of a few patients is further off, and more would show it."""
    off = _relative(cells.mean(axis=0) - right, right, compared)
    scatter = _relative(cells.std(axis=0, ddof=1), right, compared).max(axis=0)
    return bool(((off > near) & (off > 5.0 / np.sqrt(PATIENTS) * scatter)).any())


def _off(cells: np.ndarray, right: np.ndarray, compared: np.ndarray) -> np.ndarray:
    """Return the errors (visit, clone) of the mean, less five standard errors of its own.

    Of a few patients the largest of that clone at any visit: two may be alike by chance.

    Parameters
    ----------
    cells : ndarray (patient, visit, clone)
    right : ndarray (visit, clone)
    compared : ndarray (visit, clone), bool
        Where there is anything to compare.
    """
    chance = 5.0 * cells.std(axis=0, ddof=1) / np.sqrt(len(cells))
    chance = _relative(chance, right, compared)
    if len(cells) < PATIENTS:
        chance = np.where(compared, chance.max(axis=0), 0.0)
    return _relative(cells.mean(axis=0) - right, right, compared) - chance


def many_founders(case: Case, right: np.ndarray) -> np.ndarray:
    """Tell at which visits each clone (visit, clone) was founded by many cells, or began with them.

    By cells of clones of which that is true themselves.
    """
    tumour, names = case.tumour, case.tumour.clone_names
    begun = np.array([float(clone.start) for clone in tumour.clones])
    cells, days = np.vstack([begun, right[:-1]]), np.diff(case.visits)[:, None]
    many = np.broadcast_to(begun >= FOUNDERS, right.shape)
    for _ in names:  # (a chain is no longer than there are clones)
        founders = np.zeros_like(right)
        for move in tumour.transitions:
            i, j = names.index(move.source), names.index(move.target)
            if isinstance(move, Mutation):
                rate = tumour.clones[i].birth * move.per_division
            else:
                rate = move.rate + sum((move.induced or {}).values())
            founders[:, j] += rate * days[:, 0] * cells[:, i] * many[:, i]
        many = (begun >= FOUNDERS) | (np.cumsum(founders, axis=0) >= FOUNDERS)
    return many


def _came_back(case: Case, between: np.ndarray) -> np.ndarray:
    """Tell at which visits (visit,) any clone has many cells again, of (visit, look, clone).

    What falls to a fraction of a cell comes back in the mean field and is gone in a patient; a
    pulse may do that between two visits.
    """
    begun = np.array([[float(clone.start) for clone in case.tumour.clones]])
    cells = np.vstack([begun, between.reshape(-1, begun.shape[1])])
    many = cells >= COUNTED
    fallen = ~many & np.logical_or.accumulate(many, axis=0)
    back = np.logical_or.accumulate(many & np.logical_or.accumulate(fallen, axis=0), axis=0)
    return back[1:].any(axis=1).reshape(between.shape[:2]).any(axis=1)


def _moved_by_few(case: Case, right: np.ndarray, many: np.ndarray) -> np.ndarray:
    """Tell from which visit (visit,) on a clone of few founders is felt by the others.

    In a crowd, and by immune cells, of which all clones are part.
    """
    apart = isinstance(case.tumour.growth, Exponential) and case.tumour.immune is None
    share = np.where(many, 0.0, right).max(axis=1) / np.maximum(right.sum(axis=1), 1.0)
    return np.logical_or.accumulate((share > FELT) & (not apart))


def _cells(case: Case, engine, patients: range, seed: int, patience: float = math.inf):
    """Return cells (patient, visit, clone) after each interval, and the estimated error.

    No interval is begun when patience [s] is at an end.
    """
    begun = time.process_time()
    who = np.array(patients)
    block = engine.block(resolve(case.tumour, seed, who, "tumour"), who, seed)
    body = engine.body(block)
    kept = []
    for day, until, doses in zip(case.visits[:-1], case.visits[1:], case.doses, strict=True):
        if kept and time.process_time() - begun > patience:
            break
        body.advance(np.array([doses]), day, until)
        kept.append(body.cells.astype(float))
    return np.stack(kept, axis=1), float(body.worst[0])
