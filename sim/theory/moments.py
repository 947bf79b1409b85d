"""Means and covariances of the counts, from the moment equations of the branching process.

With mean row vector m, covariance C and the mean matrix A of `Rates.mean_matrix`,

    dm/dt = m A,        dC/dt = A' C + C A + sum over events of (rate) v v',

where an event changes the counts by the vector v: a pure division e_i (rate b_i (1 - U_i) m_i), a
mutation e_j (b_i u_ij m_i), a death -e_i (d_i m_i), a switch e_j - e_i (q_ij m_i), a batch of s
cells that arrives s e_i (its rate). The rates are linear in the counts, so
the equations close (Athreya and Ney 1972, ch. V.7).
"""

from typing import Any

import numpy as np

from sim.base.typed import typed
from sim.model import Tumour
from sim.theory.exposure import Piece, exposure
from sim.theory.integrate import advance, fastest_rate
from sim.theory.local import thinnings
from sim.theory.patient import check_no_crowding, checked_times, start_counts
from sim.theory.rates import Rates, Treated

ATOL = 1e-16
"""Cells (and cells squared) below which a moment may lose digits."""


@typed
def mean_and_covariance(tumour: Tumour, schedule: Any, times: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return means (time, clone) [cells] and covariances (time, clone, clone) [cells^2].

    Parameters
    ----------
    tumour : Tumour
        One patient, stated start counts, no crowding.
    schedule : object or None
        An open-loop schedule (see `sim.theory.exposure`); None is no treatment.
    times : float or array (time,)
        Days, in any order.
    """
    check_no_crowding(tumour, "The moment equations")
    days, rates = checked_times(times), Rates(tumour)
    n = len(tumour.clones)
    state = np.zeros((n + 1, n))
    state[0] = start_counts(tumour)
    at_day = {0.0: state}
    last = float(days.max())
    local = thinnings(tumour, schedule, last)
    for piece in exposure(tumour, schedule, last).cut_at([*days, *local]):
        if piece.left in local:
            state = _thinned(state, local[piece.left])
        state = _forward(rates, piece, state)
        at_day[piece.right] = state
    states = np.array([at_day[day] for day in days.tolist()])
    return states[:, 0], states[:, 1:]


def _thinned(state: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Return mean and covariance after each cell was kept with its probability (clone,)."""
    mean, covariance = state[0], state[1:]
    alone = np.diag(kept * (1.0 - kept) * mean)
    return np.vstack([mean * kept, covariance * np.outer(kept, kept) + alone])


def _forward(rates: Rates, piece: Piece, state: np.ndarray) -> np.ndarray:
    fixed = rates.under(piece.level)
    constant = piece.constant

    def slope(t: float, flat: np.ndarray) -> np.ndarray:
        treated = fixed if constant else rates.under(piece.at(piece.left + t))
        birth, death = rates.birth_and_death(treated)
        rows = flat.reshape(state.shape)
        mean, covariance = rows[0], rows[1:]
        a = rates.mean_matrix(treated, birth, death)
        flow = covariance @ a
        noise = noise_matrix(mean, birth, death, treated)
        coming = rates.arrivals * rates.batch
        noise = noise + np.diag(coming * rates.batch)
        return np.vstack([mean @ a + coming, flow + flow.T + noise]).ravel()

    birth, death = rates.birth_and_death(fixed)
    fastest = fastest_rate(birth, death, fixed.switching)
    return advance(slope, 0.0, piece.right - piece.left, state, fastest, atol=ATOL)


def noise_matrix(
    mean: np.ndarray, birth: np.ndarray, death: np.ndarray, treated: Treated
) -> np.ndarray:
    """Return the sum over events of rate times v v' (clone, clone)."""
    divisions, mutation = mean * birth, treated.mutation
    moves = mean[:, None] * treated.switching
    diagonal = divisions * (1.0 - mutation.sum(axis=1)) + divisions @ mutation + mean * death
    diagonal = diagonal + moves.sum(axis=0) + moves.sum(axis=1)
    paired = np.zeros_like(moves)
    for i, j, k, u in treated.pairs:
        change = np.zeros(len(mean))
        np.add.at(change, [j, k, i], [1.0, 1.0, -1.0])
        paired += divisions[i] * u * np.outer(change, change)
        diagonal[i] -= divisions[i] * u
    return np.diag(diagonal) - moves - moves.T + paired
