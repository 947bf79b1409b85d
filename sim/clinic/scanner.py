"""Scans and tests of a block of patients: what is measured of the truth, and what is kept of it."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sim.clinic.appointments import Appointments
from sim.clinic.chance import Chance
from sim.clinic.criteria import Criteria
from sim.clinic.extent import LesionsSeen
from sim.clinic.measures import Measure, visible
from sim.clinic.pauses import Pauses
from sim.clinic.scan import Scan, shown


class Scanner:
    """Makes the scans of a block of patients on the days laid out.

    Parameters
    ----------
    measure : Measure
        What is measured.
    criteria : Criteria
        On whose scale it is judged.
    detection : float
        The smallest ball a scan shows [cells].
    chance : Chance
        How each scan errs, and who comes.
    appointments : Appointments
        Its days, and when results are known.
    count : int
        Patients.
    keep : bool
        Whether every scan is kept.
    due : ndarray (patient, scan), bool, or None
        Who is due on which day; None: all on all. The first scan is everybody's.
    clones : sequence of str
        Names of the clones, for measures that tell them apart.
    keep_parts : bool
        Whether what each part showed is kept too, where scans are.

    Attributes
    ----------
    missed : ndarray (patient,), bool, or None
        Who missed today's scan; None: nobody did, or there was none.
    """

    def __init__(
        self,
        measure: Measure,
        criteria: Criteria,
        detection: float,
        chance: Chance,
        appointments: Appointments,
        count: int,
        keep: bool,
        due: np.ndarray | None = None,
        clones: Sequence[str] = (),
        keep_parts: bool = False,
    ):
        self._clones = tuple(clones)
        self._measure, self._criteria, self._detection = measure, criteria, detection
        self._chance, self._appointments = chance, appointments
        self._due = due
        self._state: Any = None
        self._truth: tuple[float, np.ndarray] | None = None
        self._targets: np.ndarray | None = None
        self._limit = self._least = np.nan
        self._last: np.ndarray | float = 0.0  # day of the last scan
        self.missed: np.ndarray | None = None
        self._kept: tuple[np.ndarray, np.ndarray] | None = None
        if keep:
            shape = (len(appointments.days), count)
            self._kept = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
        self._kept_parts: tuple[np.ndarray, np.ndarray] | None = None
        if keep and keep_parts:
            each = (len(appointments.days), measure.parts, count)
            self._kept_parts = np.full(each, np.nan), np.zeros(each, dtype=bool)

    @property
    def kept_parts(self) -> dict[str, np.ndarray]:
        """``part_values`` and ``part_found`` (patient, scan, part), if they are kept."""
        if self._kept_parts is None:
            return {}
        values, found = (array.transpose(2, 0, 1) for array in self._kept_parts)
        return {"part_values": values, "part_found": found}

    @property
    def kept(self) -> tuple[np.ndarray, np.ndarray] | None:
        """Results and whether anything was seen, (patient, scan) each, if they are kept."""
        return None if self._kept is None else (self._kept[0].T, self._kept[1].T)

    def counted(self, burden: np.ndarray, cells: np.ndarray | None) -> np.ndarray:
        """Return what of the truth is measured (patient,): all cells, or those it sees of a clone.

        Parameters
        ----------
        burden : ndarray (patient,)
            All cells.
        cells : ndarray (patient, clone), optional
            By clone.
        """
        if not self._measure.sees_clones:
            return burden
        assert cells is not None
        seen = self._measure.counted(dict(zip(self._clones, cells.T, strict=True)))
        return np.asarray(seen, dtype=float)

    def pass_time(self, day: float, burden: np.ndarray) -> None:
        """Let what is measured follow the truth (patient,) [cells] up to today."""
        if self._truth is None:
            self._state = self._measure.begin(burden)
        elif self._state is not None and day > self._truth[0]:
            last, before = self._truth
            self._state = self._measure.follow(self._state, before, burden, day - last)
        self._truth = day, burden

    def scan(self, day: float, burden: np.ndarray, pauses: Pauses) -> None:
        """Scan if today is the day."""
        self.missed = None
        index = self._appointments.due(day)
        if index is None:
            return
        came = self._chance.came(index)
        self.missed = None if came is None else ~came
        if self._due is not None and index > 0:
            due = self._due[:, index]
            came = due if came is None else due & came
            self.missed = None if self.missed is None else self.missed & due
        scan = self._made(index, burden, came, pauses)
        if self._kept is not None:
            value, detected = scan.value, scan.detected
            self._kept[0][index] = value if came is None else np.where(came, value, np.nan)
            self._kept[1][index] = detected if came is None else detected & came
        if self._kept_parts is not None and scan.parts is not None:
            sizes, found, limit = scan.parts
            there = found if came is None else found & came
            values = np.where(found, sizes, limit)
            self._kept_parts[0][index] = values if came is None else np.where(came, values, np.nan)
            self._kept_parts[1][index] = there
        self._appointments.send(index, scan)

    def arrived(self, day: float) -> Iterator[Scan]:
        """Yield the scans whose results have arrived by today, in order."""
        return self._appointments.arrived(day)

    def _made(
        self, index: int, burden: np.ndarray, came: np.ndarray | None, pauses: Pauses
    ) -> Scan:
        measure, criteria = self._measure, self._criteria
        error = self._chance.error(index)
        sizes, limit = measure.sizes(burden, self._state, error, self._detection)
        scaled = criteria.scale(sizes, measure.unit)
        if limit != self._limit:
            self._limit, self._least = limit, float(criteria.scale(np.array(limit), measure.unit))
        parts = visible(sizes, limit)

        def large() -> np.ndarray:
            return np.asarray(criteria.measurable(scaled, parts).any(axis=0))

        if index == 0 and (len(sizes) > 1 or measure.by_lesion):
            self._targets = measure.targets(scaled, criteria.measurable(scaled, parts), parts)
        value = measure.total(sizes, limit, self._targets)
        judged = measure.total(scaled, self._least, self._targets)
        detected: np.ndarray = parts[0] if len(parts) == 1 else np.asarray(parts.any(axis=0))
        day = self._appointments.days[index]
        lesions = None
        if measure.by_lesion and self._targets is not None:
            lesions = LesionsSeen(parts, np.maximum(scaled, self._least), self._targets)
        last = self._last
        self._last = day if came is None else np.where(came, day, last)
        off, paused = pauses.since_last_scan(day, last)
        return Scan(
            day, shown(value), judged, shown(detected), large, came, off, paused,
            (sizes, parts, limit), lesions,
        )  # fmt: skip
