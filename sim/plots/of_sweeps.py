"""What figures ask of the results of a sweep, which are made in a room above them."""

from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class SweepResults(Protocol):
    """Results of a sweep, as figures see them; `sim.SweepResults` is such."""

    arms: list[str]
    parameters: dict[str, Any]
    means: Callable[..., Any]
    best: Callable[..., Any]
    frontier: Callable[..., Any]
    values: Callable[..., Any]
