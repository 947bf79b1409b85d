"""Which of several measures must say so for it to be progression: ``"psa or ct"``."""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce

import numpy as np

from sim.base.errors import InputError, unknown

Combine = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Agreed:
    """A rule made of names of measures, ``or``, ``and`` and brackets.

    Each measure is judged by its own criteria. ``a or b`` is progression when the first says so, on
    its day; ``a and b`` when both have, on the day of the later.

    Parameters
    ----------
    text : str
        The rule.
    """

    text: str

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the measures in it, each once, in their order."""
        found = [node.id for node in ast.walk(self._tree()) if isinstance(node, ast.Name)]
        return tuple(dict.fromkeys(found))

    def check(self, judged: Sequence[str], others: Sequence[str]) -> None:
        """Refuse a rule that cannot be read, or names what is not judged."""
        for node in ast.walk(self._tree()):
            if not isinstance(node, ast.Name | ast.BoolOp | ast.Or | ast.And | ast.Load):
                raise self._wrong()
        for name in self.names:
            if name in others:
                raise InputError(
                    f"progression of the clinic is {self.text!r}, but measure {name!r} has no "
                    f"criteria; say sim.Exam(..., criteria=sim.RatioToNadir(1.5)) of {name!r}."
                )
            if name not in judged:
                what = f"{name!r} in progression of the clinic, {self.text!r},"
                raise unknown(what, "measure", name, judged)

    def who(self, progressed: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return who has progressed (patient,), from who has by each measure."""
        return _folded(self._tree(), progressed, np.logical_or, np.logical_and)

    def when(self, days: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return the day (patient,) of progression, NaN: none, from the day by each measure."""
        return _folded(self._tree(), days, np.fmin, np.maximum)

    def _tree(self) -> ast.expr:
        try:
            return _parsed(self.text)
        except (SyntaxError, ValueError, TypeError, AttributeError, RecursionError, MemoryError):
            raise self._wrong() from None

    def _wrong(self) -> InputError:
        return InputError(
            f"progression of the clinic is {self.text!r}; write names of measures with or, and, "
            'and brackets: "psa or ct".'
        )


@lru_cache  # (asked at every visit)
def _parsed(text: str) -> ast.expr:
    return ast.parse(text.strip(), mode="eval").body


def _folded(
    node: ast.expr, values: Mapping[str, np.ndarray], either: Combine, both: Combine
) -> np.ndarray:
    if isinstance(node, ast.Name):
        return values[node.id]
    assert isinstance(node, ast.BoolOp)
    parts = [_folded(part, values, either, both) for part in node.values]
    return reduce(either if isinstance(node.op, ast.Or) else both, parts)
