"""What every result was taken for when it became known: enough to say what had been seen by a day.

A pause shows only at its end whether growth in it was a progression, and of several measures the
others have a word in it. So what the clinic held at the time cannot be told from the results
alone, and is kept beside them.
"""

import numpy as np

from sim.clinic.scan import Scan

READ, COUNTED, PROGRESSIVE = 1, 2, 4
VERDICTS = {"read": READ, "counts_for_the_response": COUNTED, "progression": PROGRESSIVE}
"""Bits of a verdict, in words: that the result became known; that nobody held then that the
patient had progressed before; that by itself it is a progression."""


class Verdicts:
    """The verdicts on the scans of a block of patients.

    Parameters
    ----------
    days : sequence of float
        Of the scans [days].
    count : int
        Patients.
    """

    def __init__(self, days: list[float], count: int):
        self._days = np.array(days)
        self._given = np.zeros((len(days), count), dtype=np.int8)

    @property
    def given(self) -> np.ndarray:
        """The verdicts (patient, scan), bits of `VERDICTS`; 0: not made, or not read any more."""
        return self._given.T

    def read(self, scan: Scan) -> None:
        """Note that a result became known, whatever it is taken for."""
        self._given[self._place(scan)] = READ if scan.came is None else READ * scan.came

    def give(self, scan: Scan, worse: np.ndarray, counts: np.ndarray) -> None:
        """Note what a result is taken for; as `BestResponse.file`, which is told the same."""
        self.read(scan)
        came = self._given[self._place(scan)] > 0
        said = (COUNTED * counts | PROGRESSIVE * worse) * came
        self._given[self._place(scan)] |= said.astype(np.int8)

    def _place(self, scan: Scan) -> int:
        return int(np.searchsorted(self._days, scan.day))
