"""Scans and tests: when they are made, how they err, who comes, and when results arrive.

A result carries everything that is judged later: what it shows, whether anything was seen,
whether it was large enough to be measured, who came, and who had been without drug since the
scan before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.base import streams
from sim.base.days import SAME_MOMENT
from sim.clinic.measures import visible

if TYPE_CHECKING:
    from sim.clinic.clinic import Clinic
    from sim.clinic.pauses import Pauses

_MISSING = 1_000_003
"""Counter of the draw that decides who misses a scan; no lesion has it."""


class Scan(NamedTuple):
    """One scan of all patients; each ndarray (patient,)."""

    day: float
    """When it was made [days]."""
    value: np.ndarray
    """What it shows, in the unit of the measure; where nothing was seen, the detection limit."""
    judged: np.ndarray
    """The same on the scale of the criteria."""
    detected: np.ndarray
    """Whether anything was seen."""
    measurable: np.ndarray
    """Whether there is enough to speak of a response, if a course begins here."""
    came: np.ndarray | None
    """Who came; None: everybody."""
    off: np.ndarray | None
    """Who had no drug from the scan before until this one; None: nobody."""
    paused: np.ndarray | None
    """Who of these is in a pause: treated before, within the same line; None: nobody."""


class Scanner:
    """The scans of a block of patients; made by the clinic's `Desk`."""

    def __init__(self, clinic: Clinic, seed: int, patients: np.ndarray, horizon: float, keep: bool):
        self._clinic = clinic
        self._keys = streams.patient_keys(seed, patients, streams.ROLE_SCAN)
        self._days: list[float] = clinic.scan_days(horizon).tolist()
        self._taken = 0
        self._pending: list[tuple[int, Scan]] = []
        self._error: np.ndarray | None = None
        self._state: Any = None
        self._truth: tuple[float, np.ndarray] | None = None
        self._targets: np.ndarray | None = None
        self.missed: np.ndarray | None = None
        """Who missed today's scan; None: nobody did, or there was none."""
        self.kept: tuple[np.ndarray, np.ndarray] | None = None
        """Results and whether anything was seen, (patient, scan) each, if they are kept."""
        if keep:
            shape = (len(patients), len(self._days))
            self.kept = (np.full(shape, np.nan), np.zeros(shape, dtype=bool))

    def pass_time(self, day: float, burden: np.ndarray) -> None:
        """Let what is measured follow the truth (patient,) [cells] up to today."""
        measure = self._clinic.measure
        if self._truth is None:
            self._state = measure.begin(burden)
        elif self._state is not None and day > self._truth[0]:
            last, before = self._truth
            self._state = measure.follow(self._state, before, burden, day - last)
        self._truth = day, burden

    def scan(self, day: float, burden: np.ndarray, pauses: Pauses) -> None:
        """Scan if today is the day."""
        self.missed = None
        index = bisect_left(self._days, day - SAME_MOMENT)
        if index == len(self._days) or self._days[index] > day + SAME_MOMENT:
            return
        if index < self._taken:
            return
        self._taken = index + 1
        scan = self._made(index, burden, pauses)
        if self.kept is not None:
            value, detected, came = scan.value, scan.detected, scan.came
            self.kept[0][:, index] = value if came is None else np.where(came, value, np.nan)
            self.kept[1][:, index] = detected if came is None else detected & came
        self._pending.append((index, scan))

    def arrived(self, day: float) -> Iterator[Scan]:
        """Yield the scans whose results have arrived by today, in order."""
        while self._pending and self._arrival(self._pending[0][0]) <= day + SAME_MOMENT:
            yield self._pending.pop(0)[1]

    def _made(self, index: int, burden: np.ndarray, pauses: Pauses) -> Scan:
        clinic, scan_day = self._clinic, self._days[index]
        measure, criteria = clinic.measure, clinic.criteria
        error = self._errors(index, scan_day)
        sizes, limit = measure.sizes(burden, self._state, error, clinic.detection)
        scaled = criteria.scale(sizes, measure.unit)
        large = criteria.measurable(scaled, visible(sizes, limit))
        measurable = np.asarray(large.any(axis=0))
        if index == 0 and len(sizes) > 1:
            # target lesions; who has none that is large enough is followed by all
            self._targets = large | ~measurable
        value, detected = measure.together(sizes, limit, self._targets)
        least = float(criteria.scale(np.array(limit), measure.unit))
        judged, _ = measure.together(scaled, least, self._targets)
        came = self._came(index, scan_day)
        return Scan(
            scan_day, shown(value), judged, shown(detected), measurable, came,
            *pauses.since_last_scan(scan_day, came),
        )  # fmt: skip

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
        gap = scan_day - self._days[index - 1] if index else 0.0
        self._error = noise.follow(self._error, fresh, gap)
        return np.exp(noise.relative * self._error)

    def _came(self, index: int, scan_day: float) -> np.ndarray | None:
        """Return who came to the scan (patient,); None: everybody."""
        if self._clinic.missed == 0 or index == 0:
            return None
        keys = streams.fold_in(self._keys, streams.day_number(scan_day))
        came = streams.uniforms(streams.fold_in(keys, _MISSING)) >= self._clinic.missed
        self.missed = ~came
        return came

    def _arrival(self, index: int) -> float:
        # Nobody treats without a baseline: it is read on the spot.
        return 0.0 if index == 0 else self._days[index] + self._clinic.delay


def shown(array: np.ndarray) -> np.ndarray:
    """Return the array, read only from now on."""
    array.flags.writeable = False
    return array
