"""Drug holidays by the calendar: days on, days off."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.days import SAME_MOMENT, merge, multiples
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.base.seen import Seen
from sim.regimens.doses import (
    DrugDoses,
    checked_days,
    checked_dose,
    checked_drug,
    drug_names,
    is_one_number,
    scaled,
)
from sim.regimens.regimen import Regimen
from sim.regimens.steps import NOTHING, give_step
from sim.regimens.words import days_words, dose_words, number_words


@dataclass(frozen=True)
class Intermittent(Regimen):
    """Drug holidays: some days on the drug, some off, again and again, whatever is seen.

    Days count from the start of the plan. Where `on` or `off` differ between patients, a change
    happens at the first visit of the clinic on or after its day.

    Parameters
    ----------
    drug : str or mapping of drug to number
        A drug, or several with their doses.
    on, off : float, array (patient,) or distribution
        Days on and days off [days]. ``off=0`` is no holiday.
    cycles : float, array (patient,), distribution or None
        After this many times on and off nothing is given any more. ``None``: for ever.
    dose : float, array (patient,) or distribution
        Dose while on [standard doses]; it multiplies the doses of a mapping.
    """

    drug: DrugDoses
    on: Number
    off: Number
    cycles: Number | None = None
    dose: Number = 1.0

    def __post_init__(self):
        set_ = object.__setattr__
        set_(self, "drug", checked_drug("Intermittent", self.drug))
        set_(self, "on", checked_days("on of Intermittent", self.on))
        set_(self, "off", checked_days("off of Intermittent", self.off, low=0.0))
        set_(self, "dose", checked_dose("dose of Intermittent", self.dose))
        if self.cycles is None:
            return
        cycles = checks.number("cycles of Intermittent", self.cycles, low=1.0, unit="cycles")
        if not is_distribution(cycles) and np.any(cycles != np.round(cycles)):
            raise InputError(f"cycles of Intermittent is {cycles}; give whole numbers.")
        set_(self, "cycles", cycles)

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it may give."""
        return drug_names(self.drug)

    @property
    def open_loop(self) -> bool:
        """Whether the plan never looks at the patient."""
        return True

    def days_to_ask(self, horizon: float) -> np.ndarray:
        """Return the days (n,) at which it must be asked: where the drug starts and stops."""
        numbers = (self.on, self.off, *(() if self.cycles is None else (self.cycles,)))
        if not all(is_one_number(x) for x in numbers):
            return np.zeros(0)
        starts = multiples(self.on + self.off, horizon)
        if self.cycles is not None:
            starts = starts[: int(self.cycles)]
        edges = merge(starts, starts + self.on, starts[-1:] + self.on + self.off)
        return edges[edges < horizon - SAME_MOMENT]

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from today on; see `Regimen.decide`."""
        length = np.add(self.on, self.off)
        day = np.add(seen.since, SAME_MOMENT)
        cycle = np.floor(day / length)
        giving = np.asarray(day - cycle * length < self.on)
        if self.cycles is not None:
            giving = giving & (cycle < np.round(self.cycles))
        step = np.where(giving, np.int8(0), np.int8(NOTHING))
        return give_step(seen, memory, lambda: [scaled(self.drug, self.dose)], step)

    def describe(self) -> str:
        """Return the plan in one line."""
        often = "again and again" if self.cycles is None else f"{number_words(self.cycles)} times"
        return (
            f"Intermittent: {dose_words(self.drug, self.dose)} for {days_words(self.on)}, then "
            f"nothing for {days_words(self.off)}, {often}."
        )
