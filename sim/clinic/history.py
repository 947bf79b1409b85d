"""What the files of patients say: the courses of the run, of the line, and after progression.

Results are judged here. Everything a regimen is shown in the unit of the measure stays at the
`Desk`; here numbers are on the scale of the criteria.
"""

import numpy as np

from sim.base.days import SAME_MOMENT
from sim.clinic.best_response import BestResponse
from sim.clinic.course import Course, Result
from sim.clinic.criteria import Criteria
from sim.clinic.pauses import Pauses
from sim.clinic.scanner import Scan


class History:
    """The courses of a block of patients, from the baseline scan on.

    Attributes
    ----------
    whole : Course
        Since day 0.
    line : Course
        Since the present line began; `whole` itself while there is only one.
    best : BestResponse
        Until the first progression.
    best_change : ndarray (patient,)
        Smallest result until progression, change from the baseline; NaN before there is one.
    off_drug : ndarray (patient,), bool
        Whether no drug was given from the scan before the first progression until it.
    """

    def __init__(self, criteria: Criteria, scan: Scan):
        self._criteria = criteria
        self._last = _result(scan, 0.0)
        self.whole = Course(criteria, self._last)
        self.line = self.whole
        self._second: Course | None = None
        count = len(scan.value)
        self.best = BestResponse(criteria, count)
        self.best_change = np.full(count, np.nan)
        self.off_drug = np.zeros(count, dtype=bool)
        self._on_holiday = np.zeros(count, dtype=bool)

    @property
    def second_day(self) -> np.ndarray:
        """Day of the scan (patient,) that showed the second progression."""
        second = self._second
        return np.full_like(self.best_change, np.nan) if second is None else second.progression_day

    def early(self, scan: Scan) -> np.ndarray | None:
        """Return whose scan was made before their line began; None: there is one line only."""
        if self.line is self.whole:
            return None
        return scan.day <= self.line.begun + SAME_MOMENT

    def file(self, scan: Scan, day: float, living: np.ndarray, pauses: Pauses) -> np.ndarray:
        """Judge a result that becomes known today; return who has progressed for the first time.

        Parameters
        ----------
        scan : Scan
            What was measured.
        day : float
            Today [days].
        living : ndarray (patient,), bool
            Who was alive when it was measured.
        pauses : Pauses
            Who is without drug now.
        """
        result = _result(scan, day)
        self._last = self._carried(result)
        early, open_ = self.early(scan), ~self.whole.progressed
        self._judge_whole(scan, result, open_, living)
        if early is not None:
            self.line.file(result, early)
        if scan.paused is not None:
            # a pause can be over before its result is known
            over = scan.paused & ~pauses.paused
            resumed = over & (pauses.resumed_day >= scan.day - SAME_MOMENT)
            self.end_pauses(resumed, over & ~resumed)
        return open_ & self.whole.progressed

    def end_pauses(self, resumed: np.ndarray, replaced: np.ndarray) -> None:
        """End the pause of some.

        Parameters
        ----------
        resumed : ndarray (patient,), bool
            Who is given the same drug again: growth within the baseline was no progression.
        replaced : ndarray (patient,), bool
            Who is given another: what was a progression stays one.
        """
        if replaced.any():
            for course in self._courses():
                course.settle(replaced)
        if not resumed.any():
            return
        whole, *others = self._courses()
        back = whole.resume(resumed, self._last)
        for course in others:
            course.resume(resumed, self._last)
        if self._second is not None and back.any():
            self._second.forget(back)
            self._second.restart(back, self._last.day, self._last)

    def _courses(self) -> list[Course]:
        """Return the course of the whole run, and the others where there are any."""
        line = [] if self.line is self.whole else [self.line]
        return [self.whole, *line, *([] if self._second is None else [self._second])]

    def begin_line(self, day: float, begun: np.ndarray, treated: np.ndarray) -> None:
        """Begin a line today for some: what happened so far is no progression of it."""
        if self.line is self.whole:
            self.line = self.whole.copy()
        self.line.restart(begun, day, self._last)
        self._on_holiday = np.where(begun, ~treated, self._on_holiday)
        self.whole.settle(begun)
        if self._second is not None:
            again = begun & treated & self.whole.progressed
            self._second.restart(again, day, self._last)

    def _judge_whole(
        self, scan: Scan, result: Result, open_: np.ndarray, living: np.ndarray
    ) -> None:
        """Judge a result against the whole run, and against what follows the first progression."""
        whole, came = self.whole, result.came
        reference = whole.reference
        code = whole.file(result)
        counts = open_ & living
        self.best.file(result.scan_day, code, counts)
        with np.errstate(divide="ignore", invalid="ignore"):
            change = np.where(result.detected, result.value / reference - 1.0, -1.0)
        change = np.where(whole.measurable, change, np.nan)  # of nothing, nothing can be lost
        if came is not None:
            counts = counts & came
        self.best_change = np.where(counts, np.fmin(self.best_change, change), self.best_change)
        if self._second is not None:
            early = result.scan_day <= self._second.begun + SAME_MOMENT
            self._second.file(result, open_ | self._on_holiday | early)
        first = open_ & whole.progressed
        if first.any():
            off = np.zeros_like(first) if scan.off is None else scan.off
            self.off_drug = np.where(first, off, self.off_drug)
            if self._second is None:
                self._second = Course(self._criteria, self._last)
            self._second.restart(first, result.day, self._last)

    def _carried(self, result: Result) -> Result:
        """Return the result, with the last one of those who did not come."""
        if result.came is None:
            return result
        came, last = result.came, self._last
        return result._replace(
            value=np.where(came, result.value, last.value),
            detected=np.where(came, result.detected, last.detected),
            measurable=np.where(came, result.measurable, last.measurable),
        )


def _result(scan: Scan, day: float) -> Result:
    return Result(
        scan.day, day, scan.judged, scan.detected, scan.measurable, scan.came, scan.paused
    )
