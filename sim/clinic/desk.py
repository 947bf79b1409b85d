"""A clinic at work on a block of patients: it scans, reads results, and keeps the files.

Every array it shows is read only and is replaced, never changed, so what a policy keeps in its
memory stays what it was. A visit without a scan shows the arrays of the visit before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.base import streams
from sim.base.checks import Number
from sim.base.days import SAME_MOMENT
from sim.base.seen import Seen
from sim.clinic.course import BestResponse, Course
from sim.clinic.ledger import Ledger

if TYPE_CHECKING:
    from sim.clinic.clinic import Clinic

BEGAN_LINE, NEW_RESULT, PROGRESSED, HELD, MISSED = 1, 2, 4, 8, 16
HAPPENED = {
    "line_begun": BEGAN_LINE,
    "result": NEW_RESULT,
    "first_progression": PROGRESSED,
    "dose_held_or_reduced": HELD,
    "scan_missed": MISSED,
}
"""Bits of what happened at a visit (`Desk.happened`), in words."""


HALF_A_YEAR = 182.625


class _Scan(NamedTuple):
    place: int
    value: np.ndarray
    detected: np.ndarray
    came: np.ndarray | None


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
        keep_scans: bool = True,
        half_lives: Sequence[Number | None] | None = None,
        intervals: Sequence[float] | None = None,
    ):
        patients = np.asarray(patients, dtype=np.int64)
        self._clinic = clinic
        self._drugs = tuple(drugs)
        self._keys = streams.patient_keys(seed, patients, streams.ROLE_SCAN)
        self._scan_days: list[float] = clinic.scan_days(horizon).tolist()
        self._scans_taken = 0
        count = len(patients)
        self._pending: list[_Scan] = []
        self._kept: tuple[np.ndarray, np.ndarray] | None = None
        if keep_scans:
            shape = (count, len(self._scan_days))
            self._kept = (np.full(shape, np.nan), np.zeros(shape, dtype=bool))
        self.ledger = Ledger(
            clinic, self._drugs, half_lives or [None] * len(drugs),
            intervals or [1.0] * len(drugs), count,
        )  # fmt: skip
        self._given: np.ndarray | None = None
        self._doses = np.broadcast_to(np.zeros(len(self._drugs)), (count, len(self._drugs)))
        self._burden = self._baseline = self._reference = self._nadir = np.full(count, np.nan)
        self._whole_nadir = self._judged = self._burden
        self._detected = self._progressed = np.zeros(count, dtype=bool)
        self._best_change = np.full(count, np.nan)
        self._whole: Course | None = None
        self._line: Course | None = None
        self._second: Course | None = None
        self._best = BestResponse(clinic.criteria, count)
        self._on_holiday = np.zeros(count, dtype=bool)
        self._lines = np.zeros(count, dtype=np.int64)
        self._error: np.ndarray | None = None
        self._state: Any = None
        self._truth: tuple[float, np.ndarray] | None = None
        self._late_day = horizon - min(HALF_A_YEAR, horizon / 2.0) - SAME_MOMENT
        self._earlier = np.full(count, np.nan)
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
        self.happened = np.zeros(len(self._keys), dtype=np.int8)
        self._pass_time(day, burden)
        self._scan(day, burden)
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
            self._pass_time(day, burden)
            self._scan(day, burden)
        self._read(day)
        self.ledger.flush(day)

    def findings(self) -> dict[str, np.ndarray]:
        """Return what the clinic knows of every patient, each (patient,) unless it says else.

        Returns
        -------
        dict
            ``observed`` (patient, scan) [unit of the measure], NaN for scans not made, and
            ``detected`` (patient, scan), both only with `keep_scans`; ``baseline`` and ``nadir``,
            first and smallest result of the whole run; ``progression_day``, first visit with a
            result that met the criteria against the baseline and the nadir of the whole run until
            then, NaN if none; ``lines`` int64, lines of treatment begun (a holiday is not one);
            ``second_progression_day``, that of the treatment after the first progression;
            ``best_response`` int8, a place in `RESPONSES`, and ``response_day``, the first scan
            of a confirmed response; ``best_change``, smallest result after the baseline and
            before or at progression, relative to it, on the scale of the criteria, NaN where the
            criteria cannot follow the baseline, which ``measurable`` says;
            ``detected_last``, whether the last result saw anything; and what `Ledger` adds up.
        """
        book = self.ledger
        found = {
            "baseline": self._baseline,
            "nadir": self._whole_nadir,
            "progression_day": _day(self._whole, len(self._keys)),
            "second_progression_day": _day(self._second, len(self._keys)),
            "best_response": self._best.best,
            "response_day": self._best.day,
            "best_change": self._best_change,
            "measurable": _first_measurable(self._whole, len(self._keys)),
            "detected_last": self._detected,
            "lines": self._lines,
            "cumulative_dose": book.cumulative,
            "treatment_days": book.treatment_days,
            "last_treatment_day": book.last_treatment_day,
            "earlier_burden": self._earlier,
        }
        if book.effects is not None:
            found |= {
                "worst_grade": book.worst_grade,
                "severe_days": book.severe_days,
                "stop_day": book.stop_day,
            }
        if self._clinic.quality is not None:
            found["quality_days"] = book.quality_days
        if self._kept is not None:
            found["observed"], found["detected"] = self._kept
        return found

    def _pass_time(self, day: float, burden: np.ndarray) -> None:
        self.ledger.pass_time(day, burden)
        measure = self._clinic.measure
        if self._truth is None:
            self._state = measure.begin(burden)
        elif self._state is not None and day > self._truth[0]:
            last, before = self._truth
            self._state = measure.follow(self._state, before, burden, day - last)
        self._truth = day, burden
        if day >= self._late_day and np.isnan(self._earlier[0]):
            self._earlier = burden.astype(float)

    def _scan(self, day: float, burden: np.ndarray) -> None:
        index = bisect_left(self._scan_days, day - SAME_MOMENT)
        if index == len(self._scan_days) or self._scan_days[index] > day + SAME_MOMENT:
            return
        if index < self._scans_taken:
            return
        self._scans_taken = index + 1
        clinic, scan_day = self._clinic, self._scan_days[index]
        value, detected = clinic.measure.show(
            burden, self._state, self._errors(index, scan_day), clinic.detection
        )
        came = self._came(index, scan_day)
        value, detected = _shown(value), _shown(detected)
        if self._kept is not None:
            self._kept[0][:, index] = value if came is None else np.where(came, value, np.nan)
            self._kept[1][:, index] = detected if came is None else detected & came
        self._pending.append(_Scan(index, value, detected, came))

    def _errors(self, index: int, scan_day: float) -> np.ndarray:
        """Return what each part of the measure is multiplied with, (part, patient)."""
        from scipy.special import ndtri

        noise, parts = self._clinic.scan_noise, self._clinic.measure.parts
        if noise.relative == 0:
            return np.ones((parts, 1))
        keys = streams.fold_in(self._keys, streams.day_number(scan_day))
        # the first part draws as a single tumour does
        fresh = np.array(
            [ndtri(streams.uniforms(streams.fold_in(keys, p) if p else keys)) for p in range(parts)]
        )
        gap = scan_day - self._scan_days[index - 1] if index else 0.0
        self._error = noise.follow(self._error, fresh, gap)
        return np.exp(noise.relative * self._error)

    def _came(self, index: int, scan_day: float) -> np.ndarray | None:
        """Return who came to the scan (patient,); None: everybody."""
        if self._clinic.missed == 0 or index == 0:
            return None
        keys = streams.fold_in(self._keys, streams.day_number(scan_day))
        came = streams.uniforms(streams.fold_in(keys, _MISSING)) >= self._clinic.missed
        self.happened |= np.where(came, 0, MISSED).astype(np.int8)
        return came

    def _read(self, day: float) -> bool:
        new = False
        while self._pending and self._arrival(self._pending[0].place) <= day + SAME_MOMENT:
            self._file(day, self._pending.pop(0))
            new = True
        return new

    def _arrival(self, index: int) -> float:
        # Nobody treats without a baseline: it is read on the spot.
        return 0.0 if index == 0 else self._scan_days[index] + self._clinic.delay

    def _file(self, day: float, scan: _Scan) -> None:
        clinic, (index, value, detected, came) = self._clinic, scan
        scan_day = self._scan_days[index]
        judged = clinic.criteria.scale(value, clinic.measure.unit)
        self.happened |= np.int8(NEW_RESULT) if came is None else np.int8(NEW_RESULT) * came
        if index == 0:
            self._burden, self._detected, self._judged = value, detected, judged
            self._baseline = self._reference = self._nadir = self._whole_nadir = value
            self._whole = Course(clinic.criteria, judged, detected)
            return
        self._burden = _shown(_for(came, value, self._burden))
        self._detected = _shown(_for(came, detected, self._detected))
        self._judged = _for(came, judged, self._judged)
        self._whole_nadir = _shown(
            _for(came, np.minimum(self._whole_nadir, value), self._whole_nadir)
        )
        self._judge_whole(scan_day, day, judged, detected, came)
        if self._line is None:
            assert self._whole is not None
            self._progressed = _shown(self._whole.progressed)
            self._nadir = self._whole_nadir
            return
        # A scan made before the line began, whose result comes only now, is where the line
        # starts from; it cannot be its failure.
        early = scan_day <= self._line.begun + SAME_MOMENT
        self._line.file(scan_day, day, judged, detected, came, early)
        self._progressed = _shown(self._line.progressed)
        took = early if came is None else early & came
        self._reference = _shown(np.where(took, value, self._reference))
        nadir = np.where(took, value, np.minimum(self._nadir, value))
        self._nadir = _shown(_for(came, nadir, self._nadir))

    def _judge_whole(self, scan_day, day, judged, detected, came) -> None:
        """Judge a result against the whole run, and against what follows the first progression."""
        whole = self._whole
        assert whole is not None
        open_ = ~whole.progressed
        reference = whole.reference
        code = whole.file(scan_day, day, judged, detected, came)
        counts = open_ & ~self.ledger.dead
        self._best.file(scan_day, code, counts)
        with np.errstate(divide="ignore", invalid="ignore"):
            change = np.where(detected, judged / reference - 1.0, -1.0)
        change = np.where(whole.measurable, change, np.nan)  # of nothing, nothing can be lost
        if came is not None:
            counts = counts & came
        self._best_change = np.where(counts, np.fmin(self._best_change, change), self._best_change)
        if self._second is not None:
            early = scan_day <= self._second.begun + SAME_MOMENT
            waiting = open_ | self._on_holiday | early
            self._second.file(scan_day, day, judged, detected, came, waiting)
        first = open_ & whole.progressed
        if first.any():
            self.happened |= np.where(first, PROGRESSED, 0).astype(np.int8)
            if self._second is None:
                self._second = Course(self._clinic.criteria, self._judged, self._detected)
            self._second.restart(first, day, self._judged, self._detected)

    def _begin_line(self, day: float, begun: np.ndarray, doses: np.ndarray) -> None:
        """Begin a line today for some: what happened so far is no progression of it."""
        self._reference = _shown(np.where(begun, self._burden, self._reference))
        self._nadir = _shown(np.where(begun, self._burden, self._nadir))
        self._progressed = _shown(self._progressed & ~begun)
        self.happened |= np.where(begun, BEGAN_LINE, 0).astype(np.int8)
        if self._line is None:
            assert self._whole is not None
            self._line = self._whole.copy()
        self._line.restart(begun, day, self._judged, self._detected)
        treated = np.broadcast_to((doses > 0).any(axis=1), begun.shape)
        self._on_holiday = np.where(begun, ~treated, self._on_holiday)
        if self._second is not None and self._whole is not None:
            again = begun & treated & self._whole.progressed
            self._second.restart(again, day, self._judged, self._detected)


_MISSING = 1_000_003
"""Counter of the draw that decides who misses a scan; no lesion has it."""


def _day(course: Course | None, count: int) -> np.ndarray:
    return np.full(count, np.nan) if course is None else course.progression_day


def _first_measurable(course: Course | None, count: int) -> np.ndarray:
    return np.zeros(count, dtype=bool) if course is None else course.measurable


def _for(came: np.ndarray | None, new: np.ndarray, old: np.ndarray) -> np.ndarray:
    return new if came is None else np.where(came, new, old)


def _shown(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
