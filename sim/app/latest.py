"""A job of which only the latest counts: an older one that has not begun is dropped."""

from collections.abc import Awaitable, Callable
from typing import Any

from shiny import reactive, ui

from sim.base.errors import InputError


def latest(work: Callable[..., Awaitable[Any]]) -> Any:
    """Return an extended task of Shiny; `ask` gives up what it was asked before."""
    return reactive.extended_task(work)


def ask(task: Any, *arguments: Any) -> None:
    """Ask a task for something else."""
    task.cancel()
    task(*arguments)


def done(task: Any) -> Any:
    """Return what a task has found; None if it was refused, which the page says elsewhere."""
    try:
        return task.result()
    except InputError:
        return None


def shown(task: Any, draw: Callable[[Any], Any]) -> Any:
    """Return what a task has found as it is drawn, or why there is nothing."""
    try:
        found = task.result()
    except InputError as error:
        return ui.p(str(error), class_="refused", role="alert")
    return draw(found)
