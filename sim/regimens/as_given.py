"""What was decided visit by visit, as a plan that gives the same again (`sim.start`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.days import SAME_MOMENT
from sim.base.errors import InputError
from sim.base.seen import Seen
from sim.regimens.doses import checked_drug, drug_names, together
from sim.regimens.local import LocalTreatment
from sim.regimens.regimen import Regimen


@dataclass(frozen=True)
class AsGiven(Regimen):
    """Decisions by day, of each patient where they differ. Each holds until the next.

    Parameters
    ----------
    days : sequence of float
        Days on which something was decided, from 0 on, rising.
    doses : sequence of mapping of drug to number
        What was given from each day on [standard doses].
    lines : sequence of (day, number)
        When lines of therapy were begun, and for whom: 1 for those, 0 for others.
    local : sequence of (day, Surgery or Radiotherapy, number)
        Local treatments, one sitting each, and for whom.
    """

    days: Sequence[float]
    doses: Sequence[Mapping[str, Number]]
    lines: Sequence[tuple[float, Number]] = ()
    local: Sequence[tuple[float, LocalTreatment, Number]] = ()

    def __post_init__(self):
        days = checks.several("a day of AsGiven", self.days, unit="days")
        if len(days) != len(self.doses) or not days or days[0] != 0.0 or np.any(np.diff(days) <= 0):
            raise InputError(
                f"AsGiven has the days {self.days!r} and {len(self.doses)} doses; give one for "
                "each day, from day 0 on."
            )
        set_ = object.__setattr__
        set_(self, "days", tuple(float(day) for day in days))
        doses = (checked_drug("AsGiven", dict(given), empty=True) for given in self.doses)
        set_(self, "doses", tuple(doses))
        set_(self, "lines", tuple(tuple(line) for line in self.lines))
        set_(self, "local", tuple(tuple(treated) for treated in self.local))

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it gives."""
        return together(*(drug_names(doses) for doses in self.doses))  # type: ignore[arg-type]

    def days_to_ask(self, horizon: float) -> np.ndarray:
        """Return the days (n,) at which it must be asked: on each something was decided."""
        days = np.array(self.days)
        return days[days < horizon - SAME_MOMENT]

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from today on; see `Regimen.decide`."""
        for day, who in self.lines:
            if abs(day - seen.day) <= SAME_MOMENT:
                seen.begin_line(np.broadcast_to(np.asarray(who) > 0, seen.patients))
        for day, what, who in self.local:
            if abs(day - seen.day) <= SAME_MOMENT:
                seen.treat(what, np.broadcast_to(np.asarray(who) > 0, seen.patients))
        step = int(np.searchsorted(self.days, seen.day + SAME_MOMENT, side="right")) - 1
        if memory.get("step") != step:
            memory["step"], memory["doses"] = step, seen.give(self.doses[step])
            memory["doses"].flags.writeable = False
        return memory["doses"]

    def describe(self) -> str:
        """Return the plan in one line."""
        count = len(self.days)
        return f"As decided visit by visit, on {count} day{'s' * (count > 1)}."
