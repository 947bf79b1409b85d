"""What ends a line of therapy."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.days import SAME_MOMENT
from sim.base.errors import InputError
from sim.base.seen import Seen
from sim.regimens.compared import above, below
from sim.regimens.doses import checked_days, is_one_number
from sim.regimens.threshold import ByThreshold, Threshold, threshold_words
from sim.regimens.words import days_words


class Until(ABC):
    """A reason to end a line of therapy, looked for at every visit after the line began."""

    @abstractmethod
    def may_end(self, seen: Seen) -> bool:
        """Tell whether a line can end at this visit at all (cheap: no arrays)."""

    @abstractmethod
    def ended(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell for whom it is over.

        Parameters
        ----------
        seen : Seen
            What the clinic knows today.
        since : ndarray (patient,)
            Days since the line began.
        memory : dict
            Its own: empty at first, then as it left it.

        Returns
        -------
        ndarray (patient,), bool
        """

    @abstractmethod
    def describe(self) -> str:
        """Return it in words that follow what is given."""

    def judged(self, seen: Seen, since: np.ndarray) -> np.ndarray:
        """Tell for whom (patient,) it can be said today whether it is so; else it ends nothing.

        Neither does its contrary. Parameters are as of `ended`.
        """
        return np.ones(seen.patients, dtype=bool)

    def news(self, seen: Seen) -> np.ndarray:
        """Tell of whom (patient,) there is something to look at today, where it `may_end`.

        Who has no result is not looked at on the scan day of others.
        """
        return np.ones(seen.patients, dtype=bool)

    def __and__(self, other: "Until") -> "Until":
        """Return the reason that is there when both are."""
        from sim.regimens.conditions import AllOf

        return AllOf((self, other))

    def __or__(self, other: "Until") -> "Until":
        """Return the reason that is there when either is."""
        from sim.regimens.conditions import AnyOf

        return AnyOf((self, other))

    def __invert__(self) -> "Until":
        """Return the contrary."""
        from sim.regimens.conditions import Not

        return Not(self)

    def __bool__(self) -> bool:
        """Refuse `and`, `or` and `not`, which Python would answer with one of the two reasons."""
        raise InputError(
            f"{type(self).__name__} is a reason, not yes or no: `and`, `or`, `not` and `if` cannot "
            "join reasons. Write & for all of them, | for any, ~ for not: "
            "sim.Undetectable() & sim.Days(730)."
        )

    def length(self) -> float | None:
        """Return how long the line lasts [days], if that is known beforehand for all patients."""
        return None

    @property
    def open_loop(self) -> bool:
        """Whether it never looks at the patient."""
        return False


@dataclass(frozen=True)
class Progression(Until):
    """Progression by the clinic's criteria, since the line began.

    Progression on drug: growth in a pause inside the line, as `Adaptive` makes them, ends it only
    if it is asked for. In a line without any drug all growth counts.

    Parameters
    ----------
    off_drug : bool
        Whether growth in a pause counts as well, once the tumour is larger than at the start of the
        line by as much as progression asks: then the line ends when the clinic notes progression.
    """

    off_drug: bool = False

    def __post_init__(self):
        checks.yes_or_no("off_drug of Progression", self.off_drug)

    def may_end(self, seen: Seen) -> bool:
        """Tell whether a line can end at this visit at all."""
        return seen.new_result

    def news(self, seen: Seen) -> np.ndarray:
        """Tell whose result arrived today, by any measure."""
        return seen._any_arrived

    def ended(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell for whom it is over; see `Until.ended`."""
        paused = seen.regrown & (seen.off_since > seen.day - since + SAME_MOMENT)
        return seen.progressed & ~(paused & ~seen.outgrown if self.off_drug else paused)

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return "until progression" + (", also in a pause" if self.off_drug else "")


@dataclass(frozen=True)
class Days(Until):
    """A number of days, counted from the visit at which the line began.

    When that visit is known beforehand (only lines of fixed length came before), the line ends
    on the exact day. After a line that ended by a result, it ends at the first visit on or after.

    Parameters
    ----------
    days : float, array (patient,) or distribution
        How long [days].
    """

    days: Number

    def __post_init__(self):
        object.__setattr__(self, "days", checked_days("the length of a line, Days", self.days))

    def may_end(self, seen: Seen) -> bool:
        """Tell whether a line can end at this visit at all."""
        return True

    def ended(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell for whom it is over; see `Until.ended`."""
        return since >= self.days - SAME_MOMENT

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return f"for {days_words(self.days)}"

    def length(self) -> float | None:
        """Return how long the line lasts [days], if that is known beforehand for all patients."""
        return self.days if is_one_number(self.days) else None

    @property
    def open_loop(self) -> bool:
        """Whether it never looks at the patient."""
        return True


class OfAResult(Until):
    """A reason that only the result of a scan made since the line began can bring.

    What was scanned before it began, or on that day, is about what was given before: it may be what
    the change was decided on, or arrive only now. The rule for every such reason stands here.
    """

    def may_end(self, seen: Seen) -> bool:
        """Tell whether a line can end at this visit at all."""
        return self.looks_at(seen).new_result

    def news(self, seen: Seen) -> np.ndarray:
        """Tell whose result arrived today."""
        return self.looks_at(seen).arrived

    def ended(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell for whom it is over; see `Until.ended`."""
        return self.says(self.looks_at(seen), since, memory) & self.judged(seen, since)

    def judged(self, seen: Seen, since: np.ndarray) -> np.ndarray:
        """Tell whose latest result (patient,) is of a scan made since the line began."""
        return self.looks_at(seen).scan_day > seen.day - since + SAME_MOMENT

    def looks_at(self, seen: Seen) -> Seen:
        """Return what is seen by the measure that it is about: the main one of the clinic."""
        return seen

    @abstractmethod
    def says(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell whose latest result (patient,) says so; parameters are as of `ended`."""


@dataclass(frozen=True)
class BurdenBelow(OfAResult, ByThreshold):
    """A new result below a fraction of the baseline (the first result of all), or not detected.

    Parameters
    ----------
    fraction : float, array (patient,), distribution, Absolute or TimesBaseline
        Fraction of the baseline, or a level in the unit of what the clinic measures.
    """

    fraction: Threshold = 0.5
    thresholds = ("fraction",)

    def __post_init__(self):
        self.set_thresholds()

    def says(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell whose result says so; see `OfAResult.says`."""
        return below(seen, self.fraction)

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return f"until the burden is below {threshold_words(self.fraction)}"


@dataclass(frozen=True)
class BurdenAbove(OfAResult, ByThreshold):
    """A new result above a fraction of the baseline (the first result of all).

    Parameters
    ----------
    fraction : float, array (patient,), distribution, Absolute or TimesBaseline
        Fraction of the baseline, or a level in the unit of what the clinic measures.
    """

    fraction: Threshold = 1.0
    thresholds = ("fraction",)

    def __post_init__(self):
        self.set_thresholds()

    def says(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell whose result says so; see `OfAResult.says`."""
        return above(seen, self.fraction)

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return f"until the burden is above {threshold_words(self.fraction)}"
