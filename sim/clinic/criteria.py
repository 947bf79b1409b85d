"""What counts as response and progression. Every trial says it differently, so it is a value.

A criterion judges one result against the result at the start of the line (`reference`) and the
smallest since (`nadir`), all on the scale on which it is defined: millimetres for RECIST, the
unit of the clinic's measure for the others.
"""

from abc import ABC, abstractmethod
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
    def progressive(self, reading: Reading) -> np.ndarray:
        """Tell whose result (patient,), bool, is a progression."""

    @abstractmethod
    def partial(self, reading: Reading) -> np.ndarray:
        """Tell whose result (patient,), bool, is a partial response, if it is no progression."""

    def thresholds(self) -> dict[str, float]:
        """Return the changes from the baseline at which a result changes its name, for figures.

        ``{"partial response": -0.3, "progression": 0.2}``, as shares, on the scale of the criteria;
        empty for rules that are no such changes.
        """
        return {}

    def check_unit(self, unit: str, measure: str) -> None:
        """Check that the criteria can judge what is measured in this unit."""
        checks.name(f"The unit of {measure}", unit)


def one_number(criteria: Criteria, field: str, low: float, high: float, hint: str, **more) -> None:
    """Check a field of frozen criteria and put the number in its place."""
    word = type(criteria).__name__
    value = checks.number(
        f"{field} of {word}", getattr(criteria, field), low, high, hint=hint, **more
    )
    if not isinstance(value, float):
        raise InputError(f"{field} of {word} must be one number, the same for all patients.")
    object.__setattr__(criteria, field, value)
