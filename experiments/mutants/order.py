"""Which tests are tried first with a fault: those that enter the function it is in.

The others follow if none of them has noticed it, so that the verdict is that of all tests of the
room; only sooner.
"""

import ast
import json
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from experiments.mutants.faults import Fault
from experiments.mutants.reached import EVERYWHERE


@dataclass(frozen=True)
class Order:
    """The tests of a room, how long each takes, and what each enters."""

    seconds: dict[str, float]
    """By test [s]."""
    entered: dict[str, list[str]]
    """``path::function``, by test, file of tests, or `EVERYWHERE`."""

    def taken(self, tests: list[str]) -> float:
        """Return how long some of them take [s]."""
        return sum(self.seconds[test] for test in tests)

    @classmethod
    def read(cls, file: Path) -> "Order":
        """Return what `reached` has written."""
        return cls(**json.loads(file.read_text("utf-8")))

    def parts(self, fault: Fault, code: str) -> list[list[str]]:
        """Return the tests to be run first, and the others; what is empty is left out."""
        first = self._first(fault, code)
        others = [test for test in self.seconds if test not in first]
        return [part for part in (self._quickest(list(first)), self._quickest(others)) if part]

    def _first(self, fault: Fault, code: str) -> set[str]:
        name = function_at(code, fault.place[0])
        if name is None:
            return set(self.seconds)
        where = f"{fault.path}::{name}"
        inside = f"{where}.<locals>."
        who = [
            w
            for w, all_ in self.entered.items()
            if any(f == where or f.startswith(inside) for f in all_)
        ]
        if EVERYWHERE in who:
            return set(self.seconds)
        return {
            test
            for test in self.seconds
            if any(test == w or test.startswith((f"{w}::", f"{w}/")) for w in who)
        }

    def _quickest(self, tests: list[str]) -> list[str]:
        """Order by files, so that what they share is made once; the least to do comes first."""

        def file(test: str) -> str:
            return test.split("::")[0]

        of_file = [list(group) for _, group in groupby(sorted(tests, key=file), key=file)]
        of_file.sort(key=self.taken)
        return [test for group in of_file for test in sorted(group, key=self.seconds.__getitem__)]


def function_at(code: str, line: int) -> str | None:
    """Return the name of the innermost function whose body holds a line; nothing outside of all.

    Decorators and defaults belong to what is around the function.
    """
    found = None
    waiting: list[tuple[ast.AST, str]] = [(ast.parse(code), "")]
    while waiting:
        node, above = waiting.pop()
        for child in ast.iter_child_nodes(node):
            name = above
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{above}{child.name}"
                is_class = isinstance(child, ast.ClassDef)
                if not is_class and child.body[0].lineno <= line <= (child.end_lineno or 0):
                    found = name if found is None or len(name) > len(found) else found
                name += "." if is_class else ".<locals>."
            waiting.append((child, name))
    return found
