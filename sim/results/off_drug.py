"""Pauses read back from the doses of a run, as the clinic saw them (`sim.clinic.pauses`)."""

import numpy as np

from sim.base.days import SAME_MOMENT


class OffDrug:
    """Who was without drug when.

    Parameters
    ----------
    time : ndarray (time,)
        Days of the visits [days].
    on : ndarray (patient, time), bool
        Who was given a drug from each visit on.
    """

    def __init__(self, time: np.ndarray, on: np.ndarray):
        self._time, self._on = time, on
        self._after = np.append(time[1:], time[-1])

    def visit(self, day: float) -> float:
        """Return the first visit on or after a day, inf after the last [days]."""
        place = int(np.searchsorted(self._time, day - SAME_MOMENT))
        return float(self._time[place]) if place < len(self._time) else float("inf")

    def since(self, day: float, last: np.ndarray) -> np.ndarray:
        """Return who (patient,) had no drug since `last` (patient,), seen on a day [days]."""
        before = self._on & (self._time < day - SAME_MOMENT)
        until = np.where(before, self._after, 0.0).max(axis=1, initial=0.0)
        return np.asarray((until <= last + SAME_MOMENT) & (day > 0))

    def given(self, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Return the first day (patient,) between two (patient,) on which each was given a drug.

        NaN: none [days].
        """
        inside = self._time >= begin[:, None] - SAME_MOMENT
        inside &= self._time < end[:, None] - SAME_MOMENT
        inside &= self._on
        return np.where(inside.any(axis=1), self._time[inside.argmax(axis=1)], np.nan)

    def treated(self, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Return who (patient,) was given a drug between two days, (patient,) each."""
        return ~np.isnan(self.given(begin, end))
