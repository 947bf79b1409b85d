"""Names that parameters, arms and what is kept may have: each is a column, an axis or a folder."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sim.base import checks
from sim.base.errors import InputError

AXES = ("point", "arm", "patient", "status", "reason")
FOUND = ("mean", "error", "count", "winner", "second", "lead", "clear")
LINE = ("frontier", "low", "high", "share", "crossings")
TAKEN = {
    **dict.fromkeys(AXES, "an axis or a column of every sweep"),
    **dict.fromkeys(FOUND, "what results.means() and results.best() find"),
    **dict.fromkeys(LINE, "what results.frontier() finds"),
}
"""Names that the results of a sweep have already."""

NOT_IN_FILES = '/\\<>:"|?*\0'


def check_names(parameters: Sequence[str], arms: Iterable[object], kept: Sequence[str]) -> None:
    """Check that no two things of a sweep have one name, and that each can be a folder's.

    Raises
    ------
    InputError
        If two do, or one cannot.
    """
    for arm in arms:
        checks.name("An arm", arm)
    for what, names in (("parameter", parameters), ("keep", kept)):
        for name in names:
            checks.name(f"A {what} of a sweep" if what == "parameter" else "What is kept", name)
            if name in (TAKEN if what == "parameter" else AXES):
                raise InputError(
                    f"{what} {name!r} has the name of {TAKEN[name]}. Call it otherwise, as in "
                    f"'the_{name}'."
                )
    for name in kept:
        _check_file_name(name)
    columns = [*parameters, *kept, *(f"{name} (standard error)" for name in kept)]
    twice = [name for name, times in Counter(columns).items() if times > 1]
    if twice:
        raise InputError(
            f"{twice[0]!r} would be the name of two columns of results.table(): parameters, what "
            "is kept, and '... (standard error)' of each. Call one of them otherwise."
        )
    alike = Counter(name.casefold() for name in kept)
    for name in kept:
        if alike[name.casefold()] > 1:
            raise InputError(
                f"keep {name!r} and another differ in capital letters only, and would share a "
                "folder on some machines. Call one of them otherwise."
            )


def check_axes(name: str, axes: Iterable[str], parameters: Iterable[str]) -> None:
    """Check that the axes of what is kept are no parameters.

    Raises
    ------
    InputError
        If one is.
    """
    for axis in axes:
        if axis in (*parameters, *AXES):
            raise InputError(
                f"keep {name!r} returned an array with the axis {axis!r}, and the sweep has a "
                f"{'parameter' if axis in parameters else 'axis'} of that name. Rename one of them."
            )


def _check_file_name(name: str) -> None:
    bad = [letter for letter in NOT_IN_FILES if letter in name]
    odd = name.startswith((".", "__")) or name != name.strip() or name.endswith(".")
    if bad or odd or name == "zarr.json":
        raise InputError(
            f"keep {name!r} is stored in a folder of that name, so it may not contain {bad[0]!r}."
            if bad
            else f"keep {name!r} is stored in a folder of that name; give it a plain one."
        )
