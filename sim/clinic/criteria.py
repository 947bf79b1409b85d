"""What counts as progression. Every trial and every model says it differently, so it is a value.

A criterion compares a result with the result at the start of the line (`reference`) and with the
smallest result since (`nadir`), all in cells, all arrays over patients.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.errors import InputError
from sim.base.units import CELLS_PER_CM3, diameter_mm_from_cells

_ROUNDING = 1e-9


class Criteria(ABC):
    """A rule that says whether a result is a progression."""

    @abstractmethod
    def progressed(
        self, burden: np.ndarray, reference: np.ndarray, nadir: np.ndarray
    ) -> np.ndarray:
        """Tell who progressed.

        Parameters
        ----------
        burden, reference, nadir : ndarray (patient,)
            This result, the result at the start of the line, and the smallest since [cells].

        Returns
        -------
        ndarray (patient,), bool
        """


def _check(criteria: Criteria, field: str, low: float, high: float, hint: str, **more) -> None:
    word = type(criteria).__name__
    value = checks.number(
        f"{field} of {word}", getattr(criteria, field), low, high, hint=hint, **more
    )
    if not isinstance(value, float):
        raise InputError(f"{field} of {word} must be one number, the same for all patients.")
    object.__setattr__(criteria, field, value)


@dataclass(frozen=True)
class Recist(Criteria):
    """RECIST 1.1: the diameter is at least 20 % and at least 5 mm above its nadir.

    The tumour is one ball, so its diameter stands for the sum of diameters. Signs that a count
    of cells cannot show (new lesions, lesions that come back after vanishing) are left out.

    Parameters
    ----------
    growth : float
        Relative increase of the diameter over the nadir.
    at_least_mm : float
        Absolute increase of the diameter over the nadir [mm].
    cells_per_cm3 : float
        Cells in one cubic centimetre.

    References
    ----------
    Eisenhauer et al. (2009), Eur J Cancer 45:228, section 4.3.1.
    """

    growth: float = 0.2
    at_least_mm: float = 5.0
    cells_per_cm3: float = CELLS_PER_CM3

    def __post_init__(self):
        _check(self, "growth", 0.0, 10.0, "It is a fraction: 0.2 is 20 %.")
        _check(self, "at_least_mm", 0.0, 1000.0, "", unit="mm")
        _check(self, "cells_per_cm3", 1e6, 1e12, "1 cm3 of tumour holds about 1e9 cells.")

    def progressed(self, burden, reference, nadir):
        """Tell who progressed; see `Criteria.progressed`."""
        # "At least" must hold for 30 mm after 25 mm, whatever the cube root rounds to.
        burden = burden * (1.0 + _ROUNDING)
        progressed = burden >= (1.0 + self.growth) ** 3 * nadir
        # Cube roots are slow, and most results are far from a progression.
        now = diameter_mm_from_cells(burden[progressed], self.cells_per_cm3)
        least = diameter_mm_from_cells(nadir[progressed], self.cells_per_cm3)
        progressed[progressed] = now - least >= self.at_least_mm
        return progressed


_RATIO = "It is a ratio: 1.2 is 20 % above."


@dataclass(frozen=True)
class RatioToBaseline(Criteria):
    """Progression is a burden above `ratio` times that at the start of the line.

    Parameters
    ----------
    ratio : float
        Above 1; 1.2 is 20 % more cells (Strobl et al. 2021, Cancer Res 81:1135).
    """

    ratio: float = 1.2

    def __post_init__(self):
        _check(self, "ratio", 1.0, 100.0, _RATIO, above=True)

    def progressed(self, burden, reference, nadir):
        """Tell who progressed; see `Criteria.progressed`."""
        return burden > self.ratio * reference


@dataclass(frozen=True)
class RatioToNadir(Criteria):
    """Progression is a burden above `ratio` times the smallest since the line began.

    Parameters
    ----------
    ratio : float
        Above 1; 1.2 is 20 % more cells.
    """

    ratio: float = 1.2

    def __post_init__(self):
        _check(self, "ratio", 1.0, 100.0, _RATIO, above=True)

    def progressed(self, burden, reference, nadir):
        """Tell who progressed; see `Criteria.progressed`."""
        return burden > self.ratio * nadir
