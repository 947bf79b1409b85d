"""What adds up while a block of patients is treated: doses, days, side effects, quality."""

import numpy as np

from sim.base.boluses import Boluses
from sim.base.checks import Number
from sim.clinic.fates import Fates
from sim.clinic.given import Given
from sim.clinic.quality import Quality
from sim.clinic.side_effects import SideEffects

SEVERE = 3.0
"""Grade from which a side effect is severe."""


class Ledger:
    """Doses given, days lived and what they were worth, from visit to visit.

    Doses are added up only when they change, so that a steady plan costs nothing. They count until
    the patient dies or the tumour is gone: then the run of the patient has ended.

    Parameters
    ----------
    given : Given
        How doses add up.
    effects : SideEffects or None
        Of the drugs; None: none are looked at.
    quality : Quality or None
        What a day is worth; None: not asked.
    shape : tuple
        Patients and drugs.
    """

    def __init__(
        self,
        given: Given,
        effects: SideEffects | None,
        quality: Quality | None,
        shape: tuple[int, int],
    ):
        count, drugs = shape
        self._given, self.effects, self._quality = given, effects, quality
        self._day = self._since = 0.0
        self._doses: np.ndarray = np.zeros((1, drugs))
        self._once: Boluses | None = None
        self._on: np.ndarray = np.zeros(1, dtype=bool)
        self.cumulative = np.zeros(shape)
        self.treatment_days = np.zeros(count)
        self.last_treatment_day = np.zeros(count)
        self.quality_days = np.zeros(count)
        self.worst_grade = np.zeros(count)
        self.severe_days = np.zeros(count)
        self.stop_day = np.full(count, np.nan)

    def pass_time(self, day: float, burden: np.ndarray, fates: Fates) -> None:
        """Count the days since the last visit, for those who were alive then."""
        gap, self._day = day - self._day, day
        if gap <= 0 or (self.effects is None and self._quality is None):
            return
        alive = ~fates.dead
        before: Number = 0.0
        grade: Number = 0.0
        if self.effects is not None:
            before = self.effects.worst
            if self._once is None:
                self.effects.follow(self._doses, gap)
            else:
                self.effects.follow_once(self._doses, gap, self._once)
            grade = self.effects.worst
            np.maximum(self.worst_grade, grade, out=self.worst_grade, where=alive)
            # half of the gap belongs to each visit
            severe = 0.5 * ((before >= SEVERE).astype(float) + (grade >= SEVERE))
            self.severe_days += gap * severe * alive
        if self._quality is not None and fates.burden is not None:
            begin = self._quality.worth(fates.burden, before, self._on)
            end = self._quality.worth(burden, grade, self._on)
            self.quality_days += gap * 0.5 * (begin + end) * alive

    def allow(
        self, day: float, doses: np.ndarray, once: Boluses | None = None
    ) -> tuple[np.ndarray, Boluses | None, np.ndarray | None]:
        """Return what the rules on side effects allow today, and who is given less.

        Parameters
        ----------
        day : float
            Today [days].
        doses : ndarray (patient, drug) or (1, drug)
            What was planned.
        once : Boluses or None
            What was planned to be given once until the next visit.

        Returns
        -------
        doses : ndarray (patient, drug) or (1, drug)
        once : Boluses or None
        held : ndarray (patient,), bool, or None
            None: nobody.
        """
        if self.effects is None:
            return doses, once, None
        doses, once, held = self.effects.allow(doses, once)
        self.stop_day[self.effects.stopped & np.isnan(self.stop_day)] = day
        return doses, once, held if np.count_nonzero(held) else None

    def give(
        self,
        day: float,
        doses: np.ndarray,
        fates: Fates,
        in_force: np.ndarray,
        once: Boluses | None = None,
    ) -> None:
        """Take note of the doses from today on, and of what is given once until the next visit.

        `in_force` is what is prescribed: who forgets a dose is on treatment.
        """
        if doses is self._doses and once is None and self._once is None:
            return
        self.flush(day, fates)
        self._doses, self._once = doses, once
        self._on = np.asarray((in_force > 0).any(axis=1))

    def flush(self, day: float, fates: Fates) -> None:
        """Add up the doses given since they last changed."""
        if day > self._since:
            end = np.minimum(fates.death_day, fates.gone_day)
            lived = np.clip(np.minimum(day, end) - self._since, 0.0, None)
            self.cumulative += self._given.between(self._since, day, lived, self._doses)
            if self._once is not None:
                self.cumulative += self._once.given(lived)
            if self._on.any():
                on = self._on & (lived > 0)
                self.treatment_days += on * lived
                until = np.where(on, self._since + lived, self.last_treatment_day)
                self.last_treatment_day = until
        self._since = day

    def findings(self) -> dict[str, np.ndarray]:
        """Return what has added up, each (patient,) but the doses (patient, drug)."""
        found = {
            "cumulative_dose": self.cumulative,
            "treatment_days": self.treatment_days,
            "last_treatment_day": self.last_treatment_day,
        }
        if self.effects is not None:
            found |= {
                "worst_grade": self.worst_grade,
                "severe_days": self.severe_days,
                "stop_day": self.stop_day,
            }
        if self._quality is not None:
            found["quality_days"] = self.quality_days
        return found
