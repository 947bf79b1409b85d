"""Pauses: days without drug that end with the same drug.

Whether a day without drug belongs to a pause or is the end of a treatment nobody can tell while it
lasts. So it is told by its end: a pause is over when some of the same drugs are given again, and
no others, within the same line of therapy. A line without drug, as the holiday of a rechallenge
after progression, is no pause. What counts is what is given: a drug that was held for side effects
and is given again was paused.
"""

import numpy as np

from sim.base.days import SAME_MOMENT
from sim.clinic.given import for_each


class Pauses:
    """Who is without drug, since when, and who has just resumed; (patient,) arrays."""

    def __init__(self, count: int, drugs: int):
        self._doses: np.ndarray | None = None
        self._taken = np.zeros((count, drugs), dtype=bool)
        self._off_since = np.zeros(count)  # inf: on a drug; nobody is, before the first visit
        self._somebody_off = True
        self._in_line = np.zeros(count, dtype=bool)  # a drug was given in the present line
        self.resumed_day = np.full(count, -np.inf)
        """Last day on which a pause ended; -inf where none has in the present line."""

    def since_last_scan(
        self, day: float, last: np.ndarray | float
    ) -> tuple[np.ndarray | None, np.ndarray | None]:
        """Return who had no drug since the scan before this one, and who paused.

        Parameters
        ----------
        day : float
            Of the scan [days].
        last : float or ndarray (patient,)
            When the scan before was, of the same measure [days].

        Returns
        -------
        off, paused : ndarray (patient,), bool, or None
            None: nobody.
        """
        if day == 0 or not self._somebody_off:
            return None, None
        off = self._off_since <= np.asarray(last) + SAME_MOMENT
        if not np.count_nonzero(off):
            return None, None
        paused = off & self._in_line
        return off, paused if np.count_nonzero(paused) else None

    @property
    def paused(self) -> np.ndarray:
        """Who is in a pause now (patient,), bool."""
        return np.isfinite(self._off_since) & self._in_line

    def note(
        self, day: float, doses: np.ndarray, begun: np.ndarray | None
    ) -> tuple[np.ndarray, np.ndarray] | None:
        """Take note of the doses from today on.

        Parameters
        ----------
        day : float
            Today.
        doses : ndarray (patient or 1, drug)
            As given.
        begun : ndarray (patient,), bool, or None
            For whom a line of therapy begins today.

        Returns
        -------
        resumed, replaced : ndarray (patient,), bool
            For whom a pause ends today with the same drug, and with another. None instead of the
            two: no pause ends.
        """
        if begun is not None:
            self._in_line = self._in_line & ~begun
            self.resumed_day = np.where(begun, -np.inf, self.resumed_day)
        if doses is self._doses and begun is None:
            return None
        self._doses = doses
        given = for_each(doses > 0, len(self._taken))
        on = np.asarray(given.any(axis=1))
        back = on & self.paused
        self._off_since = np.where(on, np.inf, np.minimum(self._off_since, day))
        self._somebody_off = bool(np.count_nonzero(on) < len(on))
        resumed = back & ~(given & ~self._taken).any(axis=1)
        self._in_line = self._in_line | on
        self._taken = np.where(on[:, None], given, self._taken)
        if not np.count_nonzero(back):
            return None
        self.resumed_day = np.where(resumed, day, self.resumed_day)
        return resumed, back & ~resumed
