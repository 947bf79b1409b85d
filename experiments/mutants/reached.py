"""A plugin of pytest: which tests enter which functions of `sim`, and how long each of them takes.

A fault in a function is tried first with the tests that enter it, the quickest files first. What
runs while modules are imported, or in a fixture that tests share, counts for all who could have
met it.
"""

import json
import os
import sys
import threading
import time
from collections import defaultdict
from types import CodeType, FrameType
from typing import Any

import pytest

EVERYWHERE = ""
"""In place of a test: what all tests may depend on."""


class Followed:
    """What each test, each file of tests (for shared fixtures), and all tests have entered.

    Parameters
    ----------
    sources : str
        The folder whose functions are followed.
    to : str
        The file to write to.
    """

    def __init__(self, sources: str, to: str) -> None:
        self.sources, self.to = sources + os.sep, to
        self.now = EVERYWHERE
        self.entered: dict[str, set[CodeType]] = defaultdict(set)
        self.seconds: dict[str, float] = {}

    def call(self, frame: FrameType, event: str, argument: Any) -> None:
        """Take note of a function that is entered; called by Python at each."""
        code = frame.f_code
        if code in self.entered[self.now] or not code.co_filename.startswith(self.sources):
            return
        self.entered[EVERYWHERE if _imported(frame) else self.now].add(code)

    def pytest_configure(self) -> None:
        """Begin, before any module of ours is imported."""
        self.follow()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Any:
        """Count what a shared fixture enters for all tests of its file, or folder."""
        before = self.now
        if fixturedef.scope != "function":
            self.now = request.node.nodeid
        result = yield
        self.now = before
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any, nextitem: Any) -> Any:
        """Count what is entered now for this test."""
        self.now, started = item.nodeid, time.monotonic()
        self.follow()
        result = yield
        self.seconds[item.nodeid] = time.monotonic() - started
        self.now = EVERYWHERE
        return result

    def follow(self) -> None:
        """Follow all calls from here on (a test, or hypothesis, may have stopped it)."""
        sys.settrace(self.call)  # type: ignore[arg-type]
        threading.settrace(self.call)  # type: ignore[arg-type]

    def pytest_sessionfinish(self) -> None:
        """Write it down."""
        top = len(os.path.dirname(self.sources[:-1])) + 1
        entered = {
            who: sorted({f"{code.co_filename[top:]}::{code.co_qualname}" for code in codes})
            for who, codes in self.entered.items()
        }
        with open(self.to, "w", encoding="utf-8") as file:
            json.dump({"seconds": self.seconds, "entered": entered}, file)


def _imported(frame: FrameType | None) -> bool:
    """Tell whether a function is called because some module is being imported."""
    while frame is not None:
        if frame.f_code.co_name == "<module>" and frame.f_code.co_filename != __file__:
            return frame.f_globals.get("__name__") != "__main__"
        frame = frame.f_back
    return False
