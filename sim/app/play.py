"""The page on which a visitor treats a patient, and the class compares who did it best."""

from typing import Any

from shiny import reactive, render, req, ui

from sim.app import jobs
from sim.app.compare import image, table_of
from sim.app.latest import ask, done, latest, shown
from sim.app.scores import LONGEST_NAME, Game, Scores, player_of
from sim.app.workers import Workers
from sim.teaching.doctor import VISITS

MOST_PATIENTS = 999
DRUGS = ("A", "B")
HIGHEST = 2.0
DECISIONS = ("next", "holiday", "stop")


def play_page(scores: Scores) -> Any:
    """Return the page."""
    title = f"Class {scores.class_}" if scores.class_ else "This server"
    return ui.nav_panel(
        "Play",
        ui.layout_sidebar(
            ui.sidebar(
                ui.tags.p(
                    "You are the doctor. Every eight weeks a scan, and you decide. Two drugs; "
                    "what is resistant in this tumour, you do not know."
                ),
                ui.input_text("player", f"Your name (up to {LONGEST_NAME} letters)", ""),
                ui.input_numeric("patient", "Patient", 7, min=0, max=MOST_PATIENTS, step=1),
                ui.input_action_button("start", "Begin with this patient"),
                ui.hr(),
                *(
                    ui.input_slider(
                        f"dose_{drug}", f"Dose of {drug} [standard doses]", 0, HIGHEST, 0, step=0.25
                    )
                    for drug in DRUGS
                ),
                ui.input_action_button("next", "Give these until the next scan",
                                       class_="btn-primary"),
                ui.input_action_button("holiday", "Nothing until the next scan"),
                ui.input_action_button("stop", "Stop, and show the truth"),
                width=330, title="The patient", resizable=False,
            ),
            ui.card(ui.card_header("What the clinic sees"), ui.output_ui("chart"), class_="figure"),
            ui.output_ui("truth"),
            ui.card(ui.card_header(f"{title}: who treated this patient how"),
                    ui.output_ui("standing"), class_="numbers"),
            fillable=False,
        ),
        value="play",
    )  # fmt: skip


def play_server(input: Any, output: Any, session: Any, workers: Workers, scores: Scores) -> None:
    """Serve one visitor."""
    patient = reactive.value(7)
    decisions: reactive.Value[tuple[dict[str, float], ...]] = reactive.value(())
    over = reactive.value(False)
    kept = reactive.value(0)

    @latest
    async def playing(patient: int, so_far: tuple[dict[str, float], ...]) -> jobs.Played:
        return await workers.do(jobs.played, patient, so_far)

    @latest
    async def uncovering(
        player: str, patient: int, so_far: tuple[dict[str, float], ...]
    ) -> jobs.Uncovered:
        found = await workers.do(jobs.uncovered, patient, so_far)
        scores.add(Game(player, patient, *found.score))
        return found

    @reactive.effect
    def _show():
        ask(playing, patient(), decisions())

    @reactive.effect
    @reactive.event(input.start)
    def _begin():
        number = input.patient()
        if isinstance(number, int) and 0 <= number <= MOST_PATIENTS:
            over.set(False)
            patient.set(number)
            decisions.set(())
        else:
            ui.notification_show(f"Patients are numbered 0 to {MOST_PATIENTS}.", type="warning")

    def _decide(doses: dict[str, float]) -> None:
        if over() or playing.status() == "running" or len(decisions()) >= VISITS:
            return  # (a second click, before the first is done)
        decisions.set((*decisions(), doses))

    @reactive.effect
    @reactive.event(input.next)
    def _next():
        given = {drug: input[f"dose_{drug}"]() for drug in DRUGS}
        if all(isinstance(x, int | float) and 0.0 <= x <= HIGHEST for x in given.values()):
            _decide({drug: float(dose) for drug, dose in given.items()})

    @reactive.effect
    @reactive.event(input.holiday)
    def _holiday():
        _decide(dict.fromkeys(DRUGS, 0.0))

    @reactive.effect
    @reactive.event(input.stop)
    def _stop():
        if not decisions():
            ui.notification_show("Decide at least once; then there is something to compare.",
                                 type="warning")  # fmt: skip
        else:
            _end()

    def _end() -> None:
        if not over():
            over.set(True)
            uncovering(player_of(input.player()), patient(), decisions())

    @reactive.effect
    def _ended():
        found = done(playing)
        if found is not None and found.ending and len(decisions()) > 0:
            with reactive.isolate():
                _end()

    @reactive.effect
    def _count():
        done(uncovering)
        with reactive.isolate():
            kept.set(kept() + 1)

    @reactive.effect
    async def _still_open():
        closed = over() or playing.status() == "running"
        await session.send_custom_message("closed", {"ids": DECISIONS, "closed": closed})

    @output
    @render.ui
    def chart():
        return shown(playing, lambda found: _chart(patient(), found))

    @output
    @render.ui
    def truth():
        req(over())
        return shown(uncovering, _truth)

    @output
    @render.ui
    def standing():
        kept()
        games = scores.best(patient())
        if scores.trouble:
            return ui.TagList(ui.p(scores.trouble, role="alert"), _standing(games))
        return _standing(games) if games else ui.p("Nobody yet.")


def _chart(patient: int, found: jobs.Played) -> Any:
    words = f"Patient {patient}. {found.words}"
    return ui.TagList(ui.p(words, role="status"), image(found.picture, f"The chart: {words}"))


def _truth(found: jobs.Uncovered) -> Any:
    return ui.card(
        ui.card_header("The truth"),
        ui.p(found.words, class_="words"),
        image(found.picture, "Every kind of cell under your plan, and how long each strategy "
              "would have kept this patient alive; in numbers below."),
        table_of(found.table, "strategy"),
        class_="figure numbers",
    )  # fmt: skip


def _standing(games: list[Game]) -> Any:
    rows = [
        (one.player, [one.ending, str(one.last_day), str(one.days_well), str(one.doses)])
        for one in games
    ]
    columns = ["at the end", "last day alive", "days well", "doses given"]
    return table_of(jobs.Table(columns, rows), "player")
