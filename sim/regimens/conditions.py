"""More that ends a line of therapy: nothing is seen, a function says so, all or any of several."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.days import SAME_MOMENT
from sim.base.errors import InputError, shown
from sim.base.functions import is_function
from sim.base.seen import Seen
from sim.regimens.brackets import check_brackets
from sim.regimens.slips import advice, in_words
from sim.regimens.streak import holds_since
from sim.regimens.until import OfAResult, Until
from sim.regimens.words import days_words


@dataclass(frozen=True)
class Undetectable(OfAResult):
    """Nothing was seen in any result for so many days, since the line began.

    Counted from the first result in a row that saw nothing, and looked at when a result arrives.

    Parameters
    ----------
    days : float, array (patient,) or distribution
        For how long [days]; 0: at the first such result.
    """

    days: Number = 0.0

    def __post_init__(self):
        days = checks.number("days of Undetectable", self.days, 0.0, 73_050.0, unit="days")
        object.__setattr__(self, "days", days)

    def says(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell whose result says so; see `OfAResult.says`."""
        first = holds_since(seen, since, memory, ~seen.detected, seen.arrived, first_day=True)
        gone = seen.day - first
        return gone >= self.days - SAME_MOMENT  # (NaN: it was seen)

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        known = isinstance(self.days, float) and self.days == 0
        return "until undetectable" + ("" if known else f" for {days_words(self.days)}")


@dataclass(frozen=True)
class Detected(OfAResult):
    """A new result that sees the tumour (again)."""

    def says(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell whose result says so; see `OfAResult.says`."""
        return seen.detected

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return "until it is detected"


@dataclass(frozen=True)
class When(Until):
    """A function of what is seen, asked at every visit.

    Parameters
    ----------
    function : callable
        ``function(seen)`` returns yes or no for each patient: ``lambda seen: seen.burden > 3 *
        seen.nadir``. ``seen.since`` are the days since the line began. Everything else is as in a
        policy (`sim.policy`): results of scans of before the line began are seen too, and
        ``seen.scan_day`` tells of which day they are.

    Examples
    --------
    >>> from sim.regimens import Line, When
    >>> print(Line("A", until=When(lambda seen: seen.burden > 3 * seen.nadir)).describe())
    A, until <lambda> says so
    """

    function: Callable[[Seen], Any]

    def __post_init__(self):
        if not is_function(self.function):
            raise InputError(
                f"When is given {self.function!r}; give a function of what is seen: "
                "lambda seen: seen.burden > 3 * seen.nadir."
            )

    def may_end(self, seen: Seen) -> bool:
        """Tell whether a line can end at this visit at all."""
        return True

    def ended(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell for whom it is over; see `Until.ended`."""
        inside = since > 0
        if not inside.any():
            return inside
        name = getattr(self.function, "__name__", "a function")
        where = f"{name} of When on day {seen.day:g}"
        try:
            answer = np.asarray(self.function(seen.within(since, inside)))
        except Exception as error:
            slip = in_words(error, where)
            if slip is not None:
                raise slip from None
            error.add_note(f"{where} failed. {advice(error, yes_or_no=True)}".rstrip())
            raise
        if answer.shape not in ((), (seen.patients,)) or answer.dtype != bool:
            raise InputError(
                f"{name} of When returned {answer.dtype} of shape {answer.shape} on day "
                f"{seen.day:g}; it must say yes or no for each of the {seen.patients} patients."
            )
        return np.broadcast_to(answer, seen.patients)

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return f"until {getattr(self.function, '__name__', 'a function')} says so"


@dataclass(frozen=True)
class _Several(Until):
    parts: Sequence[Until]

    def __post_init__(self):
        parts, name = self.parts, type(self).__name__
        several = isinstance(parts, list | tuple) and len(parts) >= 2
        for part in parts if several else ():
            check_brackets(f"A reason of {name}", part)
        if not several or not all(isinstance(part, Until) for part in parts):
            raise InputError(
                f"{name} is given {shown(parts)}; give two or more reasons: "
                f"sim.{name}([sim.Undetectable(), sim.Days(730)])."
            )
        object.__setattr__(self, "parts", tuple(parts))

    def may_end(self, seen: Seen) -> bool:
        """Tell whether a line can end at this visit at all."""
        return any(part.may_end(seen) for part in self.parts)

    def news(self, seen: Seen) -> np.ndarray:
        """Tell of whom any of them has something to look at."""
        return np.logical_or.reduce([p.news(seen) for p in self.parts if p.may_end(seen)])

    def judged(self, seen: Seen, since: np.ndarray) -> np.ndarray:
        """Tell for whom each of them can be judged."""
        return np.logical_and.reduce([part.judged(seen, since) for part in self.parts])

    def _each(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> list[np.ndarray]:
        inner = [memory.setdefault(str(place), {}) for place in range(len(self.parts))]
        return [p.ended(seen, since, m) for p, m in zip(self.parts, inner, strict=True)]

    @property
    def open_loop(self) -> bool:
        """Whether it never looks at the patient."""
        return all(part.open_loop for part in self.parts)

    def _said(self, word: str) -> str:
        *first, last = (part.describe() for part in self.parts)
        return f"{', '.join(first)} {word} {last}"


@dataclass(frozen=True)
class AllOf(_Several):
    """All of several reasons at once: ``AllOf([Undetectable(), Days(730)])``, or ``a & b``.

    Parameters
    ----------
    parts : sequence of Until
        The reasons, two or more.
    """

    def ended(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell for whom it is over; see `Until.ended`."""
        return np.logical_and.reduce(self._each(seen, since, memory))

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return self._said("and")


@dataclass(frozen=True)
class AnyOf(_Several):
    """Any of several reasons: ``AnyOf([Progression(), Days(730)])``, or ``a | b``.

    A number of days among them is acted on at the first visit on or after it.

    Parameters
    ----------
    parts : sequence of Until
        The reasons, two or more.
    """

    def ended(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell for whom it is over; see `Until.ended`."""
        return np.logical_or.reduce(self._each(seen, since, memory))

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return self._said("or")


@dataclass(frozen=True)
class Not(Until):
    """The contrary of a reason, looked at at every visit: ``Not(Detected())``, or ``~a``.

    The contrary of what a result says needs a result since the line began as well.
    """

    part: Until

    def __post_init__(self):
        check_brackets("The reason of Not", self.part)
        if not isinstance(self.part, Until):
            raise InputError(f"Not is given {self.part!r}; give a reason such as sim.Detected().")

    def may_end(self, seen: Seen) -> bool:
        """Tell whether a line can end at this visit at all."""
        return True

    def ended(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell for whom it is over; see `Until.ended`."""
        return ~np.asarray(self.part.ended(seen, since, memory)) & self.judged(seen, since)

    def judged(self, seen: Seen, since: np.ndarray) -> np.ndarray:
        """Tell for whom the reason can be judged."""
        return self.part.judged(seen, since)

    @property
    def open_loop(self) -> bool:
        """Whether it never looks at the patient."""
        return self.part.open_loop

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return f"until not ({self.part.describe()})"
