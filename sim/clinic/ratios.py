"""Criteria said as ratios of burdens, as tumours seen again, and as others that are confirmed."""

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from sim.base.errors import InputError
from sim.clinic.criteria import Criteria, one_number

_RATIO = "It is a ratio: 1.2 is 20 % above."
_SHARE = "It is a ratio: 0.5 is half of the baseline."


@dataclass(frozen=True)
class _Ratio(Criteria):
    ratio: float = 1.2
    response: float = 0.5

    def __post_init__(self):
        one_number(self, "ratio", 1.0, 100.0, _RATIO, above=True)
        one_number(self, "response", 0.0, 1.0, _SHARE)

    def progressive(self, reading):
        """Tell whose result is a progression; see `Criteria.progressive`."""
        return self.progressed(reading.value, reading.reference, reading.nadir)

    def partial(self, reading):
        """Tell whose result is a partial response; see `Criteria.partial`."""
        return reading.value <= self.response * reading.reference

    def thresholds(self):
        """Return the changes that are a response and a progression; see `Criteria.thresholds`."""
        return {"partial response": self.response - 1.0, "progression": self.ratio - 1.0}

    @abstractmethod
    def progressed(self, burden, reference, nadir) -> np.ndarray:
        """Tell who progressed (patient,)."""


@dataclass(frozen=True)
class RatioToBaseline(_Ratio):
    """Progression is a burden above `ratio` times that at the start of the line.

    Parameters
    ----------
    ratio : float
        Above 1; 1.2 is 20 % more cells (Strobl et al. 2021, Cancer Res 81:1135).
    response : float
        Partial response is a burden of at most this times the baseline.
    """

    def progressed(self, burden, reference, nadir):
        """Tell who progressed, from ndarrays (patient,) in one unit."""
        return burden > self.ratio * reference


@dataclass(frozen=True)
class RatioToNadir(_Ratio):
    """Progression is a burden above `ratio` times the smallest since the line began.

    Parameters
    ----------
    ratio : float
        Above 1; 1.2 is 20 % more cells.
    response : float
        Partial response is a burden of at most this times the baseline.
    """

    def progressed(self, burden, reference, nadir):
        """Tell who progressed, from ndarrays (patient,) in one unit."""
        return burden > self.ratio * nadir


@dataclass(frozen=True)
class Reappearance(Criteria):
    """Progression is a tumour seen again after it could not be seen.

    For residual disease, ctDNA, and what is left after surgery. Whose tumour has always been
    seen cannot progress; combine it with a clinic whose detection limit is low.
    """

    def progressive(self, reading):
        """Tell whose result is a progression; see `Criteria.progressive`."""
        return reading.detected & reading.vanished

    def partial(self, reading):
        """Tell that a tumour which is seen is no response; see `Criteria.partial`."""
        return np.zeros_like(reading.detected)


@dataclass(frozen=True)
class Confirmed(Criteria):
    """The same criteria, but a progression counts only if a later result confirms it.

    Until then treatment goes on. The day of progression is that of the first of the two results.

    Parameters
    ----------
    criteria : Criteria
        The rule.
    after : float
        Days that must lie between the two scans, at least [days].

    References
    ----------
    Seymour et al. (2017), Lancet Oncol 18:e143 (iRECIST: 4 to 8 weeks).
    """

    criteria: Criteria
    after: float = 28.0

    def __post_init__(self):
        if not isinstance(self.criteria, Criteria) or isinstance(self.criteria, Confirmed):
            raise InputError(
                f"Confirmed is given {self.criteria!r}; give it criteria such as sim.Recist()."
            )
        one_number(self, "after", 0.0, 3660.0, "", above=True, unit="days")
        for word in ("confirm_response", "ignore_before", "stable_after"):
            object.__setattr__(self, word, getattr(self.criteria, word))
        object.__setattr__(self, "confirm_progression", self.after)

    def scale(self, value, unit):
        """Return results on the scale of the criteria; see `Criteria.scale`."""
        return self.criteria.scale(value, unit)

    def measurable(self, value, detected):
        """Tell whose first result can be followed; see `Criteria.measurable`."""
        return self.criteria.measurable(value, detected)

    def progressive(self, reading):
        """Tell whose result is a progression; see `Criteria.progressive`."""
        return self.criteria.progressive(reading)

    def partial(self, reading):
        """Tell whose result is a partial response; see `Criteria.partial`."""
        return self.criteria.partial(reading)

    def thresholds(self):
        """Return those of the rule; see `Criteria.thresholds`."""
        return self.criteria.thresholds()

    def check_unit(self, unit, measure):
        """Check that the criteria can judge what is measured in this unit."""
        self.criteria.check_unit(unit, measure)
