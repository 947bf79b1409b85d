"""Predictions: typed in before the figure is seen, and set beside what came out."""

from html import escape
from typing import Any

import numpy as np

from sim.base import checks
from sim.teaching.outputs import show_widget
from sim.teaching.pictures import widgets
from sim.teaching.written import written_number
from sim.teaching.written_down import NOTES

CLOSE = 0.1
"""A number that is off by no more than this share of what came out is called close."""
HOW = "type it into the box and press Enter, or write it in place of the three dots"


class Prediction:
    """What `predict` returns: in a notebook, a box to type a prediction into.

    Parameters
    ----------
    name : str
        Which prediction of the course: ``"1.A"``.
    """

    def __init__(self, name: str):
        self.name = name
        self.box = self._box() if widgets() and not self.text else None

    @property
    def text(self) -> str:
        """What was written down, empty if nothing was."""
        return NOTES.predicted(self.name).text

    def __repr__(self) -> str:
        if not self.text:
            return f"Prediction {self.name}: nothing is written down yet; {HOW}."
        late = " (after what came out was shown)" if NOTES.predicted(self.name).late else ""
        return f"Prediction {self.name} is written down{late}: {self.text}"

    def write(self, text: str) -> None:
        """Write it down, as Enter does in the box."""
        NOTES.predict(self.name, text)
        if self.box is not None:
            self._said.value = escape(repr(self))

    def _box(self) -> Any:
        kit = widgets()
        self.line = kit.Text(
            placeholder="your prediction, then Enter", continuous_update=False,
            layout=kit.Layout(width="95%", max_width="42em"),
        )  # fmt: skip
        self.line.observe(lambda change: self.write(change["new"]), "value")
        self._said = kit.HTML(escape(repr(self)))
        return kit.VBox([self.line, self._said])

    def _ipython_display_(self) -> None:
        if self.box is None:
            print(repr(self))
        else:
            show_widget(self.box, repr(self))


def predict(name: str, prediction: Any = ...) -> Prediction:
    """Write a prediction down, before what comes out is looked at.

    Parameters
    ----------
    name : str
        Which prediction of the course: ``"1.A"`` is the first of notebook 01.
    prediction : object
        A number or words. ``...``: none yet; a notebook then shows a box to type it into.

    Returns
    -------
    Prediction
        Says what was written down.

    Examples
    --------
    >>> sim.teaching.predict("0.A", "100 of 200")
    Prediction 0.A is written down: 100 of 200
    >>> sim.teaching.outcome("0.A", 14, "patients")
    It is 14 patients.
    You wrote: 100 of 200
    >>> _ = sim.teaching.predict("0.B", 28)
    >>> sim.teaching.outcome("0.B", 14, "patients")
    It is 14 patients.
    You predicted 28, 2 times as much.
    """
    named = checks.name("The name of a prediction", name)
    if prediction is not ... and prediction is not None:
        NOTES.predict(named, str(prediction))
    return Prediction(named)


class Outcome:
    """What `outcome` returns: what came out, and the prediction beside it."""

    def __init__(self, name: str, words: str, number: float | None):
        self.name, self.words, self.number = name, words, number

    def __repr__(self) -> str:
        text = NOTES.predicted(self.name).text
        if not text:
            return self.words
        given = written_number(text)
        if self.number is None or given is None:
            return f"{self.words}\nYou wrote: {text}"
        return f"{self.words}\nYou predicted {text}, {compared(given, self.number)}."


def outcome(name: str, value: Any, unit: str = "") -> Outcome:
    """Say what came out, beside what was predicted.

    Parameters
    ----------
    name : str
        Which prediction: ``"1.A"``.
    value : float or str
        What came out: a number, which is compared with the one predicted, or words.
    unit : str
        What the number counts: ``"days"``.

    Returns
    -------
    Outcome
        Shown at the end of a cell. Without a prediction, only what came out.
    """
    named = checks.name("The name of a prediction", name)
    if isinstance(value, str):
        number, words = None, value
    else:
        number = checks.one_number(f"outcome({name!r}, ...)", _alone(value), -np.inf)
        words = f"It is {_rounded(number)} {unit}".rstrip() + "."
    NOTES.predicted(named).came = words
    return Outcome(named, words, number)


def _alone(value: Any) -> Any:
    """Return the number in an array, also of xarray or pandas, that holds no other."""
    alone = getattr(value, "size", 0) == 1 and not isinstance(value, np.ma.MaskedArray)
    return value.item() if alone and hasattr(value, "item") else value


def compared(given: float, true: float) -> str:
    """Return how a predicted number stands to the true one, in words."""
    if abs(given - true) <= CLOSE * abs(true):
        return "which is close"
    if given * true <= 0:
        return f"which is off by {_rounded(abs(given - true))}"
    ratio = given / true
    if ratio > 1:
        return f"{ratio:.2g} times as much"
    return f"{_share(ratio)} of it"


def _share(ratio: float) -> str:
    return f"{100 * ratio:.2g} %" if ratio >= 0.001 else f"1 in {1 / ratio:,.0f}"


def _rounded(number: float) -> str:
    """Return a number with three figures, in full where it is whole or large."""
    if number == round(number) or abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}"
