"""What counts as response and progression. Every trial says it differently, so it is a value.

A criterion judges one result against the result at the start of the line (`reference`) and the
smallest since (`nadir`), all on the scale on which it is defined: millimetres for RECIST, the
unit of the clinic's measure for the others.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.base import checks
from sim.base.errors import InputError

NOT_EVALUABLE, PROGRESSIVE, STABLE, PARTIAL, COMPLETE = range(5)
"""What one result, or the best of all, says; the larger the better."""

RESPONSES = ("not evaluable", "progressive", "stable", "partial", "complete")
"""The same in words."""

SIZES = ("cells", "cm3", "mm")
"""Units of measures that show the size of the tumour."""


class Reading(NamedTuple):
    """One result of all patients, with what it is compared with; each ndarray (patient,)."""

    value: np.ndarray
    """This result on the scale of the criteria; where nothing was seen, the detection limit."""
    detected: np.ndarray
    """Whether anything was seen."""
    reference: np.ndarray
    """The result at the start of the line."""
    measurable: np.ndarray
    """Whether there was enough at the start to speak of a response."""
    nadir: np.ndarray
    """The smallest result since the start, this one not counted."""
    vanished: np.ndarray
    """Whether an earlier result since the start, that one counted, saw nothing."""


class Criteria(ABC):
    """A rule that says what a result means."""

    confirm_progression: float = 0.0
    """A progression counts once a result this much later [days] says it again; 0: at once."""
    confirm_response: float = 0.0
    """A response counts once a result this much later [days] holds it; 0: at once."""
    ignore_before: float = 0.0
    """Results earlier than this after the start [days] cannot be a progression."""
    stable_after: float = 0.0
    """Stable disease must have held for so long [days] to be a best response."""

    def scale(self, value: np.ndarray, unit: str) -> np.ndarray:
        """Return results, in the unit of the clinic's measure, on the scale of the criteria."""
        return value

    def measurable(self, value: np.ndarray, detected: np.ndarray) -> np.ndarray:
        """Tell whose first result (patient,), on the scale of the criteria, can be followed."""
        return detected

    @abstractmethod
    def judge(self, reading: Reading) -> np.ndarray:
        """Return what a result says, ndarray (patient,) int8: a place in `RESPONSES`."""

    def progressive(self, reading: Reading) -> np.ndarray:
        """Tell whose result is a progression (patient,): what `judge` says, and no more."""
        return self.judge(reading) == PROGRESSIVE

    def check_unit(self, unit: str, measure: str) -> None:
        """Check that the criteria can judge what is measured in this unit."""
        checks.name(f"The unit of {measure}", unit)


def judged(
    progressive: np.ndarray, partial: np.ndarray, complete: np.ndarray, measurable: np.ndarray
) -> np.ndarray:
    """Return the codes (patient,) int8 of four answers; progression counts before response."""
    code = np.add(partial, STABLE, dtype=np.int8)  # where partial, PARTIAL: the next one
    if np.count_nonzero(complete):
        np.copyto(code, COMPLETE, where=complete)
    if np.count_nonzero(measurable) < len(code):
        np.copyto(code, NOT_EVALUABLE, where=~measurable)
    np.copyto(code, PROGRESSIVE, where=progressive)
    return code


def one_number(criteria: Criteria, field: str, low: float, high: float, hint: str, **more) -> None:
    """Check a field of frozen criteria and put the number in its place."""
    word = type(criteria).__name__
    value = checks.number(
        f"{field} of {word}", getattr(criteria, field), low, high, hint=hint, **more
    )
    if not isinstance(value, float):
        raise InputError(f"{field} of {word} must be one number, the same for all patients.")
    object.__setattr__(criteria, field, value)


_RATIO = "It is a ratio: 1.2 is 20 % above."
_SHARE = "It is a ratio: 0.5 is half of the baseline."


@dataclass(frozen=True)
class _Ratio(Criteria):
    ratio: float = 1.2
    response: float = 0.5

    def __post_init__(self):
        one_number(self, "ratio", 1.0, 100.0, _RATIO, above=True)
        one_number(self, "response", 0.0, 1.0, _SHARE)

    def judge(self, reading):
        """Return what a result says; see `Criteria.judge`."""
        partial = reading.value <= self.response * reading.reference
        return judged(self.progressive(reading), partial, ~reading.detected, reading.measurable)

    def progressive(self, reading):
        """Tell whose result is a progression; see `Criteria.progressive`."""
        return self.progressed(reading.value, reading.reference, reading.nadir)

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

    def judge(self, reading):
        """Return what a result says; see `Criteria.judge`."""
        back = self.progressive(reading)
        never = np.zeros_like(back)
        return judged(back, never, ~reading.detected, reading.measurable)

    def progressive(self, reading):
        """Tell whose result is a progression; see `Criteria.progressive`."""
        return reading.detected & reading.vanished


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

    def judge(self, reading):
        """Return what a result says; see `Criteria.judge`."""
        return self.criteria.judge(reading)

    def progressive(self, reading):
        """Tell whose result is a progression; see `Criteria.progressive`."""
        return self.criteria.progressive(reading)

    def check_unit(self, unit, measure):
        """Check that the criteria can judge what is measured in this unit."""
        self.criteria.check_unit(unit, measure)
