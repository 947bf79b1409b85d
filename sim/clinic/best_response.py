"""The best response until progression: a state machine over results (RECIST 1.1, table 3)."""

import numpy as np

from sim.clinic.criteria import (
    COMPLETE,
    NOT_EVALUABLE,
    PARTIAL,
    PROGRESSIVE,
    STABLE,
    Criteria,
    Reading,
)
from sim.clinic.scan import Scan


class BestResponse:
    """The best response until progression, with confirmation.

    A response is confirmed by every result until `confirm_response` days after it first was seen
    being as good; a scan that was missed does not break it. One that is not confirmed counts as
    stable disease, if that was seen late enough.
    """

    def __init__(self, criteria: Criteria, baseline: Scan):
        self._criteria, self._baseline = criteria, baseline
        count = len(baseline.judged)
        self._progressive, self._stable, self._partial, self._complete = np.zeros((4, count), bool)
        self._good, self._gone = _Held(count), _Held(count)
        self.day = np.full(count, np.nan)
        """First scan (patient,) of a confirmed response [days]; NaN: none."""

        self._least = np.full(count, np.inf)  # of the results that count
        self._vanished = np.zeros(count, dtype=bool)  # whether one of these saw nothing

    @property
    def change(self) -> np.ndarray:
        """Smallest result until progression (patient,), change from the baseline; NaN: none.

        NaN also where the baseline was not measurable: of nothing, nothing can be lost.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            change = self._least / self._baseline.judged - 1.0
        change = np.where(self._vanished, -1.0, change)
        known = self._baseline.measurable & (self._vanished | np.isfinite(self._least))
        return np.where(known, change, np.nan)

    @property
    def response(self) -> np.ndarray:
        """The best so far (patient,), int8, a place in `RESPONSES`."""
        best = np.full(len(self.day), NOT_EVALUABLE, dtype=np.int8)
        for code, who in (
            (PROGRESSIVE, self._progressive),
            (STABLE, self._stable),
            (PARTIAL, self._partial),
            (COMPLETE, self._complete),
        ):
            best[who] = code
        return best

    def file(
        self,
        day: float,
        reading: Reading,
        worse: np.ndarray,
        came: np.ndarray | None,
        counts: np.ndarray,
    ) -> None:
        """Take note of a result.

        Parameters
        ----------
        day : float
            When it was measured [days].
        reading : Reading
            The result.
        worse : ndarray (patient,), bool
            Whose is a progression.
        came : ndarray (patient,), bool, or None
            Who was measured; None: everybody.
        counts : ndarray (patient,), bool
            Who came, and had not progressed before it: later results no longer count.
        """
        self._least = np.where(counts, np.minimum(self._least, reading.value), self._least)
        if np.count_nonzero(reading.detected) < len(worse):
            self._vanished |= counts & ~reading.detected
        criteria = self._criteria
        stable = reading.measurable & ~worse
        self._progressive |= counts & worse
        if day >= criteria.stable_after - 1e-6:
            self._stable |= counts & stable
        missing = ~(reading.measurable | worse)  # nothing is said of them
        if came is not None:
            missing |= ~came
            stable &= came
        gone = stable & ~reading.detected
        good = gone | (stable & criteria.partial(reading))
        confirm = criteria.confirm_response - 1e-6
        any_gone, any_good = (
            held.file(day, shows, missing)
            for held, shows in ((self._gone, gone), (self._good, good))
        )
        if not any_good:
            return
        kept = good & (day - self._good.since >= confirm) & counts
        first = kept & ~self._partial
        if np.count_nonzero(first):
            self.day = np.where(first, self._good.since, self.day)
            self._partial = self._partial | first
        if any_gone:
            self._complete |= gone & (day - self._gone.since >= confirm) & counts


class _Held:
    """Who has shown something at every result lately, and since when."""

    def __init__(self, count: int):
        self._now = np.zeros(count, dtype=bool)
        self.since = np.zeros(count)
        """First of these results (patient,) [days], where the last one shows it."""

    def file(self, day: float, shows: np.ndarray, missing: np.ndarray) -> bool:
        """Take note of who shows it now, and who is not known to; tell whether anybody does."""
        new = shows & ~self._now
        if np.count_nonzero(new):
            self.since = np.where(new, day, self.since)
        self._now = shows | (self._now & missing)
        return bool(np.count_nonzero(self._now))
