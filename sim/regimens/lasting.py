"""A reason that must hold for so long before it ends a line."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.days import SAME_MOMENT
from sim.base.errors import InputError
from sim.base.seen import Seen
from sim.regimens.brackets import check_brackets
from sim.regimens.streak import holds_since
from sim.regimens.until import Until
from sim.regimens.words import days_words

_EXAMPLE = "sim.Lasting(sim.BurdenBelow(0.1), days=84)"


@dataclass(frozen=True)
class Lasting(Until):
    """A reason that has held for so many days, at every visit at which it could be judged.

    Counted from the first such visit in a row, after the one at which the line began: what the
    clinic shows on that day is still about the line before.

    Parameters
    ----------
    condition : Until
        The reason: ``sim.BurdenBelow(0.1)``, ``sim.MarkerBelow(4)``, also several of them.
    days : float, array (patient,) or distribution
        For how long [days].

    Examples
    --------
    >>> from sim.regimens import BurdenBelow, Lasting, Line
    >>> print(Line("A", until=Lasting(BurdenBelow(0.1), days=84)).describe())
    A, until the burden is below 0.1 x baseline for 84 days in a row
    """

    condition: Until
    days: Number

    def __post_init__(self):
        check_brackets("condition of Lasting", self.condition)
        if not isinstance(self.condition, Until) or self.condition.open_loop:
            raise InputError(
                f"condition of Lasting is {self.condition!r}; give a reason that looks at the "
                f"patient: {_EXAMPLE}."
            )
        days = checks.number("days of Lasting", self.days, 0.0, 73_050.0, unit="days")
        object.__setattr__(self, "days", days)

    def may_end(self, seen: Seen) -> bool:
        """Tell whether a line can end at this visit at all."""
        return self.condition.may_end(seen)

    def news(self, seen: Seen) -> np.ndarray:
        """Tell of whom its condition has something to look at."""
        return self.condition.news(seen)

    def judged(self, seen: Seen, since: np.ndarray) -> np.ndarray:
        """Tell for whom its condition can be judged."""
        return self.condition.judged(seen, since)

    def ended(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell for whom it is over; see `Until.ended`."""
        holds = who = np.zeros(seen.patients, dtype=bool)
        if self.condition.may_end(seen):
            inner = memory.setdefault("condition", {})
            holds = self.condition.ended(seen, since, inner) & (since > 0)
            who = self.condition.news(seen)
        lasted = seen.day - holds_since(seen, since, memory, holds, who)
        return lasted >= self.days - SAME_MOMENT  # (NaN: it does not hold)

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return f"{self.condition.describe()} for {days_words(self.days)} in a row"
