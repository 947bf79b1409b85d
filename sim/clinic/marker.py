"""Blood markers: shed by tumour cells and cleared with a half-life of their own.

How a level follows the tumour stands in `sim.clinic.clearance`. It starts in balance with the first
burden.
"""

from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.clinic.clearance import LEAST, level_after
from sim.clinic.measures import Measure


@dataclass(frozen=True)
class Marker(Measure):
    """A marker in blood, such as PSA.

    Parameters
    ----------
    name : str
        Its name.
    per_cell : float, array (patient,) or distribution
        Level in balance, for each tumour cell [unit per cell].
    half_life : float, array (patient,) or distribution
        Half-life in blood [days]; PSA 2.5 days.
    unit : str
        Unit of the level.
    detection : float
        Smallest level the test shows [unit].
    background : float, array (patient,) or distribution
        Level without a tumour [unit].
    """

    name: str
    per_cell: Number
    half_life: Number = 2.5
    unit: str = "ng/ml"
    detection: float = 0.01
    background: Number = 0.0

    def __post_init__(self):
        set_, of = object.__setattr__, f"of marker {self.name!r}"
        checks.name("A marker", self.name)
        checks.name(f"The unit {of}", self.unit)
        unit = self.unit
        for word, above, what in (
            ("per_cell", True, f"{unit} per cell"),
            ("half_life", True, "days"),
            ("background", False, unit),
        ):
            value = checks.number(f"{word} {of}", getattr(self, word), above=above, unit=what)
            set_(self, word, value)
        set_(self, "detection", checks.one_number(f"detection {of}", self.detection, unit=unit))

    def begin(self, burden):
        """Return the levels (patient,) in balance."""
        return self.per_cell * np.asarray(burden, dtype=float)

    def follow(self, state, before, now, days):
        """Return the levels (patient,) after some days."""
        return level_after(state, (before, now), days, self.per_cell, self.half_life)

    noise = 0.09
    """PSA from day to day: 7.3 % biological and 5 % analytical variation (Nixon et al. 1997, J Urol
    157:2183)."""

    def sizes(self, burden, state, error, smallest):
        """Return levels and the detection limit of the test; see `Measure.sizes`."""
        return (_of_tumour(state, self.per_cell) + self.background) * error, self.detection

    def limit_of(self, smallest):
        """Return the smallest that is seen; see `Measure.limit_of`."""
        return self.detection


@dataclass(frozen=True)
class CirculatingDna(Measure):
    """The fraction of tumour DNA in all cell-free DNA of the blood: level / (level + normal).

    Parameters
    ----------
    per_cell : float, array (patient,) or distribution
        Tumour DNA in balance, for each tumour cell [genome equivalents per ml and cell].
    normal : float, array (patient,) or distribution
        DNA of normal cells [genome equivalents per ml].
    half_life : float, array (patient,) or distribution
        Half-life in blood [days]; about 1.9 hours (Diehl et al. 2008, Nat Med 14:985).
    detection : float
        Smallest fraction the test shows.
    """

    per_cell: Number
    normal: Number = 1000.0
    half_life: Number = 1.9 / 24.0
    detection: float = 1e-3
    unit = "fraction"

    def __post_init__(self):
        for word in ("per_cell", "normal", "half_life"):
            value = checks.number(f"{word} of CirculatingDna", getattr(self, word), above=True)
            object.__setattr__(self, word, value)
        value = checks.one_number("detection of CirculatingDna", self.detection, 0.0, 1.0)
        object.__setattr__(self, "detection", value)

    def begin(self, burden):
        """Return the levels (patient,) in balance."""
        return Marker.begin(self, burden)  # type: ignore[arg-type]

    def follow(self, state, before, now, days):
        """Return the levels (patient,) after some days."""
        return Marker.follow(self, state, before, now, days)  # type: ignore[arg-type]

    noise = 0.1
    """Of the level of tumour DNA. Our choice: we know of no source that holds for all tests."""

    def sizes(self, burden, state, error, smallest):
        """Return fractions and the detection limit of the test; see `Measure.sizes`."""
        level = _of_tumour(state, self.per_cell) * error
        return level / (level + self.normal), self.detection

    def limit_of(self, smallest):
        """Return the smallest that is seen; see `Measure.limit_of`."""
        return self.detection


def _of_tumour(state: np.ndarray, per_cell: Number) -> np.ndarray:
    """Return the levels (patient,), none where less is left than half a cell keeps up.

    What is cleared by halves never comes to 0: without a detection limit, a tumour that is gone
    would be seen for ever.
    """
    return np.where(state >= LEAST * np.asarray(per_cell), state, 0.0)
