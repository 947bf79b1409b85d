"""Results that end a line of therapy: a level of a blood marker, or a rise from the nadir."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.drawn import is_distribution
from sim.base.seen import Seen
from sim.regimens.compared import above, below
from sim.regimens.threshold import HIGHEST, Absolute, threshold_words
from sim.regimens.until import OfAResult
from sim.regimens.words import number_words


@dataclass(frozen=True)
class OfMarker(OfAResult):
    """A level of a blood marker: the clinic must measure one.

    Parameters
    ----------
    level : float, array (patient,) or distribution
        The level [unit of the marker].
    unit : str
        The unit that is meant; a clinic that measures in another is refused before anything runs.
    """

    level: Number
    unit: str = ""

    def __post_init__(self):
        checked = Absolute(checks.number(f"level of {type(self).__name__}", self.level), self.unit)
        object.__setattr__(self, "level", checked.value)

    @property
    def threshold(self) -> Absolute:
        """The level as a threshold."""
        return Absolute(self.level, self.unit)


@dataclass(frozen=True)
class MarkerBelow(OfMarker):
    """A new result of a blood marker below a level, or not detected: ``MarkerBelow(4, "ng/ml")``.

    Parameters
    ----------
    level : float, array (patient,) or distribution
        The level [unit of the marker].
    unit : str
        The unit that is meant; a clinic that measures in another is refused before anything runs.
    """

    def says(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell whose result says so; see `OfAResult.says`."""
        return below(seen, self.threshold)

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return f"until the marker is below {threshold_words(self.threshold)}"


@dataclass(frozen=True)
class MarkerAbove(OfMarker):
    """A new result of a blood marker above a level: ``MarkerAbove(10, "ng/ml")``.

    Parameters
    ----------
    level : float, array (patient,) or distribution
        The level [unit of the marker].
    unit : str
        The unit that is meant; a clinic that measures in another is refused before anything runs.
    """

    def says(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell whose result says so; see `OfAResult.says`."""
        return above(seen, self.threshold)

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return f"until the marker is above {threshold_words(self.threshold)}"


REBOUND_OF = ("nadir", "reference", "baseline")
_OF_WORDS = {
    "nadir": "the smallest result of the line",
    "reference": "the result at the start of the line",
    "baseline": "baseline",
}


@dataclass(frozen=True)
class Rebound(OfAResult):
    """A new result that has risen by a share above an earlier one: ``Rebound(0.25)`` by 25 %.

    Parameters
    ----------
    fraction : float, array (patient,) or distribution
        By how much, of that result: 0 is any rise at all, also one of the noise alone; at most 10,
        eleven times that result.
    of : str
        ``"nadir"``, the smallest result since the line began; ``"reference"``, the one at which
        it began; ``"baseline"``, the first of all.
    """

    fraction: Number = 0.25
    of: str = "nadir"

    def __post_init__(self):
        hint = "It is a share: 0.25 is a rise by 25 %."
        fraction = checks.number("fraction of Rebound", self.fraction, 0.0, HIGHEST, hint=hint)
        object.__setattr__(self, "fraction", fraction)
        checks.one_of("of of Rebound", self.of, REBOUND_OF, "result")

    def says(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell whose result says so; see `OfAResult.says`."""
        return (seen.burden > (1.0 + self.fraction) * getattr(seen, self.of)) & seen.detected

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        earlier = _OF_WORDS[self.of]
        if not is_distribution(self.fraction) and np.all(np.equal(self.fraction, 0.0)):
            return f"until a result is above {earlier}"
        if is_distribution(self.fraction) or np.ndim(self.fraction):
            return f"until a result is above {earlier} by {number_words(self.fraction, 'x itself')}"
        return f"until a result is {100.0 * self.fraction:.6g} % above {earlier}"
