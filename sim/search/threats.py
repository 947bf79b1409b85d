"""What is chosen among treatments that have been tried on a model: the rules of `look_ahead`.

The rules are those of Beckman, Schemmann and Yeang (2012), PNAS 109:14586, written from their
description. Everything is an array (option, patient).
"""

from typing import NamedTuple

import numpy as np

from sim.start import Run

FEWEST, FIRST_CELL, LONGEST = "fewest", "first cell", "longest"
RULES = (FEWEST, FIRST_CELL, LONGEST)
PARTS = 5
"""In how many parts of a wait it is looked whether a threat has come."""


class Tried(NamedTuple):
    """What is left after each treatment.

    Attributes
    ----------
    total, few : ndarray (option, patient)
        All cells, and those to avoid: less than one on average is none.
    fatal : ndarray (option, patient), bool
        Whether the patient has died.
    """

    total: np.ndarray
    few: np.ndarray
    fatal: np.ndarray


def tried(after: list[Run], avoid: list[int]) -> Tried:
    """Return what is left of the patients of runs that have gone on, one for each treatment."""
    cells = np.stack([run._treatment.body.cells for run in after])
    total = cells.sum(axis=2)
    return Tried(total, counted(cells, avoid, total), np.stack([run.dead for run in after]))


def counted(cells: np.ndarray, avoid: list[int], total: np.ndarray) -> np.ndarray:
    """Return how many cells there are to avoid; of nothing named, all."""
    few = cells[..., avoid].sum(axis=-1) if avoid else total
    return np.where(few < 1.0, 0.0, few)  # (less than one on average: most likely none)


def fewest(after: Tried, large: np.ndarray) -> np.ndarray:
    """Strategies 1 and 2: return which leaves fewest to avoid, of who is large fewest of all."""
    return _least(np.where(large, after.total, after.few), after)


def first_cell(after: Tried, there: np.ndarray) -> np.ndarray:
    """Strategy 3: return which leaves fewest cells, unless the first to avoid would come of that.

    Then it is the one that leaves fewest of these. Whose are `there` has nothing left to prevent.
    """
    choice = _least(after.total, after)
    comes = after.few[choice, np.arange(len(choice))] > 0.0
    return np.where(comes & ~there, _least(after.few, after), choice)


def longest(after: Tried, born: np.ndarray, died: np.ndarray, wait: float) -> np.ndarray:
    """Strategy 4: return under which the nearest threat is farthest away.

    Parameters
    ----------
    born, died : ndarray (option, patient)
        Days until the first cell to avoid, and until death, if the treatment goes on; `born` is
        infinite of those who have nothing left to prevent.
    wait : float
        Until the next decision [days]: where any treatment keeps a patient alive so long, those
        that do not are left out, and otherwise death alone counts.
    """
    lives = died > wait
    some = lives.any(axis=0)
    time = np.where(some, np.where(lives, np.minimum(born, died), -1.0), died)
    return _smallest(time >= time.max(axis=0) - 1e-6, after)


def _least(score: np.ndarray, after: Tried) -> np.ndarray:
    """Return which has the smallest score, of equal ones with fewest cells of all.

    What is fatal is not chosen while there is another.
    """
    score = np.where(after.fatal & ~after.fatal.all(axis=0), np.inf, score)
    return _smallest(score <= score.min(axis=0), after)


def _smallest(equal: np.ndarray, after: Tried) -> np.ndarray:
    """Return which of those that are `equal` leaves fewest cells."""
    return np.where(equal, after.total, np.inf).argmin(axis=0)


def until_threats(
    run: Run, wait: float, left: float, avoid: list[int], fatal: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return days (patient,) until the first cell to avoid, and until death, at the doses given.

    Parameters
    ----------
    run : Run
        Goes on to the end of its plan, or until nobody has anything left to wait for.
    wait, left : float
        Until the next decision, and to the end [days]: what does not come is `left` away.
    """
    born = died = np.full(len(run._treatment.body.cells), left)
    now, step = 0.0, wait / PARTS
    cells = run._treatment.body.cells
    before = cells[:, avoid].sum(axis=1), cells.sum(axis=1)
    while now < left - 1e-6 and not (died < left).all():
        days = min(step, left - now)
        run.advance(days)
        cells = run._treatment.body.cells
        after = cells[:, avoid].sum(axis=1), cells.sum(axis=1)
        born = np.minimum(born, now + days * _part(before[0], after[0], 1.0))
        died = np.minimum(died, now + days * _part(before[1], after[1], fatal, grows=True))
        before, now = after, now + days
    return born, died


def _part(before, after, limit: float, grows: bool = False) -> np.ndarray:
    """Return in which part of a step numbers reach a limit, by a line or, `grows`, a power."""
    with np.errstate(divide="ignore", invalid="ignore"):
        part = (limit - before) / (after - before)
        if grows:
            part = np.log(limit / before) / np.log(after / before)
    part = np.where(before >= limit, 0.0, part)
    return np.where(after >= limit, np.clip(part, 0.0, 1.0), np.inf)
