"""A job of which only the latest counts: an older one that has not begun is dropped."""

from collections.abc import Awaitable, Callable
from typing import Any

from shiny import reactive


def latest(work: Callable[..., Awaitable[Any]]) -> Any:
    """Return an extended task of Shiny; `ask` gives up what it was asked before."""
    return reactive.extended_task(work)


def ask(task: Any, *arguments: Any) -> None:
    """Ask a task for something else."""
    task.cancel()
    task(*arguments)
