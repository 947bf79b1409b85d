"""Pauses: days without drug that end with a drug of the same line.

Whether a day without drug belongs to a pause or is the end of a treatment nobody can tell while it
lasts. So it is told by its end: a pause is over when drugs of the same line of therapy are given
again, and no others (`TherapyLines` says where a line begins). A line without drug, as the holiday
of a rechallenge after progression, is no pause. What counts is what is given: a drug that was held
for side effects and is given again was paused.
"""

import numpy as np

from sim.base.days import SAME_MOMENT
from sim.clinic.given import for_each
from sim.clinic.scan import shown


class Pauses:
    """Who is without drug, since when, and who has just resumed; (patient,) arrays."""

    def __init__(self, count: int):
        self._doses: np.ndarray | None = None
        self.off_since = shown(np.zeros(count))
        """Day since which no drug is given (patient,); inf: one is. Nobody is, before day 0."""
        self._somebody_off = True
        self._in_line = np.zeros(count, dtype=bool)  # a drug was given in the present line
        self.resumed_day = np.full(count, -np.inf)
        """Last day on which a pause ended with a drug of its line; -inf: none has."""
        self.begun_day = np.full(count, -np.inf)
        """Day on which the present line of therapy began; -inf: it is the first."""

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
        off = self.off_since <= np.asarray(last) + SAME_MOMENT
        if not np.count_nonzero(off):
            return None, None
        paused = off & self._in_line
        return off, paused if np.count_nonzero(paused) else None

    @property
    def paused(self) -> np.ndarray:
        """Who is in a pause now (patient,), bool."""
        return np.isfinite(self.off_since) & self._in_line

    def ended(self, paused: np.ndarray, day: float) -> tuple[np.ndarray, np.ndarray]:
        """Return how the pauses ended that some were in on a day.

        Parameters
        ----------
        paused : ndarray (patient,), bool
            Who was in a pause.
        day : float
            When [days].

        Returns
        -------
        resumed, stands : ndarray (patient,), bool
            Who was given a drug of the line again, and for whom another line began; neither: it
            is not over.
        """
        since = day - SAME_MOMENT
        again, other = self.resumed_day >= since, self.begun_day >= since
        # (of both, the earlier ended it)
        stands = paused & other & ~(again & (self.resumed_day < self.begun_day))
        return paused & again & ~stands, stands

    def note(
        self,
        day: float,
        doses: np.ndarray,
        begun: np.ndarray | None,
        dead: np.ndarray | None = None,
    ) -> np.ndarray | None:
        """Take note of the doses from today on; return whose pause ends today.

        Parameters
        ----------
        day : float
            Today.
        doses : ndarray (patient or 1, drug)
            As given.
        begun : ndarray (patient,), bool, or None
            For whom a line of therapy begins today.
        dead : ndarray (patient,), bool, optional
            Who is dead, and stays as they were. Default: nobody.

        Returns
        -------
        ndarray (patient,), bool, or None
            None: nobody's.
        """
        if begun is not None:
            self._in_line = self._in_line & ~begun
            self.begun_day = np.where(begun, day, self.begun_day)
        if doses is self._doses and begun is None:
            return None
        self._doses = doses
        on = np.asarray(for_each(doses > 0, len(self._in_line)).any(axis=1))
        if dead is not None:
            on = np.where(dead, np.isinf(self.off_since), on)
        resumed = on & self.paused
        self.off_since = shown(np.where(on, np.inf, np.minimum(self.off_since, day)))
        self._somebody_off = bool(np.count_nonzero(on) < len(on))
        self._in_line = self._in_line | on
        if not np.count_nonzero(resumed):
            return None
        self.resumed_day = np.where(resumed, day, self.resumed_day)
        return resumed
