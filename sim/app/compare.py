"""What the page of comparisons does: reads its controls, has runs made, shows them."""

import base64
from typing import Any

from shiny import reactive, render, ui

from sim.app import catalogue, jobs
from sim.app.control import Refused
from sim.app.draft import Draft
from sim.app.form import controls, draft_of
from sim.app.latest import ask, latest, shown
from sim.app.link import link_of
from sim.app.shared import Shared
from sim.base.errors import InputError

ON_SCREEN = "notebook"
"""The style of figures on the page."""


def compare_server(input: Any, output: Any, session: Any, workers: Shared) -> None:
    """Serve one visitor."""

    @reactive.calc
    def values() -> dict[str, Any]:
        return {id_: input[id_]() for id_ in controls()}

    @reactive.calc
    def draft() -> Draft | Refused:
        try:
            return draft_of(values())
        except Refused as refused:
            return refused

    @reactive.effect
    async def _say_what_is_wrong():
        now = draft()
        wrong = now.problems if isinstance(now, Refused) else {}
        await session.send_custom_message("wrong", wrong)
        await session.send_custom_message("link", link_of(values()))

    tasks = {kind: latest(_drawn(workers, kind)) for kind in catalogue.FIGURES}
    telling = latest(_told(workers))

    @reactive.effect
    def _ask_for_all():
        now = draft()
        if isinstance(now, Draft):
            text = now.file()
            with reactive.isolate():
                for task in tasks.values():
                    ask(task, text)
                ask(telling, text)

    for kind, title in catalogue.FIGURES.items():
        output(id=kind)(_figure(tasks[kind], title))

    @output
    @render.ui
    def table():
        return shown(telling, lambda found: _shown(*found))

    @output
    @render.code
    def program():
        return _wanted(draft()).program()

    @render.download_button(filename=lambda: f"{input.take_figure()}.{input.take_ending()}")
    async def take_picture():
        yield await workers.do(jobs.picture, *_asked(draft(), input), input.take_ending())

    @render.download_button(filename=lambda: f"{input.take_figure()}.csv")
    async def take_numbers():
        yield await workers.do(jobs.picture, *_asked(draft(), input), "csv")

    @render.download_button(filename="scenario.toml")
    def take_scenario():
        yield _wanted(draft()).file()

    @render.download_button(filename="compare.py")
    def take_program():
        yield _wanted(draft()).program()


def _wanted(draft: Draft | Refused) -> Draft:
    if isinstance(draft, Refused):
        raise InputError(f"There is nothing to take: {draft}")
    return draft


def _asked(draft: Draft | Refused, input: Any) -> tuple[str, str, str]:
    """Return the scenario file, the kind of figure and its style that are asked for."""
    kind, look = input.take_figure(), input.take_look()
    if kind not in catalogue.FIGURES or look not in catalogue.LOOKS:
        raise InputError("There is no such figure.")
    if input.take_ending() not in ("png", "pdf", "svg"):
        raise InputError("There is no such file.")
    return _wanted(draft).file(), kind, look


def _drawn(workers: Shared, kind: str) -> Any:
    async def work(text: str) -> tuple[bytes, str]:
        return await workers.do(jobs.shown, text, kind, ON_SCREEN)

    return work


def _told(workers: Shared) -> Any:
    async def work(text: str) -> tuple[jobs.Table, list[str]]:
        return await workers.do(jobs.told, text)

    return work


def _figure(task: Any, title: str) -> Any:
    @render.ui
    def drawn():
        return shown(task, lambda found: image(found[0], f"{title}. {found[1]}"))

    return drawn


def image(png: bytes, words: str) -> Any:
    """Return a picture for the page, with words for who cannot see it."""
    return ui.img(src=f"data:image/png;base64,{base64.b64encode(png).decode()}", alt=words)


def _shown(table: jobs.Table, said: list[str]) -> Any:
    return ui.TagList(*(ui.p(one, class_="said") for one in said), table_of(table, "arm"))


def table_of(table: jobs.Table, corner: str) -> Any:
    """Return a table for the page."""
    head = [ui.tags.th(name, scope="col") for name in (corner, *table.columns)]
    rows = [
        ui.tags.tr(ui.tags.th(name, scope="row"), *(ui.tags.td(cell) for cell in cells))
        for name, cells in table.rows
    ]
    drawn = ui.tags.table(
        ui.tags.thead(ui.tags.tr(*head)), ui.tags.tbody(*rows), class_="table table-sm"
    )
    return ui.div(drawn, class_="table-responsive", tabindex="0", role="region", aria_label="table")
