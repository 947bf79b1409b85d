"""What the files of patients say: the courses of the run, of the line, and after progression.

Results are judged here. Everything a regimen is shown in the unit of the measure stands in the
`Chart`; here numbers are on the scale of the criteria.
"""

import numpy as np

from sim.base.days import SAME_MOMENT
from sim.clinic.best_response import BestResponse
from sim.clinic.course import Course
from sim.clinic.criteria import Criteria
from sim.clinic.pauses import Pauses
from sim.clinic.scan import Scan
from sim.clinic.verdicts import Verdicts


class History:
    """The courses of a block of patients, from the baseline scan on.

    Parameters
    ----------
    criteria : Criteria
        The rule.
    scan : Scan
        The baseline.
    verdicts : Verdicts, optional
        Where it is kept what results of the whole run were taken for.
    alone : bool
        Whether this is the only measure of the clinic.

    Attributes
    ----------
    whole : Course
        Since day 0.
    line : Course
        Since the present line of the plan began, of progression on drug: what a regimen is shown.
        `whole` itself while it cannot differ.
    therapy : Course
        The same since the present line of therapy began (`TherapyLines`); `line` itself, or
        `whole`, while it cannot differ.
    best : BestResponse
        Until the first progression.
    off_drug : ndarray (patient,), bool
        Whether no drug was given from the scan before the first progression until it.
    """

    def __init__(
        self, criteria: Criteria, scan: Scan, verdicts: Verdicts | None = None, alone: bool = True
    ):
        self._criteria, self._verdicts, self._alone = criteria, verdicts, alone
        self._last, self._known = scan, 0.0
        self.whole = Course(criteria, scan)
        self.line = self.therapy = self.whole
        self._second: Course | None = None
        count = len(scan.judged)
        self.best = BestResponse(criteria, scan, alone=alone)
        self.off_drug = np.zeros(count, dtype=bool)
        self._on_holiday: np.ndarray | None = None
        if verdicts is not None:
            verdicts.read(scan)

    @property
    def second_day(self) -> np.ndarray:
        """Day of the scan (patient,) that showed the second progression."""
        second = self._second
        return np.full(len(self.off_drug), np.nan) if second is None else second.progression_day

    def findings(self, progression_day: np.ndarray | None = None) -> dict[str, np.ndarray]:
        """Return what the courses say in the end, each (patient,).

        Parameters
        ----------
        progression_day : ndarray (patient,), optional
            That of the clinic, where this is one of several measures: responses count until then.

        Returns
        -------
        dict
            ``progression_day``, the first scan that met the criteria against the baseline and the
            nadir of the whole run until then, NaN if none, and ``progression_known_day``, when its
            result arrived; ``progression_off_drug``, whether no drug was given from the scan
            before until that one; ``off_drug_day``, the first scan in a pause that met the
            criteria although the tumour was no larger than at the baseline (a progression, unless
            the pause ended with a drug of the line); ``second_progression_day``, that of the
            treatment after the first progression; ``best_response`` int8, a place in `RESPONSES`,
            and ``response_day``, the first scan of a confirmed response; ``best_change``, smallest
            result after the baseline and before or at progression, relative to it, on the scale of
            the criteria, NaN where the criteria cannot follow the baseline, which ``measurable``
            says.
        """
        whole = self.whole
        return {
            "progression_day": whole.progression_day,
            "progression_known_day": whole.known_day,
            "progression_off_drug": self.off_drug & whole.progressed,
            "off_drug_day": whole.off_drug_day,
            "second_progression_day": self.second_day,
            **self.best.findings(progression_day),
            "measurable": whole.measurable,
        }

    def file(
        self,
        scan: Scan,
        day: float,
        pauses: Pauses,
        agreed: np.ndarray | None = None,
    ) -> np.ndarray | None:
        """Judge a result that becomes known today; return who has progressed for the first time.

        Parameters
        ----------
        scan : Scan
            What was measured.
        day : float
            Today [days].
        pauses : Pauses
            Who is without drug now.
        agreed : ndarray (patient,), optional
            Day of the progression that the clinic has noted, where this is one of several
            measures, NaN: none [days]. Then the clinic says when a second is counted from
            (`note_first`), and a result from before that day counts whenever it becomes known.

        Returns
        -------
        ndarray (patient,), bool, or None
            None: nobody.
        """
        for course in self._courses():
            course.count_anew(scan, self._last)
        self._last, self._known = scan.or_last(self._last), day
        own = ~self.whole.progressed
        open_ = own if agreed is None else np.isnan(agreed)
        counts = own if agreed is None else open_ | (scan.day <= agreed + SAME_MOMENT)
        if self.line is self.whole or self.therapy is self.whole:
            if self.whole.parts_from_on_drug(scan):
                self._part_from_whole()
        if not self.whole.decided(own | counts):  # (of whom it counts can still respond)
            self._judge_whole(scan, day, counts)
        elif self._verdicts is not None:
            self._verdicts.read(scan)
        if self._second is not None:
            self._judge_second(self._second, scan, day, open_)
        first = own & self.whole.progressed
        if agreed is None and np.count_nonzero(first):
            off = np.zeros_like(first) if scan.off is None else scan.off
            self.note_first(off, day, first)
        for course in self._lines():
            self._judge_line(course, scan, day)
        if scan.paused is not None:
            # a pause can be over before its result is known, and another have begun since
            resumed, stands = pauses.ended(scan.paused, scan.day)
            for course in self._courses():
                course.settle(stands)
            self.end_pauses(resumed, pauses.resumed_day)
            first = first & self.whole.progressed
        return first if np.count_nonzero(first) else None

    def end_pauses(self, resumed: np.ndarray, day: float | np.ndarray) -> None:
        """End the pause of some: growth in it, within the baseline, was no progression.

        Parameters
        ----------
        resumed : ndarray (patient,), bool
            Who is given a drug of the line again.
        day : float or ndarray (patient,)
            From when on [days].
        """
        if not np.count_nonzero(resumed):
            return
        whole, *others = self._courses()
        back = whole.resume(resumed, day)
        for course in others:
            course.resume(resumed, day)
        if self._alone and np.count_nonzero(back):
            self.take_back(back)

    def take_back(self, back: np.ndarray) -> None:
        """Take back the first progression of some, and with it what was counted from there."""
        if self._second is not None:
            self._second.forget(back)
            self._second.restart(back, self._known, self._last)

    def begin_line(
        self, day: float, begun: np.ndarray, treated: np.ndarray, asked: np.ndarray
    ) -> None:
        """Begin a line today for some: what happened so far is no progression of it.

        Parameters
        ----------
        day : float
            Today [days].
        begun : ndarray (patient,), bool
            For whom a line of therapy begins.
        treated : ndarray (patient,), bool
            Who is given a drug from today on.
        asked : ndarray (patient,), bool
            For whom the plan says that one of its lines begins. Where none of therapy does, it has
            progressed only if it is progression on drug that it follows, as of a higher dose.
        """
        mine = asked & (begun | self.line.failed)
        self._part(together=np.array_equal(mine, begun))
        self.therapy.restart(begun, day, self._last)
        if self.line is not self.therapy:
            self.line.settle(begun)
            self.line.restart(mine, day, self._last)
        on_holiday = begun & ~treated
        if self._on_holiday is not None:
            on_holiday = on_holiday | (self._on_holiday & ~begun)
        self._on_holiday = on_holiday if np.count_nonzero(on_holiday) else None
        self.whole.settle(begun)
        if self._second is not None:
            again = begun & treated & self.whole.progressed
            self._second.restart(again, day, self._last)

    def _part_from_whole(self) -> None:
        """Let the courses of lines go on by themselves, of progression on drug."""
        apart = self.whole.on_drug()
        self.therapy = apart if self.therapy is self.whole else self.therapy
        self.line = apart if self.line is self.whole else self.line

    def _part(self, together: bool) -> None:
        """Let the courses of the line and of therapy differ from the whole, and from each other."""
        self._part_from_whole()
        if not together and self.line is self.therapy:
            self.line = self.therapy.copy()

    def _lines(self) -> list[Course]:
        """Return the courses of lines that are not that of the whole run, each once."""
        line = [] if self.line is self.whole else [self.line]
        apart = self.therapy is not self.whole and self.therapy is not self.line
        return [*line, self.therapy] if apart else line

    def _courses(self) -> list[Course]:
        """Return the course of the whole run, and the others where there are any."""
        return [self.whole, *self._lines(), *([] if self._second is None else [self._second])]

    def _judge_whole(self, scan: Scan, day: float, before: np.ndarray) -> None:
        """Judge a result against the whole run; until progression it counts as a response."""
        whole, came = self.whole, scan.came
        worse = whole.progressive(scan)
        counts = before if came is None else before & came
        self.best.file(scan, worse, counts)
        if self._verdicts is not None:
            # (of whom nothing can change any more it is not judged whether others are there or not)
            matters = before | ~whole.progressed | whole.regrew
            self._verdicts.give(scan, worse & matters, counts)
        whole.file(scan, day, worse)

    def _judge_second(self, second: Course, scan: Scan, day: float, open_: np.ndarray) -> None:
        """Judge a result against what follows the first progression, of whom that is behind."""
        early = second.early(scan)
        if self._on_holiday is not None:
            early = self._on_holiday if early is None else early | self._on_holiday
        second.begin_with(early, scan)
        counts = ~open_ if early is None else ~(open_ | early)
        if not second.decided(counts & ~second.progressed):
            second.file(scan, day, second.progressive(scan) & counts)

    @staticmethod
    def _judge_line(line: Course, scan: Scan, day: float) -> None:
        """Judge a result against a line.

        A scan made before the line began, whose result comes only now, is where the line starts
        from; it cannot be its failure.
        """
        early = line.early(scan)
        line.begin_with(early, scan)
        worse = line.progressive(scan)
        line.file(scan, day, worse if early is None else worse & ~early)

    def note_first(self, off: np.ndarray, day: float, first: np.ndarray) -> None:
        """Note a first progression, from which on the second is counted.

        Parameters
        ----------
        off : ndarray (patient,), bool
            Who had no drug since the scan before.
        day : float
            Today [days].
        first : ndarray (patient,), bool
            Whose it is.
        """
        self.off_drug = np.where(first, off, self.off_drug)
        if self._second is None:
            self._second = Course(self._criteria, self._last)
        self._second.restart(first, day, self._last)
