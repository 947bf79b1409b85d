"""Answers typed into a notebook's cell without regard to Python: ``93 %``, ``13,9``, ``a``.

Python would stop at them, or, worse, read something else: ``4*10^9`` is 33 there. So in a cell that
checks an exercise, what stands behind ``my_answer =`` becomes a text where it is no Python, or not
the Python that was meant; the exercise then reads it (`sim.teaching.written`). So does a
prediction, behind ``my_prediction =``.
"""

import re
import sys

from sim.teaching.exercises import exercise_named
from sim.teaching.kinds import Choice, Exercise, Matched, Number
from sim.teaching.written import written_letters, written_number

_CHECKS = re.compile(r"""\bcheck\(\s*["']([\d.]+)["']""")
_ANSWER = re.compile(r"^(my_answer\s*=\s*)([^#\n]*?)(\s*(?:#.*)?\n?)$")
_PREDICTS = re.compile(r"""\bpredict\(\s*["']""")
_PREDICTION = re.compile(r"^(my_prediction\s*=\s*)([^#\n]*?)(\s*(?:#.*)?\n?)$")
_BARE = re.compile(r"(:\s*)([A-Za-z][A-Za-z _-]*?)(?=\s*[,}])")


def as_typed(lines: list[str]) -> list[str]:
    """Return the lines of a cell, with an answer as a text where Python would not read it."""
    if _PREDICTS.search("".join(lines)):
        return [_prediction(line) for line in lines]
    asked = _CHECKS.search("".join(lines))
    exercise = exercise_named(asked[1]) if asked else None
    if exercise is None:
        return lines
    return [_line(line, exercise) if _ANSWER.match(line) else line for line in lines]


def listen() -> None:
    """Let the notebook in which this runs, if it is one, read answers as they are typed."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    steps = getattr(shell, "input_transformers_cleanup", None)
    if steps is not None and as_typed not in steps:
        steps.append(as_typed)


def _line(line: str, exercise: Exercise) -> str:
    found = _ANSWER.match(line)
    assert found is not None
    before, text, after = found.groups()
    if isinstance(exercise, Matched):
        text = _BARE.sub(lambda m: f"{m[1]}{m[2]!r}", text)
    if _is_text(text, exercise):
        text = repr(text)
    return before + text + after


def _prediction(line: str) -> str:
    """Return a line with a prediction as a text: words, and numbers as they were written."""
    found = _PREDICTION.match(line)
    if found is None or found[2] in ("", "...") or found[2][0] in "\"'":
        return line
    return found[1] + repr(found[2]) + found[3]


def _is_text(text: str, exercise: Exercise) -> bool:
    if not text or text == "..." or text[0] in "\"'":
        return False
    if isinstance(exercise, Number) and written_number(text) is not None:
        return True
    if isinstance(exercise, Choice):
        letters = written_letters(text)
        return letters is not None and not any(sign in text for sign in "\"'")
    return text.count("(") == text.count(")") and not _python(text) and text[-1] not in "([{,\\"


def _python(text: str) -> bool:
    try:
        compile(text, "my_answer", "eval")
    except SyntaxError:
        return False
    return True
