"""The game with its sliders and buttons."""

from typing import Any

from sim.base.errors import InputError
from sim.teaching.doctor import Doctor
from sim.teaching.pictures import bundle, png, widgets
from sim.teaching.sliders import Slider


class Game:
    """What `treat` returns: sliders for the doses, buttons, and the patient's chart.

    Without widgets it shows the chart; then decide with ``game.doctor.next_visit(A=1.0)``.

    Parameters
    ----------
    doctor : Doctor
        The state of the game.
    """

    def __init__(self, doctor: Doctor):
        self.doctor = doctor
        self.picture = png(doctor.figure())
        self.box = self._box() if widgets() else None

    def next_visit(self, *, holiday: bool = False) -> None:
        """Give what the sliders say (or nothing) until the next scan, and draw it."""
        doses = {} if holiday else {drug: s.value for drug, s in self.sliders.items()}
        try:
            self.doctor.next_visit(doses)
        except InputError as error:
            self._words.value = f"<b>{error}</b>"
            return
        self._show(png(self.doctor.figure()))
        if self.doctor.ending:
            self.uncover()

    def uncover(self) -> None:
        """End the game: show the truth, and every built-in strategy on the same patient."""
        if not self.doctor.decisions:
            self._words.value = "<b>Decide at least once; then there is something to compare.</b>"
            return
        self._words.value = "Treating the same patient with every built-in strategy ..."
        self._truth.value = png(self.doctor.uncover())
        self._truth.layout.display = None
        self._words.value = f"<pre>{self.doctor.words()}\n{self.doctor.truth()}</pre>"
        for control in (*self.sliders.values(), *self.buttons.values()):
            control.disabled = True

    def _show(self, picture: bytes) -> None:
        self.picture = self._image.value = picture

    def _box(self) -> Any:
        kit = widgets()
        self.sliders = {
            drug: Slider(0.0, 2.0, 0.0, step=0.25, label=f"dose of {drug}").widget(drug)
            for drug in self.doctor.drugs
        }
        actions = {
            "next visit": (lambda _: self.next_visit(), "primary"),
            "drug holiday": (lambda _: self.next_visit(holiday=True), ""),
            "stop and uncover": (lambda _: self.uncover(), "warning"),
        }
        self.buttons = {}
        for text, (action, style) in actions.items():
            self.buttons[text] = kit.Button(description=text, button_style=style)
            self.buttons[text].on_click(action)
        self._image = kit.Image(value=self.picture, format="png")
        self._truth = kit.Image(value=self.picture, format="png")
        self._truth.layout.display = "none"
        for image in (self._image, self._truth):
            image.layout.max_width = "100%"
        self._words = kit.HTML()
        row = kit.HBox(list(self.buttons.values()))
        return kit.VBox([*self.sliders.values(), row, self._image, self._words, self._truth])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return bundle(self.box, self.picture, f"The chart of patient {self.doctor.patient}")


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
