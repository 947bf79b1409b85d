"""Controls as the page shows them: label, unit, sentence, and a place to say what is wrong."""

from collections.abc import Mapping
from typing import Any

from shiny import ui

from sim.app.control import Control


def shown(control: Control, values: Mapping[str, Any]) -> Any:
    """Return a control with what it says at first, or what the link says."""
    value = values.get(control.id, control.value)
    if isinstance(control.value, bool):
        drawn = ui.input_checkbox(control.id, control.label, value)
    elif control.choices is not None:
        drawn = ui.input_select(control.id, control.label, dict(control.choices), selected=value)
    else:
        drawn = _number(control, value)
    return ui.div(
        _described(drawn, control.id),
        ui.tags.small(control.text, id=f"{control.id}_says", class_="form-text"),
        ui.div(id=f"{control.id}_wrong", class_="wrong", role="status"),
        class_="control",
    )


def _number(control: Control, value: Any) -> Any:
    high = None if control.high == float("inf") else control.high
    drawn = ui.input_numeric(control.id, control.named, value, min=control.low, max=high)
    for tag in _inputs(drawn):
        tag.attrs["step"] = "1" if control.whole else "any"
        tag.attrs["value"] = f"{value:g}" if isinstance(value, float) else str(value)
    return drawn


def _described(drawn: Any, id_: str) -> Any:
    """Let screen readers read the sentence, and what is wrong, with the control."""
    for tag in _inputs(drawn):
        tag.attrs["aria-describedby"] = f"{id_}_says {id_}_wrong"
    return drawn


def _inputs(tag: Any) -> list[Any]:
    """Return the tags inside that take an input."""
    found = [tag] if getattr(tag, "name", "") in ("input", "select") else []
    for child in getattr(tag, "children", ()):
        found += _inputs(child)
    return found
