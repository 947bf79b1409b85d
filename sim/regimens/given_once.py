"""Doses as they were given: each once, on its day, whenever anybody is seen."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.boluses import EMPTIED, Course
from sim.base.errors import InputError, shown
from sim.base.seen import Seen
from sim.regimens.dose_table import dose_table
from sim.regimens.regimen import Regimen
from sim.regimens.steps import give_step

MOST_SHOWN = 24
"""A longer list of doses is cut, and says so."""


@dataclass(frozen=True)
class Doses(Regimen):
    """Doses of one drug, each given once, at its own moment: a history, or a pulse.

    A dose of 1 raises the concentration as one administration of the standard dose does,
    by ``interval * ln 2 / half_life`` (`sim.Drug`), whether or not a visit falls on its day, so the
    drug needs a half-life. Several drugs, or single doses and a plan side by side, are
    ``sim.Together([...])``; tables are read by ``sim.read_doses`` and ``sim.read_nonmem``.

    The ``dose`` that results show at a visit is the mean until the next one, or over the
    `interval` of the drug that ends there, if it is longer.

    Parameters
    ----------
    drug : str
        The drug.
    given : sequence of (day, amount), a list of such sequences for each patient, or ndarray
        Days from the start of the plan on, to any fraction of a day, in any order. An amount of
        ``"reset"`` empties the body of the drug. A third number is for how many days the dose is
        infused (`sim.Infused`, `sim.TwoCompartments`), 0 for one at once; without it, it is as the
        drug has it. As an array: (dose, 2) with day and amount, (dose, 3) with the row of the
        patient (`row`), day and amount, below 0 for a reset, or (dose, 4) with the days it lasts
        besides, below 0 for as the drug has it.
    standard : float
        What the amounts are over: 1, where they are standard doses, or the standard dose in mg
        where they are in mg.
    row : ndarray (patient,), optional
        Which row of `given` each patient has. Default: one row for all, or their own.

    Raises
    ------
    InputError
        If a number is missing, negative or no number; and before a run, if the drug has no
        half-life or a dose is above its highest (`sim.Drug`).

    Examples
    --------
    >>> from sim.regimens import Doses
    >>> print(Doses("erlotinib", [(0, 1600), (7, 1600)], standard=150))
    Doses: 2 doses of erlotinib, 10.7 x the standard dose, from day 0 to day 7.
    """

    drug: str
    given: Any
    standard: float = 1.0
    row: np.ndarray | None = None

    def __post_init__(self):
        set_ = object.__setattr__
        checks.name("The drug of Doses", self.drug)
        standard = checks.one_number(
            f"standard of Doses of {self.drug!r}", self.standard, above=True,
            hint="It is the standard dose in the unit of the amounts, such as 150 for mg.",
        )  # fmt: skip
        table, own = dose_table(f"Doses of {self.drug!r}", self.given)
        row = own if self.row is None else checks.as_array("row of Doses", self.row)
        if row is not None:
            if row.ndim != 1 or row.dtype.kind not in "iu" or (row < 0).any():
                raise InputError(
                    f"row of Doses is {shown(row)}; give a whole number from 0 for each patient."
                )
            row = row.astype(np.int64)
        elif table[:, 0].any():
            raise InputError("Doses has rows of several patients; say who has which: row=[0, 1].")
        set_(self, "standard", standard)
        set_(self, "given", table)
        set_(self, "row", row)

    @property
    def drugs(self) -> tuple[str, ...]:
        """The name of the drug."""
        return (self.drug,)

    @property
    def open_loop(self) -> bool:
        """Whether the plan never looks at the patient."""
        return True

    @property
    def doses(self) -> np.ndarray:
        """All doses (dose,) [standard doses]; NaN where the body is emptied."""
        amounts = self.given[:, 2]
        return np.where(amounts < 0, np.nan, amounts / self.standard)

    @property
    def longest(self) -> float:
        """How long the longest infusion runs [days]; 0 where none is said to."""
        return self.course().longest

    def course(self) -> Course:
        """Return everything that is given, as the clinic and the engines take it."""
        dose = np.where(np.isnan(self.doses), EMPTIED, self.doses)
        row = self.given[:, 0].astype(np.int64)
        lasts = self.given[:, 3] if self.given.shape[1] > 3 else None
        return Course(self.drug, self.given[:, 1], dose, row, self.row, lasts)

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return nothing that is given again and again; see `Regimen.decide`."""
        if "course" not in memory:
            memory["course"] = self.course()
        seen.give_once(memory["course"])
        return give_step(seen, memory, lambda: [{}], 0)

    def describe(self) -> str:
        """Return the plan in one line."""
        doses, days = self.doses, self.given[:, 1]
        of = np.ones(1) if self.row is None else self.row
        among = "" if self.row is None else f" in {len(of)} patient{'s' * (len(of) != 1)}"
        count = int(np.count_nonzero(~np.isnan(doses)))
        if not count:
            return f"Doses: nothing of {self.drug}{among}."
        low, high = float(np.nanmin(doses)), float(np.nanmax(doses))
        size = f"{high:.3g}" if low == high else f"{low:.3g} to {high:.3g}"
        return (
            f"Doses: {count} dose{'s' * (count != 1)} of {self.drug}, {size} x the standard dose, "
            f"from day {days.min():g} to day {days.max():g}{among}."
        )

    def rules(self) -> tuple[str, ...]:
        """Return the doses, one by one, where all patients have the same."""
        if self.row is not None:
            return (self.describe(),)
        lasts = self.course().lasts
        lasts = np.zeros(len(self.given)) if lasts is None else lasts
        lines = [
            f"Day {day:g}: {'the body is emptied' if np.isnan(dose) else f'{dose:.4g}'}"
            f"{f' over {long:.3g} days' if long > 0 else ''}."
            for day, dose, long in zip(self.given[:, 1], self.doses, lasts, strict=True)
        ]
        more = [f"... and {len(lines) - MOST_SHOWN} more."] if len(lines) > MOST_SHOWN else []
        return (*lines[:MOST_SHOWN], *more)
