"""The server: its pages, its workers, and how it is started."""

from pathlib import Path
from typing import Any

from shiny import App, ui

from sim.app.compare import compare_server
from sim.app.compare_page import compare_page
from sim.app.learn import Library, learn_page, learn_server
from sim.app.link import values_of
from sim.app.play import play_page, play_server
from sim.app.scores import Scores
from sim.app.shared import Shared
from sim.app.workers import Workers

STATIC = Path(__file__).parent / "static"
PATIENCE = 120.0
"""Seconds without a sign of life after which a visitor is gone: a class opens the page at once."""


def app(workers: Workers, scores: Scores) -> App:
    """Return the app: pages for every visitor, of workers and scores that all share."""
    library, shared = Library(workers), Shared(workers)

    def page(request: Any) -> Any:
        return ui.page_navbar(
            compare_page(values_of(request.query_params)),
            play_page(scores),
            learn_page(),
            title="sim", id="page", lang="en", window_title="sim: tumours, drugs, resistance",
            fillable=False,
            header=ui.head_content(
                ui.tags.link(rel="stylesheet", href="app.css"), ui.tags.script(src="app.js"),
                ui.tags.link(rel="icon", href="data:,"),
            ),
        )  # fmt: skip

    def server(input: Any, output: Any, session: Any) -> None:
        compare_server(input, output, session, shared)
        play_server(input, output, session, workers, scores)
        learn_server(input, output, session, workers, library)

    return App(page, server, static_assets=STATIC)


def serve(host: str, port: int, scores: Scores) -> None:
    """Serve until somebody stops it."""
    import uvicorn

    workers = Workers()
    try:
        uvicorn.run(
            app(workers, scores), host=host, port=port, log_level="warning", ws_max_size=2**16,
            ws_ping_timeout=PATIENCE,
        )  # fmt: skip
    finally:
        workers.end()
