"""Drugs together with surgery or radiotherapy, on stated days."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.days import SAME_MOMENT, merge
from sim.base.errors import InputError
from sim.base.seen import Seen
from sim.regimens.around import Around
from sim.regimens.continuous import Steady
from sim.regimens.lines import Treatment, as_regimen
from sim.regimens.local import LocalTreatment, sittings, treat_when_due
from sim.regimens.regimen import Regimen


@dataclass(frozen=True)
class Multimodal(Around):
    """A regimen of drugs, and local treatments on stated days.

    The drugs go on as their regimen says; what happens locally happens on the day, right after
    the clinic has looked. As a line of therapy (`sim.Line`) it counts its days from the start of
    the line, so ``sim.Line(sim.Multimodal({}, {0: sim.Surgery(0.9)}), until=sim.Days(28))`` is an
    operation whenever that line begins. Where the day is not known beforehand, because the line
    before ends by a result, each sitting falls on the first visit on or after its day.

    Parameters
    ----------
    give : str, mapping of drug to number, or Regimen
        The drugs; ``{}`` is none.
    local : mapping of day to Surgery or Radiotherapy, or to a list of these
        What is done locally, and on which day it is done or begins [days].

    Examples
    --------
    >>> from sim.regimens import Continuous, Multimodal, Surgery
    >>> print(Multimodal(Continuous("A"), {30: Surgery(0.9)}))
    Multimodal: A; surgery: 0.9 of the cells removed (day 30).
    """

    give: Treatment
    local: Mapping[float, Any]

    def __post_init__(self):
        object.__setattr__(self, "give", as_regimen(self.give))
        if not isinstance(self.local, Mapping) or not self.local:
            raise InputError(
                f"local of Multimodal is {self.local!r}; give local treatments by day: "
                "{30: sim.Surgery(0.9)}."
            )
        plan = {}
        for day, what in self.local.items():
            several = tuple(what) if isinstance(what, list | tuple) else (what,)
            for one in several:
                if not isinstance(one, LocalTreatment):
                    raise InputError(
                        f"On day {day} Multimodal is given {one!r}; give sim.Surgery(0.9) or "
                        "sim.Radiotherapy(gray=2, fractions=30), or a list of these."
                    )
            day = _number(day)
            when = checks.number("a day of Multimodal", day, high=36600.0, unit="days")
            if not several or not isinstance(when, float):
                raise InputError(f"Day {day!r} of Multimodal needs one number and a treatment.")
            plan[when] = several
        object.__setattr__(self, "local", dict(sorted(plan.items())))

    def days_to_ask(self, horizon: float) -> np.ndarray:
        """Return the days (n,) at which it must be asked."""
        when = np.array([day for day, _ in sittings(self._plan())])
        asked = super().days_to_ask(horizon)
        return merge(asked, when[when < horizon - SAME_MOMENT])

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from today on; see `Regimen.decide`."""
        if not memory:
            memory.update(local={}, drugs={})
        treat_when_due(seen, memory["local"], self._plan())
        return self.inside.decide(seen, memory["drugs"])

    def describe(self) -> str:
        """Return the plan in one line."""
        parts = _drugs_in_words(self.inside)
        parts += [f"{what.words()} (day {day:g})" for day, what in self._plan()]
        return f"Multimodal: {'; '.join(parts)}."

    def rules(self) -> tuple[str, ...]:
        """Return the plan as a list of sentences."""
        local = [f"Day {day:g}: {what.words()}." for day, what in self._plan()]
        return (*self.inside.rules(), *local)

    def _plan(self) -> list[tuple[float, LocalTreatment]]:
        return [(day, what) for day, several in self.local.items() for what in several]


def _number(day: Any) -> Any:
    """Return a day that a file can only write as a text."""
    try:
        return float(day) if isinstance(day, str) else day
    except ValueError:
        return day


def _drugs_in_words(regimen: Regimen) -> list[str]:
    if isinstance(regimen, Steady):
        return [regimen.words()] if regimen.drugs else []
    return [regimen.describe().rstrip(".").removeprefix(f"{type(regimen).__name__}: ")]
