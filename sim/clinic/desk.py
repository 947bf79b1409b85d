"""A clinic at work on a block of patients: it scans, reads results, and keeps the files.

What is due on a visit is known beforehand (`Appointments`), and what is known of a patient changes
only with a result, a line of therapy or a dose. At a visit without any of these it is seen who has
died (`Fates`), and the chart is shown as it was.
"""

from collections.abc import Sequence

import numpy as np

from sim.base.boluses import Boluses
from sim.base.forgotten import Luck, without
from sim.base.seen import Seen
from sim.clinic.chart import Chart
from sim.clinic.criteria import Criteria
from sim.clinic.fates import Fates
from sim.clinic.given import for_each
from sim.clinic.happened import BEGAN_LINE, HELD, MISSED, NEW_RESULT, OFF_DRUG, PROGRESSED
from sim.clinic.history import History
from sim.clinic.ledger import Ledger
from sim.clinic.pauses import Pauses
from sim.clinic.scan import Scan, shown
from sim.clinic.scanner import Scanner


class Desk:
    """A running clinic. Made by `Clinic.open`; its parameters are described there.

    At each visit ``seen = desk.look(day, burden)``, the regimen decides, and
    ``doses = desk.note(seen, doses)``; at the end ``desk.close(day, burden)``, ``desk.findings()``.

    Attributes
    ----------
    happened : ndarray (patient,), int8
        What happened at this visit (`HAPPENED`), read only.
    fates : Fates
        Who has died, and whose tumour is gone.
    intervals : sequence of float
        Days between two administrations of every drug.
    luck : Luck or None
        Of what patients forget.
    once : Boluses or None
        What is given once from this visit to the next: what was decided, or less.
    """

    def __init__(
        self,
        criteria: Criteria,
        scanner: Scanner,
        ledger: Ledger,
        fates: Fates,
        drugs: tuple[str, ...],
        intervals: Sequence[float],
        count: int,
        highest: Sequence[float] | None = None,
        luck: Luck | None = None,
    ):
        self.intervals, self.luck = intervals, luck
        self.once: Boluses | None = None
        self._criteria, self._scanner, self._ledger = criteria, scanner, ledger
        self.fates = fates
        most = None if highest is None else shown(np.array(highest, dtype=float))
        self._chart = Chart(drugs, count, most)
        self._pauses = Pauses(count, len(drugs))
        self._history: History | None = None
        self._given: np.ndarray | None = None
        self._lines = np.zeros(count, dtype=np.int64)
        self._noted = False
        self._nothing = shown(np.zeros(count, dtype=np.int8))
        self._results = shown(np.full(count, NEW_RESULT, dtype=np.int8))
        self.happened = self._nothing

    def look(self, day: float, burden: np.ndarray, cells: np.ndarray | None = None) -> Seen:
        """Scan if today is the day, read the results that have arrived, and show what is known.

        Parameters
        ----------
        day : float
            Today; later than at the last visit.
        burden : ndarray (patient,)
            The truth [cells], before today's dose.
        cells : ndarray (patient, clone), optional
            The same by clone, for measures that tell clones apart.
        """
        self.happened = self._nothing
        self._examine(day, burden, cells)
        return self._chart.seen(day, self._read(day))

    def note(self, seen: Seen, doses: np.ndarray, once: Boluses | None = None) -> np.ndarray:
        """Keep what was decided, and return the doses that are given.

        Parameters
        ----------
        seen : Seen
            What `look` returned.
        doses : ndarray (patient, drug) or (1, drug)
            What the regimen decided.
        once : Boluses, optional
            What is given once until the next visit, besides.

        Returns
        -------
        ndarray (patient, drug) or (1, drug)
            The same, or less where the rules on side effects say so, or doses are forgotten.
        """
        begun = seen.lines_begun()
        planned = doses if once is None else doses + once.asked
        if begun is not None:
            self._begin_line(seen.day, begun, planned)
        if not self._noted:
            self._lines += (planned > 0).any(axis=1)
        elif begun is not None:
            self._lines += begun & (planned > 0).any(axis=1)
        self._noted = True
        doses, once, held = self._ledger.allow(seen.day, doses, once)
        self.once = once
        if held is not None:
            self._mark(HELD, held)
        # (what is forgotten the clinic does not know: it stays in force for it)
        in_force = doses if once is None else doses + once.asked
        if once is not None and once.instead is not None:
            doses = without(doses, once.instead)
        self._note_pauses(seen.day, in_force, begun)
        self._ledger.give(seen.day, doses, self.fates, in_force, once)
        if in_force is not self._given:
            self._given = in_force
            self._chart.doses = for_each(in_force, len(self._lines))
        return doses

    def close(
        self, day: float, burden: np.ndarray | None = None, cells: np.ndarray | None = None
    ) -> None:
        """End the run; the end counts as a visit, at which a scan can fall and results arrive.

        Parameters
        ----------
        day : float
            The last day.
        burden : ndarray (patient,), optional
            The truth on it [cells]; without it, no scan is made.
        cells : ndarray (patient, clone), optional
            The same by clone.
        """
        if burden is not None:
            self._examine(day, burden, cells)
        self._read(day)
        self._ledger.flush(day, self.fates)

    @property
    def progression_known_day(self) -> np.ndarray:
        """Day (patient,) on which the first progression became known; NaN: not yet."""
        history = self._history
        return np.full(len(self._lines), np.nan) if history is None else history.whole.known_day

    def findings(self) -> dict[str, np.ndarray]:
        """Return what the clinic knows of every patient, each (patient,) unless it says else.

        Returns
        -------
        dict
            ``observed`` [unit of the measure], NaN for scans not made, and ``detected``, (patient,
            scan) both and only with `keep_scans`; ``baseline`` and ``nadir`` of the whole run;
            ``detected_last``, whether the last result saw anything; ``lines`` int64, lines of
            treatment begun (a holiday is not one); and what `History`, `Fates`, `Ledger` find.
        """
        chart = self._chart
        found = {"baseline": chart.baseline, "nadir": chart.whole_nadir}
        found |= {"detected_last": chart.detected, "lines": self._lines}
        if self._history is not None:
            found |= self._history.findings()
        if self._scanner.kept is not None:
            found["observed"], found["detected"] = self._scanner.kept
        return found | self._ledger.findings() | self.fates.findings()

    def _examine(self, day: float, burden: np.ndarray, cells: np.ndarray | None) -> None:
        self._ledger.pass_time(day, burden, self.fates)
        self.fates.pass_time(day, burden)
        seen = self._scanner.counted(burden, cells)
        self._scanner.pass_time(day, seen)
        self._scanner.scan(day, seen, self._pauses)
        if self._scanner.missed is not None:
            self._mark(MISSED, self._scanner.missed)

    def _read(self, day: float) -> bool:
        new = False
        for scan in self._scanner.arrived(day):
            self._file(day, scan)
            new = True
        return new

    def _file(self, day: float, scan: Scan) -> None:
        if scan.came is None and self.happened is self._nothing:
            self.happened = self._results  # as at most scans of most clinics
        else:
            self._mark(NEW_RESULT, scan.came)
        if self._history is None:
            self._chart.open(scan)
            self._history = History(self._criteria, scan)
            return
        history = self._history
        one_line = history.line is history.whole
        self._chart.write(scan, None if one_line else history.line.early(scan), one_line)
        living = scan.day <= self.fates.death_day if self.fates.anybody_dead else None
        first = history.file(scan, day, living, self._pauses)
        if first is not None:
            regrew = first & history.whole.regrew
            self._mark(OFF_DRUG, regrew)
            self._mark(PROGRESSED, first & ~regrew)
        self._chart.progressed = shown(history.line.progressed)

    def _begin_line(self, day: float, begun: np.ndarray, doses: np.ndarray) -> None:
        """Begin a line today for some: what happened so far is no progression of it."""
        assert self._history is not None  # a line begins at a visit, and the first has a scan
        self._chart.begin_line(begun)
        self._mark(BEGAN_LINE, begun)
        treated = np.broadcast_to((doses > 0).any(axis=1), begun.shape)
        self._history.begin_line(day, begun, treated)
        self._chart.progressed = shown(self._history.line.progressed)

    def _note_pauses(self, day: float, doses: np.ndarray, begun: np.ndarray | None) -> None:
        """Take back what was no progression of those whose pause ends today."""
        ended = self._pauses.note(day, doses, begun)
        if ended is None or self._history is None:
            return
        resumed, replaced = ended
        self._history.end_pauses(resumed & ~self.fates.dead, replaced)
        self._chart.progressed = shown(self._history.line.progressed)

    def _mark(self, what: int, who: np.ndarray | None) -> None:
        """Note what happened to some today; None: to everybody."""
        bits = np.int8(what) if who is None else np.int8(what) * who
        self.happened = shown(self.happened | bits)
