"""The best response until progression: a state machine over results (RECIST 1.1, table 3).

No regimen is shown it. So results are laid by until there are some, and judged together: what a
call of NumPy costs is then paid once for a run of scans.
"""

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

AT_ONCE = 2**13
"""Results of patients that are judged together; no fewer than `FEWEST` scans."""
FEWEST = 4


class BestResponse:
    """The best response until progression, with confirmation.

    A response is confirmed by every result until `confirm_response` days after it first was seen
    being as good; a scan that was missed does not break it. One that is not confirmed counts as
    stable disease, if that was seen late enough.

    Parameters
    ----------
    criteria : Criteria
        The rule.
    baseline : Scan
        The result at the start.
    begun : float or ndarray (patient,)
        When that was [days].
    """

    def __init__(self, criteria: Criteria, baseline: Scan, begun: float | np.ndarray = 0.0):
        self._criteria, self._baseline, self._begun = criteria, baseline, begun
        count = len(baseline.judged)
        self._many = max(FEWEST, AT_ONCE // count) if count else FEWEST
        self._laid_by: list[tuple[Scan, np.ndarray, np.ndarray]] = []
        self._progressive, self._stable, self._partial, self._complete = np.zeros((4, count), bool)
        self._good, self._gone = _Held(count), _Held(count)
        self._day = np.full(count, np.nan)
        self._least = np.full(count, np.inf)  # of the results that count
        self._vanished = np.zeros(count, dtype=bool)  # whether one of these saw nothing

    def file(self, scan: Scan, worse: np.ndarray, counts: np.ndarray) -> None:
        """Take note of a result.

        Parameters
        ----------
        scan : Scan
            What was measured.
        worse : ndarray (patient,), bool
            Whose is a progression.
        counts : ndarray (patient,), bool
            Who came, and had not progressed before it: later results no longer count.
        """
        self._laid_by.append((scan, worse, counts))
        if len(self._laid_by) >= self._many:
            self._judge()

    def findings(self) -> dict[str, np.ndarray]:
        """Return ``best_response``, ``response_day`` and ``best_change``, each (patient,).

        They are explained where they are put together (`History.findings`).
        """
        if self._laid_by:
            self._judge()
        best = np.full(len(self._day), NOT_EVALUABLE, dtype=np.int8)
        for code, who in (
            (PROGRESSIVE, self._progressive),
            (STABLE, self._stable),
            (PARTIAL, self._partial),
            (COMPLETE, self._complete),
        ):
            best[who] = code
        return {"best_response": best, "response_day": self._day, "best_change": self._change()}

    def _change(self) -> np.ndarray:
        """Return the smallest result against the baseline; NaN: none, or not measurable.

        Of nothing, nothing can be lost.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            change = self._least / self._baseline.judged - 1.0
        change = np.where(self._vanished, -1.0, change)
        known = self._baseline.measurable & (self._vanished | np.isfinite(self._least))
        return np.where(known, change, np.nan)

    def _judge(self) -> None:
        """Judge the results that are laid by; arrays are (scan, patient)."""
        scans = [scan for scan, _, _ in self._laid_by]
        worse = np.array([worse for _, worse, _ in self._laid_by])
        counts = np.array([counts for _, _, counts in self._laid_by])
        self._laid_by = []
        days = np.array([scan.day for scan in scans])
        value = np.array([scan.judged for scan in scans])
        detected = np.array([scan.detected for scan in scans])
        measurable = self._baseline.measurable

        least = np.where(counts, value, np.inf).min(axis=0)
        self._least = np.minimum(self._least, least)
        self._vanished |= (counts & ~detected).any(axis=0)
        stable = measurable & ~worse
        came = [scan.came for scan in scans]
        self._progressive |= (counts & worse).any(axis=0)
        late = days[:, None] - self._begun >= self._criteria.stable_after - 1e-6
        self._stable |= (counts & stable & late).any(axis=0)

        for row, who in enumerate(came):
            if who is not None:
                stable[row] &= who
        gone = stable & ~detected
        good = gone | (stable & self._criteria.partial(self._reading(value, detected)))
        confirm = self._criteria.confirm_response - 1e-6
        for held, shows in ((self._good, good), (self._gone, gone)):
            since = held.since(days, shows, came)
            if since is None:
                continue
            kept = shows & (days[:, None] - since >= confirm) & counts
            if held is self._gone:
                self._complete |= kept.any(axis=0)
                continue
            first = kept.any(axis=0) & ~self._partial
            at = kept.argmax(axis=0), np.arange(len(first))
            self._day = np.where(first, since[at], self._day)
            self._partial |= first

    def _reading(self, value: np.ndarray, detected: np.ndarray) -> Reading:
        start = self._baseline
        return Reading(
            value, detected, start.judged, start.measurable, start.judged, ~start.detected
        )


class _Held:
    """Who has shown something at every result lately, and since when."""

    def __init__(self, count: int):
        self._now = np.zeros(count, dtype=bool)
        self._since = np.zeros(count)

    def since(
        self, days: np.ndarray, shows: np.ndarray, came: list[np.ndarray | None]
    ) -> np.ndarray | None:
        """Take note of who shows it at some results.

        Parameters
        ----------
        days : ndarray (scan,)
            Of the scans [days].
        shows : ndarray (scan, patient), bool
        came : list of ndarray (patient,), bool, or None
            Who was measured at each; None: everybody.

        Returns
        -------
        ndarray (scan, patient) or None
            First day of the unbroken run of those who show it [days], anything for the others;
            None: nobody shows it, or did.
        """
        if not np.count_nonzero(shows) and not np.count_nonzero(self._now):
            return None
        since = np.empty(shows.shape)
        for row, (day, show, who) in enumerate(zip(days, shows, came, strict=True)):
            new = show & ~self._now
            if np.count_nonzero(new):
                self._since = np.where(new, day, self._since)
            since[row] = self._since
            self._now = show if who is None else show | (self._now & ~who)
        return since
