"""Drugs given once, at stated moments: what a plan hands to the clinic and to the engines.

A regimen answers with doses that are given again and again. What is given once, at any moment, it
says besides (`Seen.give_once`); until the next visit `sim.base.collected` collects it.
"""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from sim.base.days import SAME_MOMENT

EMPTIED = -1.0
"""Stands for a dose where the body is emptied of the drug: nothing is left of what was given."""


class Course(NamedTuple):
    """All that is given once of one drug, in order of the days.

    Parameters
    ----------
    drug : str
        Its name.
    day, dose : ndarray (administration,)
        When, counted from the start of the plan [days], and how much [standard doses;
        `EMPTIED`].
    row : ndarray (administration,), int64
        To whom: a place in a list of rows.
    rows : ndarray (patient,), int64, or None
        Which row each patient has; None: all have row 0.
    lasts : ndarray (administration,), or None
        How long each lasts [days]; below 0, or None: as the drug has it.
    """

    drug: str
    day: np.ndarray
    dose: np.ndarray
    row: np.ndarray
    rows: np.ndarray | None = None
    lasts: np.ndarray | None = None

    @property
    def longest(self) -> float:
        """How long the longest of them lasts [days]."""
        return 0.0 if self.lasts is None else float(self.lasts.max(initial=0.0))


@dataclass(frozen=True, eq=False)
class Boluses:
    """What is given once from a visit until the next.

    Parameters
    ----------
    day : float
        Of the visit.
    moment, drug, dose : ndarray (bolus,)
        Days since the visit, which drug (a column of the doses), and how much [standard doses;
        `EMPTIED` of it]; patient by patient, in order of time. What is still on its way at the
        visit has a moment before 0.
    lasts : ndarray (bolus,)
        How long it lasts [days]; below 0: as the drug has it.
    of : ndarray (patient + 1,), int64
        Where those of each patient begin; (2,) where they are the same for all.
    in_force : ndarray (patient or 1, drug)
        What they come to as doses given again and again [standard doses]: their mean from the
        visit to the next, or over the interval of the drug that ends there, if it is longer.
    intervals : ndarray (drug,)
        Days between two administrations of every drug: what one of the standard dose is for.
    asked : ndarray (patient or 1, drug)
        What was prescribed of them: `in_force` with what is forgotten (`sim.base.forgotten`).
    instead : ndarray (patient, drug) or None
        What is taken off doses that are given again and again, because it is given here, or
        forgotten; None: nothing.
    """

    day: float
    moment: np.ndarray
    drug: np.ndarray
    dose: np.ndarray
    lasts: np.ndarray
    of: np.ndarray
    in_force: np.ndarray
    intervals: np.ndarray
    asked: np.ndarray
    instead: np.ndarray | None = None

    def at(self, day: float) -> np.ndarray:
        """Return the doses (patient or 1, drug) that are given at one moment."""
        return self._added((self.dose > 0) & self._now(day))

    def emptied(self, day: float) -> np.ndarray:
        """Return who is emptied of which drug (patient or 1, drug) at one moment."""
        return self._added((self.dose < 0) & self._now(day)) < 0

    def _now(self, day: float) -> np.ndarray:
        return np.abs(self.day + self.moment - day) <= SAME_MOMENT

    def given(self, lived: np.ndarray) -> np.ndarray:
        """Return what is given (patient, drug) to those who live so long [standard doses x days].

        Parameters
        ----------
        lived : ndarray (patient,)
            Days from the visit on.
        """
        if len(self.of) == 2:
            alive = (self.moment >= 0.0) & (self.moment < lived[:, None])
            each = np.zeros((len(self.moment), len(self.intervals)))
            each[np.arange(len(self.moment)), self.drug] = np.maximum(self.dose, 0.0)
            return alive @ each * self.intervals
        alive = self.moment < np.repeat(lived, np.diff(self.of))
        alive &= self.moment >= 0.0
        return self._added(alive & (self.dose > 0)) * self.intervals

    def scaled(self, factor: np.ndarray) -> "Boluses":
        """Return it with every dose multiplied by a factor (patient, drug); resets stay.

        What comes to nothing is left out, as if it had not been planned; what was given before the
        visit stays as it was.
        """
        whole = self if len(self.of) - 1 == len(factor) else self._of_each(len(factor))
        owner = np.repeat(np.arange(len(factor)), np.diff(whole.of))
        as_it_is = (whole.dose < 0) | (whole.moment < 0)
        dose = np.where(as_it_is, whole.dose, whole.dose * factor[owner, whole.drug])
        kept = dose != 0.0
        of = np.concatenate(([0], np.cumsum(np.bincount(owner[kept], minlength=len(factor)))))
        return replace(
            whole, moment=whole.moment[kept], drug=whole.drug[kept], dose=dose[kept],
            lasts=whole.lasts[kept], of=of,
            in_force=self.in_force * factor, asked=self.asked * factor,
            instead=None if self.instead is None else self.instead * factor,
        )  # fmt: skip

    def _of_each(self, patients: int) -> "Boluses":
        """Return what is the same for all as everybody's own."""
        names = ("moment", "drug", "dose", "lasts")
        parts: dict[str, Any] = {name: np.tile(getattr(self, name), patients) for name in names}
        return replace(self, **parts, of=np.arange(patients + 1) * len(self.moment))

    def _added(self, which: np.ndarray) -> np.ndarray:
        total = np.zeros((len(self.of) - 1, len(self.intervals)))
        owner = np.repeat(np.arange(len(self.of) - 1), np.diff(self.of))
        np.add.at(total, (owner[which], self.drug[which]), self.dose[which])
        return total
