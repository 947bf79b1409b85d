"""A clinic at work on a block of patients: it scans, reads results, and keeps the files.

Every array it shows is read only and is replaced, never changed, so what a policy keeps in its
memory stays what it was. A visit without a scan shows the arrays of the visit before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.base import streams
from sim.base.days import SAME_MOMENT
from sim.base.seen import Seen

if TYPE_CHECKING:
    from sim.clinic.clinic import Clinic


class Desk:
    """A running clinic. Made by `Clinic.open`; its parameters are described there.

    At each visit: ``seen = desk.look(day, burden)``, the regimen decides, and
    ``desk.note(seen, doses)``. At the end: ``desk.close(day, burden)``, ``desk.findings()``.
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
    ):
        patients = np.asarray(patients, dtype=np.int64)
        self._clinic = clinic
        self._drugs = tuple(drugs)
        self._keys = streams.patient_keys(seed, patients, streams.ROLE_SCAN)
        self._scan_days = clinic.scan_days(horizon)
        self._scans_taken = 0
        count = len(patients)
        self._pending: list[tuple[int, np.ndarray, np.ndarray]] = []
        self._kept: tuple[np.ndarray, np.ndarray] | None = None
        if keep_scans:
            shape = (count, len(self._scan_days))
            self._kept = (np.full(shape, np.nan), np.zeros(shape, dtype=bool))
        self._doses = np.broadcast_to(np.zeros(len(self._drugs)), (count, len(self._drugs)))
        self._burden = self._baseline = self._reference = self._nadir = np.full(count, np.nan)
        self._whole_nadir = self._burden
        self._detected = self._progressed = np.zeros(count, dtype=bool)
        self._progression_day = np.full(count, np.nan)
        self._lines = np.zeros(count, dtype=np.int64)
        self._line_day: np.ndarray | None = None
        self._noted = False

    def look(self, day: float, burden: np.ndarray) -> Seen:
        """Scan if today is the day, read the results that have arrived, and show what is known.

        Parameters
        ----------
        day : float
            Today; later than at the last visit.
        burden : ndarray (patient,)
            The truth [cells], before today's dose.
        """
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

    def note(self, seen: Seen, doses: np.ndarray) -> None:
        """Keep what was decided: the doses, and for whom a new line of therapy begins.

        Parameters
        ----------
        seen : Seen
            What `look` returned.
        doses : ndarray (patient, drug) or (1, drug)
            What the regimen decided.
        """
        begun = seen.lines_begun()
        if begun is not None:
            self._reference = _shown(np.where(begun, self._burden, self._reference))
            self._nadir = _shown(np.where(begun, self._burden, self._nadir))
            self._progressed = _shown(self._progressed & ~begun)
            if self._line_day is None:
                self._line_day = np.zeros(len(self._keys))
            self._line_day[begun] = seen.day
        if not self._noted:
            self._lines += (doses > 0).any(axis=1)
        elif begun is not None:
            self._lines += begun & (doses > 0).any(axis=1)
        self._noted = True
        self._doses = np.broadcast_to(doses, self._doses.shape)

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
            self._scan(day, burden)
        self._read(day)

    def findings(self) -> dict[str, np.ndarray]:
        """Return what the clinic knows of every patient.

        Returns
        -------
        dict
            ``observed`` (patient, scan) [cells], NaN for scans not made, and ``detected``
            (patient, scan), both only with `keep_scans`; ``baseline`` (patient,) [cells];
            ``nadir`` (patient,) [cells], smallest result of the whole run; ``progression_day``
            (patient,), first visit with a result that met the criteria against the baseline and
            the nadir of the whole run until then, NaN if none; ``lines`` (patient,) int64, lines
            of treatment begun (a holiday is not one).
        """
        found = {
            "baseline": self._baseline,
            "nadir": self._whole_nadir,
            "progression_day": self._progression_day,
            "lines": self._lines,
        }
        if self._kept is not None:
            found["observed"], found["detected"] = self._kept
        return found

    def _scan(self, day: float, burden: np.ndarray) -> None:
        index = int(np.searchsorted(self._scan_days, day - SAME_MOMENT))
        if index == len(self._scan_days) or self._scan_days[index] > day + SAME_MOMENT:
            return
        if index < self._scans_taken:
            return
        self._scans_taken = index + 1
        scan_day = float(self._scan_days[index])
        observed = np.asarray(burden, dtype=float)
        if self._clinic.noise > 0:
            observed = observed * np.exp(self._clinic.noise * self._normals(scan_day))
        detected = _shown(observed >= self._clinic.detection)
        observed = _shown(np.maximum(observed, self._clinic.detection))
        if self._kept is not None:
            self._kept[0][:, index] = observed
            self._kept[1][:, index] = detected
        self._pending.append((index, observed, detected))

    def _normals(self, scan_day: float) -> np.ndarray:
        from scipy.special import ndtri

        keys = streams.fold_in(self._keys, streams.day_number(scan_day))
        return ndtri(streams.uniforms(keys))

    def _read(self, day: float) -> bool:
        new = False
        while self._pending and self._arrival(self._pending[0][0]) <= day + SAME_MOMENT:
            self._file(day, *self._pending.pop(0))
            new = True
        return new

    def _arrival(self, index: int) -> float:
        # Nobody treats without a baseline: it is read on the spot.
        return 0.0 if index == 0 else float(self._scan_days[index]) + self._clinic.delay

    def _file(self, day: float, index: int, burden: np.ndarray, detected: np.ndarray) -> None:
        self._burden, self._detected = burden, detected
        if index == 0:
            self._baseline = self._reference = self._nadir = self._whole_nadir = burden
            return
        criteria = self._clinic.criteria
        worse = criteria.progressed(burden, self._baseline, self._whole_nadir)
        self._progression_day[worse & np.isnan(self._progression_day)] = day
        self._whole_nadir = _shown(np.minimum(self._whole_nadir, burden))
        if self._line_day is None:
            self._progressed = _shown(self._progressed | worse)
            self._nadir = self._whole_nadir
            return
        # A scan made before the line began, whose result comes only now, is where the line
        # starts from; it cannot be its failure.
        early = self._scan_days[index] <= self._line_day + SAME_MOMENT
        reference = np.where(early, burden, self._reference)
        nadir = np.where(early, burden, self._nadir)
        worse = criteria.progressed(burden, reference, nadir) & ~early
        self._progressed = _shown(self._progressed | worse)
        self._reference = _shown(reference)
        self._nadir = _shown(np.minimum(nadir, burden))


def _shown(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
