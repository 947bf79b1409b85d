"""Kinds of exercises: a number, one of some letters, something that was made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.base.errors import InputError
from sim.base.units import MONTH, WEEK, YEAR
from sim.teaching.checking import Verdict

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
        """Return what is said about an answer."""
        try:
            given = float(np.asarray(answer, dtype=float).item())
        except (TypeError, ValueError):
            return Verdict(False, f"The answer is one number; this is {_short(answer)}.")
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
        """Return what is said about an answer."""
        try:
            given = {str(letter).strip().lower() for letter in answer} - {"", ","}
        except TypeError:
            given = {str(answer).lower()}
        if not given or given - set(self.letters):
            several = "letters" if len(self.answer) > 1 else "one of the letters"
            return Verdict(
                False, f"The answer is {several} {', '.join(self.letters)}; this is {answer!r}."
            )
        if given == set(self.answer):
            return Verdict(True, self.right)
        for letter in sorted(given - set(self.answer)):
            if letter in self.hints:
                return Verdict(False, self.hints[letter])
        return Verdict(False, self.hint)


@dataclass(frozen=True)
class Matched:
    """An exercise whose answer says what belongs to what.

    Parameters
    ----------
    answer : mapping of text to text
        What belongs to each.
    hint, right : str
        What is said when it is wrong, and when it is right.
    hints : mapping of text to text
        What to look at for each of the keys.
    """

    answer: Mapping[str, str]
    hint: str
    right: str
    hints: Mapping[str, str] = field(default_factory=dict)

    def verdict(self, answer: Any) -> Verdict:
        """Return what is said about an answer."""
        wanted = ", ".join(repr(key) for key in self.answer)
        if not isinstance(answer, Mapping) or set(answer) != set(self.answer):
            return Verdict(False, f"The answer is a dict with the keys {wanted}.")
        missing = [key for key, value in answer.items() if value is ...]
        if missing:
            return Verdict(False, f"Still without an answer: {', '.join(map(repr, missing))}.")
        words = set(self.answer.values())
        for key, value in answer.items():
            if value not in words:
                allowed = ", ".join(map(repr, sorted(words)))
                return Verdict(False, f"{key!r} is {value!r}; choose from {allowed}.")
        wrong = [key for key, value in answer.items() if value != self.answer[key]]
        if not wrong:
            return Verdict(True, self.right)
        count = len(self.answer) - len(wrong)
        text = f"{count} of {len(self.answer)} are right. {self.hints.get(wrong[0], self.hint)}"
        return Verdict(False, text)


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
    """

    kind: Callable[[], Any]
    asked: str
    wrong: Callable[[Any], str]
    right: str

    def verdict(self, answer: Any) -> Verdict:
        """Return what is said about an answer."""
        if not isinstance(answer, self.kind()):
            return Verdict(False, f"The answer is {self.asked}; this is {_short(answer)}.")
        try:
            text = self.wrong(answer)
        except InputError as error:
            text = f"It does not run: {error}"
        return Verdict(not text, text or self.right)


Exercise = Number | Choice | Matched | Made


def _computed(value: Any) -> float:
    return float(value() if callable(value) else value)


def _short(answer: Any) -> str:
    text = repr(answer)
    return text if len(text) < 60 else f"a {type(answer).__name__}"
