"""Exercises that ask what belongs to what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.teaching.checking import Verdict


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
    also : mapping of text to text
        Other words for what belongs: ``{"efflux": "pump"}``.
    """

    answer: Mapping[str, str]
    hint: str
    right: str
    hints: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)

    def verdict(self, answer: Any) -> Verdict:
        """Return what is said about an answer."""
        wanted = ", ".join(f'"{key}": "..."' for key in self.answer)
        if not isinstance(answer, Mapping) or {str(key).upper() for key in answer} != {
            key.upper() for key in self.answer
        }:
            return Verdict(False, f"The answer says what belongs to each: {{{wanted}}}.")
        by_key = {str(key).upper(): value for key, value in answer.items()}
        missing = [key for key in self.answer if by_key[key.upper()] in (..., None, "")]
        if missing:
            return Verdict(False, f"Still without an answer: {', '.join(map(repr, missing))}.")
        given = {key: self._word(by_key[key.upper()]) for key in self.answer}
        words = set(self.answer.values())
        for key, value in given.items():
            if value not in words:
                allowed = ", ".join(map(repr, sorted(words)))
                return Verdict(False, f"{key!r} is {value!r}; choose from {allowed}.")
        wrong = [key for key, value in given.items() if value != self.answer[key]]
        if not wrong:
            return Verdict(True, self.right)
        count = len(self.answer) - len(wrong)
        text = f"{count} of {len(self.answer)} are right. {self.hints.get(wrong[0], self.hint)}"
        return Verdict(False, text)

    def _word(self, value: Any) -> str:
        """Return a word as it stands in the answer: ``TargetMutation()`` is a target mutation."""
        if not isinstance(value, str):
            value = getattr(value, "__name__", type(value).__name__)
        apart = re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]", " ", value)
        word = re.sub(r"^(an?|the) ", "", " ".join(apart.lower().split()))
        word = self.also.get(word, word)
        return word[:-1] if word not in self.answer.values() and word.endswith("s") else word
