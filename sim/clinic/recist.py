"""RECIST 1.1 (solid tumours, in diameters) and PCWG3 (prostate cancer, in PSA)."""

from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.errors import InputError
from sim.base.units import CELLS_PER_CM3, ball_mm
from sim.clinic.criteria import SIZES, Criteria, one_number

_ROUNDING = 3e-10


@dataclass(frozen=True)
class Recist(Criteria):
    """RECIST 1.1, on the diameter of the tumour or the sum of diameters of its lesions.

    Complete response: nothing is seen. Partial: at least 30 % below the baseline. Progression: at
    least 20 % and at least 5 mm above the smallest since the start. Else stable. What is there
    but too small to be measured counts as the detection limit (5 mm by default).

    New lesions are not modelled. A tumour measured in cells is one ball; lesions are measured by
    ``Clinic(measure=sim.Lesions(3))``.

    Parameters
    ----------
    growth : float
        Relative increase of the diameter over the nadir.
    at_least_mm : float
        Absolute increase of the diameter over the nadir [mm].
    cells_per_cm3 : float
        Cells in one cubic centimetre.
    shrinkage : float
        Relative decrease from the baseline that is a partial response.
    measurable_mm : float
        A smaller tumour at the start [mm] is not measurable: its response cannot be judged, its
        progression can. Of `sim.Lesions`, each is judged by itself.
    confirm_response : float
        A response counts once it has held for so long [days]; 0 counts the first scan.
    stable_after : float
        Stable disease counts as best response if it was seen this late [days].
    reappearance : bool
        Whether a tumour that is seen again after a scan without it has progressed, whatever its
        size (as RECIST says of lesions after a complete response). Off by default: near the
        detection limit noise alone would do it.

    References
    ----------
    Eisenhauer et al. (2009), Eur J Cancer 45:228, sections 3.1, 4.2.1, 4.3.1 and 4.4.3, table 3.
    """

    growth: float = 0.2
    at_least_mm: float = 5.0
    cells_per_cm3: float = CELLS_PER_CM3
    shrinkage: float = 0.3
    measurable_mm: float = 10.0
    confirm_response: float = 28.0
    stable_after: float = 42.0
    reappearance: bool = False

    def __post_init__(self):
        share = "It is a fraction: 0.2 is 20 %."
        one_number(self, "growth", 0.0, 10.0, share)
        one_number(self, "at_least_mm", 0.0, 1000.0, "", unit="mm")
        one_number(self, "cells_per_cm3", 1e6, 1e12, "1 cm3 of tumour holds about 1e9 cells.")
        one_number(self, "shrinkage", 0.0, 1.0, share, above=True)
        one_number(self, "measurable_mm", 0.0, 1000.0, "", unit="mm")
        one_number(self, "confirm_response", 0.0, 3660.0, "", unit="days")
        one_number(self, "stable_after", 0.0, 3660.0, "", unit="days")
        checks.yes_or_no("reappearance of Recist", self.reappearance)

    def scale(self, value, unit):
        """Return diameters [mm]; see `Criteria.scale`."""
        if unit == "mm":
            return value
        cells = value * CELLS_PER_CM3 if unit == "cm3" else value
        return ball_mm(cells, self.cells_per_cm3)

    def measurable(self, value, detected):
        """Tell whose first result can be followed; see `Criteria.measurable`."""
        return detected & (value * (1.0 + _ROUNDING) >= self.measurable_mm)

    def progressive(self, reading):
        """Tell whose result is a progression; see `Criteria.progressive`."""
        worse = self._grown(reading.value, reading.nadir)
        return worse | (reading.detected & reading.vanished) if self.reappearance else worse

    def partial(self, reading):
        """Tell whose result is a partial response; see `Criteria.partial`."""
        return reading.value <= (1.0 - self.shrinkage) * reading.reference * (1.0 + _ROUNDING)

    def progressed(self, burden, reference, nadir):
        """Tell who progressed, from ndarrays (patient,) [cells]."""
        return self._grown(self.scale(burden, "cells"), self.scale(nadir, "cells"))

    def thresholds(self):
        """Return the changes that are a response and a progression; see `Criteria.thresholds`."""
        return {"partial response": -self.shrinkage, "progression": self.growth}

    def check_unit(self, unit, measure):
        """Check that the criteria can judge what is measured in this unit."""
        if unit not in SIZES:
            raise InputError(
                f"Recist judges sizes, but the clinic measures {measure} [{unit}]; give it "
                "criteria=sim.Pcwg3() or sim.RatioToNadir(1.25), or another measure."
            )

    def _grown(self, now: np.ndarray, least: np.ndarray) -> np.ndarray:
        # "At least" must hold for 30 mm after 25 mm, whatever the cube root rounds to.
        now = now * (1.0 + _ROUNDING)
        return (now >= (1.0 + self.growth) * least) & (now - least >= self.at_least_mm)


@dataclass(frozen=True)
class Pcwg3(Criteria):
    """Prostate Cancer Working Group 3, on PSA.

    Progression: at least 25 % and at least 2 ng/ml above the nadir, confirmed by a result at least
    three weeks later; rises in the first twelve weeks do not count. Response: at least 50 % below
    the baseline, confirmed.

    Parameters
    ----------
    growth : float
        Relative increase over the nadir.
    at_least : float
        Absolute increase over the nadir [unit of the marker].
    shrinkage : float
        Relative decrease from the baseline that is a response.
    confirm_progression, confirm_response : float
        Days between a result and the one that confirms it, at least [days].
    ignore_before : float
        No progression is counted earlier than this after the start [days].

    References
    ----------
    Scher et al. (2016), J Clin Oncol 34:1402, table 3.
    """

    growth: float = 0.25
    at_least: float = 2.0
    shrinkage: float = 0.5
    confirm_progression: float = 21.0
    confirm_response: float = 21.0
    ignore_before: float = 84.0

    def __post_init__(self):
        share = "It is a fraction: 0.25 is 25 %."
        one_number(self, "growth", 0.0, 10.0, share)
        one_number(self, "at_least", 0.0, 1e15, "")
        one_number(self, "shrinkage", 0.0, 1.0, share, above=True)
        for word in ("confirm_progression", "confirm_response", "ignore_before"):
            one_number(self, word, 0.0, 3660.0, "", unit="days")

    def progressive(self, reading):
        """Tell whose result is a progression; see `Criteria.progressive`."""
        now, nadir = reading.value * (1.0 + _ROUNDING), reading.nadir
        return (now >= (1.0 + self.growth) * nadir) & (now - nadir >= self.at_least)

    def partial(self, reading):
        """Tell whose result is a partial response; see `Criteria.partial`."""
        return reading.value <= (1.0 - self.shrinkage) * reading.reference * (1.0 + _ROUNDING)

    def thresholds(self):
        """Return the changes that are a response and a progression; see `Criteria.thresholds`."""
        return {"response": -self.shrinkage, "progression": self.growth}

    def check_unit(self, unit, measure):
        """Check that the criteria can judge what is measured in this unit."""
        if unit in SIZES:
            raise InputError(
                f"Pcwg3 judges a blood marker, but the clinic measures {measure} [{unit}]; give "
                'it measure=sim.Marker("PSA", ...) or criteria=sim.Recist().'
            )
