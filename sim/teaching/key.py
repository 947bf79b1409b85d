"""The answer key for teachers: every exercise, its answer, and what wrong answers are told."""

import json
import re
from os import PathLike
from typing import Any

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.base.whole import in_words, write_whole
from sim.teaching.copies import notebooks
from sim.teaching.exercises import exercise_named, names
from sim.teaching.kinds import Choice, Exercise, Made, Number
from sim.teaching.matched import Matched

HEAD = "# Answer key\n\nMade from the code that checks the answers. For teachers.\n"


@typed
def write_key(path: str | PathLike) -> None:
    """Write the answer key as Markdown.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    try:
        write_whole(path, answer_key())
    except OSError as error:
        raise InputError(f"--key {str(path)!r} cannot be written: {in_words(error)}.") from None


def answer_key() -> str:
    """Return the answer key as Markdown."""
    asked = _questions()
    parts = [HEAD]
    notebook = ""
    for name in names():
        number = name.partition(".")[0]
        if number != notebook:
            notebook = number
            parts.append(f"## Notebook {notebook}\n")
        exercise = exercise_named(name)
        assert exercise is not None
        parts.append(f"{asked[name]}\n\n**Answer.** {answer(exercise)}\n\n{exercise.right}\n")
        told = [f"- {wrong}: {text}" for wrong, text in _mistakes(exercise)]
        if told:
            parts.append("Wrong answers that have a reason:\n\n" + "\n".join(told) + "\n")
    return "\n".join(parts)


def answer(exercise: Exercise) -> str:
    """Return the answer to an exercise in words."""
    if isinstance(exercise, Number):
        return f"{_number(exercise.answer)} {exercise.unit}".rstrip()
    if isinstance(exercise, Choice):
        return ", ".join(exercise.answer)
    if isinstance(exercise, Matched):
        return "; ".join(f"{key}: {value}" for key, value in exercise.answer.items())
    assert isinstance(exercise, Made)
    return f"For example\n\n```python\n{exercise.example}\n```"


def _mistakes(exercise: Exercise) -> list[tuple[str, str]]:
    hints: Any = getattr(exercise, "hints", {})
    if isinstance(exercise, Number):
        return [(_number(wrong), text) for wrong, text in hints.items()]
    return list(hints.items())


def _number(value: Any) -> str:
    return f"{float(value() if callable(value) else value):.4g}"


def _questions() -> dict[str, str]:
    """Return the words of every exercise, as the notebooks ask it."""
    found: dict[str, str] = {}
    for path in notebooks():
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] != "markdown":
                continue
            for part in re.split(r"(?m)^(?=\*\*\d+\.\d+\*\*)", "".join(cell["source"]))[1:]:
                number = part[2 : part.index("**", 2)]
                found[number] = part.strip()
    return found
