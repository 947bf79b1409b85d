"""Progression counted from a starting point, and the best response since: state machines.

A clinic keeps several courses of a patient at once: that of the whole run, that of the present
line of therapy, and that since the first progression. All arrays have one value per patient.
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


class Course:
    """What results say since a starting point, and on which day they first said progression.

    Parameters
    ----------
    criteria : Criteria
        The rule.
    value, detected : ndarray (patient,)
        The result at the start, on the scale of the criteria.
    """

    def __init__(self, criteria: Criteria, value: np.ndarray, detected: np.ndarray):
        count = len(value)
        self._criteria = criteria
        self.reference = self.nadir = value
        self.measurable = criteria.measurable(value, detected)
        self.vanished = ~detected
        self.begun = np.zeros(count)
        self.progressed = np.zeros(count, dtype=bool)
        self.progression_day = np.full(count, np.nan)
        self._suspected = np.full(count, np.nan)
        self._suspected_known = np.full(count, np.nan)

    def restart(self, who: np.ndarray, day: float, value: np.ndarray, detected: np.ndarray) -> None:
        """Begin again today, for some, from the present result."""
        self._reset(who, value, detected)
        self.begun = np.where(who, day, self.begun)

    def copy(self) -> "Course":
        """Return another course that stands where this one stands."""
        other = object.__new__(Course)
        other.__dict__.update(self.__dict__)  # arrays are replaced, never changed
        return other

    def _reset(self, who: np.ndarray, value: np.ndarray, detected: np.ndarray) -> None:
        self.reference = np.where(who, value, self.reference)
        self.nadir = np.where(who, value, self.nadir)
        self.vanished = np.where(who, ~detected, self.vanished)
        self.measurable = np.where(who, self._criteria.measurable(value, detected), self.measurable)
        self.progressed = self.progressed & ~who
        self._suspected = np.where(who, np.nan, self._suspected)

    def file(
        self,
        scan_day: float,
        day: float,
        value: np.ndarray,
        detected: np.ndarray,
        came: np.ndarray | None,
        early: np.ndarray | None = None,
    ) -> np.ndarray:
        """Judge a result, and return what it says (patient,), int8.

        Parameters
        ----------
        scan_day, day : float
            When it was measured, and when it became known [days].
        value, detected : ndarray (patient,)
            The result, on the scale of the criteria.
        came : ndarray (patient,), bool, or None
            Who was measured; None is everybody.
        early : ndarray (patient,), bool, optional
            Whose measurement was made before the course began: it is the new starting point, and
            cannot be a progression.
        """
        if early is not None and early.any():
            self._reset(early if came is None else early & came, value, detected)
        criteria = self._criteria
        code = criteria.judge(
            Reading(value, detected, self.reference, self.measurable, self.nadir, self.vanished)
        )
        worse = code == PROGRESSIVE
        if criteria.ignore_before:
            worse &= scan_day - self.begun >= criteria.ignore_before
        if early is not None:
            worse &= ~early
        if came is not None:
            worse &= came
        if criteria.confirm_progression:
            worse = self._confirmed(scan_day, day, worse, came)
            known = self._suspected_known
        else:
            known = np.broadcast_to(day, worse.shape)
        new = worse & ~self.progressed
        if new.any():
            first = new & np.isnan(self.progression_day)
            self.progression_day = np.where(first, known, self.progression_day)
            self.progressed = self.progressed | new
        smaller = np.minimum(self.nadir, value)
        self.nadir = smaller if came is None else np.where(came, smaller, self.nadir)
        if not detected.all():
            gone = ~detected if came is None else ~detected & came
            self.vanished = self.vanished | gone
        if came is not None:
            code[~came] = NOT_EVALUABLE
        return code

    def _confirmed(self, scan_day, day, worse, came) -> np.ndarray:
        """Return whose suspected progression this result confirms."""
        waited = scan_day - self._suspected >= self._criteria.confirm_progression - 1e-6
        confirmed = worse & waited  # NaN compares as False
        new = worse & np.isnan(self._suspected)
        self._suspected_known = np.where(new, day, self._suspected_known)
        self._suspected = np.where(new, scan_day, self._suspected)
        over = ~worse if came is None else ~worse & came
        self._suspected = np.where(over, np.nan, self._suspected)
        return confirmed


class BestResponse:
    """The best response until progression, with confirmation (RECIST 1.1, table 3).

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
