"""The rooms that are tried, and the tests that must notice a fault in each of them.

A fault counts as noticed only if the tests of its own room notice it, or those of a room that has
no other purpose than to use it: a test far away that happens to fail says little of where to look.
"""

from pathlib import Path

TESTS = {
    "clinic": ("tests/clinic", "tests/regimens"),
    "data": ("tests/data",),
    "inference": ("tests/inference", "tests/cli/test_fit.py"),
    "regimens": ("tests/regimens", "tests/clinic"),
    "results": ("tests/results", "tests/trials"),
    "made": ("tests/made", "tests/sweeps/test_identity.py"),
    "search": ("tests/search", "tests/cli/test_optimise.py"),
    "sweeps": ("tests/sweeps", "tests/cli/test_sweep.py"),
    "trials": ("tests/trials", "tests/cli/test_trial.py"),
}
"""Tests, by the room of `sim/` in which the fault is; the room's own first."""


COMMON = ("tests/test_frozen.py",)
"""What holds for all rooms alike: a moment, and last."""


def room_of(path: str) -> str:
    """Return the room a file of ours is in: ``"clinic"`` for ``sim/clinic/desk.py``."""
    return Path(path).parts[1]


def all_tests(room: str) -> list[str]:
    """Return what pytest is given for a room."""
    return [*TESTS[room], *COMMON]


def files(top: Path, rooms: list[str]) -> list[str]:
    """Return the files of the rooms, as paths from the top of the checkout."""
    found = (path for room in rooms for path in (top / "sim" / room).glob("**/*.py"))
    return sorted(str(path.relative_to(top)) for path in found)
