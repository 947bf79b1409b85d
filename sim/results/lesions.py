"""What was kept of lesions that are judged one by one, as scans show it."""

import numpy as np

from sim.clinic.extent import LesionsSeen
from sim.results.measured import Measured


class KeptLesions:
    """The lesions of one measure of one arm, `kept`."""

    def __init__(self, kept: Measured):
        values, found = kept.values("lesions"), kept.values("found")
        self._sizes = kept.judged(np.nan_to_num(values)).transpose(1, 2, 0)
        self._found = found.astype(bool).transpose(1, 2, 0)  # (scan, lesion, patient)
        large = kept.criteria.measurable(self._sizes[0], self._found[0])
        measure = kept.exam.measure.among(kept.runs.clones)
        self._targets = measure.targets(self._sizes[0], large, self._found[0])

    def at(self, scan: int) -> LesionsSeen:
        """Return what one scan showed, by its place."""
        return LesionsSeen(self._found[scan], self._sizes[scan], self._targets)
