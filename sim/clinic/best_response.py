"""The best response until progression: a state machine over results (RECIST 1.1, table 3).

No regimen is shown it. So results are laid by until there are some, and judged together: what a
call of NumPy costs is then paid once for a run of scans. Of several measures one can date a
progression to before what another has shown since; so there all results are laid by until the end.
"""

from typing import NamedTuple

import numpy as np

from sim.base.days import SAME_MOMENT
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


class _Result(NamedTuple):
    """What is judged of a scan; arrays (patient,)."""

    day: float
    value: np.ndarray
    detected: np.ndarray
    came: np.ndarray | None
    worse: np.ndarray
    counts: np.ndarray


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
    alone : bool
        Whether nothing but these results says when progression was; else `findings` is told.
    """

    def __init__(
        self,
        criteria: Criteria,
        baseline: Scan,
        begun: float | np.ndarray = 0.0,
        alone: bool = True,
    ):
        self._criteria, self._baseline, self._begun = criteria, baseline, begun
        count = len(baseline.judged)
        self._many = max(FEWEST, AT_ONCE // count) if count else FEWEST
        self._laid_by: list[_Result] = []
        self._alone = alone
        self._start_again()

    def _start_again(self) -> None:
        """Forget everything that was judged."""
        count = len(self._baseline.judged)
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
        seen = scan.day, scan.judged, scan.detected, scan.came
        self._laid_by.append(_Result(*seen, worse, counts))
        if self._alone and len(self._laid_by) >= self._many:
            self._judge_those_laid_by()

    def findings(self, progression_day: np.ndarray | None = None) -> dict[str, np.ndarray]:
        """Return ``best_response``, ``response_day`` and ``best_change``, each (patient,).

        They are explained where they are put together (`History.findings`).

        Parameters
        ----------
        progression_day : ndarray (patient,), optional
            Of the scan that showed the first progression [days], as is known now; NaN: none. No
            later result counts. Only if they are not alone.
        """
        if self._alone:
            self._judge_those_laid_by()
        else:
            assert progression_day is not None
            self._start_again()  # (what is known now need not hold when this is asked again)
            last = np.nan_to_num(progression_day, nan=np.inf) + SAME_MOMENT
            self._judge([r._replace(counts=r.counts & (r.day <= last)) for r in self._laid_by])
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

    def _judge_those_laid_by(self) -> None:
        laid_by, self._laid_by = self._laid_by, []
        self._judge(laid_by)

    def _judge(self, results: list[_Result]) -> None:
        """Judge results; arrays are (scan, patient)."""
        if not results:
            return
        worse = np.array([result.worse for result in results])
        counts = np.array([result.counts for result in results])
        days = np.array([result.day for result in results])
        value = np.array([result.value for result in results])
        detected = np.array([result.detected for result in results])
        measurable = self._baseline.measurable

        least = np.where(counts, value, np.inf).min(axis=0)
        self._least = np.minimum(self._least, least)
        self._vanished |= (counts & ~detected).any(axis=0)
        stable = measurable & ~worse
        came = [result.came for result in results]
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
