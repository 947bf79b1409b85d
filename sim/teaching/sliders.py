"""Sliders over a function that draws: move one, and the figure follows."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, shown, unknown
from sim.base.typed import typed
from sim.teaching.outputs import Place, picture_forms, show_widget
from sim.teaching.pictures import png, widgets, without_widgets
from sim.teaching.steady import Steady


@dataclass(frozen=True)
class Slider:
    """One number to play with.

    Parameters
    ----------
    low, high : float
        Its ends.
    start : float
        Where it stands at first.
    step : float, optional
        How far one move goes; a fortieth of the way if not given. Of a logarithmic slider: decades.
    log : bool
        Whether equal moves multiply instead of add.
    label : str, optional
        What stands beside it; else the name of the argument.
    """

    low: float
    high: float
    start: float
    step: float | None = None
    log: bool = False
    label: str = ""

    def __post_init__(self):
        for word in ("low", "high", "start"):
            checks.one_number(f"{word} of Slider", getattr(self, word), -np.inf)
        if self.step is not None:
            checks.one_number("step of Slider", self.step, above=True)
        checks.yes_or_no("log of Slider", self.log)
        if not isinstance(self.label, str):
            raise InputError(f"label of Slider is {shown(self.label)}; give a text.")
        if not self.low <= self.start <= self.high or self.low == self.high:
            raise InputError(
                f"Slider({self.low}, {self.high}, {self.start}): low, high, and a start between "
                "them, in this order."
            )
        if self.log and self.low <= 0:
            raise InputError(f"Slider with log=True starts at {self.low}; it must be above 0.")

    def widget(self, name: str) -> Any:
        """Return it as a widget."""
        kit = widgets()
        text = self.label or name.replace("_", " ")
        wide = {"description_width": "initial"}, kit.Layout(width="95%", max_width="42em")
        common: dict[str, Any] = dict(
            value=self.start, description=text, style=wide[0], layout=wide[1]
        )
        if self.log:
            ends = math.log10(self.low), math.log10(self.high)
            step = self.step or 0.1
            return kit.FloatLogSlider(min=ends[0], max=ends[1], step=step, **common)
        step = self.step or (self.high - self.low) / 40
        numbers = (self.low, self.high, self.start, step)
        if all(isinstance(x, int) for x in numbers):
            return kit.IntSlider(min=self.low, max=self.high, step=step, **common)
        return kit.FloatSlider(
            min=self.low, max=self.high, step=step, readout_format=".3g", **common
        )


class Explorer:
    """What `explore` returns: sliders and their figure; without widgets, the figure at the start.

    Parameters
    ----------
    draw : callable
        ``draw(name=value, ...)`` returns what a plot returned, or runs.
    sliders : dict of name to Slider
        Its arguments.
    """

    def __init__(self, draw: Callable[..., Any], sliders: dict[str, Slider]):
        self.draw, self.sliders = draw, sliders
        self._steady, self._place = Steady(), Place()
        self.values: dict[str, float] = {name: s.start for name, s in sliders.items()}
        self.picture = b""
        self._redraw()
        self.box = self._box() if widgets() else None

    def set(self, **values: float) -> "Explorer | None":
        """Move sliders, as a hand would; without widgets it returns itself, to be shown."""
        for name, value in values.items():
            if name not in self.sliders:
                raise unknown(f"set({name}=...)", "slider", name, self.sliders)
            if self.box is None:
                self.values[name] = value
            else:
                self._controls[name].value = value
        if self.box is None:
            self._redraw()
            return self
        return None

    def _redraw(self) -> None:
        self.picture = png(self.draw(**self.values), self._steady)
        at = ", ".join(f"{name} = {value:.3g}" for name, value in self.values.items())
        self._place.put(picture_forms(self.picture, f"Figure with sliders, at {at}"))

    def _box(self) -> Any:
        kit = widgets()
        self._controls = {name: slider.widget(name) for name, slider in self.sliders.items()}
        self._words = kit.HTML()
        for name, control in self._controls.items():
            control.observe(lambda change, name=name: self._moved(name, change["new"]), "value")
        return kit.VBox([*self._controls.values(), self._words])

    def _moved(self, name: str, value: float) -> None:
        self.values[name] = value
        try:
            self._redraw()
        except InputError as error:
            self._words.value = f"<b>{escape(str(error))}</b>"
        else:
            self._words.value = ""

    def _ipython_display_(self) -> None:
        """Show it: the sliders, and below them the figure as an output of its own (`outputs`)."""
        if self.box is None:
            name, slider = next(iter(self.sliders.items()))
            print(without_widgets(f"call .set({name}={slider.high:g}) on what explore() returned."))
        else:
            labels = ", ".join(s.label or name for name, s in self.sliders.items())
            show_widget(self.box, f"Sliders, which move where the notebook runs: {labels}")
        self._place.show()


@typed
def explore(draw: Callable[..., Any], **sliders: Slider | tuple) -> Explorer:
    """Show a figure with sliders.

    Parameters
    ----------
    draw : callable
        ``draw(name=value, ...)`` returns what a plot returned, or runs.
    **sliders : Slider or (low, high, start)
        One for each of its arguments.

    Returns
    -------
    Explorer
        Shown at the end of a cell: sliders and the figure. Where no widgets can be shown, the
        figure with the sliders at their start.

    Examples
    --------
    >>> def tumour_under(dose):                                   # doctest: +SKIP
    ...     arms = {"treated": sim.Continuous("A", dose=dose)}
    ...     return sim.simulate(tumour, arms, patients=50, days=365, seed=1)
    >>> sim.teaching.explore(tumour_under, dose=(0.0, 2.0, 1.0))  # doctest: +SKIP
    """
    if not sliders:
        raise InputError("explore() needs a slider: explore(draw, dose=(0.0, 2.0, 1.0)).")
    return Explorer(draw, {name: _slider(name, x) for name, x in sliders.items()})


def _slider(name: str, value: Any) -> Slider:
    if isinstance(value, Slider):
        return value
    if isinstance(value, tuple) and len(value) == 3:
        return Slider(*value)
    raise InputError(f"{name} is {value!r}; give (low, high, start) or sim.teaching.Slider(...).")
