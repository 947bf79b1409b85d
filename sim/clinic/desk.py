"""A clinic at work on a block of patients: it scans, reads results, and keeps the files.

Every array it shows is read only and is replaced, never changed, so what a policy keeps in its
memory stays what it was. A visit without a scan shows the arrays of the visit before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.base.checks import Number
from sim.base.seen import Seen
from sim.clinic.history import History
from sim.clinic.ledger import Ledger
from sim.clinic.pauses import Pauses
from sim.clinic.scanner import Scan, Scanner, shown

if TYPE_CHECKING:
    from sim.clinic.clinic import Clinic

BEGAN_LINE, NEW_RESULT, PROGRESSED, HELD, MISSED, OFF_DRUG = 1, 2, 4, 8, 16, 32
HAPPENED = {
    "line_begun": BEGAN_LINE,
    "result": NEW_RESULT,
    "first_progression": PROGRESSED,
    "dose_held_or_reduced": HELD,
    "scan_missed": MISSED,
    "growth_off_drug": OFF_DRUG,
}
"""Bits of what happened at a visit (`Desk.happened`), in words."""


class Desk:
    """A running clinic. Made by `Clinic.open`; its parameters are described there.

    At each visit: ``seen = desk.look(day, burden)``, the regimen decides, and
    ``doses = desk.note(seen, doses)``. At the end: ``desk.close(day, burden)``,
    ``desk.findings()``.
    """

    def __init__(
        self,
        clinic: Clinic,
        seed: int,
        patients: np.ndarray,
        drugs: tuple[str, ...],
        horizon: float,
        *,
        keep_scans: bool,
        half_lives: Sequence[Number | None] | None = None,
        intervals: Sequence[float] | None = None,
    ):
        patients = np.asarray(patients, dtype=np.int64)
        self._clinic = clinic
        self._drugs = tuple(drugs)
        self._count = count = len(patients)
        self._scanner = Scanner(clinic, seed, patients, horizon, keep_scans)
        self.ledger = Ledger(
            clinic, self._drugs, half_lives or [None] * len(drugs),
            intervals or [1.0] * len(drugs), count, horizon,
        )  # fmt: skip
        self._pauses = Pauses(count, len(self._drugs))
        self._history: History | None = None
        self._given: np.ndarray | None = None
        self._doses = np.broadcast_to(np.zeros(len(self._drugs)), (count, len(self._drugs)))
        self._burden = self._baseline = self._reference = self._nadir = np.full(count, np.nan)
        self._whole_nadir = self._burden
        self._detected = self._progressed = np.zeros(count, dtype=bool)
        self._lines = np.zeros(count, dtype=np.int64)
        self._noted = False
        self.happened: np.ndarray = np.zeros(count, dtype=np.int8)

    def look(self, day: float, burden: np.ndarray) -> Seen:
        """Scan if today is the day, read the results that have arrived, and show what is known.

        Parameters
        ----------
        day : float
            Today; later than at the last visit.
        burden : ndarray (patient,)
            The truth [cells], before today's dose.
        """
        self.happened = np.zeros(self._count, dtype=np.int8)
        self._examine(day, burden)
        new = self._read(day)
        return Seen(
            day=day,
            drugs=self._drugs,
            doses=self._doses,
            burden=self._burden,
            detected=self._detected,
            new_result=new,
            baseline=self._baseline,
            reference=self._reference,
            nadir=self._nadir,
            progressed=self._progressed,
        )

    def note(self, seen: Seen, doses: np.ndarray) -> np.ndarray:
        """Keep what was decided, and return the doses that are given.

        Parameters
        ----------
        seen : Seen
            What `look` returned.
        doses : ndarray (patient, drug) or (1, drug)
            What the regimen decided.

        Returns
        -------
        ndarray (patient, drug) or (1, drug)
            The same, or less where the rules on side effects say so.
        """
        begun = seen.lines_begun()
        if begun is not None:
            self._begin_line(seen.day, begun, doses)
        if not self._noted:
            self._lines += (doses > 0).any(axis=1)
        elif begun is not None:
            self._lines += begun & (doses > 0).any(axis=1)
        self._noted = True
        if self.ledger.effects is not None:
            doses, held = self.ledger.effects.allow(doses)
            stopped = self.ledger.effects.stopped & np.isnan(self.ledger.stop_day)
            self.ledger.stop_day[stopped] = seen.day
            self.happened |= np.where(held, HELD, 0).astype(np.int8)
        self._note_pauses(seen.day, doses, begun)
        self.ledger.give(seen.day, doses)
        if doses is not self._given:
            self._given, self._doses = doses, np.broadcast_to(doses, self._doses.shape)
        return doses

    def close(self, day: float, burden: np.ndarray | None = None) -> None:
        """End the run; the end counts as a visit, at which a scan can fall and results arrive.

        Parameters
        ----------
        day : float
            The last day.
        burden : ndarray (patient,), optional
            The truth on it [cells]; without it, no scan is made.
        """
        if burden is not None:
            self._examine(day, burden)
        self._read(day)
        self.ledger.flush(day)

    @property
    def progression_known_day(self) -> np.ndarray:
        """Day (patient,) on which the first progression became known; NaN: not yet."""
        history = self._history
        return self._nowhere() if history is None else history.whole.known_day

    def findings(self) -> dict[str, np.ndarray]:
        """Return what the clinic knows of every patient, each (patient,) unless it says else.

        Returns
        -------
        dict
            ``observed`` (patient, scan) [unit of the measure], NaN for scans not made, and
            ``detected`` (patient, scan), both only with `keep_scans`; ``baseline`` and ``nadir``,
            first and smallest result of the whole run; ``progression_day``, the first scan
            that met the criteria against the baseline and the nadir of the whole run until then,
            NaN if none, and ``progression_known_day``, when its result arrived;
            ``progression_off_drug``, whether no drug was given from the scan before until that
            one; ``off_drug_day``, the first scan in a pause that met the criteria although the
            tumour was no larger than at the baseline (a progression, unless the pause ended with
            the same drug); ``lines`` int64, lines of treatment begun (a holiday is not one);
            ``second_progression_day``, that of the treatment after the first progression;
            ``best_response`` int8, a place in `RESPONSES`, and ``response_day``, the first scan
            of a confirmed response; ``best_change``, smallest result after the baseline and
            before or at progression, relative to it, on the scale of the criteria, NaN where the
            criteria cannot follow the baseline, which ``measurable`` says;
            ``detected_last``, whether the last result saw anything; and what `Ledger` adds up.
        """
        history = self._history
        found = {
            "baseline": self._baseline,
            "nadir": self._whole_nadir,
            "detected_last": self._detected,
            "lines": self._lines,
        }
        if history is not None:
            found |= {
                "progression_day": history.whole.progression_day,
                "progression_known_day": history.whole.known_day,
                "progression_off_drug": history.off_drug & history.whole.progressed,
                "off_drug_day": history.whole.off_drug_day,
                "second_progression_day": history.second_day,
                "best_response": history.best.best,
                "response_day": history.best.day,
                "best_change": history.best_change,
                "measurable": history.whole.measurable,
            }
        if self._scanner.kept is not None:
            found["observed"], found["detected"] = self._scanner.kept
        return found | self.ledger.findings()

    def _examine(self, day: float, burden: np.ndarray) -> None:
        self.ledger.pass_time(day, burden)
        self._scanner.pass_time(day, burden)
        self._scanner.scan(day, burden, self._pauses)
        if self._scanner.missed is not None:
            self.happened |= np.where(self._scanner.missed, MISSED, 0).astype(np.int8)

    def _read(self, day: float) -> bool:
        new = False
        for scan in self._scanner.arrived(day):
            self._file(day, scan)
            new = True
        return new

    def _file(self, day: float, scan: Scan) -> None:
        value, detected, came = scan.value, scan.detected, scan.came
        self.happened |= np.int8(NEW_RESULT) if came is None else np.int8(NEW_RESULT) * came
        if self._history is None:
            self._burden, self._detected = value, detected
            self._baseline = self._reference = self._nadir = self._whole_nadir = value
            self._history = History(self._clinic.criteria, scan)
            return
        history = self._history
        self._burden = shown(_for(came, value, self._burden))
        self._detected = shown(_for(came, detected, self._detected))
        self._whole_nadir = shown(
            _for(came, np.minimum(self._whole_nadir, value), self._whole_nadir)
        )
        # A scan made before the line began, whose result comes only now, is where the line
        # starts from; it cannot be its failure.
        early = history.early(scan)
        living = scan.day <= self.ledger.death_day
        first = history.file(scan, day, living, self._pauses)
        if first.any():
            bits = np.where(history.whole.regrew, OFF_DRUG, PROGRESSED).astype(np.int8)
            self.happened |= np.where(first, bits, 0).astype(np.int8)
        self._progressed = shown(history.line.progressed)
        if early is None:
            self._nadir = self._whole_nadir
            return
        took = early if came is None else early & came
        self._reference = shown(np.where(took, value, self._reference))
        nadir = np.where(took, value, np.minimum(self._nadir, value))
        self._nadir = shown(_for(came, nadir, self._nadir))

    def _begin_line(self, day: float, begun: np.ndarray, doses: np.ndarray) -> None:
        """Begin a line today for some: what happened so far is no progression of it."""
        assert self._history is not None  # a line begins at a visit, and the first has a scan
        self._reference = shown(np.where(begun, self._burden, self._reference))
        self._nadir = shown(np.where(begun, self._burden, self._nadir))
        self.happened |= np.where(begun, BEGAN_LINE, 0).astype(np.int8)
        treated = np.broadcast_to((doses > 0).any(axis=1), begun.shape)
        self._history.begin_line(day, begun, treated)
        self._progressed = shown(self._history.line.progressed)

    def _note_pauses(self, day: float, doses: np.ndarray, begun: np.ndarray | None) -> None:
        """Take back what was no progression of those whose pause ends today."""
        ended = self._pauses.note(day, doses, begun)
        if ended is None or self._history is None:
            return
        resumed, replaced = ended
        self._history.end_pauses(resumed & ~self.ledger.dead, replaced)
        self._progressed = shown(self._history.line.progressed)

    def _nowhere(self) -> np.ndarray:
        return np.full(self._count, np.nan)


def _for(came: np.ndarray | None, new: np.ndarray, old: np.ndarray) -> np.ndarray:
    return new if came is None else np.where(came, new, old)
