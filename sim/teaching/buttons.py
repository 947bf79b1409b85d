"""Exercises whose answer is a letter or a number: a button for each letter, a box to type into."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from sim.teaching.checking import Verdict
from sim.teaching.outputs import show_widget
from sim.teaching.pictures import widgets


@dataclass(frozen=True)
class Unanswered(Verdict):
    """No answer yet. In a notebook it shows a button for each letter, or a box for a number.

    Parameters
    ----------
    exercise : str
        Its number.
    letters : str
        All that can be chosen; empty where the answer is a number.
    several : bool
        Whether several can be right: they are then chosen before they are checked.
    """

    exercise: str = ""
    letters: str = ""
    several: bool = False

    def __repr__(self) -> str:
        return super().__repr__()

    def _ipython_display_(self) -> None:
        if widgets() is None:
            print(repr(self))
        else:
            show_widget(buttons(self) if self.letters else box(self), repr(self))


def buttons(asked: Unanswered) -> Any:
    """Return the buttons of an exercise, and below them what is said of what is pressed."""
    kit = widgets()
    said, judge = _judged(asked)
    narrow = kit.Layout(width="4em")
    if not asked.several:
        row = [kit.Button(description=letter, layout=narrow) for letter in asked.letters]
        for button in row:
            button.on_click(lambda pressed: judge(pressed.description))
        return kit.VBox([kit.HBox(row), said])
    chosen = [
        kit.ToggleButton(value=False, description=letter, layout=narrow) for letter in asked.letters
    ]
    done = kit.Button(description="check", button_style="primary")
    done.on_click(lambda _: judge("".join(one.description for one in chosen if one.value)))
    return kit.VBox([kit.HBox([*chosen, done]), said])


def box(asked: Unanswered) -> Any:
    """Return a box to type a number into, and below it what is said of it after Enter."""
    kit = widgets()
    said, judge = _judged(asked)
    line = kit.Text(
        placeholder="your answer, then Enter", continuous_update=False,
        layout=kit.Layout(width="18em"),
    )  # fmt: skip
    line.observe(lambda change: judge(change["new"]), "value")
    return kit.VBox([line, said])


def _judged(asked: Unanswered) -> tuple[Any, Callable[[str], None]]:
    """Return the place for what is said of an answer, and what says it there."""
    from sim.teaching.checking import check

    said = widgets().HTML(f"<pre>{escape(repr(asked))}</pre>")

    def judge(answer: str) -> None:
        said.value = f"<pre>{escape(repr(check(asked.exercise, answer)))}</pre>"

    return said, judge
