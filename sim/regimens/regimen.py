"""What every regimen is: a frozen plan that says, at a visit, what is given until the next.

A plan is a dataclass of checked numbers. It runs nothing; `sim.simulate` asks it at each visit.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.errors import InputError
from sim.base.seen import Seen
from sim.base.typed import typed

if TYPE_CHECKING:
    from sim.regimens.lines import Treatment
    from sim.regimens.schedule import Schedule
    from sim.regimens.together import Together


class Regimen(ABC):
    """A plan of treatment: what is given, when, and what changes it.

    Every number may be a float, an array (patient,) or a frozen scipy.stats distribution.
    Doses are in units of the standard dose, times in days. A number of days that differs
    between patients is acted on at the first visit of the clinic on or after it; one that is
    the same for all is acted on exactly, because `days_to_ask` asks for a visit then, in the arm
    of this regimen only. A distribution draws for the same patient the same number in every arm.
    """

    steady = False
    """Whether the doses never change."""

    @property
    @abstractmethod
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it may give."""

    @abstractmethod
    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from today on.

        Parameters
        ----------
        seen : Seen
            What the clinic knows today, before today's dose.
        memory : dict
            Empty at the first visit, then as this regimen left it; kept for each arm and each
            block of patients.

        Returns
        -------
        ndarray (patient, drug) or (1, drug), float64
            Doses [standard doses], read only; the very array of the visit before where nothing
            changed.
        """

    @abstractmethod
    def describe(self) -> str:
        """Return the plan in one line."""

    @property
    def open_loop(self) -> bool:
        """Whether the plan never looks at the patient."""
        return False

    @property
    def wants_scans_every(self) -> float:
        """How often it wants to be told the size of the tumour, at least [days]; inf: any will do.

        A wish: what is done is up to the clinic. `sim compare` fulfils it for all arms alike, so
        that none is looked at more closely than another.
        """
        return np.inf

    def days_to_ask(self, horizon: float) -> np.ndarray:
        """Return the days (n,) at which it must be asked, besides the visits of the clinic."""
        return np.zeros(0)

    def rules(self) -> tuple[str, ...]:
        """Return the plan as a list of sentences."""
        return (self.describe(),)

    def schedule(self, horizon: float) -> Schedule:
        """Return what is given on which day, written out up to `horizon` [days].

        Raises
        ------
        InputError
            If the plan depends on the patient: on what is seen, or by a number of their own.
        """
        from sim.regimens.written_out import written_out

        written = written_out(self, horizon)
        if written.once:
            raise InputError(
                f"{type(self).__name__} has no schedule of periods: it gives doses one by one, at "
                "moments of their own (sim.Doses). Its rules are in calendar()."
            )
        return written.schedule

    @typed
    def calendar(self, horizon: float = 364.0) -> str:
        """Return the plan as a clinician reads it: a table of days, or the rules in words.

        Parameters
        ----------
        horizon : float
            Days to print.
        """
        from sim.regimens.calendar import calendar

        return calendar(self, horizon)

    def __add__(self, other: Treatment) -> Together:
        """Return both side by side; where they give the same drug, its doses add up."""
        return _side_by_side(self, other)

    def __radd__(self, other: Treatment) -> Together:
        """Return both side by side, the other one first."""
        return _side_by_side(other, self)

    def __str__(self) -> str:
        return self.describe()


def _side_by_side(first: Treatment, second: Treatment) -> Together:
    from sim.regimens.together import Together

    for part in (first, second):
        if not isinstance(part, str | Mapping | Regimen):
            raise InputError(
                f"A regimen is added to {part!r}; add another regimen, the name of a drug, or "
                "doses by name: sim.Continuous('A') + {'B': 0.5}."
            )
    plans = [part.plans if isinstance(part, Together) else (part,) for part in (first, second)]
    return Together([plan for some in plans for plan in some])
