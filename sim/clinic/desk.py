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
from sim.clinic.fates import Fates
from sim.clinic.given import for_each
from sim.clinic.happened import (
    BEGAN_LINE,
    HELD,
    MISSED,
    NEW_RESULT,
    OFF_DRUG,
    PLAN_LINE,
    PROGRESSED,
)
from sim.clinic.joint import Joint
from sim.clinic.ledger import Ledger
from sim.clinic.pauses import Pauses
from sim.clinic.scan import Scan, shown
from sim.clinic.station import Station
from sim.clinic.therapy_lines import TherapyLines


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
        stations: Sequence[Station],
        joint: Joint | None,
        ledger: Ledger,
        fates: Fates,
        drugs: tuple[str, ...],
        intervals: Sequence[float],
        count: int,
        luck: Luck | None = None,
    ):
        self.intervals, self.luck = intervals, luck
        self.once: Boluses | None = None
        self._main, *self._others = stations
        self._stations, self._joint, self._ledger = tuple(stations), joint, ledger
        self.fates = fates
        self._pauses = Pauses(count)
        self._given: np.ndarray | None = None
        self._lines = TherapyLines(count, len(drugs))
        self._nothing = shown(np.zeros(count, dtype=np.int8))
        self._results = shown(np.full(count, NEW_RESULT, dtype=np.int8))
        self.happened = self._nothing
        self._in_line: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None  # by all measures

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
        for station in self._stations:
            station.begin_visit()
        new_result = self._read(day)
        seen = self._main.chart.seen(day, new_result, self._main.arrived)
        seen.off_since = self._pauses.off_since
        if self._joint is not None:
            assert self._in_line is not None
            seen.progressed, seen.regrown, seen.outgrown = self._in_line
            seen._measures = {
                s.name: s.chart.shown(s.new_result, s.arrived) for s in self._stations
            }
            if new_result:
                seen._any_arrived = np.logical_or.reduce([s.arrived for s in self._stations])
        return seen

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
        asked = seen.lines_begun()
        planned = doses if once is None else doses + once.asked
        dead = self.fates.dead if self.fates.anybody_dead else None
        if dead is not None and asked is not None:
            asked = asked & ~dead
        begun = self._lines.note(planned, self._failed, dead)
        if begun is not None or asked is not None:
            self._begin_line(seen.day, begun, asked, planned)
        doses, once, held = self._ledger.allow(seen.day, doses, once)
        self.once = once
        if held is not None:
            self._mark(HELD, held)
        # (what is forgotten the clinic does not know: it stays in force for it)
        in_force = doses if once is None else doses + once.asked
        if once is not None and once.instead is not None:
            doses = without(doses, once.instead)
        self._note_pauses(seen.day, in_force, begun, dead)
        self._ledger.give(seen.day, doses, self.fates, in_force, once)
        if in_force is not self._given:
            self._given = in_force
            self._main.chart.doses = for_each(in_force, len(self._lines.begun))
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
        history = self._main.history
        if history is None:
            return np.full(len(self._lines.begun), np.nan)
        return history.whole.known_day if self._joint is None else self._joint.known_day

    def findings(self) -> dict[str, np.ndarray]:
        """Return what the clinic knows of every patient, each (patient,) unless it says else.

        Returns
        -------
        dict
            ``observed`` [unit of the measure], NaN for scans not made, and ``detected``, (patient,
            scan) both and only with `keep_scans`, as ``verdict``, what each was taken for
            (`sim.clinic.verdicts`); ``baseline`` and ``nadir`` of the whole run;
            ``detected_last``, whether the last result saw anything; ``lines`` int64, lines of
            therapy begun with a drug (`TherapyLines`); and what `History`, `Fates`, `Ledger` find.
        """
        chart, history = self._main.chart, self._main.history
        found = {"baseline": chart.baseline, "nadir": chart.whole_nadir}
        found |= {"detected_last": chart.detected, "lines": self._lines.begun}
        if history is not None:
            joint = self._joint
            found |= history.findings() if joint is None else joint.findings(history)
        if self._main.scanner.kept is not None:
            found["observed"], found["detected"] = self._main.scanner.kept
        if self._main.verdicts is not None:
            found["verdict"] = self._main.verdicts.given
        return found | self._ledger.findings() | self.fates.findings()

    def by_measure(self) -> dict[str, dict[str, np.ndarray]]:
        """Return what each measure found (`Station.findings`), by its name."""
        return {station.name: station.findings() for station in self._stations}

    def _examine(self, day: float, burden: np.ndarray, cells: np.ndarray | None) -> None:
        self._ledger.pass_time(day, burden, self.fates)
        self.fates.pass_time(day, burden)
        self._main.examine(day, burden, cells, self._pauses)
        if self._main.scanner.missed is not None:
            self._mark(MISSED, self._main.scanner.missed)
        for station in self._others:
            station.examine(day, burden, cells, self._pauses)

    def _read(self, day: float) -> bool:
        if self._joint is not None:
            return self._read_all(day, self._joint)
        for scan in self._main.scanner.arrived(day):
            first = self._file(day, self._main, scan, None)
            if first is not None:
                history = self._main.history
                assert history is not None
                regrew = first & history.whole.regrew
                self._mark(OFF_DRUG, regrew)
                self._mark(PROGRESSED, first & ~regrew)
        return self._main.new_result

    def _read_all(self, day: float, joint: Joint) -> bool:
        """Read the results of all measures, and see what they say together."""
        for station in self._stations:
            for scan in station.scanner.arrived(day):
                self._file(day, station, scan, joint.progression_day)
        new = any(station.new_result for station in self._stations)
        if new:
            self._agree(day, joint)
        return new

    def _agree(self, day: float, joint: Joint) -> None:
        found = joint.agree(day)
        if found is not None:
            self._mark(OFF_DRUG, found.regrew)
            self._mark(PROGRESSED, found.first & ~found.regrew)
        self._in_line = joint.in_line()

    def _file(
        self, day: float, station: Station, scan: Scan, agreed: np.ndarray | None
    ) -> np.ndarray | None:
        if self.fates.anybody_dead:
            # (a block is scanned as long as anybody in it lives: of the dead nothing comes)
            scan = scan.without(self.fates.death_day < scan.day)
        if scan.came is None and self.happened is self._nothing:
            self.happened = self._results  # as at most scans of most clinics
        else:
            self._mark(NEW_RESULT, scan.came)
        return station.file(day, scan, self._pauses, agreed)

    @property
    def _failed(self) -> np.ndarray | None:
        """Who has progressed on drug in the present line of therapy (patient,); None: unknown."""
        if self._joint is not None:
            return self._joint.failed
        history = self._main.history
        return None if history is None else history.therapy.failed

    def _begin_line(
        self, day: float, begun: np.ndarray | None, asked: np.ndarray | None, doses: np.ndarray
    ) -> None:
        """Begin a line today for some: of therapy, by what is given, and of the plan, as asked."""
        treated = np.broadcast_to((doses > 0).any(axis=1), len(self._lines.begun))
        if begun is None:
            begun = np.zeros(len(treated), dtype=bool)
        else:
            self._mark(BEGAN_LINE, begun)
        if asked is not None:
            self._mark(PLAN_LINE, asked)
        for station in self._stations:
            station.begin_line(day, begun, treated, asked)
        if self._joint is not None:
            self._in_line = self._joint.in_line()

    def _note_pauses(
        self, day: float, doses: np.ndarray, begun: np.ndarray | None, dead: np.ndarray | None
    ) -> None:
        """Take back what was no progression of those whose pause ends today."""
        resumed = self._pauses.note(day, doses, begun, dead)
        if resumed is None or self._main.history is None:
            return
        for station in self._stations:
            station.end_pauses(resumed, day)
        if self._joint is not None:
            self._agree(day, self._joint)

    def _mark(self, what: int, who: np.ndarray | None) -> None:
        """Note what happened to some today; None: to everybody."""
        bits = np.int8(what) if who is None else np.int8(what) * who
        self.happened = shown(self.happened | bits)
