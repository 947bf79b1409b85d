"""A plugin of pytest: which tests enter which functions of `sim`, and how long each of them takes.

A fault in a function is tried first with the tests that enter it, the quickest files first. What
runs while modules are imported, or in a fixture that tests share, counts for all who could have
met it. Each function of the rooms says so itself when it is entered: it gets one more statement
while it is imported. (To be told of every call by Python takes three times as long.)
"""

import ast
import builtins
import json
import os
import sys
import time
from collections import defaultdict
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, FrameType
from typing import Any

import pytest

EVERYWHERE = ""
"""In place of a test: what all tests may depend on."""
SAYS = "__entered_by_a_test__"


class Followed:
    """What each test, each file of tests (for shared fixtures), and all tests have entered.

    Parameters
    ----------
    rooms : list of str
        The folders of `sim` whose functions are followed.
    to : str
        The file to write to.
    """

    def __init__(self, rooms: list[str], to: str) -> None:
        self.rooms, self.to = rooms, to
        self.now = EVERYWHERE
        self.entered: dict[str, set[str]] = defaultdict(set)
        self.seconds: dict[str, float] = {}
        # at once: what a conftest imports is imported before pytest is configured
        setattr(builtins, SAYS, self.note)
        sys.meta_path.insert(0, _Finder(self.rooms))

    def note(self, name: str) -> None:
        """Take note of a function that is entered."""
        if name not in self.entered[self.now]:
            imported = _imported(sys._getframe(1))
            self.entered[EVERYWHERE if imported else self.now].add(name)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Any:
        """Count what a shared fixture enters for all tests of its file, or folder."""
        before = self.now
        if fixturedef.scope != "function":
            self.now = request.node.nodeid
        try:
            return (yield)
        finally:
            self.now = before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any, nextitem: Any) -> Any:
        """Count what is entered now for this test."""
        self.now, started = item.nodeid, time.monotonic()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.monotonic() - started
            self.now = EVERYWHERE

    def pytest_sessionfinish(self) -> None:
        """Write it down."""
        entered = {who: sorted(names) for who, names in self.entered.items()}
        with open(self.to, "w", encoding="utf-8") as file:
            json.dump({"seconds": self.seconds, "entered": entered}, file)


def _imported(frame: FrameType | None) -> bool:
    """Tell whether a function is called because some module is being imported."""
    while frame is not None:
        if frame.f_code.co_name == "<module>":
            return frame.f_globals.get("__name__") != "__main__"
        frame = frame.f_back
    return False


class _Finder:
    """Finds the modules of the rooms, and has them imported with one more statement a function."""

    def __init__(self, rooms: list[str]) -> None:
        self._rooms = tuple(f"sim.{room}." for room in rooms)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Return how a module of ours is loaded."""
        if not f"{name}.".startswith(self._rooms):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = _Loader(name, spec.origin)
        return spec


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        """Return the code of a module, from its text and never from a compiled file."""
        tree = ast.parse(self.get_data(self.path))
        _say(tree, f"{os.path.relpath(self.path)}::")
        return compile(ast.fix_missing_locations(tree), self.path, "exec", dont_inherit=True)


def _say(node: ast.AST, name: str) -> None:
    """Put a statement that says its name at the begin of every function in a tree."""
    for child in ast.iter_child_nodes(node):
        inner = name
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{name}{child.name}"
            if not isinstance(child, ast.ClassDef):
                said = ast.parse(f"{SAYS}({inner!r})").body[0]
                has_words = ast.get_docstring(child, clean=False) is not None
                child.body.insert(int(has_words), ast.copy_location(said, child.body[0]))
            inner += "." if isinstance(child, ast.ClassDef) else ".<locals>."
        _say(child, inner)
