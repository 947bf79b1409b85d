"""What adds up while a block of patients is treated: doses, days, side effects, quality, deaths.

What is told by the truth and not by scans is kept here too: deaths, and the day from which a
tumour stays larger than it was at the start.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.checks import Number
from sim.base.days import SAME_MOMENT
from sim.clinic.given import Given
from sim.clinic.toxicity import SideEffects

if TYPE_CHECKING:
    from sim.clinic.clinic import Clinic

SEVERE = 3.0
"""Grade from which a side effect is severe."""

LASTING = 1.2
"""Growth lasts from when a tumour has more than so many times its first cells, for good."""

HALF_A_YEAR = 182.625


class Ledger:
    """Doses given, days lived and what they were worth, from visit to visit.

    Doses are added up only when they change, so that a steady plan costs nothing. They count until
    the patient dies or the tumour is gone: then the run of the patient has ended.
    """

    def __init__(
        self,
        clinic: "Clinic",
        drugs: tuple[str, ...],
        half_lives: Any,
        intervals: Any,
        count: int,
        horizon: float,
    ):
        self._clinic = clinic
        self._least_fatal = float(np.min(clinic.fatal))
        self._day = self._since = 0.0
        self.burden: np.ndarray | None = None
        self._doses: np.ndarray = np.zeros((1, len(drugs)))
        self._on: np.ndarray = np.zeros(1, dtype=bool)
        self.dead = np.zeros(count, dtype=bool)
        self.killed_by_tumour = np.zeros(count, dtype=bool)
        self.death_day = np.full(count, np.inf)
        self._gone_day = np.full(count, np.inf)
        self._given = Given(half_lives, intervals, count)
        self.cumulative = np.zeros((count, len(drugs)))
        self.treatment_days = np.zeros(count)
        self.last_treatment_day = np.zeros(count)
        self.quality_days = np.zeros(count)
        self.worst_grade = np.zeros(count)
        self.severe_days = np.zeros(count)
        self.stop_day = np.full(count, np.nan)
        self._grown_from: np.ndarray | None = None
        self._grown = np.zeros(count, dtype=bool)
        self._grown_day = np.full(count, np.nan)
        self._late_day = horizon - min(HALF_A_YEAR, horizon / 2.0) - SAME_MOMENT
        self._earlier: np.ndarray | None = None
        self.effects = None
        if clinic.toxicity is not None:
            clinic.toxicity.check_drugs(drugs)
            self.effects = SideEffects(clinic.toxicity, drugs, half_lives, count)

    def pass_time(self, day: float, burden: np.ndarray) -> None:
        """Count the days since the last visit; then see who has died."""
        gap = day - self._day
        if gap > 0:
            self._follow(gap, burden)
        self._deaths(day, burden)
        if not burden.all():
            self._gone_day = np.where(burden == 0, np.minimum(self._gone_day, day), self._gone_day)
        self._growth(day, burden)
        if self._earlier is None and day >= self._late_day:
            self._earlier = burden.astype(float)
        self._day, self.burden = day, burden

    def give(self, day: float, doses: np.ndarray) -> None:
        """Take note of the doses from today on."""
        if doses is self._doses:
            return
        self.flush(day)
        self._doses, self._on = doses, np.asarray((doses > 0).any(axis=1))

    def flush(self, day: float) -> None:
        """Add up the doses given since they last changed."""
        if day > self._since:
            end = np.minimum(self.death_day, self._gone_day)
            lived = np.clip(np.minimum(day, end) - self._since, 0.0, None)
            self.cumulative += self._given.between(self._since, day, lived, self._doses)
            if self._on.any():
                on = self._on & (lived > 0)
                self.treatment_days += on * lived
                until = np.where(on, self._since + lived, self.last_treatment_day)
                self.last_treatment_day = until
        self._since = day

    def findings(self) -> dict[str, np.ndarray]:
        """Return what has added up, each (patient,) but the doses (patient, drug).

        ``lasting_growth_day`` is the first visit from which the tumour had more than `LASTING`
        times its first cells until the end; NaN if it ended with fewer.
        """
        grown_day, dead = self._grown_day, self.death_day
        found = {
            "cumulative_dose": self.cumulative,
            "treatment_days": self.treatment_days,
            "last_treatment_day": self.last_treatment_day,
            "lasting_growth_day": np.where(grown_day > dead, np.nan, grown_day),
        }
        if self._earlier is not None:
            found["earlier_burden"] = self._earlier
        if self.effects is not None:
            found |= {
                "worst_grade": self.worst_grade,
                "severe_days": self.severe_days,
                "stop_day": self.stop_day,
            }
        if self._clinic.quality is not None:
            found["quality_days"] = self.quality_days
        return found

    def _growth(self, day: float, burden: np.ndarray) -> None:
        """Note whose tumour has grown beyond its start today, or fallen back."""
        if self._grown_from is None:
            # whole numbers are compared with whole numbers: twice as quick
            limit = LASTING * burden
            whole = burden.dtype.kind == "i"
            self._grown_from = np.floor(limit).astype(burden.dtype) if whole else limit
            return
        grown = burden > self._grown_from
        changed = grown != self._grown
        if changed.any():
            now = np.where(grown, day, np.nan)
            self._grown_day = np.where(changed, now, self._grown_day)
            self._grown = grown

    def _follow(self, gap: float, burden: np.ndarray) -> None:
        quality = self._clinic.quality
        if self.effects is None and quality is None:
            return
        alive = ~self.dead
        before: Number = 0.0
        grade: Number = 0.0
        if self.effects is not None:
            before = self.effects.worst
            self.effects.follow(self._doses, gap)
            grade = self.effects.worst
            np.maximum(self.worst_grade, grade, out=self.worst_grade, where=alive)
            # half of the gap belongs to each visit
            severe = 0.5 * ((before >= SEVERE).astype(float) + (grade >= SEVERE))
            self.severe_days += gap * severe * alive
        if quality is not None and self.burden is not None:
            begin = quality.worth(self.burden, before, self._on)
            end = quality.worth(burden, grade, self._on)
            self.quality_days += gap * 0.5 * (begin + end) * alive

    def _deaths(self, day: float, burden: np.ndarray) -> None:
        other = self._clinic.other_death
        if other is None and burden.max(initial=0.0) < self._least_fatal:
            return  # most visits of most trials
        fatal = burden >= self._clinic.fatal
        earlier = np.False_ if other is None else np.less_equal(other, day)
        new = (fatal | earlier) & ~self.dead
        if new.any():
            # What kills on a day of its own kills before a burden that is only seen today.
            when = day if other is None else np.where(earlier, other, day)
            self.death_day = np.where(new, when, self.death_day)
            self.killed_by_tumour = self.killed_by_tumour | (new & ~earlier)
            self.dead = self.dead | new
