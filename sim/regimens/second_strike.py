"""A first strike, and a second at the tumour while it is small: extinction therapy."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base.errors import InputError
from sim.base.seen import Seen
from sim.regimens.brackets import check_brackets
from sim.regimens.conditions import Undetectable
from sim.regimens.doses import check_differ, equal
from sim.regimens.lasting import Lasting
from sim.regimens.lines import Line, Lines, Treatment, as_regimen
from sim.regimens.made_of_lines import MadeOfLines
from sim.regimens.threshold import Threshold
from sim.regimens.until import BurdenBelow, OfAResult, Until
from sim.regimens.until_size import Rebound


@dataclass(frozen=True)
class Nadir(OfAResult):
    """The nadir of a line: a new result that is not the smallest so far, or that saw nothing.

    That the smallest is past is known by the next result. With noisy results a chance rise counts
    as well: seen every week with an error of 10 or 20 %, it comes in the first weeks, at half of
    the start or more. ``sim.Lasting(sim.Rebound(0.25), 21)`` waits for a rise that lasts.
    """

    def says(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell whose result says so; see `OfAResult.says`."""
        return (seen.burden > seen.nadir) | ~seen.detected

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return "until the nadir (a result is no longer the smallest, or nothing is seen)"


AT_NADIR = Lasting(Rebound(0.25), days=21.0) | Undetectable()
"""The nadir where results err: a rise by 25 % that lasts three weeks, or nothing seen.

The numbers are those by which PCWG3 calls a rise of PSA after a fall progression (Scher et al.
2016, J Clin Oncol 34:1402); that they mark the nadir of a strike is illustrative. Of 2,000 drawn
series (falls of 1 to 5 % a day, every 7 or 28 days, errors of 10 and 20 %) it came before half the
time to the nadir in at most 0.4 %, and in 11 % where the fall is 1 % a day, seen weekly with 20 %;
`Nadir` in up to 100 %. It comes at 1.2 to 2.2 times the smallest size.
"""


@dataclass(frozen=True)
class SecondStrike(MadeOfLines):
    """A first strike until the tumour is small, then a second that works otherwise, and a third.

    A small tumour has few cells that are resistant to the next treatment, and chance may end it:
    the second strike comes before the first has failed, and not when the tumour is back. Each
    strike is one treatment; the last is kept for ever.

    Parameters
    ----------
    first, second : str, mapping of drug to number, or Regimen
        The strikes.
    at : Until, or float, array (patient,), distribution, Absolute
        When the second comes: past the nadir, by default (a rise by 25 % that is still there three
        weeks later, or nothing seen), at the first rise at all (`Nadir`, for results without
        error), at another rise (`Rebound`), by a marker (`MarkerBelow`), or below a threshold: a
        fraction of the baseline, or a level in the unit of what the clinic measures. Where it never
        comes to that, the first goes on; to change then as well, say
        ``sim.BurdenBelow(0.05) | sim.Progression()``.
    third : str, mapping of drug to number, Regimen or None
        A third strike.
    third_at : as `at`
        When that comes, in results since the second.

    Examples
    --------
    >>> from sim.regimens import SecondStrike
    >>> print(SecondStrike("A", "B", at=0.05))
    SecondStrike: A, until the burden is below 0.05 x baseline; then B.

    References
    ----------
    Gatenby, Zhang and Brown (2019), Cancer Res 79:3174 (first and second strikes); Patil, Viossat
    and Noble (2023), bioRxiv 2023.11.22.568336 (when the second is best).
    """

    first: Treatment
    second: Treatment
    at: Until | Threshold = AT_NADIR
    third: Treatment | None = None
    third_at: Until | Threshold = AT_NADIR
    results_every = 28.0

    def __post_init__(self):
        for word in ("first", "second", "third"):
            treatment = getattr(self, word)
            if treatment is not None or word != "third":
                object.__setattr__(self, word, as_regimen(treatment))
        for word in ("at", "third_at"):
            object.__setattr__(self, word, _reason(word, getattr(self, word)))
        third_at = _reason("third_at", self.third_at)
        if self.third is None and not equal(third_at, AT_NADIR):
            raise InputError(
                f"third_at of SecondStrike is given ({third_at.describe()}), but no third strike; "
                "say third=, or leave it out."
            )
        strikes = [(word, getattr(self, word)) for word in ("first", "second", "third")]
        check_differ("SecondStrike", strikes, "name a drug that works otherwise.")

    def as_lines(self) -> Lines:
        """Return the lines it is made of."""
        first, second = (_reason(word, getattr(self, word)) for word in ("at", "third_at"))
        lines = [Line(self.first, until=first)]
        if self.third is None:
            return Lines([*lines, Line(self.second)])
        return Lines([*lines, Line(self.second, until=second), Line(self.third)])


def _reason(word: str, value: Until | Threshold) -> Until:
    """Return a reason to change: what it is, or below a threshold."""
    check_brackets(f"{word} of SecondStrike", value)
    if value is None or isinstance(value, str):
        raise InputError(
            f"{word} of SecondStrike is {value!r}; give sim.Nadir(), sim.Rebound(0.2), "
            "sim.MarkerBelow(4), another reason, or a fraction of the baseline: 0.05."
        )
    return value if isinstance(value, Until) else BurdenBelow(value)
