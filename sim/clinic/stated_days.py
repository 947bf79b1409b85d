"""Days that somebody has written down: the same for all patients, or for each their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.days import SAME_MOMENT, merge
from sim.base.errors import InputError, shown


@dataclass(frozen=True)
class StatedDays:
    """Days on which something is done, of rows of patients.

    Parameters
    ----------
    days : ndarray (row, day)
        Days of each row, rising [days]; infinite where a row has no more.
    row : ndarray (patient,), int64, or None
        Which row each patient has. None: all have the first.
    """

    days: np.ndarray
    row: np.ndarray | None = None

    def until(self, horizon: float) -> np.ndarray:
        """Return the days (n,) of all rows together, up to and with `horizon`."""
        days = self.days[np.isfinite(self.days)]
        return merge(days[days < horizon + SAME_MOMENT])

    def due(self, days: np.ndarray) -> np.ndarray | None:
        """Return who is due (patient, day) on which of some days; None: all on all.

        Parameters
        ----------
        days : ndarray (day,)
            What `until` returns, and others on which all are due.
        """
        if self.row is None:
            return None
        rows = np.zeros((len(self.days), len(days)), dtype=bool)
        place = np.searchsorted(days, self.days - SAME_MOMENT)
        row, column = np.nonzero(place < len(days))
        rows[row, place[row, column]] = True
        return rows[self.row]

    def __repr__(self) -> str:
        lists = [days[np.isfinite(days)].tolist() for days in self.days]
        return repr(lists[0] if self.row is None else [lists[row] for row in self.row])


def stated_days(what: str, value: Any) -> StatedDays:
    """Return days that were given as a list, or as a list for each patient.

    Parameters
    ----------
    what : str
        How an error names it.
    value : StatedDays, sequence of float, or sequence of such for each patient
        Days from 0 on, in any order; day 0 is always one of them.
    """
    if isinstance(value, StatedDays):
        return value
    if not isinstance(value, Sequence | np.ndarray) or isinstance(value, str) or len(value) == 0:
        raise InputError(
            f"{what} is {shown(value)}; give days, [0, 28, 61], or such a list for each patient."
        )
    own = not all(np.ndim(part) == 0 for part in value)
    lists = [
        merge(np.zeros(1), np.array(checks.several(f"A day of {what}", days, unit="days")))
        for days in (value if own else [value])
    ]
    table = np.full((len(lists), max(map(len, lists))), np.inf)
    for row, days in enumerate(lists):
        table[row, : len(days)] = days
    table.flags.writeable = False
    return StatedDays(table, np.arange(len(lists)) if own else None)
