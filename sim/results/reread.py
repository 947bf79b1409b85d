"""The kept results of one measure, read again from a day of each patient on."""

from typing import NamedTuple

import numpy as np

from sim.base.days import SAME_MOMENT
from sim.clinic.course import Course
from sim.clinic.scan import Scan
from sim.results.lesions import KeptLesions
from sim.results.measured import Measured
from sim.results.off_drug import OffDrug


class Read(NamedTuple):
    """One result, as it is judged."""

    scan: Scan
    came: np.ndarray
    """Who (patient,) was measured between the two days."""
    worse: np.ndarray
    """Whose is a progression (patient,), bool."""


class Reread:
    """The results of one measure of an arm after one day and until another.

    They are judged against the last one until the first of the two days.

    Parameters
    ----------
    kept : Measured
        What was kept of it.
    start, stop : ndarray (patient,)
        The two days [days].
    drugs : OffDrug
        When there was any drug.
    measurable : ndarray (patient,), bool, or None
        Who could be followed on day 0, where that was kept.

    Attributes
    ----------
    scans, known : ndarray (scan,)
        When the scans were made, and when their results were there [days].
    """

    def __init__(
        self,
        kept: Measured,
        start: np.ndarray,
        stop: np.ndarray,
        drugs: OffDrug,
        measurable: np.ndarray | None = None,
    ):
        self._start, self._stop, self._drugs = start, stop, drugs
        observed, self._saw = kept.values("observed"), kept.values("detected")
        self.scans = kept.scans
        self.known = self.scans + (kept.exam.delay or 0.0)
        self.known[:1] = self.scans[:1]  # (the first is read on the spot)
        out = self.known > kept.runs.days + SAME_MOMENT  # (at the end: nobody has read it)
        self._values = kept.judged(np.where(out, np.nan, observed))
        self._lesions = KeptLesions(kept) if kept.exam.measure.by_lesion else None
        self.baseline = self._latest = self._first(kept, measurable)
        self.course = Course(kept.criteria, self.baseline, start)

    def _first(self, kept: Measured, kept_measurable: np.ndarray | None) -> Scan:
        """Return what the others are judged against, and note when it was made."""
        criteria = kept.criteria
        count = len(self._start)
        reference = np.full(count, np.nan)
        there = np.zeros(count, dtype=bool)
        self._last = np.zeros(count)
        lesions = None if self._lesions is None else self._lesions.at(0)
        for place, day in enumerate(self.scans):
            at = ~np.isnan(self._values[:, place]) & (day <= self._start + SAME_MOMENT)
            reference = np.where(at, self._values[:, place], reference)
            there = np.where(at, self._saw[:, place], there)
            self._last = np.where(at, day, self._last)
            if self._lesions is not None and lesions is not None:
                lesions = self._lesions.at(place).or_last(at, lesions)
        measurable: np.ndarray
        if lesions is not None:
            measurable = np.asarray(criteria.measurable(lesions.size, lesions.seen).any(axis=0))
        else:  # a sum says how large a lesion is on average; one is enough to be followed
            large = criteria.measurable(reference / kept.exam.measure.parts, there)
            measurable = large & ~np.isnan(reference)
        if kept_measurable is not None:
            measurable = np.where(self._start > SAME_MOMENT, measurable, kept_measurable)
        return Scan(0.0, reference, reference, there, lambda: measurable, lesions=lesions)

    def resume(self, day: np.ndarray) -> None:
        """End the pause of some on a day (patient,), NaN: it does not; growth in it is taken back.

        As it was there.
        """
        self.course.resume(~np.isnan(day), day)

    def read(self, day: float) -> Read | None:
        """Judge the result of a day, without filing it; None: nobody came."""
        place = int(np.searchsorted(self.scans, day))
        if place == len(self.scans) or self.scans[place] != day:
            return None
        values = self._values[:, place]
        came = ~np.isnan(values)
        came &= (day > self._start + SAME_MOMENT) & (day <= self._stop + SAME_MOMENT)
        if not came.any():
            return None
        off = self._drugs.since(day, self._last)
        paused = off & self._drugs.treated(self._start, np.minimum(self._stop, day))
        value = np.where(came, values, np.inf)
        lesions = None if self._lesions is None else self._lesions.at(place)
        measurable = self.baseline.measurable
        scan = Scan(
            day, value, value, self._saw[:, place], lambda: measurable, came,
            off, paused, lesions=lesions,
        )  # fmt: skip
        self.course.count_anew(scan, self._latest)
        return Read(scan, came, self.course.progressive(scan))

    def file(self, read: Read, known: float) -> None:
        """Take note of a result, which becomes known on a day [days]."""
        day = read.scan.day
        self.course.file(read.scan, day, read.worse)
        self._last = np.where(read.came, day, self._last)
        self._latest = read.scan.or_last(self._latest)
        if read.scan.paused is not None:  # (a pause can be over before its result is known)
            end = np.clip(known, day, np.maximum(self._stop, day))
            over = self._drugs.given(np.full(len(end), day), end)
            self.resume(np.where(read.scan.paused & read.came, over, np.nan))
