"""What is shed into blood and cleared by halves, between two visits.

With N(t) tumour cells, s what a cell sheds and k = ln 2 / half-life, the level follows
``m' = k (a N - m)`` where ``a = s / k`` is the level per cell in balance. Between two visits
N is taken as ``N0 exp(g t)``, for which

    m(h) = m(0) exp(-k h) + a k N0 (exp(g h) - exp(-k h)) / (g + k)

is exact. A tumour that is gone sheds nothing.
"""

import numpy as np

from sim.base.checks import Number

LEAST = 0.5
"""A tumour that is gone counts as half a cell in the logarithm between two visits."""


def level_after(
    level: np.ndarray | float,
    cells: tuple[np.ndarray, np.ndarray],
    days: float,
    per_cell: Number,
    half_life: Number,
) -> np.ndarray:
    """Return the levels (..., patient) after some days; the formula is above.

    Parameters
    ----------
    level : ndarray (..., patient)
        At the start.
    cells : pair of ndarray (..., patient)
        At the start and at the end.
    days : float
        In between [days].
    per_cell : float or array (patient,)
        Level in balance for each cell.
    half_life : float or array (patient,)
        In blood [days].
    """
    before, now = cells
    clearance = np.log(2.0) / np.asarray(half_life)
    start, end = np.maximum(before, LEAST), np.maximum(now, LEAST)
    ratio = end / start
    both = np.log(ratio) + clearance * days  # (g + k) h
    left = np.exp(-clearance * days)
    small = np.abs(both) < 1e-5
    with np.errstate(divide="ignore", invalid="ignore"):
        gained = (ratio - left) / both
    if np.count_nonzero(small):
        gained = np.where(small, left * (1.0 + both / 2.0), gained)
    if np.count_nonzero(now) < np.size(now):
        gained = np.where((np.asarray(before) > 0) | (np.asarray(now) > 0), gained, 0.0)
    return left * level + per_cell * clearance * start * days * gained
