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
        self._day = np.full(count, np.inf)
        # since when results have been as good as this, inf: the last was not; None: nobody's are
        self._since: dict[int, np.ndarray | None] = {PARTIAL: None, COMPLETE: None}

    @property
    def day(self) -> np.ndarray:
        """First scan (patient,) of a confirmed response [days]; NaN: none."""
        return np.where(np.isinf(self._day), np.nan, self._day)

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
        late = scan_day >= self._criteria.stable_after - 1e-6
        found = np.minimum(code, STABLE) if late else (code == PROGRESSIVE).view(np.int8)
        for level in (PARTIAL, COMPLETE):
            kept = self._kept(level, scan_day, code)
            if kept is None:
                break  # what is not partial is not complete either
            np.copyto(found, level, where=kept)
            if level == PARTIAL:
                since = self._since[level]
                np.minimum(self._day, since, out=self._day, where=kept & open_)
        np.maximum(self.best, found, out=self.best, where=open_)

    def _kept(self, level: int, scan_day: float, code: np.ndarray) -> np.ndarray | None:
        """Return whose results have been this good for long enough (patient,); None: nobody's."""
        holds, since = code >= level, self._since[level]
        if since is None:
            if not np.count_nonzero(holds):
                return None
            since = np.full(len(code), np.inf)
        lost = np.where(code == NOT_EVALUABLE, since, np.inf)
        self._since[level] = since = np.where(holds, np.minimum(since, scan_day), lost)
        return holds & (scan_day - since >= self._criteria.confirm_response - 1e-6)
