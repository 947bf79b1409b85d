"""The one time axis of a result, on which every arm has visits of its own.

Arms are treated by calendars of their own, so that none changes the random numbers of another.
Their results stand side by side on all the days together; this says which rows are an arm's own.
"""

from dataclasses import dataclass

import numpy as np

from sim.base.days import SAME_MOMENT


@dataclass(frozen=True)
class Rows:
    """The rows of one arm on the time axis.

    Parameters
    ----------
    own : ndarray (time,), bool
        Whether the arm has a visit, or its end, on that day.
    at : dict of float to int
        Place on the axis of each of its visits that is kept, by the day of the visit.
    between : dict of float to ndarray
        Places of the days after a visit and before the next, by the day of the visit; visits
        with none are left out.
    """

    own: np.ndarray
    at: dict[float, int]
    between: dict[float, np.ndarray]


def rows_of(calendar: np.ndarray, end: float, kept: np.ndarray) -> Rows:
    """Return where the visits of an arm, and its end, stand among the days kept.

    Parameters
    ----------
    calendar : ndarray (visit,)
        Days on which the arm's patients are seen, from 0 on [days].
    end : float
        Last day of the run [days].
    kept : ndarray (time,)
        Days kept, with 0 and the end; or none.
    """
    own = np.zeros(kept.size, dtype=bool)
    if not kept.size:
        return Rows(own, {}, {})
    visits = np.append(calendar, end)
    place = np.searchsorted(kept, visits + SAME_MOMENT, side="right") - 1
    on_it = visits - kept[place] <= SAME_MOMENT
    own[place[on_it]] = True
    at = dict(zip(visits[on_it].tolist(), place[on_it].tolist(), strict=True))
    others = np.flatnonzero(~own)
    before = np.searchsorted(visits, kept[others], side="right") - 1
    between = {float(visits[b]): others[before == b] for b in np.unique(before)}
    return Rows(own, at, between)
