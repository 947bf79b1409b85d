"""What was kept of one measure of a clinic in one arm."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.clinic.criteria import Criteria
from sim.clinic.exam import Exam

if TYPE_CHECKING:
    from sim.results.runs import Runs


class Measured(NamedTuple):
    """A measure that is judged, of runs that keep scans."""

    runs: "Runs"
    arm: str
    name: str
    """Of the measure; empty where it is the only one."""
    exam: Exam
    """How it was measured and judged."""

    @property
    def criteria(self) -> Criteria:
        """What its results are judged by."""
        assert self.exam.criteria is not None  # or it were not judged
        return self.exam.criteria

    @property
    def scans(self) -> np.ndarray:
        """When scans were made (scan,) [days]."""
        return self.runs.values(self._called("scan"))

    def values(self, word: str) -> np.ndarray:
        """Return what was kept of it (patient, scan, ...), by its word: ``"observed"``."""
        return self.runs.values(self._called(word), self.arm)

    def judged(self, values: np.ndarray) -> np.ndarray:
        """Return results on the scale of the criteria; NaN: there is none."""
        scaled = self.criteria.scale(np.nan_to_num(values), self.exam.measure.unit)
        return np.where(np.isnan(values), np.nan, scaled)

    def _called(self, word: str) -> str:
        return f"{self.name}_{word}" if self.name else word
