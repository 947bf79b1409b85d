"""Doses add up: by administrations where a drug is given every so many days, by days where not.

A drug with a half-life is given on the first day of treatment, then every `interval` days while
treatment goes on, and at once when it restarts after a pause (`sim.kernels.rates.exposure`). One
administration is the dose of `interval` days: what is given every 21 days, and stopped after 7,
was given in full. A drug without a half-life acts at the dose in force on every day, and adds up
day by day.
"""

from collections.abc import Sequence

import numpy as np

SOON = 1e-6
"""Two moments closer than this [days] are one."""


def for_each(doses: np.ndarray, count: int) -> np.ndarray:
    """Return doses (patient or 1, drug) as those of each of so many patients, read only."""
    if len(doses) == count:
        doses = doses.view()
        doses.flags.writeable = False
        return doses
    return np.broadcast_to(doses, (count, doses.shape[1]))


class Given:
    """How much of every drug is given to every patient, from one change of doses to the next.

    Parameters
    ----------
    timed : ndarray (drug,), bool
        Which drugs are given at moments; the concentration of the others is the dose.
    intervals : sequence of float
        Days between two administrations of every drug.
    count : int
        Patients.
    """

    def __init__(self, timed: np.ndarray, intervals: Sequence[float], count: int):
        self._timed = timed
        self._interval = np.array(intervals, dtype=float)
        self._due = np.zeros((count, self._timed.size))

    def between(self, since: float, day: float, lived: np.ndarray, doses: np.ndarray) -> np.ndarray:
        """Return the dose (patient, drug) from one day to another [standard doses x days].

        Parameters
        ----------
        since, day : float
            From the last change of doses to now [days].
        lived : ndarray (patient,)
            For how many of these days each patient was treated [days].
        doses : ndarray (patient, drug) or (1, drug)
            In force all the time.
        """
        days = lived[:, None]
        if self._timed.any():
            due = np.maximum(self._due, since)
            times = np.ceil((since + days - SOON - due) / self._interval).clip(min=0.0)
            # a drug that is not given is due at once when it is
            self._due = np.where(doses > 0, due + times * self._interval, day)
            days = np.where(self._timed, times * self._interval, days)
        return days * doses
