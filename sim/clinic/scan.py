"""One scan of a block of patients: everything about it that is judged later."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.clinic.extent import LesionsSeen


@dataclass(frozen=True, eq=False)
class Scan:
    """One scan of all patients; each ndarray (patient,), read only.

    Parameters
    ----------
    day : float
        When it was made [days].
    value : ndarray
        What it shows, in the unit of the measure; where nothing was seen, the detection limit.
    judged : ndarray
        The same on the scale of the criteria.
    detected : ndarray, bool
        Whether anything was seen.
    large : function
        Returns whether there is enough to speak of a response, if a course begins here.
    came : ndarray, bool, or None
        Who came; None: everybody.
    off : ndarray, bool, or None
        Who had no drug from the scan before until this one; None: nobody.
    paused : ndarray, bool, or None
        Who of these is in a pause: treated before, within the same line; None: nobody.
    parts : tuple, optional
        What each part measured (part, patient), in the unit of the measure and however small,
        whether it was seen (part, patient), and from which size on it is.
    lesions : LesionsSeen, optional
        The same of lesions that are judged one by one.
    """

    day: float
    value: np.ndarray
    judged: np.ndarray
    detected: np.ndarray
    large: Callable[[], np.ndarray]
    came: np.ndarray | None = None
    off: np.ndarray | None = None
    paused: np.ndarray | None = None
    parts: tuple[np.ndarray, np.ndarray, float] | None = None
    lesions: LesionsSeen | None = None

    @cached_property
    def measurable(self) -> np.ndarray:
        """Whether there is enough to speak of a response; few scans are asked."""
        return self.large()

    def without(self, who: np.ndarray) -> "Scan":
        """Return this scan, with some of those it was made of left out."""
        if not np.count_nonzero(who):
            return self
        return replace(self, came=~who if self.came is None else self.came & ~who)

    def or_last(self, last: "Scan") -> "Scan":
        """Return this scan, with the last one of those who did not come."""
        came = self.came
        if came is None:
            return self
        measurable = np.where(came, self.measurable, last.measurable)  # now: or none is ever let go
        return replace(
            self,
            judged=np.where(came, self.judged, last.judged),
            detected=np.where(came, self.detected, last.detected),
            large=lambda: measurable,
            lesions=None
            if self.lesions is None or last.lesions is None
            else self.lesions.or_last(came, last.lesions),
        )


def shown(array: np.ndarray) -> np.ndarray:
    """Return the array, read only from now on."""
    array.flags.writeable = False
    return array


def of_those(who: np.ndarray | None, new: np.ndarray, old: np.ndarray) -> np.ndarray:
    """Return what is new for some (None: all), and what was for the others."""
    return new if who is None else np.where(who, new, old)
