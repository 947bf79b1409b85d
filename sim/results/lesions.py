"""What was kept of lesions that are judged one by one, as scans show it."""

from typing import TYPE_CHECKING

import numpy as np

from sim.clinic.exam import Exam
from sim.clinic.extent import LesionsSeen

if TYPE_CHECKING:
    from sim.results.runs import Runs


class KeptLesions:
    """The lesions of one measure of one arm.

    Parameters
    ----------
    runs : Runs
        That keep scans.
    arm : str
        The arm.
    name : str
        The measure; empty where it is the only one.
    exam : Exam
        How it was measured and judged.
    """

    def __init__(self, runs: "Runs", arm: str, name: str, exam: Exam):
        measure, criteria = exam.measure.among(runs.clones), exam.criteria
        assert criteria is not None  # or nothing would be judged
        word = f"{name}_" if name else ""
        values, found = (runs.values(f"{word}{kept}", arm) for kept in ("lesions", "found"))
        self._sizes = criteria.scale(np.nan_to_num(values), measure.unit).transpose(1, 2, 0)
        self._found = found.astype(bool).transpose(1, 2, 0)  # (scan, lesion, patient)
        large = criteria.measurable(self._sizes[0], self._found[0])
        self._targets = measure.targets(self._sizes[0], large, self._found[0])

    def at(self, scan: int) -> LesionsSeen:
        """Return what one scan showed, by its place."""
        return LesionsSeen(self._found[scan], self._sizes[scan], self._targets)
