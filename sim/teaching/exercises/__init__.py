"""The exercises of the course, by number: one file for each notebook.

Answers are computed where they can be, from `sim.theory` or by a simulation, so that a change of a
default changes the answer too.
"""

from importlib import import_module

from sim.teaching.kinds import Exercise

NOTEBOOKS = tuple(range(1, 19))


def exercise_named(name: str) -> Exercise | None:
    """Return an exercise by its number, ``"3.1"``, or None."""
    notebook = name.partition(".")[0].strip()
    if not notebook.isdigit() or int(notebook) not in NOTEBOOKS:
        return None
    return _of(int(notebook)).get(name.strip())


def names() -> list[str]:
    """Return the numbers of all exercises."""
    return [name for notebook in NOTEBOOKS for name in _of(notebook)]


def _of(notebook: int) -> dict[str, Exercise]:
    try:
        module = import_module(f"sim.teaching.exercises.n{notebook:02d}")
    except ModuleNotFoundError:
        return {}
    return module.EXERCISES
