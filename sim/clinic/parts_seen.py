"""What is known of each allele or lesion of a measure, as it is shown: at least the limit."""

import numpy as np

from sim.base.seen_parts import Parts
from sim.clinic.scan import Scan, shown


class PartsSeen:
    """The parts of a measure of a block of patients, as the latest results showed them.

    Parameters
    ----------
    kind : str
        What they are (`Measure.part_kind`).
    names : tuple of str
        What they are called.
    """

    def __init__(self, kind: str, names: tuple[str, ...]):
        self._kind, self._names = kind, names
        self._there = np.zeros((len(names), 1), dtype=bool)
        self.shown: Parts | None = None

    def open(self, scan: Scan) -> None:
        """Write down the first result."""
        values, found = _of(scan)
        self._there = found
        self._put(values, found)

    def write(self, scan: Scan, early: np.ndarray | None) -> None:
        """Write down a result; `early` is as in `Chart.write`."""
        values, found = _of(scan)
        last = self.shown
        assert last is not None
        if scan.came is not None:
            values = np.where(scan.came, values, last.values)
            found = np.where(scan.came, found, last.found)
        if early is not None:
            took = early if scan.came is None else early & scan.came
            self._there = np.where(took, found, self._there)
        self._put(values, found)

    def begin_line(self, begun: np.ndarray) -> None:
        """Begin a line for some: what they have now is not new."""
        assert self.shown is not None
        self._there = np.where(begun, self.shown.found, self._there)
        self._put(self.shown.values, self.shown.found)

    def _put(self, values: np.ndarray, found: np.ndarray) -> None:
        new = (found & ~self._there).sum(axis=0)
        self.shown = Parts(self._kind, self._names, shown(values), shown(found), shown(new))


def _of(scan: Scan) -> tuple[np.ndarray, np.ndarray]:
    assert scan.parts is not None
    sizes, found, limit = scan.parts
    return np.where(found, sizes, limit), found
