"""What figures ask of a fit, which is made in a room above them."""

from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Fit(Protocol):
    """What was found of a patient, as figures see it; `sim.Fit` is such."""

    observations: Any
    names: tuple[str, ...]
    best: dict[str, float]
    predict: Callable[..., Any]
    band: Callable[..., Any]
    doses: Callable[..., Any]
    results: Callable[..., Any]
    profiles: Callable[..., Any]
