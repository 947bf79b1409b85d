"""Kinds of exercises: a number, letters, what belongs to what, something that was made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.base.errors import InputError, kind_of
from sim.base.units import MONTH, WEEK, YEAR
from sim.teaching.checking import Verdict
from sim.teaching.matched import Matched
from sim.teaching.written import written_letters, written_number

SLIPS = {
    "days": {
        YEAR: "Your number looks like years; everything here is in days, and sim.YEAR is one year.",
        MONTH: "Your number looks like months; everything here is in days.",
        WEEK: "Your number looks like weeks; everything here is in days.",
    },
    "share": {0.01: "Your number looks like a percentage; give a share, between 0 and 1."},
    "cells": {},
    "per day": {100.0: "That is a hundredth of it; is it a percentage of something?"},
    "": {},
}
"""By unit: what a right answer in another unit must be multiplied by, and what is said of it."""


@dataclass(frozen=True)
class Number:
    """An exercise whose answer is a number.

    Parameters
    ----------
    answer : float or callable
        The number, or a function without arguments that computes it when it is asked for.
    unit : {"days", "share", "cells", "per day", ""}
        What it counts.
    hint, right : str
        What is said when it is wrong, and when it is right.
    within : float
        Allowed distance, relative to the answer.
    absolute : float
        Allowed distance, in the answer's unit; the larger of the two counts.
    hints : mapping of wrong number to text
        What is said of wrong answers that have a reason; a number, or a function that computes it.
    """

    answer: float | Callable[[], float]
    unit: str
    hint: str
    right: str
    within: float = 0.03
    absolute: float = 0.0
    hints: Mapping[float | Callable[[], float], str] = field(default_factory=dict)

    def verdict(self, answer: Any) -> Verdict:
        """Return what is said about an answer: a number, or a text that is one (`written`)."""
        given = _one_number(answer)
        if given is None:
            return Verdict(
                False,
                f"The answer is one number, such as 27.5, 3e8 or log(3) / 7; this is "
                f"{_short(answer)}.",
            )
        value = _computed(self.answer)
        if self._near(given, value):
            return Verdict(True, self.right)
        for wrong, text in self.hints.items():
            if self._near(given, _computed(wrong)):
                return Verdict(False, text)
        for factor, text in SLIPS[self.unit].items():
            if self._near(given * factor, value):
                return Verdict(False, text)
        return Verdict(False, self.hint)

    def _near(self, given: float, value: float) -> bool:
        return abs(given - value) <= max(self.within * abs(value), self.absolute)


@dataclass(frozen=True)
class Choice:
    """An exercise whose answer is a letter, or a set of them.

    Parameters
    ----------
    answer : str
        The letter; several for a set: ``"ac"``.
    letters : str
        All that can be chosen.
    hint, right : str
        What is said when it is wrong, and when it is right.
    hints : mapping of letter to text
        What is said of single wrong letters.
    """

    answer: str
    letters: str
    hint: str
    right: str
    hints: Mapping[str, str] = field(default_factory=dict)

    def verdict(self, answer: Any) -> Verdict:
        """Return what is said about an answer: ``"ac"``, ``"A, C"``, ``["a", "c"]``."""
        several = isinstance(answer, list | tuple | set | frozenset)
        parts = list(answer) if several else [answer]
        text = " ".join(parts) if all(isinstance(part, str) for part in parts) else ""
        given = written_letters(text)
        if not given or given - set(self.letters):
            which = "one or more" if len(self.answer) > 1 else "one"
            return Verdict(
                False,
                f"The answer is {which} of the letters {', '.join(self.letters)}, in quotes; this "
                f"is {_short(answer)}.",
            )
        if given == set(self.answer):
            return Verdict(True, self.right)
        for letter in sorted(given - set(self.answer)):
            if letter in self.hints:
                return Verdict(False, self.hints[letter])
        return Verdict(False, self.hint)


@dataclass(frozen=True)
class Made:
    """An exercise whose answer is made: a tumour, a regimen, a policy, runs.

    Parameters
    ----------
    kind : type or tuple of types
        What it must be.
    asked : str
        What it must be, in words: ``"a regimen such as sim.Continuous(...)"``.
    wrong : callable
        ``wrong(answer)`` returns what is wrong with it, or an empty text.
    right : str
        What is said when it is right.
    example : str
        Python that makes a right one and calls it ``my_answer``, for the answer key.
    """

    kind: Callable[[], Any]
    asked: str
    wrong: Callable[[Any], str]
    right: str
    example: str

    def verdict(self, answer: Any) -> Verdict:
        """Return what is said about an answer."""
        if not isinstance(answer, self.kind()):
            quotes = ", in Python and without quotes" if isinstance(answer, str) else ""
            return Verdict(False, f"The answer is {self.asked}{quotes}; this is {_short(answer)}.")
        try:
            text = self.wrong(answer)
        except InputError as error:
            text = f"It does not run: {error}"
        except Exception as error:  # what a student wrote may raise anything
            text = f"It does not run: {type(error).__name__}, {error}"
        return Verdict(not text, text or self.right)


Exercise = Number | Choice | Matched | Made


def _one_number(answer: Any) -> float | None:
    if isinstance(answer, str):
        return written_number(answer)
    if isinstance(answer, bool | np.bool_):  # True is 1 to Python
        return None
    try:
        if isinstance(answer, range | Sequence) and len(answer) != 1:
            return None
        given = float(np.asarray(answer, dtype=float).item())
    except (TypeError, ValueError, OverflowError):
        return None
    return given if np.isfinite(given) else None


def _computed(value: Any) -> float:
    return float(value() if callable(value) else value)


def _short(answer: Any) -> str:
    text = repr(answer)
    return text if len(text) < 60 else kind_of(answer)
