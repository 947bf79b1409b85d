"""Treatments in turn, by the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base.checks import Number
from sim.base.days import SAME_MOMENT, multiples
from sim.base.seen import Seen
from sim.regimens.doses import (
    DrugDoses,
    check_differ,
    checked_days,
    checked_drug,
    drug_names,
    is_one_number,
    scaled,
    together,
    two_or_more,
)
from sim.regimens.regimen import Regimen
from sim.regimens.steps import give_step
from sim.regimens.words import days_words, dose_words


@dataclass(frozen=True)
class Alternating(Regimen):
    """Treatments in turn, each for the same number of days, again and again, whatever is seen.

    Days count from the start of the plan. Where `every` differs between patients, a change
    happens at the first visit of the clinic on or after its day.

    Parameters
    ----------
    treatments : sequence of str or mapping of drug to number
        In their order: ``["A", "B"]``; ``{}`` is nothing.
    every : float, array (patient,) or distribution
        Days of each [days].
    """

    treatments: Sequence[DrugDoses]
    every: Number

    def __post_init__(self):
        treatments = two_or_more("treatments of Alternating", self.treatments, "['A', 'B']")
        checked = tuple(checked_drug("Alternating", x, empty=True) for x in treatments)
        object.__setattr__(self, "treatments", checked)
        turns = [(f"treatment {n}", x) for n, x in enumerate(checked, start=1)]
        check_differ("Alternating", [*turns, turns[0]], "one drug with pauses is sim.Intermittent.")
        object.__setattr__(self, "every", checked_days("every of Alternating", self.every))

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it may give."""
        return together(*(drug_names(x) for x in self.treatments))

    @property
    def open_loop(self) -> bool:
        """Whether the plan never looks at the patient."""
        return True

    def days_to_ask(self, horizon: float) -> np.ndarray:
        """Return the days (n,) at which it must be asked: where the treatment changes."""
        return multiples(self.every, horizon) if is_one_number(self.every) else np.zeros(0)

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from today on; see `Regimen.decide`."""
        turn = np.floor(np.add(seen.since, SAME_MOMENT) / self.every)
        step = np.mod(turn, len(self.treatments))
        return give_step(seen, memory, lambda: [scaled(x) for x in self.treatments], step)

    def describe(self) -> str:
        """Return the plan in one line."""
        turns = ", then ".join(dose_words(x) for x in self.treatments)
        return f"Alternating: {turns}, each for {days_words(self.every)}, again and again."
