"""The deterministic limit: one ordinary differential equation per clone, crowding included.

dN/dt = N A(t, N), with the mean matrix A of `sim.theory.rates`. Without crowding it is the mean of
the stochastic tumour; with crowding it is what the stochastic tumour tends to when its capacity
is large.
"""

from typing import Any

import numpy as np

from sim.base.typed import typed
from sim.model import Tumour
from sim.theory.exposure import exposure
from sim.theory.immune import ImmuneRates
from sim.theory.integrate import advance, fastest_rate
from sim.theory.local import thinnings
from sim.theory.patient import checked_times, start_counts
from sim.theory.rates import Rates

ATOL = 1e-16
"""Cells below which a count may lose digits."""


@typed
def mean_field(tumour: Tumour, schedule: Any, times: Any) -> np.ndarray:
    """Return the cells (time, clone) of the deterministic tumour.

    Parameters
    ----------
    tumour : Tumour
        One patient, stated start counts, any growth law.
    schedule : object or None
        An open-loop schedule (see `sim.theory.exposure`); None is no treatment.
    times : float or array (time,)
        Days, in any order.
    """
    days, rates, cells = checked_times(times), Rates(tumour), start_counts(tumour)
    immune = None if tumour.immune is None else ImmuneRates(tumour)
    clones, coming = len(cells), rates.arrivals * rates.batch
    if immune is not None:
        cells = np.concatenate([cells, immune.start(cells)])
    at_day = {0.0: cells}
    last = float(days.max())
    local = thinnings(tumour, schedule, last)
    for piece in exposure(tumour, schedule, last).cut_at([*days, *local]):
        cells = np.concatenate([cells[:clones] * local.get(piece.left, 1.0), cells[clones:]])
        fixed, constant = rates.under(piece.level), piece.constant

        def slope(t, state, fixed=fixed, constant=constant, piece=piece):
            cells, levels = state[:clones], state[clones:]
            treated = fixed if constant else rates.under(piece.at(piece.left + t))
            birth, death = rates.birth_and_death(treated, cells, piece.left + t)
            if immune is None:
                return cells @ rates.mean_matrix(treated, birth, death) + coming
            change, killing = immune.slopes(cells, levels, piece.at(piece.left + t))
            tumour = cells @ rates.mean_matrix(treated, birth, death + killing) + coming
            return np.concatenate([tumour, change])

        birth, death = rates.birth_and_death(fixed, cells[:clones], piece.left)
        fastest = fastest_rate(birth, death, fixed.switching)
        if immune is not None:
            change, killing = immune.slopes(cells[:clones], cells[clones:], piece.level)
            fastest += killing.max() + np.max(np.abs(change) / np.maximum(cells[clones:], 1.0))
        cells = advance(slope, 0.0, piece.right - piece.left, cells, fastest, atol=ATOL)
        at_day[piece.right] = cells
    return np.array([at_day[day][:clones] for day in days.tolist()])
