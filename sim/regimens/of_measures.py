"""Reasons that look at one measure of several: at an allele, at new lesions, at any by its name."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError
from sim.base.seen import Seen
from sim.base.seen_parts import ALLELE, LESION
from sim.regimens.brackets import check_brackets
from sim.regimens.until import OfAResult, Until
from sim.regimens.words import number_words


@dataclass(frozen=True)
class _Allele(OfAResult):
    allele: str
    fraction: Number = 0.005
    measure: str = ""

    def __post_init__(self):
        word = type(self).__name__
        checks.name(f"The allele of {word}", self.allele)
        hint = "It is a share of the reads: 0.005 is 0.5 %."
        what = f"fraction of {word}"
        value = checks.number(what, self.fraction, 0.0, 1.0, above=True, hint=hint)
        object.__setattr__(self, "fraction", value)
        if not isinstance(self.measure, str):
            raise InputError(f"measure of {word} is {self.measure!r}; give its name, or ''.")

    def looks_at(self, seen: Seen) -> Seen:
        """Return what is seen by the measure that it is about."""
        return seen[self.measure] if self.measure else seen.showing(ALLELE)

    def _fraction(self, seen: Seen) -> tuple[np.ndarray, np.ndarray]:
        """Return the fraction (patient,) and whether it was detected."""
        return seen.fraction[self.allele], seen.found[self.allele]

    def _said(self, word: str) -> str:
        return f"until {self.allele} is {word} {number_words(self.fraction)} of the reads"


@dataclass(frozen=True)
class AlleleBelow(_Allele):
    """A new result in which a variant is below a fraction, or not detected.

    Parameters
    ----------
    allele : str
        A variant of the panel (`sim.Sequencing`, `sim.Biopsy`).
    fraction : float, array (patient,) or distribution
        Of the reads, 0 to 1.
    measure : str
        Which measure of the clinic, by its name. Default: the first with alleles.
    """

    def says(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell whose result says so; see `OfAResult.says`."""
        fraction, found = self._fraction(seen)
        return (fraction < self.fraction) | ~found

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return self._said("below")


@dataclass(frozen=True)
class AlleleAbove(_Allele):
    """A new result in which a variant is detected, above a fraction.

    Parameters
    ----------
    allele : str
        A variant of the panel (`sim.Sequencing`, `sim.Biopsy`).
    fraction : float, array (patient,) or distribution
        Of the reads, 0 to 1.
    measure : str
        Which measure of the clinic, by its name. Default: the first with alleles.
    """

    def says(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell whose result says so; see `OfAResult.says`."""
        fraction, found = self._fraction(seen)
        return (fraction > self.fraction) & found

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return self._said("above")


@dataclass(frozen=True)
class NewLesion(OfAResult):
    """A new result that shows a lesion which was not there when the line began.

    Parameters
    ----------
    measure : str
        Which measure of the clinic, by its name. Default: the first with lesions.
    """

    measure: str = ""

    def __post_init__(self):
        if not isinstance(self.measure, str):
            raise InputError(f"measure of NewLesion is {self.measure!r}; give its name, or ''.")

    def says(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell whose result says so; see `OfAResult.says`."""
        return seen.new_lesions > 0

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return "until a new lesion is seen"

    def looks_at(self, seen: Seen) -> Seen:
        """Return what is seen by the measure that it is about."""
        return seen[self.measure] if self.measure else seen.showing(LESION)


@dataclass(frozen=True)
class By(Until):
    """Any reason, looked for in one measure of several.

    ``sim.By("psa", sim.BurdenBelow(0.5))`` is PSA below half of its baseline, and ``sim.By("ct",
    sim.Progression())`` is progression by the criteria of that measure alone.

    Parameters
    ----------
    measure : str
        Its name in ``sim.Clinic(measures=)``.
    until : Until
        The reason.
    """

    measure: str
    until: Until

    def __post_init__(self):
        checks.name("The measure of By", self.measure)
        check_brackets("until of By", self.until)
        if not isinstance(self.until, Until):
            raise InputError(
                f"until of By is {self.until!r}; give a reason such as sim.BurdenBelow(0.5)."
            )
        if self.until.open_loop:
            raise InputError(
                f"until of By({self.measure!r}) is {self.until!r}, which looks at no measure; say "
                f"it without By, or give a reason that does: sim.By({self.measure!r}, "
                "sim.Progression())."
            )
        inner = getattr(self.until, "measure", "")
        if inner and inner != self.measure:
            raise InputError(
                f"until of By({self.measure!r}) looks at {inner!r} ({type(self.until).__name__}); "
                "name one measure, once."
            )

    def may_end(self, seen: Seen) -> bool:
        """Tell whether a line can end at this visit at all."""
        return self.until.may_end(seen[self.measure])

    def news(self, seen: Seen) -> np.ndarray:
        """Tell of whom there is something to look at by this measure."""
        return self.until.news(seen[self.measure])

    def ended(self, seen: Seen, since: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
        """Tell for whom it is over; see `Until.ended`."""
        return self.until.ended(seen[self.measure], since, memory)

    def judged(self, seen: Seen, since: np.ndarray) -> np.ndarray:
        """Tell for whom the reason can be judged."""
        return self.until.judged(seen[self.measure], since)

    def describe(self) -> str:
        """Return it in words that follow what is given."""
        return f"{self.until.describe()} (by {self.measure})"
