"""Say whether an answer is right, with a hint that does not give it away."""

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.base.errors import unknown
from sim.base.typed import typed
from sim.teaching.written_down import NOTES

if TYPE_CHECKING:
    from sim.teaching.kinds import Exercise

WIDTH = 92
"""Letters in a line of a verdict."""
WRITE = "write yours in place of the three dots, and run the cell again"


@dataclass(frozen=True)
class Verdict:
    """What is said about an answer.

    Parameters
    ----------
    right : bool
        Whether it is right.
    text : str
        What to tell the student: why it matters, or a hint.
    """

    right: bool
    text: str

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        word = "Right." if self.right else "Not yet."
        return textwrap.fill(f"{word} {self.text}".rstrip(), WIDTH)


@typed
def check(exercise: str, answer: Any) -> Verdict:
    """Check the answer to an exercise of the course.

    Parameters
    ----------
    exercise : str
        Its number as the notebook has it: ``"1.2"`` is the second exercise of notebook 01.
    answer : object
        What the exercise asks for. ``...``: no answer yet.

    Returns
    -------
    Verdict
        Printed, it says right or not yet, with a hint; ``bool(verdict)`` is True if right.

    Raises
    ------
    InputError
        If there is no such exercise.

    Examples
    --------
    >>> from sim.teaching import check
    >>> check("1.1", ...)
    Not yet. There is no answer yet: write yours in place of the three dots, and run the cell again.
    """
    from sim.teaching.exercises import exercise_named, names

    number = str(exercise).strip()
    found = exercise_named(number)
    if found is None:
        raise unknown(f"check({exercise!r}, ...)", "exercise", exercise, names())
    if (
        answer is ...
        or answer is None
        or (isinstance(answer, str) and answer.strip() in ("", "..."))
    ):
        return _unanswered(number, found)
    verdict = found.verdict(answer)
    NOTES.tried(number, answer, verdict.right)
    return verdict


def _unanswered(number: str, exercise: "Exercise") -> Verdict:
    from sim.teaching.buttons import Unanswered
    from sim.teaching.kinds import Choice, Number
    from sim.teaching.pictures import widgets

    if isinstance(exercise, Choice):
        way, letters, several = "press a button", exercise.letters, len(exercise.answer) > 1
    elif isinstance(exercise, Number):
        way, letters, several = "type it into the box and press Enter", "", False
    else:
        return Verdict(False, f"There is no answer yet: {WRITE}.")
    way = f"{way}, or " if widgets() else ""
    return Unanswered(False, f"There is no answer yet: {way}{WRITE}.", number, letters, several)
