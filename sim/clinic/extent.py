"""What a course counts lesion by lesion: new ones, and those that are no targets (RECIST 1.1).

The sum of the target lesions is judged as any other result is (`Course`). Beside it (Eisenhauer et
al. 2009, table 1) it is progression if

- a lesion is seen that was not when the course began (section 4.3.5); or
- the other lesions have grown, and the disease as a whole has (section 4.3.4: with measurable
  disease, worsening must be so substantial that the overall burden has increased, even if the
  targets have not): the sum of the others, and that of all that were there, are progressions by
  the criteria, each over its own smallest sum.
"""

from typing import NamedTuple

import numpy as np

from sim.clinic.criteria import Criteria, Reading


class LesionsSeen(NamedTuple):
    """One scan lesion by lesion, each ndarray (lesion, patient)."""

    seen: np.ndarray
    """Whether it was seen."""
    size: np.ndarray
    """On the scale of the criteria; where it was not seen, the detection limit."""
    targets: np.ndarray
    """Whether it is one of those whose sum is the result."""

    def or_last(self, came: np.ndarray, last: "LesionsSeen") -> "LesionsSeen":
        """Return this scan, with the last one of those who did not come."""
        return LesionsSeen(
            np.where(came, self.seen, last.seen), np.where(came, self.size, last.size), self.targets
        )


class Extent:
    """Lesions of a course, from its start on.

    Parameters
    ----------
    criteria : Criteria
        The rule.
    first : LesionsSeen
        At the start.
    """

    def __init__(self, criteria: Criteria, first: LesionsSeen):
        self._criteria, self._there = criteria, first.seen
        self._start = self._least = self._sums(first)

    def copy(self) -> "Extent":
        """Return another that stands where this one stands."""
        other = object.__new__(Extent)
        other.__dict__.update(self.__dict__)  # arrays are replaced, never changed
        return other

    def new(self, scan: LesionsSeen) -> np.ndarray:
        """Return who (patient,) has a lesion that was not there when the course began."""
        return (scan.seen & ~self._there).any(axis=0)

    def worse(self, scan: LesionsSeen) -> np.ndarray:
        """Return whose scan (patient,) is progression, whatever the sum of the targets is."""
        return self.new(scan) | self._grown(scan, self._least)

    def over_start(self, scan: LesionsSeen) -> np.ndarray:
        """Return whose scan (patient,) would be progression with nothing seen since the start."""
        return self.new(scan) | self._grown(scan, self._start)

    def file(self, scan: LesionsSeen, came: np.ndarray | None) -> None:
        """Take note of a scan of those who came; None: of all."""
        least = np.minimum(self._least, self._sums(scan))
        self._least = least if came is None else np.where(came, least, self._least)

    def restart(self, who: np.ndarray, scan: LesionsSeen) -> None:
        """Begin again for some, from a scan."""
        self._there = np.where(who, scan.seen, self._there)
        sums = self._sums(scan)
        self._start = np.where(who, sums, self._start)
        self._least = np.where(who, sums, self._least)

    def forget_nadir(self, who: np.ndarray, scan: LesionsSeen) -> None:
        """Let growth of some count from a scan on."""
        self._least = np.where(who, self._sums(scan), self._least)

    def _sums(self, scan: LesionsSeen) -> np.ndarray:
        """Return the sums (2, patient) of what was there: of no targets, and of all."""
        others = np.where(self._there & ~scan.targets, scan.size, 0.0).sum(axis=0)
        targets = np.where(scan.targets, scan.size, 0.0).sum(axis=0)
        return np.stack([others, others + targets])

    def _grown(self, scan: LesionsSeen, least: np.ndarray) -> np.ndarray:
        sums = self._sums(scan)
        no = np.zeros(sums.shape, dtype=bool)
        reading = Reading(sums, ~no, self._start, ~no, least, no)
        worse = self._criteria.progressive(reading) & (sums > 0)
        return np.asarray(worse.all(axis=0))
