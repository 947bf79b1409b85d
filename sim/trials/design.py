"""Who is in which arm, and how long each patient is followed."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError, listed
from sim.base.streams import ROLE_TRIAL, fold_in, patient_keys, text_number, uniforms

HEAVIEST = 1e6
"""No arm is drawn so many times as often as another; sums of larger weights lose the small ones."""


class Design(ABC):
    """How patients are put into arms."""

    paired = False
    """Whether a patient is in more than one arm."""

    @abstractmethod
    def members(self, arms: Sequence[str], seed: int, numbers: np.ndarray) -> np.ndarray:
        """Return who is in which arm, ndarray (arm, patient) bool."""

    def check(self, arms: Sequence[str]) -> None:
        """Check that the design fits the arms."""
        if not arms:
            raise InputError("A trial needs at least one arm.")


@dataclass(frozen=True)
class Paired(Design):
    """Every patient is in every arm, with the same tumour and the same luck.

    No real trial can do this. The difference between two arms is then known patient by patient,
    and ten patients may show what takes a real trial hundreds.
    """

    paired = True

    def members(self, arms, seed, numbers):
        """Return who is in which arm; see `Design.members`."""
        return np.ones((len(arms), len(numbers)), dtype=bool)


@dataclass(frozen=True)
class Randomised(Design):
    """Every patient is in one arm, by lot: parallel groups, as in a real trial.

    All arms are simulated for everybody, and each patient is counted in one; a patient's lot
    depends on the seed and the patient's number, not on who else is in the trial.

    Parameters
    ----------
    weights : mapping of arm to float, optional
        How often each arm is drawn: ``{"new": 2, "old": 1}``. Default: all alike.
    """

    weights: Mapping[str, float] | None = None

    def check(self, arms):
        """Check that the design fits the arms; see `Design.check`."""
        super().check(arms)
        if self.weights is None:
            return
        if not isinstance(self.weights, Mapping) or set(self.weights) != set(arms):
            raise InputError(
                f"weights of Randomised is {self.weights!r}; give one for each of the arms "
                f"{listed(arms)}."
            )
        for arm, weight in self.weights.items():
            checks.one_number(f"weight of arm {arm!r}", weight, 0.0, HEAVIEST, above=True)

    def members(self, arms, seed, numbers):
        """Return who is in which arm; see `Design.members`."""
        shares = np.array([1.0 if self.weights is None else self.weights[arm] for arm in arms])
        keys = fold_in(patient_keys(seed, numbers, ROLE_TRIAL), text_number("arm"))
        edges = np.cumsum(shares / shares.sum())[:-1]
        lot = np.searchsorted(edges, uniforms(keys), side="right")
        return lot == np.arange(len(arms))[:, None]


@dataclass(frozen=True)
class Conduct:
    """How a trial goes: when patients enter, when it closes, who drops out.

    Parameters
    ----------
    enrolled_over : float
        Days over which patients enter, evenly [days].
    closes : float or None
        Day on which the data are cut, counted from the first entry [days]: everybody still
        followed is censored then. None: all are followed for the days of the trial.
    dropout : float, array (patient,) or distribution
        Rate at which patients are lost to follow-up [1/day].
    """

    enrolled_over: float = 0.0
    closes: float | None = None
    dropout: Number = 0.0

    def __post_init__(self):
        set_ = object.__setattr__
        over = checks.number("enrolled_over of Conduct", self.enrolled_over, 0.0, unit="days")
        if not isinstance(over, float):
            raise InputError("enrolled_over of Conduct must be one number, the same for all.")
        set_(self, "enrolled_over", over)
        set_(self, "dropout", checks.number("dropout of Conduct", self.dropout, unit="per day"))
        if self.closes is None:
            return
        closes = checks.number("closes of Conduct", self.closes, above=True, unit="days")
        if not isinstance(closes, float):
            raise InputError("closes of Conduct must be one number, the same for all.")
        if closes <= over:
            raise InputError(
                f"The trial closes on day {closes:g}, but patients enter until day {over:g}; the "
                "last would not be followed at all."
            )
        set_(self, "closes", closes)

    def entry_days(self, seed: int, numbers: np.ndarray) -> np.ndarray:
        """Return the day (patient,) on which each patient enters [days]."""
        keys = fold_in(patient_keys(seed, numbers, ROLE_TRIAL), text_number("entry"))
        return self.enrolled_over * uniforms(keys)

    def followed(self, seed: int, numbers: np.ndarray, days: float) -> np.ndarray:
        """Return how long (patient,) each patient is followed at most [days]."""
        keys = fold_in(patient_keys(seed, numbers, ROLE_TRIAL), text_number("dropout"))
        with np.errstate(divide="ignore"):
            lost = -np.log(uniforms(keys)) / np.asarray(self.dropout, dtype=float)
        until = np.minimum(lost, days)
        if self.closes is None:
            return until
        return np.minimum(until, self.closes - self.entry_days(seed, numbers))
