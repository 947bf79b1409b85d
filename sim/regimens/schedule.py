"""A plan written out: on which day which doses begin. It can replay anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.days import SAME_MOMENT
from sim.base.errors import InputError
from sim.base.seen import Seen
from sim.regimens.doses import checked_drug, drug_names, scaled, together
from sim.regimens.local import LocalTreatment, sittings, treat_when_due
from sim.regimens.regimen import Regimen
from sim.regimens.steps import give_step


@dataclass(frozen=True)
class Schedule(Regimen):
    """Doses by day: each holds from its day until the next; the last for ever.

    Parameters
    ----------
    days : sequence of float
        Days on which doses change, from 0 on, rising; the same for all patients.
    doses : sequence of mapping of drug to number
        The doses that begin on each day [standard doses]; ``{}`` is nothing, a name is the
        standard dose.
    local : sequence of (day, Surgery or Radiotherapy)
        Local treatments, each with the day it is done or begins.

    Examples
    --------
    >>> from sim.regimens import Schedule
    >>> Schedule((0, 28), ({"A": 1.0}, {})).days_to_ask(365)
    array([ 0., 28.])
    """

    days: Sequence[float]
    doses: Sequence[str | Mapping[str, Number]]
    local: Sequence[tuple[float, LocalTreatment]] = ()

    def __post_init__(self):
        set_ = object.__setattr__
        if not isinstance(self.doses, list | tuple):
            raise InputError(
                f"doses of Schedule is {self.doses!r}; give a list, one for each day: "
                "[{'A': 1.0}, {}]."
            )
        doses = [scaled(checked_drug("Schedule", x, empty=True)) for x in self.doses]
        when = np.array(checks.several("a day of Schedule", self.days, unit="days"))
        count = when.size
        if count != len(doses) or count == 0:
            raise InputError(
                f"Schedule has {count} days and {len(doses)} doses; give one for each day."
            )
        if when[0] != 0.0 or np.any(np.diff(when) <= SAME_MOMENT):
            raise InputError(
                f"The days of Schedule must start with 0 and rise; they are {self.days!r}. "
                "For nothing at first, give the doses {} on day 0."
            )
        set_(self, "days", tuple(float(day) for day in when))
        set_(self, "doses", tuple(doses))
        set_(self, "local", _checked_local(self.local))

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it may give."""
        return together(*(drug_names(doses) for doses in self.doses))

    @property
    def open_loop(self) -> bool:
        """Whether the plan never looks at the patient."""
        return True

    def days_to_ask(self, horizon: float) -> np.ndarray:
        """Return the days (n,) at which it must be asked."""
        when = np.array([*self.days, *(day for day, _ in sittings(self.local))])
        return np.unique(when[when < horizon - SAME_MOMENT])

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from today on; see `Regimen.decide`."""
        if self.local:
            treat_when_due(seen, memory.setdefault("local", {}), self.local)
        since = np.asarray(seen.since) + SAME_MOMENT
        step = np.searchsorted(np.array(self.days), since, side="right") - 1
        return give_step(seen, memory, lambda: [scaled(x) for x in self.doses], step)

    def describe(self) -> str:
        """Return the plan in one line."""
        count = len(self.doses)
        local = f" and {len(self.local)} local treatment{'s' * (len(self.local) > 1)}"
        local = local if self.local else ""
        return f"Schedule: written out, {count} period{'s' * (count > 1)}{local}."


def _checked_local(local: Sequence[Any]) -> tuple[tuple[float, LocalTreatment], ...]:
    pairs = tuple(local) if isinstance(local, list | tuple) else (None,)
    for pair in pairs:
        if not (isinstance(pair, tuple | list) and len(pair) == 2) or not isinstance(
            pair[1], LocalTreatment
        ):
            raise InputError(
                f"local of Schedule is {local!r}; give days and treatments: "
                "[(30, sim.Surgery(0.9))]."
            )
        day = checks.number("a day of a local treatment", pair[0], unit="days")
        if not isinstance(day, float):
            raise InputError("A day of a local treatment must be one number for all patients.")
    return tuple((float(day), what) for day, what in pairs)
