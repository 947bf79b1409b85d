"""The best response until progression: a state machine over results (RECIST 1.1, table 3)."""

import numpy as np

from sim.clinic.criteria import (
    COMPLETE,
    NOT_EVALUABLE,
    PARTIAL,
    PROGRESSIVE,
    STABLE,
    Criteria,
)


class BestResponse:
    """The best response until progression, with confirmation.

    A response is confirmed by every result until `confirm_response` days after it first was seen
    being as good; a scan that was missed does not break it. One that is not confirmed counts as
    stable disease, if that was seen late enough.
    """

    def __init__(self, criteria: Criteria, count: int):
        self._criteria = criteria
        self.best = np.full(count, NOT_EVALUABLE, dtype=np.int8)
        self.day = np.full(count, np.nan)
        self._partial_since = np.full(count, np.nan)
        self._complete_since = np.full(count, np.nan)

    def file(self, scan_day: float, code: np.ndarray, open_: np.ndarray) -> None:
        """Take note of a result.

        Parameters
        ----------
        scan_day : float
            When it was measured [days].
        code : ndarray (patient,), int8
            What it says.
        open_ : ndarray (patient,), bool
            Who had not progressed before it: later results no longer count.
        """
        criteria = self._criteria
        seen = code != NOT_EVALUABLE
        found = np.zeros(len(code), dtype=np.int8)
        if scan_day >= criteria.stable_after - 1e-6:
            found[code >= STABLE] = STABLE
        found[code == PROGRESSIVE] = PROGRESSIVE
        for level, name in ((PARTIAL, "_partial_since"), (COMPLETE, "_complete_since")):
            since = getattr(self, name)
            holds = code >= level
            since = np.where(seen & ~holds, np.nan, since)
            since = np.where(holds & np.isnan(since), scan_day, since)
            setattr(self, name, since)
            kept = holds & (scan_day - since >= criteria.confirm_response - 1e-6) & open_
            found[kept] = level
            first = kept & np.isnan(self.day)
            self.day = np.where(first, since, self.day)
        np.maximum(self.best, found, out=self.best, where=open_)
