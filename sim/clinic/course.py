"""Progression counted from a starting point: a state machine over results.

A clinic keeps several courses of a patient at once: that of the whole run, that of the present
line of therapy, and that since the first progression. All arrays have one value per patient.
"""

from typing import NamedTuple

import numpy as np

from sim.clinic.criteria import NOT_EVALUABLE, PROGRESSIVE, Criteria, Reading


class Result(NamedTuple):
    """One result of all patients, as a course judges it; each ndarray (patient,)."""

    scan_day: float
    """When it was measured [days]."""
    day: float
    """When it became known [days]."""
    value: np.ndarray
    """On the scale of the criteria."""
    detected: np.ndarray
    """Whether anything was seen."""
    measurable: np.ndarray
    """Whether there is enough to speak of a response, if a course begins here."""
    came: np.ndarray | None = None
    """Who was measured; None: everybody."""
    paused: np.ndarray | None = None
    """Who was in a pause of treatment since the scan before; None: nobody."""


class Course:
    """What results say since a starting point, and which scan first said progression.

    A result in a pause may be a progression over the smallest result and none over the reference:
    the tumour regrew, and is no larger than it was. Such a progression stands unless the pause
    ends with the same drug (`resume`).

    Parameters
    ----------
    criteria : Criteria
        The rule.
    first : Result
        The result at the start.

    Attributes
    ----------
    progression_day, known_day : ndarray (patient,)
        The scan that first said progression, and when that became known [days]; NaN: none.
    off_drug_day : ndarray (patient,)
        The scan that first said so in a pause, within the reference [days]; NaN: none.
    regrew : ndarray (patient,), bool
        Whose progression is of this kind, and may still be taken back.
    """

    def __init__(self, criteria: Criteria, first: Result):
        count = len(first.value)
        self._criteria = criteria
        self.reference = self.nadir = first.value
        self.measurable = first.measurable
        self.vanished = ~first.detected
        self.begun = np.zeros(count)
        self.progressed = np.zeros(count, dtype=bool)
        self.progression_day = np.full(count, np.nan)
        self.known_day = np.full(count, np.nan)
        self.off_drug_day = np.full(count, np.nan)
        self._suspected = np.full(count, np.nan)
        self.regrew = np.zeros(count, dtype=bool)
        self._beyond_day = np.full(count, np.nan)  # of these: first scan beyond it
        self._beyond_known = np.full(count, np.nan)

    def restart(self, who: np.ndarray, day: float, last: Result) -> None:
        """Begin again today, for some, from the last result."""
        self._reset(who, last)
        self.begun = np.where(who, day, self.begun)

    def forget(self, who: np.ndarray) -> None:
        """Take back, for some, that they progressed."""
        self.progressed = self.progressed & ~who
        self.progression_day = np.where(who, np.nan, self.progression_day)
        self.known_day = np.where(who, np.nan, self.known_day)

    def copy(self) -> "Course":
        """Return another course that stands where this one stands."""
        other = object.__new__(Course)
        other.__dict__.update(self.__dict__)  # arrays are replaced, never changed
        return other

    def resume(self, who: np.ndarray, last: Result) -> np.ndarray:
        """End the pause of some: growth in it, up to the reference, was no progression.

        From here on growth counts over the last result.

        Returns
        -------
        ndarray (patient,), bool
            Whose progression is taken back.
        """
        back = who & self.regrew
        if back.any():
            self.progressed = self.progressed & (~back | ~np.isnan(self._beyond_day))
            self.progression_day = np.where(back, self._beyond_day, self.progression_day)
            self.known_day = np.where(back, self._beyond_known, self.known_day)
            self.nadir = np.where(back, last.value, self.nadir)
            self.settle(back)
        return back

    def settle(self, who: np.ndarray) -> None:
        """Let the progression of some stand, whatever they are given next."""
        self.regrew = self.regrew & ~who
        self._beyond_day = np.where(who, np.nan, self._beyond_day)
        self._beyond_known = np.where(who, np.nan, self._beyond_known)

    def file(self, result: Result, early: np.ndarray | None = None) -> np.ndarray:
        """Judge a result, and return what it says (patient,), int8.

        Parameters
        ----------
        result : Result
            What was measured.
        early : ndarray (patient,), bool, optional
            Whose measurement was made before the course began: it is the new starting point, and
            cannot be a progression.
        """
        value, detected, came = result.value, result.detected, result.came
        if early is not None and early.any():
            self._reset(early if came is None else early & came, result)
        code = self._criteria.judge(
            Reading(value, detected, self.reference, self.measurable, self.nadir, self.vanished)
        )
        self._note_progression(result, self._counted(code == PROGRESSIVE, result, early))
        smaller = np.minimum(self.nadir, value)
        self.nadir = smaller if came is None else np.where(came, smaller, self.nadir)
        if not detected.all():
            gone = ~detected if came is None else ~detected & came
            self.vanished = self.vanished | gone
        if came is not None:
            code[~came] = NOT_EVALUABLE
        return code

    def _counted(self, worse: np.ndarray, result: Result, early: np.ndarray | None) -> np.ndarray:
        """Return whose result counts as a progression, if it is confirmed."""
        if self._criteria.ignore_before:
            worse &= result.scan_day - self.begun >= self._criteria.ignore_before
        if early is not None:
            worse &= ~early
        return worse if result.came is None else worse & result.came

    def _note_progression(self, result: Result, worse: np.ndarray) -> None:
        seen_on = np.broadcast_to(result.scan_day, worse.shape)
        if self._criteria.confirm_progression:
            worse, seen_on = self._confirmed(result, worse)
        if not worse.any():
            return
        within = self._within_reference(result, worse)
        new = worse & ~self.progressed
        first = new & np.isnan(self.progression_day)
        self.progression_day = np.where(first, seen_on, self.progression_day)
        self.known_day = np.where(first, result.day, self.known_day)
        self.progressed = self.progressed | new
        if within is not None:
            fresh = new & within & np.isnan(self.off_drug_day)
            self.off_drug_day = np.where(fresh, seen_on, self.off_drug_day)
            self.regrew = self.regrew | (new & within)
            worse = worse & ~within
        beyond = worse & self.regrew & np.isnan(self._beyond_day)
        if beyond.any():
            self._beyond_day = np.where(beyond, seen_on, self._beyond_day)
            self._beyond_known = np.where(beyond, result.day, self._beyond_known)

    def _within_reference(self, result: Result, worse: np.ndarray) -> np.ndarray | None:
        """Return who regrew in a pause and is no larger than at the start; None: nobody."""
        if result.paused is None:
            return None
        regrew = worse & result.paused
        if not regrew.any():
            return None
        none = np.zeros_like(regrew)
        over_start = self._criteria.judge(
            Reading(
                result.value, result.detected, self.reference, self.measurable, self.reference, none
            )
        )
        return regrew & (over_start != PROGRESSIVE)

    def _confirmed(self, result: Result, worse: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return whose suspected progression this result confirms, and the day it dates from."""
        waited = result.scan_day - self._suspected >= self._criteria.confirm_progression - 1e-6
        confirmed = worse & waited  # NaN compares as False
        since = np.where(worse & np.isnan(self._suspected), result.scan_day, self._suspected)
        over = ~worse if result.came is None else ~worse & result.came
        self._suspected = np.where(over, np.nan, since)
        return confirmed, since

    def _reset(self, who: np.ndarray, result: Result) -> None:
        self.reference = np.where(who, result.value, self.reference)
        self.nadir = np.where(who, result.value, self.nadir)
        self.vanished = np.where(who, ~result.detected, self.vanished)
        self.measurable = np.where(who, result.measurable, self.measurable)
        self.progressed = self.progressed & ~who
        self._suspected = np.where(who, np.nan, self._suspected)
        self.settle(who)
