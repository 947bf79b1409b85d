"""How a figure over time is looked at, and what is marked in it: two small descriptions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sim.base import checks
from sim.base.errors import InputError, shown
from sim.base.units import DAY, MONTH, WEEK, YEAR

TIMES = {"days": DAY, "weeks": WEEK, "months": MONTH, "years": YEAR}
"""Units of the time axis, and the days in them."""
SCALES = ("log", "linear")
MOST_MARKS = 12
"""More of one kind than this cannot be read in one panel."""


@dataclass(frozen=True)
class View:
    """How a figure over time is looked at.

    Parameters
    ----------
    scale : {"log", "linear"}
        Of what stands upright.
    time : {"days", "weeks", "months", "years"}, optional
        Unit of the time axis; by default the one in which the numbers are short.
    seen : bool
        Show only what the clinic can see: from its detection limit up.

    Examples
    --------
    >>> sim.plots.burden(runs, view=sim.plots.View("linear", time="months"))   # doctest: +SKIP
    """

    scale: str = "log"
    time: str | None = None
    seen: bool = False

    def __post_init__(self):
        checks.one_of("scale of a View", self.scale, SCALES, "scale")
        if self.time is not None:
            checks.one_of("time of a View", self.time, TIMES, "unit of time")
        checks.yes_or_no("seen of a View", self.seen)


@dataclass(frozen=True)
class Marks:
    """What is marked in a figure over time, beside what it shows by itself.

    Parameters
    ----------
    lines : mapping of str to float
        Lines across at values of the axis, in its unit: ``{"MRD": 1e5}``.
    days : mapping of str to float
        Days of what happened to all [days]: ``{"surgery": 90}``.
    spans : mapping of str to (float, float)
        Times from one day to another [days]: ``{"radiotherapy": (100, 142)}``.
    """

    lines: Mapping[str, float] = field(default_factory=dict)
    days: Mapping[str, float] = field(default_factory=dict)
    spans: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self):
        values = {
            "lines": {
                name: _one(name, v, "the value of its line") for name, v in self._of("lines")
            },
            "days": {name: _one(name, v, "its day") for name, v in self._of("days")},
            "spans": {name: _span(name, v) for name, v in self._of("spans")},
        }
        for part, found in values.items():
            object.__setattr__(self, part, MappingProxyType(found))

    def _of(self, part: str) -> list[tuple[str, Any]]:
        """Return names and values of a part, checked to be such."""
        given = getattr(self, part)
        if not isinstance(given, Mapping) or not all(isinstance(name, str) for name in given):
            example = {"lines": "{'MRD': 1e5}", "days": "{'surgery': 90}"}.get(
                part, "{'radiotherapy': (100, 142)}"
            )
            raise InputError(f"{part} of Marks is {shown(given)}; give names, as {example}.")
        if len(given) > MOST_MARKS:
            raise InputError(
                f"{part} of Marks has {len(given)} names; more than {MOST_MARKS} cannot be read in "
                "one panel. Leave some out."
            )
        return [(checks.name("A mark", name), value) for name, value in given.items()]


def _one(name: str, value: Any, what: str) -> float:
    return checks.one_number(f"Mark {name!r}, {what}", value)


def _span(name: str, value: Any) -> tuple[float, float]:
    try:
        begin, end = value
    except (TypeError, ValueError):
        raise _no_span(name, value) from None
    begin, end = (_one(name, v, "a day of its span") for v in (begin, end))
    if not begin < end:
        raise _no_span(name, value)
    return begin, end


def _no_span(name: str, value: Any) -> InputError:
    return InputError(
        f"Mark {name!r} is {shown(value)}; give the first and the last day, as (100, 142)."
    )
