"""The notebooks of the course, run as they are: what each cell prints, draws, or lets one move.

Only notebooks of ours are run. A worker keeps what a notebook has made, so that a slider that is
moved draws at once.
"""

import ast
import contextlib
import io
import json
import math
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from sim.app.control import Control
from sim.teaching.pictures import png

KEPT = 4
"""Notebooks whose names a worker keeps."""
LONGEST = 80
"""Letters of an answer."""


class Lesson(NamedTuple):
    """A notebook in the course's list."""

    number: int
    title: str
    path: Path


class Cell(NamedTuple):
    """A cell as it is read: words, or code with what came of it."""

    words: str = ""
    """Markdown; of code, what it printed."""
    code: str = ""
    pictures: tuple[bytes, ...] = ()
    table: str = ""
    """A table as HTML, made by pandas."""
    sliders: tuple[Control, ...] = ()
    exercise: str = ""
    """Its number, where the cell checks an answer."""
    prediction: str = ""
    """Its name, where the cell writes a prediction down; it is not run."""
    outcome: str = ""
    """Of which prediction the cell says what came out."""


@lru_cache(1)
def lessons() -> tuple[Lesson, ...]:
    """Return the notebooks in their order."""
    from sim.teaching.copies import notebooks

    found = []
    for path in notebooks():
        first = "".join(_cells(path)[0]["source"]).splitlines()[0]
        found.append(Lesson(int(path.name[:2]), re.sub(r"^#\s*\d+\.\s*", "", first), path))
    return tuple(found)


def read(number: int) -> list[Cell]:
    """Run a notebook and return its cells."""
    return _names(number)[1]


def moved(number: int, place: int, values: Mapping[str, float]) -> bytes:
    """Return the picture of the cell at this place, with its sliders at these values.

    A value that no slider of ours has, since it came from elsewhere, becomes the nearest that one
    has.
    """
    explorer = _names(number)[0][place]
    return _drawn(explorer, {k: _within(explorer.sliders[k], values[k]) for k in explorer.sliders})


def _within(slider: Any, value: float) -> float:
    if not math.isfinite(value):
        return slider.start
    inside = min(max(value, slider.low), slider.high)
    whole = all(isinstance(x, int) for x in (slider.low, slider.high, slider.start))
    return round(inside) if whole else inside


def _drawn(explorer: Any, values: Mapping[str, float]) -> bytes:
    return png(explorer.draw(**values))


@lru_cache(KEPT)
def _names(number: int) -> tuple[dict[int, Any], list[Cell]]:
    """Run a notebook; return what has sliders, by the place of its cell, and all cells."""
    lesson = next(one for one in lessons() if one.number == number)
    names: dict[str, Any] = {"__name__": "lesson"}
    explorers: dict[int, Any] = {}
    cells = []
    for place, cell in enumerate(_cells(lesson.path)):
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            cells.append(Cell(words=source))
            continue
        found = re.search(r"""check\(\s*["']([\d.]+)["']""", source)
        if found:
            cells.append(Cell(code=source, exercise=found[1]))
            continue
        found = re.search(r"""predict\(\s*["']([\w.]+)["']""", source)
        if found:
            cells.append(Cell(code=source, prediction=found[1]))
            continue
        if source.startswith("sim.teaching.progress("):  # of a kernel; a server is nobody's
            cells.append(Cell())
            continue
        cells.append(_run(source, names, explorers, place))
        found = re.search(r"""outcome\(\s*["']([\w.]+)["']""", source)
        if found:
            cells[-1] = cells[-1]._replace(outcome=found[1])
    return explorers, cells


def _cells(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def _run(source: str, names: dict[str, Any], explorers: dict[int, Any], place: int) -> Cell:
    """Run the source of a cell among the names of its notebook."""
    from matplotlib import pyplot

    from sim.teaching.sliders import Explorer

    last: Any = None
    printed = io.StringIO()
    tree = ast.parse(source)
    ends: Any = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    quiet = source.rstrip().endswith(";")
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        exec(compile(tree, "lesson", "exec"), names)
        if ends is not None:
            last = eval(compile(ast.Expression(ends.value), "lesson", "eval"), names)
    words, table, sliders = printed.getvalue(), "", tuple[Control, ...]()
    pictures = tuple(png(pyplot.figure(number)) for number in pyplot.get_fignums())
    pyplot.close("all")
    if isinstance(last, Explorer):
        explorers[place] = last
        sliders, pictures = _controls(last), (_drawn(last, last.values),)
    elif hasattr(last, "to_html"):
        table = last.to_html(border=0, classes="table table-sm")
    elif last is not None and not quiet and not pictures:
        words += str(last) if not hasattr(last, "picture") else ""
    return Cell(words, source, pictures, table, sliders)


def _controls(explorer: Any) -> tuple[Control, ...]:
    """Return the sliders of a cell as controls."""
    return tuple(
        Control(
            name, slider.label or name.replace("_", " "), "log" if slider.log else "", slider.start,
            low=slider.low, high=slider.high,
        )
        for name, slider in explorer.sliders.items()
    )  # fmt: skip


def answered(exercise: str, answer: str) -> str:
    """Return what is said about an answer that somebody typed."""
    from sim.teaching import check

    return repr(check(exercise, answer[:LONGEST]))


def letters(exercise: str) -> str:
    """Return the letters that an answer is chosen from; empty if the exercise is no choice."""
    from sim.teaching.exercises import exercise_named
    from sim.teaching.kinds import Choice

    found = exercise_named(exercise)
    return found.letters if isinstance(found, Choice) else ""


def by_words(exercise: str) -> bool:
    """Tell whether the answer to an exercise is a number or a letter, and not something made."""
    from sim.teaching.exercises import exercise_named
    from sim.teaching.kinds import Choice, Number

    return isinstance(exercise_named(exercise), Number | Choice)
