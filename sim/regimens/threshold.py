"""A size at which a plan acts: a fraction of the baseline, or a number in the clinic's unit."""

from abc import ABC
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.base.resolve import check_equally_long
from sim.regimens.words import number_words

HIGHEST = 10.0
"""A plain number above this is a percentage or a level, and no fraction of the baseline."""

FRACTION_HINT = (
    "It is a fraction of the baseline: 0.5 is half of it, not a percentage. A level in the unit of "
    "what the clinic measures is sim.Absolute(4)."
)


@dataclass(frozen=True)
class Absolute:
    """A level in the unit of what the clinic measures, the same whatever the baseline was.

    Parameters
    ----------
    value : float, array (patient,) or distribution
        The level [unit of the clinic's measure: ng/ml of a marker, cells, mm, ...].
    unit : str
        The unit that is meant. If it is said, a clinic that measures in another is refused before
        anything runs.

    Examples
    --------
    >>> from sim.regimens import Absolute, Adaptive
    >>> print(Adaptive("A", Absolute(4, "ng/ml"), Absolute(10, "ng/ml")))
    Adaptive: A; paused when the burden is below 4 ng/ml, resumed above 10 ng/ml.
    """

    value: Number
    unit: str = ""

    def __post_init__(self):
        if not isinstance(self.unit, str):
            raise InputError(f"The unit of Absolute is {self.unit!r}; give a text such as 'ng/ml'.")
        value = checks.number("value of Absolute", self.value, above=True, unit=self.unit)
        object.__setattr__(self, "value", value)

    def __str__(self) -> str:
        return f"sim.Absolute({number_words(self.value)})"


@dataclass(frozen=True)
class TimesBaseline:
    """A multiple of the baseline (the first result of all), where a plain number could mislead.

    A plain number is one too; but under a blood marker, 4 may have been meant as 4 ng/ml.

    Parameters
    ----------
    value : float, array (patient,) or distribution
        Fraction of the baseline.
    """

    value: Number

    def __post_init__(self):
        value = checks.number("value of TimesBaseline", self.value, 0.0, 1000.0, above=True)
        object.__setattr__(self, "value", value)

    def __str__(self) -> str:
        return f"sim.TimesBaseline({number_words(self.value)})"


Threshold = Number | Absolute | TimesBaseline
"""A plain number is a fraction of the baseline."""


class ByThreshold(ABC):  # noqa: B024  (a mark, and which fields are meant)
    """A description some of whose fields are thresholds."""

    thresholds: ClassVar[tuple[str, ...]] = ()

    def set_thresholds(self, low: float = 0.0, above: bool = True) -> None:
        """Check the fields that are thresholds, and keep what was made of them."""
        for word in self.thresholds:
            what = f"{word} of {type(self).__name__}"
            value = checked_threshold(what, getattr(self, word), low=low, above=above)
            object.__setattr__(self, word, value)

    def check_order(self, low: str, high: str, why: str) -> None:
        """Refuse an upper threshold below the lower one, as far as the two can be compared."""
        lower, upper = getattr(self, low), getattr(self, high)
        if isinstance(lower, Absolute) != isinstance(upper, Absolute):
            return
        if isinstance(lower, Absolute) and lower.unit and upper.unit and lower.unit != upper.unit:
            raise InputError(
                f"{type(self).__name__} has {low} in {lower.unit} and {high} in {upper.unit}; give "
                "both in the unit of what the clinic measures."
            )
        values = number_of(lower), number_of(upper)
        if any(is_distribution(value) for value in values):
            return
        owner = type(self).__name__
        check_equally_long({f"{low} of {owner}": values[0], f"{high} of {owner}": values[1]})
        if np.any(np.less(values[1], values[0])):
            raise InputError(
                f"{type(self).__name__} has {high}={upper}, which is below {low}={lower}; {why}"
            )


def checked_threshold(what: str, value: Any, low: float = 0.0, above: bool = True) -> Threshold:
    """Check a threshold and return it; of plain numbers, fractions of the baseline."""
    if isinstance(value, Absolute | TimesBaseline):
        return value
    return checks.number(what, value, low, HIGHEST, above=above, hint=FRACTION_HINT)


def number_of(threshold: Threshold) -> Number:
    """Return its number, whatever it is a number of."""
    return threshold.value if isinstance(threshold, Absolute | TimesBaseline) else threshold


def plain_numbers(description: ByThreshold) -> dict[str, Number]:
    """Return the thresholds by field that are plain numbers: fractions of the baseline."""
    found = {f.name: getattr(description, f.name) for f in fields(description)}  # type: ignore[arg-type]
    return {
        word: found[word]
        for word in description.thresholds
        if not isinstance(found[word], Absolute | TimesBaseline)
    }


def threshold_words(threshold: Threshold) -> str:
    """Return it as it is read: '0.5 x baseline', '4 ng/ml'."""
    if isinstance(threshold, Absolute):
        return number_words(threshold.value, threshold.unit)
    return f"{number_words(number_of(threshold))} x baseline"
