"""A dose that is raised step by step, by the calendar or at progression."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base.checks import Number
from sim.base.days import SAME_MOMENT, multiples
from sim.base.seen import Seen
from sim.regimens.doses import (
    DrugDoses,
    checked_days,
    checked_dose,
    checked_drug,
    drug_names,
    is_one_number,
    scaled,
    two_or_more,
)
from sim.regimens.lines import Line, Lines
from sim.regimens.regimen import Regimen
from sim.regimens.steps import give_step
from sim.regimens.until import Progression
from sim.regimens.words import days_words, dose_words, number_words


@dataclass(frozen=True)
class Escalation(Regimen):
    """One dose after the other; the last is kept for ever.

    Parameters
    ----------
    drug : str or mapping of drug to number
        A drug, or several with their doses.
    doses : sequence of numbers
        The doses in their order [standard doses]; they multiply the doses of a mapping.
    every : float, array (patient,), distribution or Progression
        Days at each dose [days], or ``sim.Progression()``: the next dose at every progression,
        which then counts as a new line of therapy.
    """

    drug: DrugDoses
    doses: Sequence[Number] = (0.5, 1.0, 1.5)
    every: Number | Progression = 28.0

    def __post_init__(self):
        set_ = object.__setattr__
        set_(self, "drug", checked_drug("Escalation", self.drug))
        doses = two_or_more("doses of Escalation", self.doses, "[0.5, 1.0, 1.5]")
        checked = [checked_dose(f"dose {n} of Escalation", x) for n, x in enumerate(doses, 1)]
        set_(self, "doses", tuple(checked))
        if not isinstance(self.every, Progression):
            set_(self, "every", checked_days("every of Escalation", self.every))

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it may give."""
        return drug_names(self.drug)

    @property
    def open_loop(self) -> bool:
        """Whether the plan never looks at the patient."""
        return not isinstance(self.every, Progression)

    def days_to_ask(self, horizon: float) -> np.ndarray:
        """Return the days (n,) at which it must be asked: where the dose changes."""
        if isinstance(self.every, Progression) or not is_one_number(self.every):
            return np.zeros(0)
        return multiples(self.every, horizon)[: len(self.doses)]

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from today on; see `Regimen.decide`."""
        if isinstance(self.every, Progression):
            if not memory:
                memory.update(lines=self._lines(), of_lines={})
            return memory["lines"].decide(seen, memory["of_lines"])
        step = np.floor(np.add(seen.since, SAME_MOMENT) / self.every)
        step = np.minimum(step, len(self.doses) - 1)
        return give_step(seen, memory, self._plans, step)

    def describe(self) -> str:
        """Return the plan in one line."""
        doses = ", then ".join(number_words(dose) for dose in self.doses)
        by_calendar = not isinstance(self.every, Progression)
        when = f"every {days_words(self.every)}" if by_calendar else "at every progression"
        return f"Escalation: {dose_words(self.drug)} times {doses}; the next {when}."

    def _plans(self) -> list[dict[str, Number]]:
        return [scaled(self.drug, dose) for dose in self.doses]

    def _lines(self) -> Lines:
        *first, last = self._plans()
        return Lines([*(Line(give, until=Progression()) for give in first), Line(last)])
