"""Exercises whose answer is a letter, with a button for each letter."""

from dataclasses import dataclass
from html import escape
from typing import Any

from sim.teaching.checking import Verdict
from sim.teaching.outputs import show_widget
from sim.teaching.pictures import widgets


@dataclass(frozen=True)
class Unanswered(Verdict):
    """No answer yet. In a notebook it shows a button for each letter.

    Parameters
    ----------
    exercise : str
        Its number.
    letters : str
        All that can be chosen.
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
            show_widget(buttons(self), repr(self))


def buttons(asked: Unanswered) -> Any:
    """Return the buttons of an exercise, and below them what is said of what is pressed."""
    from sim.teaching.checking import check

    kit = widgets()
    said = kit.HTML(f"<pre>{escape(repr(asked))}</pre>")

    def judge(answer: str) -> None:
        said.value = f"<pre>{escape(repr(check(asked.exercise, answer)))}</pre>"

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
