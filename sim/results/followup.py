"""Times to an end point, arm by arm: what survival statistics and survival plots are made from."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError, unknown
from sim.results.endings import dead
from sim.results.runs import Runs
from sim.results.survival import (
    Estimate,
    HazardRatio,
    Survival,
    hazard_ratio,
    kaplan_meier,
    log_rank,
    median,
    restricted_mean,
    restricted_mean_difference,
)

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Followup:
    """How long every patient of every arm was followed, and whether the event came.

    Parameters
    ----------
    name : str
        Of the end point.
    arms : tuple of str
        Names of the arms.
    patients : ndarray (patient,)
        Their numbers.
    days : ndarray (arm, patient)
        Day of the event or of censoring [days]; NaN for who is not in that arm.
    happened : ndarray (arm, patient), bool
        Which of the two it is.
    horizon : float
        Days nobody is followed beyond.
    """

    name: str
    arms: tuple[str, ...]
    patients: np.ndarray
    days: np.ndarray
    happened: np.ndarray
    horizon: float
    _curves: dict[str, Survival] = field(default_factory=dict, init=False, repr=False)

    def of(self, arm: str) -> tuple[np.ndarray, np.ndarray]:
        """Return days and events (patient,) of those who are in an arm."""
        row = self._row(arm)
        inside = ~np.isnan(self.days[row])
        return self.days[row][inside], self.happened[row][inside]

    def kaplan_meier(self, arm: str) -> Survival:
        """Return the Kaplan-Meier curve of an arm."""
        if arm not in self._curves:
            self._curves[arm] = kaplan_meier(*self.of(arm))
        return self._curves[arm]

    def median(self, arm: str) -> Estimate:
        """Return the median of an arm with its 95 % interval [days]; NaN: not reached."""
        return median(self.kaplan_meier(arm))

    def restricted_mean(self, arm: str, until: float | None = None) -> Estimate:
        """Return the mean time within the first `until` days [days] (default: the horizon)."""
        return restricted_mean(*self.of(arm), self.horizon if until is None else until)

    def restricted_mean_difference(
        self, arm: str, control: str, until: float | None = None
    ) -> Estimate:
        """Return the difference of two arms' restricted means [days], as of independent groups."""
        until = self.horizon if until is None else until
        return restricted_mean_difference(self.of(arm), self.of(control), until)

    def log_rank(self, arm: str, control: str) -> tuple[float, float]:
        """Return the log-rank z (negative: `arm` has fewer events) and its two-sided p."""
        return log_rank(self.of(arm), self.of(control))

    def hazard_ratio(self, arm: str, control: str) -> HazardRatio:
        """Return the hazard ratio of `arm` to `control`, or the reason why there is none."""
        found = hazard_ratio(self.of(arm), self.of(control))
        reason = found.reason.replace("the first", repr(arm)).replace("the second", repr(control))
        return found._replace(reason=reason)

    def only(self, who: np.ndarray) -> "Followup":
        """Return the same of some patients: ndarray (patient,), bool."""
        who = np.asarray(who)
        if who.shape != self.patients.shape or who.dtype != bool:
            raise InputError(
                f"only() needs one yes or no for each of the {self.patients.size} patients, not "
                f"{who.dtype} of shape {who.shape}."
            )
        return replace(
            self, patients=self.patients[who], days=self.days[:, who],
            happened=self.happened[:, who],
        )  # fmt: skip

    def censored(self, at: np.ndarray | float) -> "Followup":
        """Return the same, followed until `at` only: one number, or ndarray (patient,) [days]."""
        limit = np.broadcast_to(at, self.days.shape)
        return replace(
            self,
            days=np.fmin(self.days, np.where(np.isnan(self.days), np.nan, limit)),
            happened=self.happened & (self.days <= limit),
        )

    def difference(self, arm: str, control: str, until: float | None = None) -> np.ndarray:
        """Return days without the event under `arm` less those under `control`, (patient,) [days].

        Of patients who are in both arms, within the first `until` days.
        """
        until = self.horizon if until is None else until
        one, other = self.days[self._row(arm)], self.days[self._row(control)]
        both = ~np.isnan(one) & ~np.isnan(other)
        if not both.any():
            raise InputError(
                f"Nobody is in both {arm!r} and {control!r}, so there are no paired differences; "
                "run the trial with design=sim.Paired()."
            )
        return np.minimum(one[both], until) - np.minimum(other[both], until)

    def table(self) -> "pd.DataFrame":
        """Return one row per arm: patients, events, median and restricted mean with intervals."""
        import pandas as pd

        rows = {}
        for arm in self.arms:
            days, happened = self.of(arm)
            middle, mean = self.median(arm), self.restricted_mean(arm)
            rows[arm] = {
                "patients": days.size, "events": int(happened.sum()),
                "median [days]": middle.value, "from (95 %)": middle.low, "to (95 %)": middle.high,
                f"mean within {self.horizon:g} days [days]": mean.value,
                "from (95 %) ": mean.low, "to (95 %) ": mean.high,
            }  # fmt: skip
        table = pd.DataFrame.from_dict(rows, orient="index")
        table.index.name = "arm"
        return table

    def _row(self, arm: str) -> int:
        if arm not in self.arms:
            raise unknown(f"Arm {arm!r}", "arm", arm, self.arms)
        return self.arms.index(arm)


def _progression(data):
    return data["progression_day"]


def _second(data):
    return data["second_progression_day"]


def _failure(data):
    import numpy as np

    day = data["progression_day"]
    return np.fmin(day, data["stop_day"]) if "stop_day" in data else day


def _never(data):
    return data["progression_day"] * np.nan


def _lasting_growth(data):
    if "lasting_growth_day" not in data:
        raise InputError(
            "These runs do not say from when on growth lasted (a file of an older version); "
            "simulate again."
        )
    return data["lasting_growth_day"]


EVENTS = {
    "time to progression": (_progression, False),
    "progression-free survival": (_progression, True),
    "second progression": (_second, True),
    "treatment failure": (_failure, True),
    "overall survival": (_never, True),
    "lasting growth": (_lasting_growth, False),
}
"""End points: the day of the event, and whether death counts as one."""


def followup(runs: Runs, endpoint: str = "progression-free survival") -> Followup:
    """Return the times to an end point.

    Parameters
    ----------
    runs : Runs
        What was simulated.
    endpoint : str
        ``"time to progression"`` (who dies before is censored on that day),
        ``"progression-free survival"`` (progression or death), ``"second progression"`` (PFS2:
        progression of the treatment after the first progression, or death), ``"treatment failure"``
        (progression, death, or a drug stopped for side effects), ``"overall survival"``,
        ``"lasting growth"`` (the day from which the true burden stays above 1.2 x that of day 0:
        what no pause and no scan can bend).

    Notes
    -----
    Progressions are dated by the scan that shows them, whenever its result arrives. Who is cured is
    followed to the last day, as nobody can know it.
    """
    days, happened = event_times(runs, endpoint)
    return Followup(
        name=endpoint,
        arms=tuple(runs.arms),
        patients=runs.values("patient"),
        days=days,
        happened=happened,
        horizon=float(runs.days),
    )


def event_times(runs: Runs, endpoint: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the days (arm, patient) of an end point or of censoring, and which of the two it is.

    The one place where an end point gets its meaning; `followup` explains them.
    """
    if endpoint not in EVENTS:
        raise unknown(f"End point {endpoint!r}", "end point", endpoint, EVENTS)
    data = runs.data
    day, death_counts = EVENTS[endpoint]
    first = np.array(day(data).values, dtype=float)
    died = dead(data["ending"].values)
    last = np.where(died, data["end_day"].values, runs.days)
    happened = first <= last  # NaN compares as False
    days = np.where(happened, first, last)
    return days, happened | died if death_counts else happened
