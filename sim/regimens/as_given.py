"""What was decided visit by visit, as a plan that gives the same again (`sim.start`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.days import SAME_MOMENT, merge
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
    doses : sequence of mapping of drug to number, Regimen or None
        What was given from each day on [standard doses]: doses again and again, or a regimen,
        which counts its days from that day (single doses, say: `sim.Doses`). None: what was given
        goes on.
    lines : sequence of (day, number)
        When lines of therapy were begun, and for whom: 1 for those, 0 for others.
    local : sequence of (day, Surgery or Radiotherapy, number)
        Local treatments, one sitting each, and for whom.
    """

    days: Sequence[float]
    doses: Sequence[Mapping[str, Number] | Regimen | None]
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
        if self.doses[0] is None:
            raise InputError("AsGiven begins with None; give doses or a regimen on day 0.")
        set_(self, "doses", tuple(_checked(given) for given in self.doses))
        set_(self, "lines", tuple(tuple(line) for line in self.lines))
        set_(self, "local", tuple(tuple(treated) for treated in self.local))

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it gives."""
        return together(*(_drugs(given) for given in self.doses))

    def days_to_ask(self, horizon: float) -> np.ndarray:
        """Return the days (n,) at which it must be asked.

        Those on which something was decided, and those on which a regimen acts.
        """
        asked = [np.array(self.days)]
        for begun, end, given in self.periods(horizon):
            if isinstance(given, Regimen):
                acts = begun + given.days_to_ask(horizon - begun)
                asked.append(acts[acts < end - SAME_MOMENT])
        found = merge(*asked)
        return found[found < horizon - SAME_MOMENT]

    def periods(self, horizon: float) -> list[tuple[float, float, Any]]:
        """Return (first day, day of the next or `horizon`, what was given)."""
        begun = [(day, given) for day, given in self._begun() if day < horizon]
        ends = [*(day for day, _ in begun[1:]), horizon]
        return [(day, end, given) for (day, given), end in zip(begun, ends, strict=True)]

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from today on; see `Regimen.decide`."""
        for day, who in self.lines:
            if abs(day - seen.day) <= SAME_MOMENT:
                seen.begin_line(np.broadcast_to(np.asarray(who) > 0, seen.patients))
        for day, what, who in self.local:
            if abs(day - seen.day) <= SAME_MOMENT:
                seen.treat(what, np.broadcast_to(np.asarray(who) > 0, seen.patients))
        if not memory:
            memory["begun"] = self._begun()
            memory["days"] = np.array([day for day, _ in memory["begun"]])
        step = int(np.searchsorted(memory["days"], seen.day + SAME_MOMENT, side="right")) - 1
        begun, given = memory["begun"][step]
        if memory.get("step") != step:
            memory.update(step=step, inner={}, doses=None)
        if isinstance(given, Regimen):
            return given.decide(replace(seen, since=seen.day - begun), memory["inner"])
        if memory["doses"] is None:
            doses = seen.give(given)
            doses.flags.writeable = False
            memory["doses"] = doses
        return memory["doses"]

    def _begun(self) -> list[tuple[float, Any]]:
        """Return the days on which something else was given, and what."""
        pairs = zip(self.days, self.doses, strict=True)
        return [(day, given) for day, given in pairs if given is not None]

    def describe(self) -> str:
        """Return the plan in one line."""
        count = len(self.days)
        return f"As decided visit by visit, on {count} day{'s' * (count > 1)}."


def _checked(given: Any) -> Any:
    if given is None or isinstance(given, Regimen):
        return given
    return checked_drug("AsGiven", dict(given), empty=True)


def _drugs(given: Any) -> tuple[str, ...]:
    if given is None:
        return ()
    return given.drugs if isinstance(given, Regimen) else drug_names(given)
