"""Progression counted from a starting point: a state machine over results.

A clinic keeps several courses of a patient at once: that of the whole run, that of the present
line of therapy, and that since the first progression. All arrays have one value per patient.
"""

import numpy as np

from sim.base.days import SAME_MOMENT
from sim.clinic.criteria import Criteria, Reading
from sim.clinic.extent import Extent
from sim.clinic.scan import Scan, of_those


class Course:
    """What results say since a starting point, and which scan first said progression.

    A result in a pause may be a progression over the smallest result and none over the reference:
    the tumour regrew, and is no larger than it was. Such a progression stands unless the pause
    ends with a drug of the same line (`resume`). A course of progression on drug (`on_drug`) takes
    back all growth in a pause, however large.

    Parameters
    ----------
    criteria : Criteria
        The rule.
    first : Scan
        The result at the start.
    begun : float or ndarray (patient,)
        When that was [days].

    Attributes
    ----------
    progression_day, known_day : ndarray (patient,)
        The scan that first said progression, and when that became known [days]; NaN: none.
    off_drug_day : ndarray (patient,)
        The scan that first said so in a pause, within the reference [days]; NaN: none.
    regrew : ndarray (patient,), bool
        Whose progression is of this kind, and may still be taken back.
    outgrew : ndarray (patient,), bool
        Who of these is larger than at the start; only of a course of progression on drug.
    """

    def __init__(self, criteria: Criteria, first: Scan, begun: float | np.ndarray = 0.0):
        count = len(first.judged)
        self._criteria = criteria
        self.reference = self.nadir = first.judged
        self.measurable = first.measurable
        self._vanished = ~first.detected
        self._begun = np.full(count, begun)
        self._last_begun = float(np.max(begun))
        self.progressed = np.zeros(count, dtype=bool)
        self.progression_day = np.full(count, np.nan)
        self.known_day = np.full(count, np.nan)
        self.off_drug_day = np.full(count, np.nan)
        self._suspected = np.full(count, np.nan)
        self.regrew = self.outgrew = np.zeros(count, dtype=bool)
        self._on_drug = False
        self._regrowth = False  # of anybody, ever
        self._beyond_day = np.full(count, np.nan)  # of these: first scan beyond it
        self._beyond_known = np.full(count, np.nan)
        self._anew_after: np.ndarray | None = None  # of whom: no result of that pause is read since
        lesions = first.lesions
        self._extent = None if lesions is None else Extent(criteria, lesions)

    def restart(self, who: np.ndarray, day: float, last: Scan) -> None:
        """Begin again today, for some, from the last result."""
        self._reset(who, last)
        self._begun = np.where(who, day, self._begun)
        self._last_begun = max(day, self._last_begun)

    def early(self, scan: Scan) -> np.ndarray | None:
        """Return whose scan was made before their course began; None: nobody's."""
        if scan.day > self._last_begun + SAME_MOMENT:
            return None
        return scan.day <= self._begun + SAME_MOMENT

    def forget(self, who: np.ndarray) -> None:
        """Take back, for some, that they progressed."""
        self.progressed = self.progressed & ~who
        self.progression_day = np.where(who, np.nan, self.progression_day)
        self.known_day = np.where(who, np.nan, self.known_day)

    def on_drug(self) -> "Course":
        """Return another that stands where this one stands, of progression on drug alone."""
        other = self.copy()
        other._on_drug = True
        return other

    def copy(self) -> "Course":
        """Return another course that stands where this one stands."""
        other = object.__new__(Course)
        other.__dict__.update(self.__dict__)  # arrays are replaced, never changed
        other._extent = None if self._extent is None else self._extent.copy()
        return other

    def resume(self, who: np.ndarray, day: float | np.ndarray) -> np.ndarray:
        """End the pause of some: growth in it, up to the reference, was no progression.

        Growth after it counts over the last result of it, which may not be known yet
        (`count_anew`).

        Parameters
        ----------
        who : ndarray (patient,), bool
            Whose.
        day : float or ndarray (patient,)
            When it ended [days].

        Returns
        -------
        ndarray (patient,), bool
            Whose progression is taken back.
        """
        back = who & self.regrew
        if np.count_nonzero(back):
            self.progressed = self.progressed & (~back | ~np.isnan(self._beyond_day))
            self.progression_day = np.where(back, self._beyond_day, self.progression_day)
            self.known_day = np.where(back, self._beyond_known, self.known_day)
            after = np.nan if self._anew_after is None else self._anew_after
            self._anew_after = np.where(back, day, after)
            self.settle(back)
        return back

    def count_anew(self, scan: Scan, last: Scan) -> None:
        """Let growth count over the last result of a pause, of whom this is the first after it."""
        if self._anew_after is None:
            return
        who = scan.day > self._anew_after + SAME_MOMENT  # (NaN compares as False)
        if not np.count_nonzero(who):
            return
        self.nadir = np.where(who, last.judged, self.nadir)
        if self._extent is not None and last.lesions is not None:
            self._extent.forget_nadir(who, last.lesions)
        self._anew_after = np.where(who, np.nan, self._anew_after)

    def settle(self, who: np.ndarray) -> None:
        """Let the progression of some stand, whatever they are given next."""
        if not self._regrowth:
            return
        self.regrew, self.outgrew = self.regrew & ~who, self.outgrew & ~who
        self._beyond_day = np.where(who, np.nan, self._beyond_day)
        self._beyond_known = np.where(who, np.nan, self._beyond_known)

    def decided(self, open_: np.ndarray) -> bool:
        """Tell whether no result can change anything until a course begins again.

        Nobody is left who can progress, (patient,) bool, and no progression can be taken back.
        """
        return not self._regrowth and not np.count_nonzero(open_)

    def reading(self, scan: Scan) -> Reading:
        """Return a result with what it is compared with."""
        return Reading(
            scan.judged, scan.detected, self.reference, self.measurable, self.nadir, self._vanished
        )

    def progressive(self, scan: Scan) -> np.ndarray:
        """Tell whose result is a progression (patient,), bool; nothing is kept of it."""
        worse = self._criteria.progressive(self.reading(scan))
        if self._extent is None or scan.lesions is None:
            return worse
        return worse | self._extent.worse(scan.lesions)

    @property
    def failed(self) -> np.ndarray:
        """Who has progressed (patient,), bool, without growth in a pause that may be taken back."""
        return self.progressed & ~self.regrew if self._regrowth else self.progressed

    def parts_from_on_drug(self, scan: Scan) -> bool:
        """Tell whether somebody's growth in a pause is a progression, and none on drug."""
        if scan.paused is None:
            return False
        worse = self.progressive(scan) & scan.paused
        return bool(np.count_nonzero(worse)) and bool(
            np.count_nonzero(worse & self._over_start(scan))
        )

    def file(self, scan: Scan, known: float, worse: np.ndarray) -> None:
        """Take note of a result.

        Parameters
        ----------
        scan : Scan
            What was measured.
        known : float
            Day on which it became known [days].
        worse : ndarray (patient,), bool
            Whose is a progression, if it is confirmed.
        """
        came, criteria = scan.came, self._criteria
        if criteria.ignore_before:
            worse = worse & (scan.day - self._begun >= criteria.ignore_before)
        if came is not None:
            worse = worse & came
        seen_on: np.ndarray | float = scan.day
        if criteria.confirm_progression:
            worse, seen_on = self._confirmed(scan, worse)
        if np.count_nonzero(worse):
            self._note_progression(scan, known, worse, seen_on)
        self.nadir = of_those(came, np.minimum(self.nadir, scan.judged), self.nadir)
        if self._extent is not None and scan.lesions is not None:
            self._extent.file(scan.lesions, came)
        if np.count_nonzero(scan.detected) < len(worse):
            gone = ~scan.detected if came is None else ~scan.detected & came
            self._vanished = self._vanished | gone

    def _note_progression(
        self, scan: Scan, known: float, worse: np.ndarray, seen_on: np.ndarray | float
    ) -> None:
        """Note who is worse, as the scan of the day `seen_on` (patient,) or scalar showed."""
        within = self._within_reference(scan, worse)
        new = worse & ~self.progressed
        if np.count_nonzero(new):
            first = new & np.isnan(self.progression_day)
            self.progression_day = np.where(first, seen_on, self.progression_day)
            self.known_day = np.where(first, known, self.known_day)
            self.progressed = self.progressed | new
        if within is not None:
            fresh = new & within & np.isnan(self.off_drug_day)
            self.off_drug_day = np.where(fresh, seen_on, self.off_drug_day)
            self.regrew = self.regrew | (new & within)
            self._regrowth = True
            worse = worse & ~within
        if self._regrowth:
            beyond = worse & self.regrew & np.isnan(self._beyond_day)
            self._beyond_day = np.where(beyond, seen_on, self._beyond_day)
            self._beyond_known = np.where(beyond, known, self._beyond_known)

    def _within_reference(self, scan: Scan, worse: np.ndarray) -> np.ndarray | None:
        """Return who regrew in a pause and is no larger than at the start; None: nobody."""
        if scan.paused is None:
            return None
        regrew = worse & scan.paused
        if not np.count_nonzero(regrew):
            return None
        over_start = self._over_start(scan)
        if self._on_drug:
            self.outgrew = self.outgrew | (regrew & over_start)
            return regrew
        return regrew & ~over_start

    def _over_start(self, scan: Scan) -> np.ndarray:
        """Return who (patient,) is larger than at the start, by as much as progression asks."""
        over = self._criteria.progressive(
            self.reading(scan)._replace(nadir=self.reference, vanished=np.zeros_like(scan.detected))
        )
        if self._extent is not None and scan.lesions is not None:
            over = over | self._extent.over_start(scan.lesions)
        return over

    def _confirmed(self, scan: Scan, worse: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return whose suspected progression this result confirms, and the day it dates from."""
        waited = scan.day - self._suspected >= self._criteria.confirm_progression - 1e-6
        confirmed = worse & waited  # NaN compares as False
        since = np.where(worse & np.isnan(self._suspected), scan.day, self._suspected)
        over = ~worse if scan.came is None else ~worse & scan.came
        self._suspected = np.where(over, np.nan, since)
        return confirmed, since

    def _reset(self, who: np.ndarray, scan: Scan) -> None:
        self.reference = np.where(who, scan.judged, self.reference)
        self.nadir = np.where(who, scan.judged, self.nadir)
        self._vanished = np.where(who, ~scan.detected, self._vanished)
        self.measurable = np.where(who, scan.measurable, self.measurable)
        self.progressed = self.progressed & ~who
        self._suspected = np.where(who, np.nan, self._suspected)
        if self._extent is not None and scan.lesions is not None:
            self._extent.restart(who, scan.lesions)
        if self._anew_after is not None:
            self._anew_after = np.where(who, np.nan, self._anew_after)
        self.settle(who)

    def begin_with(self, who: np.ndarray | None, scan: Scan) -> None:
        """Let a scan made before their course began be the new starting point of some."""
        if who is not None:
            self._reset(of_those(scan.came, who, np.zeros_like(who)), scan)
