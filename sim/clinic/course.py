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
    back all growth in a pause, however large. Where progression is to be confirmed, what may be
    taken back neither confirms what may not, nor dates it.

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
        # the result that a later one is to confirm: of growth at all, and of what always counts
        self._suspected = self._suspected_beyond = np.full(count, np.nan)
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
        grew = back | (who & self._awaits_in_pause())
        if np.count_nonzero(grew):
            after = np.nan if self._anew_after is None else self._anew_after
            self._anew_after = np.where(grew, day, after)
            self._suspected = np.where(grew, self._suspected_beyond, self._suspected)
        if np.count_nonzero(back):
            self.progressed = self.progressed & (~back | ~np.isnan(self._beyond_day))
            self.progression_day = np.where(back, self._beyond_day, self.progression_day)
            self.known_day = np.where(back, self._beyond_known, self.known_day)
            self.settle(back)
        return back

    def _awaits_in_pause(self) -> np.ndarray:
        """Return of whom (patient,) a result to be confirmed may be taken back."""
        # (they differ by growth in a pause alone; NaN, which equals nothing, awaits nothing)
        return ~np.isnan(self._suspected) & (self._suspected != self._suspected_beyond)

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
        self._suspected_beyond = np.where(who, self._suspected, self._suspected_beyond)
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
        in_pause = self._in_pause(scan, worse)
        beyond = worse if in_pause is None else worse & ~in_pause
        seen_on: np.ndarray | float = scan.day
        beyond_on = seen_on
        if criteria.confirm_progression:
            over = ~worse if came is None else ~worse & came
            worse, seen_on, self._suspected = self._confirmed(scan, worse, over, self._suspected)
            beyond, beyond_on, self._suspected_beyond = self._confirmed(
                scan, beyond, over, self._suspected_beyond
            )
        if np.count_nonzero(worse):
            self._note_progression(known, worse, seen_on, beyond, beyond_on)
            if self._on_drug and scan.paused is not None:
                self.outgrew = self.outgrew | (worse & scan.paused & self._over_start(scan))
        self.nadir = of_those(came, np.minimum(self.nadir, scan.judged), self.nadir)
        if self._extent is not None and scan.lesions is not None:
            self._extent.file(scan.lesions, came)
        if np.count_nonzero(scan.detected) < len(worse):
            gone = ~scan.detected if came is None else ~scan.detected & came
            self._vanished = self._vanished | gone

    def _note_progression(
        self,
        known: float,
        worse: np.ndarray,
        seen_on: np.ndarray | float,
        beyond: np.ndarray,
        beyond_on: np.ndarray | float,
    ) -> None:
        """Note who is worse, as the scan of the day `seen_on` (patient,) or scalar showed.

        Of these, `beyond` are who is so whatever follows, as another scan may have shown.
        """
        new = worse & ~self.progressed
        if np.count_nonzero(new):
            first = new & np.isnan(self.progression_day)
            self.progression_day = np.where(first, seen_on, self.progression_day)
            self.known_day = np.where(first, known, self.known_day)
            self.progressed = self.progressed | new
        if not self._regrowth:
            return
        regrew = new & ~(beyond & np.equal(seen_on, beyond_on))
        fresh = regrew & np.isnan(self.off_drug_day)
        self.off_drug_day = np.where(fresh, seen_on, self.off_drug_day)
        self.regrew = self.regrew | regrew
        later = beyond & self.regrew & np.isnan(self._beyond_day)
        self._beyond_day = np.where(later, beyond_on, self._beyond_day)
        self._beyond_known = np.where(later, known, self._beyond_known)

    def _in_pause(self, scan: Scan, worse: np.ndarray) -> np.ndarray | None:
        """Return whose growth is in a pause and may be taken back; None: nobody's.

        That is up to the reference; however large, in a course of progression on drug.
        """
        if scan.paused is None:
            return None
        grew = worse & scan.paused
        if not np.count_nonzero(grew):
            return None
        self._regrowth = True
        return grew if self._on_drug else grew & ~self._over_start(scan)

    def _over_start(self, scan: Scan) -> np.ndarray:
        """Return who (patient,) is larger than at the start, by as much as progression asks."""
        over = self._criteria.progressive(
            self.reading(scan)._replace(nadir=self.reference, vanished=np.zeros_like(scan.detected))
        )
        if self._extent is not None and scan.lesions is not None:
            over = over | self._extent.over_start(scan.lesions)
        return over

    def _confirmed(
        self, scan: Scan, worse: np.ndarray, over: np.ndarray, suspected: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return whose suspected progression this result confirms, and the day it dates from.

        Parameters
        ----------
        scan : Scan
            What was measured.
        worse, over : ndarray (patient,), bool
            Whose suspicion it raises or confirms, and refutes.
        suspected : ndarray (patient,)
            When it was raised [days]; NaN: it is not.

        Returns
        -------
        confirmed : ndarray (patient,), bool
        since : ndarray (patient,)
        suspected : ndarray (patient,)
            As it is after this result.
        """
        waited = scan.day - suspected >= self._criteria.confirm_progression - 1e-6
        confirmed = worse & waited  # NaN compares as False
        since = np.where(worse & np.isnan(suspected), scan.day, suspected)
        return confirmed, since, np.where(over, np.nan, since)

    def _reset(self, who: np.ndarray, scan: Scan) -> None:
        self.reference = np.where(who, scan.judged, self.reference)
        self.nadir = np.where(who, scan.judged, self.nadir)
        self._vanished = np.where(who, ~scan.detected, self._vanished)
        self.measurable = np.where(who, scan.measurable, self.measurable)
        self.progressed = self.progressed & ~who
        self._suspected = np.where(who, np.nan, self._suspected)
        self._suspected_beyond = np.where(who, np.nan, self._suspected_beyond)
        if self._extent is not None and scan.lesions is not None:
            self._extent.restart(who, scan.lesions)
        if self._anew_after is not None:
            self._anew_after = np.where(who, np.nan, self._anew_after)
        self.settle(who)

    def begin_with(self, who: np.ndarray | None, scan: Scan) -> None:
        """Let a scan made before their course began be the new starting point of some."""
        if who is not None:
            self._reset(of_those(scan.came, who, np.zeros_like(who)), scan)
