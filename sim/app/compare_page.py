"""The page on which strategies are compared."""

from collections.abc import Mapping
from typing import Any

from shiny import ui

from sim.app import catalogue, tumours
from sim.app.control import Control
from sim.app.form import arm_id, controls
from sim.app.shown import shown

HALVES: Any = {"sm": 12, "xl": (5, 7)}
THIRDS: Any = {"sm": 12, "md": 4}
"""Of twelve columns, by how wide a screen is."""


def compare_page(values: Mapping[str, Any]) -> Any:
    """Return the page, with what the link says already set."""
    return ui.nav_panel(
        "Compare",
        ui.layout_sidebar(
            ui.sidebar(
                ui.accordion(
                    ui.accordion_panel("Tumour", *_tumour(values), value="of_tumour"),
                    ui.accordion_panel("Strategies", *_arms(values), value="of_arms"),
                    ui.accordion_panel("Clinic", *_all(catalogue.CLINIC, values),
                                       value="of_clinic"),
                    ui.accordion_panel("Patients", *_all(catalogue.RUN, values), value="of_run"),
                    id="settings", open=["of_tumour", "of_arms"], multiple=True,
                ),
                width=360, title="What is compared", resizable=False,
            ),
            ui.div(id="refused", role="alert", class_="refused"),
            ui.card(
                ui.card_header("Tumour burden"), ui.output_ui("burden"), full_screen=True,
                class_="figure",
            ),
            ui.layout_columns(
                ui.card(ui.card_header("Survival without progression"),
                        ui.output_ui("kaplan_meier"), full_screen=True, class_="figure"),
                ui.card(ui.card_header("In numbers"), ui.output_ui("table"), class_="numbers"),
                col_widths=HALVES,
            ),
            ui.card(ui.card_header("Kinds of cells"), ui.output_ui("clones"), full_screen=True,
                    class_="figure"),
            ui.card(ui.card_header("Take it with you"), *_to_take()),
            fillable=False,
        ),
        value="compare",
    )  # fmt: skip


def _of(id_: str) -> Control:
    return controls()[id_]


def _all(some: tuple[Control, ...], values: Mapping[str, Any]) -> list[Any]:
    return [shown(one, values) for one in some]


def _tumour(values: Mapping[str, Any]) -> list[Any]:
    parts = [shown(_of("tumour"), values)]
    for preset, some in tumours.PRESETS.items():
        inside = [shown(_of(f"{preset}_{one.id}"), values) for one in some]
        parts.append(ui.panel_conditional(f"input.tumour === '{preset}'", *inside))
    own = [shown(_of(one.id), values) for one in tumours.OWN]
    own.append(ui.h3("How cells become resistant", class_="h6 mt-3"))
    for mechanism, (_, _, some) in tumours.MECHANISMS.items():
        inside = [shown(_of(f"{mechanism}_{one.id}"), values) for one in some]
        own.append(shown(_of(mechanism), values))
        own.append(ui.panel_conditional(f"input.{mechanism}", *inside, class_="inside"))
    return [*parts, ui.panel_conditional(f"input.tumour === '{tumours.OF_OWN}'", *own)]


def _arms(values: Mapping[str, Any]) -> list[Any]:
    parts = []
    for place in range(1, catalogue.ARMS + 1):
        parts.append(shown(_of(f"arm{place}"), values))
        for strategy, some in catalogue.STRATEGIES.items():
            inside = [shown(_of(arm_id(place, strategy, one)), values) for one in some]
            if inside:
                asked = f"input.arm{place} === '{strategy}'"
                parts.append(ui.panel_conditional(asked, *inside, class_="inside"))
    return parts


def _to_take() -> list[Any]:
    return [
        ui.layout_columns(
            ui.input_select("take_figure", "Figure", catalogue.FIGURES),
            ui.input_select("take_look", "Made for", catalogue.LOOKS),
            ui.input_select("take_ending", "File", {"png": "PNG", "pdf": "PDF", "svg": "SVG"}),
            col_widths=THIRDS,
        ),
        ui.div(
            ui.download_button("take_picture", "The figure"),
            ui.download_button("take_numbers", "Its numbers (CSV)"),
            ui.download_button("take_scenario", "The scenario (TOML)"),
            ui.download_button("take_program", "The same in Python"),
            class_="buttons",
        ),
        ui.tags.p(
            "The address of this page holds all that is set: send it, and others see the same. ",
            "The TOML file is for the command ", ui.tags.code("sim compare"), ".",
        ),
        ui.tags.details(
            ui.tags.summary("The Python that gives the same numbers"),
            ui.output_code("program"),
        ),
    ]  # fmt: skip
