"""Extinction, and the whole law of the counts, from the backward Kolmogorov equations.

Without crowding every cell founds its own family, independent of the others: a multitype
branching process (Athreya and Ney 1972, Branching Processes, ch. V). Let phi_i(t) be the
generating function E[prod_j z_j^(N_j(T))] of the family of one cell of clone i on day t. Then with
x = 1 - phi (for z = 0: the probability that the family survives), and s = T - t running backward,

    dx_i/ds = b_i [(1 - U_i) x_i (1 - x_i) + sum_j u_ij (1 - x_i) x_j]
              - d_i x_i + sum_j q_ij (x_j - x_i),            U_i = sum_j u_ij,

from x_i = 1 - z_i at s = 0, because a division of i gives i + i with probability 1 - U_i and
i + j with u_ij. Where one gives j + k with u_ijk, that adds ``b_i u_ijk (x_j + x_k - x_j x_k -
x_i)``. Working with x instead of phi keeps all digits where phi is near 1, which 10^9
start cells need: P = prod (1 - x_i)^(n_i) = exp(sum n_i log1p(-x_i)).
"""

from typing import Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, shown
from sim.base.typed import typed
from sim.model import Tumour
from sim.theory.exposure import Piece, exposure
from sim.theory.integrate import advance, fastest_rate
from sim.theory.local import thinnings
from sim.theory.patient import (
    check_no_crowding,
    check_no_immigration,
    checked_times,
    clone_index,
    start_counts,
)
from sim.theory.rates import Rates, Treated


@typed
def extinction(tumour: Tumour, schedule: Any, times: Any) -> np.ndarray:
    """Return the probability that no cell is left.

    Parameters
    ----------
    tumour : Tumour
        One patient, stated start counts, no crowding.
    schedule : object or None
        An open-loop schedule (see `sim.theory.exposure`); None is no treatment.
    times : float or array (time,)
        Days, in any order.

    Returns
    -------
    ndarray (time,)
    """
    days = checked_times(times)
    x = family_survival(tumour, schedule, days, np.ones((days.size, len(tumour.clones))))
    return power(x, start_counts(tumour))


@typed
def absent(tumour: Tumour, schedule: Any, times: Any, clone: str) -> np.ndarray:
    """Return the probability (time,) that `clone` has no cells, whatever the others have."""
    days = checked_times(times)
    gone = np.zeros((days.size, len(tumour.clones)))
    gone[:, clone_index(tumour, clone)] = 1.0
    return power(family_survival(tumour, schedule, days, gone), start_counts(tumour))


@typed
def probability_generating(tumour: Tumour, schedule: Any, time: float, z: Any) -> np.ndarray:
    """Return E[prod_j z_j^(N_j)] on one day.

    Parameters
    ----------
    time : float
        Day.
    z : array (..., clone), real or complex
        One variable per clone, of absolute value at most 1.

    Returns
    -------
    ndarray (...)
    """
    z = checks.as_array("z", z)
    if z.dtype.kind not in "iufc" or np.isnan(z).any():
        raise InputError(f"z is {shown(z)}; give one number for each clone.")
    if z.shape[-1:] != (len(tumour.clones),) or np.any(np.abs(z) > 1.0 + 1e-12):
        raise InputError(
            f"z has shape {z.shape}; its last axis needs one value per clone, none beyond 1."
        )
    ends = 1.0 - z.reshape(-1, z.shape[-1])
    days = np.full(len(ends), float(checked_times(time)[0]))
    return power(family_survival(tumour, schedule, days, ends), start_counts(tumour)).reshape(
        z.shape[:-1]
    )


@typed
def family_survival(
    tumour: Tumour, schedule: Any, days: np.ndarray, ends: np.ndarray
) -> np.ndarray:
    """Return x = 1 - phi (row, clone) on day 0, given x = `ends` (row, clone) on `days` (row,).

    With ``ends = 1`` this is the probability that some descendant of one cell of each clone is
    alive on that day. All rows are carried backward together: a row joins on its day.
    """
    check_no_crowding(tumour, "Extinction")
    check_no_immigration(tumour, "Extinction")
    days, ends = checked_times(days), checks.as_array("ends", ends)
    shape = (days.size, len(tumour.clones))
    # (NaN compares as False; of a generating function they are complex)
    inside = ends.dtype.kind in "iufc" and bool((np.abs(1.0 - ends) <= 1.0 + 1e-12).all())
    if ends.shape != shape or not inside:
        raise InputError(
            f"ends is {shown(ends)}, of shape {ends.shape}; give a share, 0 to 1, for each of "
            f"{shape[0]} days and {shape[1]} clones."
        )
    rates = Rates(tumour)
    order = np.argsort(-days, kind="stable")
    joins, x = days[order], np.array(ends[order])
    last = float(days.max())
    local = thinnings(tumour, schedule, last)
    pieces = list(exposure(tumour, schedule, last).cut_at([*days, *local]))
    for piece in reversed(pieces):
        now = int(np.searchsorted(-joins, -piece.right, side="right"))
        x[:now] = _back(rates, piece, x[:now])
        later = int(np.searchsorted(-joins, -piece.left, side="left"))
        x[:later] *= local.get(piece.left, 1.0)
    result = np.empty_like(x)
    result[order] = x
    return result


def power(x: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """Return prod_i (1 - x_i)^(cells_i) over the last axis, accurate for tiny x."""
    there = cells > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.exp((cells[there] * np.log1p(-x[..., there])).sum(axis=-1))


def backward_slope(
    x: np.ndarray, birth: np.ndarray, death: np.ndarray, treated: Treated
) -> np.ndarray:
    """Return dx/ds (row, clone) of the equation at the top of this file."""
    mutation, switching = treated.mutation, treated.switching
    pure = birth * (1.0 - mutation.sum(axis=1))
    for i, _, _, u in treated.pairs:
        pure[i] -= birth[i] * u
    mutants = birth * (x @ mutation.T)
    loss = death + switching.sum(axis=1)
    slope = (1.0 - x) * (pure * x + mutants) - loss * x + x @ switching.T
    for i, j, k, u in treated.pairs:
        slope[:, i] += birth[i] * u * (x[:, j] + x[:, k] - x[:, j] * x[:, k] - x[:, i])
    return slope


def _back(rates: Rates, piece: Piece, x: np.ndarray) -> np.ndarray:
    """Carry x (row, clone) from the right end of a piece to its left end."""
    fixed = rates.under(piece.level)
    constant = piece.constant

    def slope(s: float, flat: np.ndarray) -> np.ndarray:
        treated = fixed if constant else rates.under(piece.at(piece.right - s))
        birth, death = rates.birth_and_death(treated)
        rows = flat.reshape(x.shape)
        return backward_slope(rows, birth, death, treated).ravel()

    birth, death = rates.birth_and_death(fixed)
    fastest = fastest_rate(birth, death, fixed.switching)
    return advance(slope, 0.0, piece.right - piece.left, x, fastest)
