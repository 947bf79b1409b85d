"""What a clinic knows at a visit as numbers for a learner: everything in `Seen`, and nothing else.

Sizes are shown as ratios and logarithms, so that networks need no scaling of their own.
"""

import numpy as np

from sim.base.seen import Seen

LOWEST, HIGHEST = -50.0, 50.0
"""Between these are all numbers: logarithms of ratios of cells."""
SMALLEST = 1e-12


def names(drugs: tuple[str, ...], clones: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return what each number is."""
    known = (
        "day, as a share of the longest episode", "ln of the last result over the first",
        "ln of the last result over the smallest", "ln of the first result, / 10",
        "something was detected", "a result arrived today", "progressed",
    )  # fmt: skip
    truth = tuple(f"the truth: ln(1 + cells of {clone}) / 10" for clone in clones)
    return (*known, *(f"dose of {drug} until today" for drug in drugs), *truth)


def observed(seen: Seen, days: float, cells: np.ndarray | None = None) -> np.ndarray:
    """Return what is known (patient, number), float32.

    Parameters
    ----------
    seen : Seen
        At this visit.
    days : float
        The longest episode [days].
    cells : ndarray (patient, clone), optional
        The truth, for privileged learners.
    """
    drugs = len(seen.drugs)
    clones = 0 if cells is None else cells.shape[1]
    table = np.empty((seen.patients, 7 + drugs + clones), dtype=np.float32)
    burden = np.log(np.maximum(seen.burden, SMALLEST))
    first = np.log(np.maximum(seen.baseline, SMALLEST))
    table[:, 0] = seen.day / days
    table[:, 1] = burden - first
    table[:, 2] = burden - np.log(np.maximum(seen.nadir, SMALLEST))
    table[:, 3] = first / 10.0
    table[:, 4] = seen.detected
    table[:, 5] = seen._any_arrived
    table[:, 6] = seen.progressed
    table[:, 7 : 7 + drugs] = seen.doses
    if cells is not None:
        table[:, 7 + drugs :] = np.log1p(cells) / 10.0
    return np.clip(table, LOWEST, HIGHEST, out=table)
