"""How long the patients of every arm were followed, and what is estimated from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.base.checks import as_array, numbers
from sim.base.errors import InputError, listed, shown, unknown
from sim.base.typed import typed_methods
from sim.results.pooled import parted, pooled
from sim.results.survival import (
    UNKNOWN,
    Estimate,
    Hazard,
    HazardRatio,
    Incidence,
    PairedDifference,
    Survival,
    bounds,
    check_until,
    cumulative_hazard,
    cumulative_incidence,
    hazard_ratio,
    kaplan_meier,
    known_until,
    log_rank,
    median,
    paired_difference,
    quantile,
    restricted_mean,
    restricted_mean_difference,
    verdicts_of,
    with_interval,
)

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.survival.times import Times


REASONS = (
    "end of follow-up", "progression", "death", "side effects", "lasting growth",
    "lost or closed before", "next treatment",
)  # fmt: skip
"""What ends a patient's time: the event, or what censored it."""
END, PROGRESSED, DIED, STOPPED, GREW, LEFT, STARTED = range(7)


@typed_methods
@dataclass(frozen=True, eq=False, repr=False)
class Followup:
    """How long every patient of every arm was followed, and whether the event came.

    Parameters
    ----------
    name : str
        Of the end point.
    arms : tuple of str
        Names of the arms.
    numbers : ndarray (patient,)
        Numbers of the patients.
    days : ndarray (arm, patient)
        Day of the event or of censoring [days]; NaN for who is not in that arm.
    happened : ndarray (arm, patient), bool
        Which of the two it is.
    horizon : float
        Days nobody is followed beyond.
    interrupted : str
        How many patients were finished, in words, where the run was stopped on the way.
    why : ndarray (arm, patient), int8, optional
        Place in `REASONS` of what ended each patient's time.
    labels : ndarray (patient,), optional
        Names of the patients, where their table names them.
    made_by : mapping of str to str, optional
        What made the runs that they come from, for the files of figures.
    """

    name: str
    arms: tuple[str, ...]
    numbers: np.ndarray
    days: np.ndarray
    happened: np.ndarray
    horizon: float
    interrupted: str = ""
    why: np.ndarray | None = None
    labels: np.ndarray | None = None
    made_by: Mapping[str, str] | None = None
    _curves: dict[str, Survival] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self):
        shape = (len(self.arms), len(self.numbers))
        for name, kind in (("days", "iuf"), ("happened", "b")):
            values = np.asarray(getattr(self, name))
            if values.shape != shape or values.dtype.kind not in kind:
                raise InputError(
                    f"{name} of Followup is {values.dtype} of shape {values.shape}; give one "
                    f"{'number' if kind != 'b' else 'yes or no'} for each of the {shape[0]} arms "
                    f"and {shape[1]} patients."
                )
            values = np.array(values)
            values.flags.writeable = False  # (curves are kept)
            object.__setattr__(self, name, values)
        object.__setattr__(self, "numbers", np.asarray(self.numbers))

    def of(self, arm: str) -> tuple[np.ndarray, np.ndarray]:
        """Return days and events (patient,) of those who are in an arm."""
        row = self._row(arm)
        inside = ~np.isnan(self.days[row])
        return self.days[row][inside], self.happened[row][inside]

    def counted(self, arm: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the same as `of`; refuse an arm in which nobody is."""
        times = self.of(arm)
        if not times[0].size:
            others = [name for name in self.arms if self.of(name)[0].size]
            have = f"arms with patients are {listed(others)}" if others else "no arm has any"
            raise InputError(
                f"Nobody is counted in arm {arm!r} for {self.name}: {have}. Run more patients, "
                "or leave that arm out."
            )
        return times

    def known_until(self, *arms: str) -> float:
        """Return the day up to which the curves of all these arms are known [days].

        The smallest of their last days of follow-up. An arm whose curve has come to 0 before is
        known later too, as long as anybody in the others is followed. Of all arms by default; arms
        without patients do not count.
        """
        return self._known(arms or self.arms, arms or self.arms)

    def _known(self, arms: Sequence[str], followed: Sequence[str]) -> float:
        """Return the day to which some arms are known and anybody in others is followed."""
        groups = [times for times in map(self.of, arms) if times[0].size]
        last = max((days.max() for days, _ in map(self.of, followed) if days.size), default=np.inf)
        return float(min([self.horizon, last, *(known_until(*times) for times in groups)]))

    def kaplan_meier(self, arm: str) -> Survival:
        """Return the Kaplan-Meier curve of an arm."""
        if arm not in self._curves:
            self._curves[arm] = kaplan_meier(*self.counted(arm))
        return self._curves[arm]

    def cumulative_hazard(self, arm: str) -> Hazard:
        """Return the cumulative hazard of an arm (Nelson-Aalen)."""
        return cumulative_hazard(self.kaplan_meier(arm))

    def cumulative_incidence(self, arm: str) -> dict[str, Incidence]:
        """Return by when how many have had each of the events that end this time (Aalen-Johansen).

        Of progression-free survival: ``"progression"``, and ``"death"`` without one before it.
        """
        days, happened = self.counted(arm)
        if self.why is None:
            raise InputError(
                f"{self.name} does not say which event ended a time; take that of a trial or of "
                "runs: result.followup(), sim.trials.followup(runs)."
            )
        row = self._row(arm)
        why = self.why[row][~np.isnan(self.days[row])]
        found = cumulative_incidence(days, np.where(happened, why, END).astype(int))
        return {REASONS[number]: each for number, each in found.items()}

    def median(self, arm: str) -> Estimate:
        """Return the median of an arm with its 95 % interval [days]; NaN: not reached."""
        return median(self.kaplan_meier(arm))

    def quantile(self, arm: str, share: float) -> Estimate:
        """Return the first day by which a share of an arm has had the event [days]."""
        return quantile(self.kaplan_meier(arm), share)

    def restricted_mean(self, arm: str, until: float | None = None) -> Estimate:
        """Return the mean time within the first `until` days [days], and its 95 % interval.

        By default up to the last follow-up of the arm; later is refused.
        """
        times, until = self.counted(arm), self._until(until, arm)
        return restricted_mean(*times, until) if until > 0 else UNKNOWN

    def restricted_mean_difference(
        self, arm: str, control: str, until: float | None = None
    ) -> Estimate:
        """Return the difference of two arms' restricted means [days], as of independent groups.

        By default up to the smaller last follow-up of the two arms; later is refused.
        """
        one, other = self.counted(arm), self.counted(control)
        until = self._until(until, arm, control)
        return restricted_mean_difference(one, other, until) if until > 0 else UNKNOWN

    def log_rank(self, arm: str, control: str) -> tuple[float, float]:
        """Return the log-rank z (negative: `arm` has fewer events) and its two-sided p."""
        return log_rank(self.counted(arm), self.counted(control))

    def hazard_ratio(self, arm: str, control: str) -> HazardRatio:
        """Return the hazard ratio of `arm` to `control`, or the reason why there is none."""
        found = hazard_ratio(self.counted(arm), self.counted(control))
        reason = found.reason.replace("the first", repr(arm)).replace("the second", repr(control))
        return found._replace(reason=reason)

    def only(self, who: np.ndarray | Sequence[bool]) -> "Followup":
        """Return the same of some patients: ndarray (patient,), bool."""
        who = as_array("who", who)
        if who.shape != self.numbers.shape or who.dtype != bool:
            raise InputError(
                f"only() needs one yes or no for each of the {self.numbers.size} patients, not "
                f"{who.dtype} of shape {who.shape}."
            )
        return replace(
            self, numbers=self.numbers[who], days=self.days[:, who],
            happened=self.happened[:, who],
            why=None if self.why is None else self.why[:, who],
            labels=None if self.labels is None else self.labels[who],
        )  # fmt: skip

    def by(self, groups: np.ndarray | Sequence) -> "dict[str, Followup]":
        """Return the same group by group: words, numbers or yes and no (patient,), few of them."""
        return {name: self.only(who) for name, who in parted(groups, self.numbers.size).items()}

    def with_pooled(self, name: str = "all") -> "Followup":
        """Return the same with one more arm: the patients of all of them.

        Raises
        ------
        InputError
            If a patient is in several arms, and would count more than once.
        """
        return pooled(self, name)

    def censored(self, at: np.ndarray | float) -> "Followup":
        """Return the same, followed until `at` only: one number, or ndarray (patient,) [days]."""
        limit = numbers("at of censored", at, "give days, one for all or one for each patient")
        if not (limit >= 0).all():  # (NaN is none, and would leave everybody without an event)
            raise InputError(
                f"at of censored is {shown(at)}; days are at least 0, and inf for who is not lost."
            )
        if limit.shape not in ((), self.numbers.shape, self.days.shape):
            raise InputError(
                f"at of censored has shape {limit.shape}; give one number, or one for each of the "
                f"{self.numbers.size} patients."
            )
        limit = np.broadcast_to(limit, self.days.shape)
        cut = self.days > limit
        return replace(
            self,
            days=np.fmin(self.days, np.where(np.isnan(self.days), np.nan, limit)),
            happened=self.happened & (self.days <= limit),
            why=None if self.why is None else np.where(cut, np.int8(LEFT), self.why),
        )

    def in_both(self, arm: str, control: str) -> np.ndarray:
        """Return the numbers of the patients who are in both arms, in the order of `pairs`."""
        rows = [self._row(arm), self._row(control)]
        return self.numbers[~np.isnan(self.days[rows]).any(axis=0)]

    def pairs(self, arm: str, control: str) -> "tuple[Times, Times]":
        """Return days and events (patient,) under both arms of the patients who are in both."""
        rows = self._row(arm), self._row(control)
        both = ~np.isnan(self.days[list(rows)]).any(axis=0)
        if not both.any():
            self.counted(arm), self.counted(control)  # names the arm in which nobody is
            raise InputError(
                f"Nobody is in both {arm!r} and {control!r}, so there are no paired differences; "
                "run the trial with design=sim.Paired()."
            )
        one, other = ((self.days[row][both], self.happened[row][both]) for row in rows)
        return one, other

    def paired_difference(
        self, arm: str, control: str, until: float | None = None
    ) -> PairedDifference:
        """Return how much later the event comes under `arm` than under `control`, in each patient.

        Of patients who are in both arms; mean and median within the first `until` days: by default
        up to the smaller last follow-up of the two; later is refused.
        """
        one, other = self.pairs(arm, control)
        until = self._until(until, arm, control)
        if until > 0:
            return paired_difference(one, other, until)
        # nobody was followed beyond day 0: there are verdicts, and no days
        better, worse, same, undecided = (float(who.mean()) for who in verdicts_of(one, other))
        return PairedDifference(
            UNKNOWN, np.nan, better, worse, same, undecided, one[0].size, 0.0
        )  # fmt: skip

    def difference(self, arm: str, control: str, until: float | None = None) -> np.ndarray:
        """Return days without the event under `arm` less those under `control`, (patient,) [days].

        Of patients who are in both arms, within the first `until` days (by default up to the
        smaller last follow-up of the two; later is refused). NaN for those who were lost before
        their difference was known: the mean of the others is not that of all, which
        `paired_difference` estimates.
        """
        one, other = self.pairs(arm, control)
        until = self._until(until, arm, control)
        if not until > 0:
            return np.full(one[0].size, np.nan)
        low, high = bounds(one, other, until)
        return np.where(low == high, low, np.nan)

    def table(self) -> "pd.DataFrame":
        """Return one row per arm: patients, events, median and restricted mean with intervals.

        The restricted means of all arms are within the same days: up to the smallest last
        follow-up.
        """
        import pandas as pd

        rows, until = [], self.known_until()
        within = f"mean within {until:g} days [days]"
        for arm in self.arms:
            days, happened = self.of(arm)
            middle: Estimate = UNKNOWN
            mean: Estimate = UNKNOWN
            if days.size:
                middle = self.median(arm)
                mean = self.restricted_mean(arm, until) if until > 0 else UNKNOWN
            rows.append({
                "arm": arm, "patients": days.size, "events": int(happened.sum()),
                "median [days]": middle.value, "median from (95 %)": middle.low,
                "median to (95 %)": middle.high,
                within: mean.value, "mean from (95 %)": mean.low, "mean to (95 %)": mean.high,
            })  # fmt: skip
        return pd.DataFrame(rows)

    def patients(self) -> "pd.DataFrame":
        """Return one row for each patient of each arm: the day, whether it is an event, and why.

        Columns: arm, patient (and their name in the cohort's table, where it names them), day of
        the event or of censoring [days], event (yes or no), reason.
        """
        import pandas as pd

        parts = []
        for row, arm in enumerate(self.arms):
            inside = ~np.isnan(self.days[row])
            columns = {"arm": arm, "patient": self.numbers[inside]}
            if self.labels is not None:
                columns["label"] = self.labels[inside]
            columns |= {"day": self.days[row][inside], "event": self.happened[row][inside]}
            if self.why is not None:
                columns["reason"] = np.array(REASONS, dtype=object)[self.why[row][inside]]
            parts.append(pd.DataFrame(columns))
        return pd.concat(parts, ignore_index=True)

    def __repr__(self) -> str:
        counts = ", ".join(f"{arm}: {self.of(arm)[0].size}" for arm in self.arms)
        note = f", {self.interrupted}" if self.interrupted else ""
        return (
            f"Followup of {self.name}, up to {self.horizon:g} days, patients {counts}{note}. See "
            ".table(), .patients(), .median(arm), .hazard_ratio(arm, control)."
        )

    def __str__(self) -> str:
        lines = [f"{self.name}, up to {self.horizon:g} days" + (
            f" ({self.interrupted})" if self.interrupted else "")]  # fmt: skip
        width = max(len(arm) for arm in self.arms)
        for arm in self.arms:
            days, happened = self.of(arm)
            middle = with_interval(self.median(arm), ".0f", unit=" days") if days.size else "-"
            lines.append(
                f"  {arm:<{width}}  {days.size} patients, {int(happened.sum())} events, median "
                f"{middle}"
            )
        return "\n".join(lines)

    def _until(self, until: float | None, *arms: str) -> float:
        """Return the days within which arms are compared, checked."""
        if until is None:
            return self.known_until(*arms)
        check_until(until, self._known(arms, self.arms))
        return float(until)

    def _row(self, arm: str) -> int:
        if arm not in self.arms:
            raise unknown(f"Arm {arm!r}", "arm", arm, self.arms)
        return self.arms.index(arm)
