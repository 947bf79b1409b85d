"""The page on which the course is read: its words, code and pictures, sliders that move."""

import asyncio
import re
from typing import Any

from shiny import reactive, render, ui

from sim.app import lessons
from sim.app.compare import image
from sim.app.latest import ask, latest, shown
from sim.app.lessons import Cell
from sim.app.workers import Workers
from sim.base.errors import InputError
from sim.teaching.glossary import LINK, glossary, linked

LOG_STEPS = 0.1
LONG = 600.0
"""Seconds that a lesson may take where a compiler is at work."""


def learn_page() -> Any:
    """Return the page."""
    titles = {str(one.number): f"{one.number}. {one.title}" for one in lessons.lessons()}
    return ui.nav_panel(
        "Learn",
        ui.layout_sidebar(
            ui.sidebar(
                ui.input_radio_buttons("lesson", "Lesson", titles),
                ui.p("The same as notebooks, in which you can write yourself: ",
                     ui.tags.code("sim notebooks DIR"), class_="form-text"),
                width=300, title="The course", resizable=False,
            ),
            ui.output_ui("reading"),
            fillable=False,
        ),
        value="learn",
    )  # fmt: skip


class Library:
    """Lessons that have been run, for all visitors: each once."""

    def __init__(self, workers: Workers):
        self._workers = workers
        self._running: dict[int, asyncio.Task] = {}

    async def read(self, number: int) -> list[Cell]:
        """Return the cells of a lesson."""
        if number not in self._running or _failed(self._running[number]):
            self._running[number] = asyncio.create_task(
                self._workers.do(lessons.read, number, limit=LONG)
            )
        return await asyncio.shield(self._running[number])


def _failed(task: asyncio.Task) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


def learn_server(input: Any, output: Any, session: Any, workers: Workers, library: Library) -> None:
    """Serve one visitor."""
    served: set[str] = set()

    @latest
    async def opening(number: str) -> tuple[int, list[Cell]]:
        known = {str(one.number): one.number for one in lessons.lessons()}
        if number not in known:
            raise InputError("There is no such lesson.")
        return known[number], await library.read(known[number])

    @reactive.effect
    def _open():
        if input.page() == "learn":
            ask(opening, str(input.lesson()))

    @output
    @render.ui
    def reading():
        if opening.status() == "running":
            return ui.p("This lesson is being run; the first visitor of a server waits for it.",
                        role="status")  # fmt: skip
        return shown(opening, lambda found: _read(*found))

    def _read(number: int, cells: list[Cell]) -> Any:
        for place, cell in enumerate(cells):
            name = f"lesson{number}_{place}"
            serve = _server(cell)
            if serve is not None and name not in served:
                served.add(name)
                serve(input, output, workers, number, place, cell)
        shown_cells = [_cell(number, place, cell) for place, cell in enumerate(cells)]
        return ui.TagList(*shown_cells, _words(cells))


def _server(cell: Cell) -> Any:
    if cell.sliders:
        return _serve_sliders
    if cell.exercise:
        return _serve_exercise
    return _serve_outcome if cell.outcome else None


def _words(cells: list[Cell]) -> Any:
    """Return what the words mean that a lesson links to."""
    known = glossary()
    used = linked("\n".join(cell.words for cell in cells if not cell.code))
    parts = [
        (ui.tags.dt(known[one].word, id=f"word-{one}"), ui.tags.dd(_meaning(known[one].meaning)))
        for one in sorted(used)
    ]
    return ui.div(ui.h2("Words"), ui.tags.dl(*parts), class_="lesson") if parts else None


def _meaning(text: str) -> Any:
    return ui.markdown(re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text))


def _cell(number: int, place: int, cell: Cell) -> Any:
    name = f"lesson{number}_{place}"
    if not cell.code:
        return ui.div(ui.markdown(cell.words.replace(LINK, "](#word-")), class_="lesson")
    parts: list[Any] = [ui.tags.pre(ui.tags.code(cell.code), class_="code", tabindex="0")]
    if cell.exercise:
        return ui.div(*_exercise(name, cell, parts[0]), class_="exercise")
    if cell.prediction:
        box = ui.input_text(_written(cell.prediction), "Your prediction, before you read on", "")
        return ui.div(box, class_="exercise")
    if cell.outcome:
        parts.append(ui.output_ui(name))
    if cell.words:
        parts.append(ui.tags.pre(cell.words, class_="printed", tabindex="0"))
    if cell.table:
        parts.append(ui.div(ui.HTML(cell.table), class_="table-responsive", tabindex="0"))
    if cell.sliders:
        parts += [_slider(f"{name}_{one.id}", one) for one in cell.sliders]
        parts.append(ui.output_ui(name))
    else:
        parts += [image(one, "A figure, described in the text around it.") for one in cell.pictures]
    return ui.div(*parts, class_="lesson cell")


def _slider(id_: str, control: Any) -> Any:
    step = (control.high - control.low) / 40
    if control.unit == "log":
        from math import log10

        ends = log10(control.low), log10(control.high), log10(control.value)
        return ui.input_slider(
            id_, f"{control.label} (powers of ten)", ends[0], ends[1], ends[2], step=LOG_STEPS
        )
    whole = all(float(x).is_integer() for x in (control.low, control.high, control.value))
    step = 1 if whole and control.high - control.low >= 10 else round(step, 6)
    return ui.input_slider(id_, control.label, control.low, control.high, control.value, step=step)


def _serve_sliders(
    input: Any, output: Any, workers: Workers, number: int, place: int, cell: Cell
) -> None:
    name = f"lesson{number}_{place}"

    @latest
    async def drawing(values: dict[str, float]) -> bytes:
        return await workers.do(lessons.moved, number, place, values)

    @reactive.effect
    def _move():
        values = {one.id: _said(one, input[f"{name}_{one.id}"]()) for one in cell.sliders}
        if values != {one.id: one.value for one in cell.sliders} or drawing.status() != "initial":
            ask(drawing, values)

    @output(id=name)
    @render.ui
    def drawn():
        if drawing.status() == "initial":
            return image(cell.pictures[0], "A figure that follows the sliders.")
        return shown(drawing, lambda png: image(png, "A figure that follows the sliders."))


def _said(slider: Any, raw: Any) -> float:
    """Return the value of a slider; of what no slider says, that at first."""
    try:
        return 10.0 ** float(raw) if slider.unit == "log" else float(raw)
    except (TypeError, ValueError, OverflowError):
        return float(slider.value)


def _written(prediction: str) -> str:
    """Return the name of the box that holds a prediction: ``1.A`` is in ``predicted_1_A``."""
    return "predicted_" + prediction.replace(".", "_")


def _serve_outcome(
    input: Any, output: Any, workers: Workers, number: int, place: int, cell: Cell
) -> None:
    @output(id=f"lesson{number}_{place}")
    @render.ui
    def written():
        text = str(input[_written(cell.outcome)]()).strip()[: lessons.LONGEST]
        return ui.p(f"You predicted: {text}") if text else None


def _exercise(name: str, cell: Cell, code: Any) -> list[Any]:
    if not lessons.by_words(cell.exercise):
        return [code, ui.p("This answer is something that you make: write it in the notebook.")]
    asked, letters = f"Your answer to {cell.exercise}", lessons.letters(cell.exercise)
    return [
        ui.input_checkbox_group(f"{name}_answer", asked, list(letters), inline=True)
        if letters
        else ui.input_text(f"{name}_answer", asked, ""),
        ui.input_action_button(f"{name}_check", "Check"),
        ui.output_ui(name),
    ]


def _serve_exercise(
    input: Any, output: Any, workers: Workers, number: int, place: int, cell: Cell
) -> None:
    name = f"lesson{number}_{place}"

    @latest
    async def checking(answer: str) -> str:
        return await workers.do(lessons.answered, cell.exercise, answer)

    @reactive.effect
    @reactive.event(lambda: input[f"{name}_check"]())
    def _check():
        given = input[f"{name}_answer"]()  # a text, or the letters that are ticked
        ask(checking, " ".join(map(str, given)) if isinstance(given, tuple) else str(given))

    @output(id=name)
    @render.ui
    def said():
        return shown(checking, _verdict)


def _verdict(words: str) -> Any:
    return ui.p(words, role="status", class_="right" if words.startswith("Right") else "notyet")
