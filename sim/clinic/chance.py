"""What chance decides of scans: how each errs, and who comes; drawn for many scans at once.

A draw has the address (patient, day of the scan, part of the measure). It is the same number
whether it is drawn alone or beside others, so what costs a call of NumPy for each scan costs one
for a run of them.
"""

import numpy as np

from sim.base import streams
from sim.clinic.noise import Noise

_MISSING = 1_000_003
"""Counter of the draw that decides who misses a scan; no lesion has it."""
_AT_ONCE = 2**12
"""Numbers that are drawn at once: few enough to stay in cache."""


class Chance:
    """Errors and attendance of a block of patients, scan by scan.

    Parameters
    ----------
    keys : ndarray (patient,), uint64
        Address of everything random in the patients' scans.
    days : sequence of float
        Of the scans [days].
    noise : Noise
        How a result errs.
    parts : int
        Things that are measured at once, each with an error of its own.
    missed : float
        Chance that a patient misses a scan.
    samples : bool
        Whether the measure counts, and is given uniform numbers instead of errors.
    """

    def __init__(
        self,
        keys: np.ndarray,
        days: list[float],
        noise: Noise,
        parts: int,
        missed: float,
        samples: bool = False,
    ):
        self._keys, self._days, self._noise = keys, np.array(days), noise
        self._parts, self._missed, self._samples = parts, missed, samples
        self._draws = samples or noise.relative != 0
        self._first = self._past = 0
        self._many = max(1, _AT_ONCE // max(1, len(keys) * parts))
        self._last: np.ndarray | None = None
        self._errors = np.ones((1, parts, 1))
        self._came = np.ones((1, 1), dtype=bool)

    def error(self, index: int) -> np.ndarray:
        """Return what each part of the measure is multiplied with at a scan, (part, patient).

        Of a measure that counts: uniform numbers in (0, 1).
        """
        if not self._draws:
            return self._errors[0]
        self._draw(index)
        return self._errors[index - self._first]

    def came(self, index: int) -> np.ndarray | None:
        """Return who comes to a scan (patient,); None: everybody, as to the first."""
        if self._missed == 0 or index == 0:
            return None
        self._draw(index)
        return self._came[index - self._first]

    def _draw(self, index: int) -> None:
        """Have the scans up to this one drawn, and some more."""
        while index >= self._past:
            self._first = self._past
            self._past = min(self._first + self._many, len(self._days))
            days = self._days[self._first : self._past] + 0.0
            keys = streams.fold_in(self._keys, days.view(np.uint64)[:, None])
            if self._draws:
                self._errors = self._drawn_errors(keys)
            if self._missed:
                self._came = streams.uniforms(streams.fold_in(keys, _MISSING)) >= self._missed

    def _drawn_errors(self, keys: np.ndarray) -> np.ndarray:
        """Return the errors (scan, part, patient) at the addresses (scan, patient)."""
        from scipy.special import ndtri

        # the first part draws as a single tumour does
        parts = [streams.fold_in(keys, p) if p else keys for p in range(self._parts)]
        uniforms = streams.uniforms(np.stack(parts, axis=1))
        if self._samples:
            return uniforms
        errors = ndtri(uniforms)
        if self._noise.lasting:
            for row, fresh in enumerate(errors):
                place = self._first + row
                gap = self._days[place] - self._days[place - 1] if place else 0.0
                errors[row] = self._last = self._noise.follow(self._last, fresh.copy(), gap)
        errors *= self._noise.relative
        return np.exp(errors, out=errors)
