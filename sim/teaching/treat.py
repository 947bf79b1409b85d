"""The game with its sliders and buttons."""

from collections.abc import Callable
from html import escape
from typing import Any

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.teaching.doctor import Doctor
from sim.teaching.later import later
from sim.teaching.outputs import Place, picture_forms, show_widget
from sim.teaching.pictures import png, widgets, without_widgets
from sim.teaching.sliders import Slider

TREATING = "Treating the same patient with every built-in strategy ..."


class Game:
    """What `treat` returns: sliders for the doses, buttons, and the patient's chart.

    Without widgets it shows the chart, and is played by calls: ``game.next_visit(A=1.0)`` at the
    end of a cell, ``game.next_visit()`` for a drug holiday, ``game.uncover()``.

    Parameters
    ----------
    doctor : Doctor
        The state of the game.

    Attributes
    ----------
    report : str
        What is told at the end; empty before.
    """

    report = ""

    def __init__(self, doctor: Doctor):
        self.doctor = doctor
        self._chart, self._said, self._truth = Place(), Place(), Place()
        self._busy = self._over = False
        self._draw()
        self.box = self._box() if widgets() else None

    def next_visit(self, **doses: float) -> "Game | None":
        """Give these doses until the next scan, as the buttons do; none is a drug holiday.

        Returns
        -------
        Game or None
            Without widgets the game, whose chart is shown at the end of a cell.
        """
        if self.box is None:
            self.doctor.next_visit(doses)
            self._draw()
            return self
        self._do(lambda: self._next_visit(doses), "Eight weeks pass ...")
        return None

    def uncover(self) -> "Game | None":
        """End the game: show the truth, and every built-in strategy on the same patient.

        Returns
        -------
        Game or None
            Without widgets the game, with the truth to show.
        """
        if self.box is None:
            self._reveal()
            return self
        if not self.doctor.decisions:
            self._words.value = "<b>Decide at least once; then there is something to compare.</b>"
        else:
            self._do(self._uncover, TREATING)
        return None

    def _chosen(self) -> dict[str, float]:
        return {drug: slider.value for drug, slider in self.sliders.items()}

    def _do(self, work: Callable[[], None], meanwhile: str) -> None:
        """Work with the buttons off: what is clicked meanwhile is not done afterwards."""
        if self._busy or self._over:
            return
        self._busy = True
        self._switch(off=True)
        self._words.value = meanwhile
        try:
            work()
        except InputError as error:
            self._words.value = f"<b>{escape(str(error))}</b>"
        finally:
            later(self._ready)

    def _ready(self) -> None:
        self._busy = False
        self._switch(off=self._over)

    def _switch(self, *, off: bool) -> None:
        for control in (*self.sliders.values(), *self.buttons.values()):
            control.disabled = off

    def _next_visit(self, doses: dict[str, float]) -> None:
        self.doctor.next_visit(doses)
        self._draw()
        self._words.value = escape(self.doctor.condition())
        if self.doctor.ending:
            self._words.value = TREATING
            self._uncover()

    def _uncover(self) -> None:
        self._reveal()
        self._words.value = ""
        self._over = True

    def _draw(self) -> None:
        self.picture = png(self.doctor.figure())
        said = f"Patient {self.doctor.patient}. {self.doctor.words()}"
        self._chart.put(picture_forms(self.picture, said))

    def _reveal(self) -> None:
        doctor = self.doctor
        place = list(doctor.compare().index).index("you") + 1
        self.report = f"{doctor.words()}\nYou: {doctor.score()}; place {place}.\n{doctor.truth()}"
        self._said.put(({"text/plain": self.report}, {}))
        self._truth.put(picture_forms(png(doctor.uncover()), "What was in the tumour"))

    def _box(self) -> Any:
        kit = widgets()
        self.sliders = {
            drug: Slider(0.0, 2.0, 0.0, step=0.25, label=f"dose of {drug}").widget(drug)
            for drug in self.doctor.drugs
        }
        actions = {
            "next visit": (lambda _: self.next_visit(**self._chosen()), "primary"),
            "drug holiday": (lambda _: self.next_visit(), ""),
            "stop and uncover": (lambda _: self.uncover(), "warning"),
        }
        self.buttons = {}
        for text, (action, style) in actions.items():
            self.buttons[text] = kit.Button(description=text, button_style=style)
            self.buttons[text].on_click(action)
        self._words = kit.HTML()
        row = kit.HBox(list(self.buttons.values()))
        return kit.VBox([*self.sliders.values(), row, self._words])

    def _ipython_display_(self) -> None:
        """Show it: the sliders and buttons, and below them the chart and, at the end, the truth."""
        doctor = self.doctor
        if self.box is None:
            said = f"Patient {doctor.patient}. {doctor.words()} {doctor.condition()}"
            print(f"{said}\n{without_widgets('game.next_visit(A=1.0, B=0.0)')}")
        else:
            show_widget(self.box, "Sliders and buttons, which work where the notebook runs")
        for place in (self._chart, self._said, self._truth):
            place.show()


@typed
def treat(patient: int = 7) -> Game:
    """Treat a patient: sliders choose the doses, a button goes to the next scan.

    Parameters
    ----------
    patient : int
        Which patient of the mystery cohort: 0, 1, 2, ...

    Returns
    -------
    Game
        Shown at the end of a cell.
    """
    return Game(Doctor(patient))
