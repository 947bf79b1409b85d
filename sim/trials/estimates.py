"""Comparisons of two arms: shares, paired differences, numbers needed to treat."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError
from sim.results.survival import Estimate, HazardRatio

if TYPE_CHECKING:
    from sim.results.followup import Followup

_NORMAL_975 = 1.959963984540054


def share(hits: int, count: int) -> Estimate:
    """Return a share with its exact 95 % interval (Clopper and Pearson 1934)."""
    from scipy.stats import binomtest

    if count == 0:
        return Estimate(np.nan, np.nan, np.nan)
    interval = binomtest(int(hits), int(count)).proportion_ci(0.95, method="exact")
    return Estimate(hits / count, float(interval.low), float(interval.high))


@dataclass(frozen=True)
class PairedDifference:
    """How much later the event comes under one arm than under another, patient by patient.

    Attributes
    ----------
    mean : Estimate
        Mean difference with its 95 % interval [days].
    median : float
        Median difference [days].
    better, worse, same : float
        Shares of the patients for whom it comes later, earlier, and on the same day.
    patients : int
        How many.
    """

    mean: Estimate
    median: float
    better: float
    worse: float
    same: float
    patients: int

    def __str__(self) -> str:
        return (
            f"{self.mean.value:+.1f} days ({self.mean.low:+.1f} to {self.mean.high:+.1f}); better "
            f"for {100 * self.better:.0f} %, worse for {100 * self.worse:.0f} %, the same for "
            f"{100 * self.same:.0f} % of {self.patients}"
        )


def paired_difference(days: np.ndarray) -> PairedDifference:
    """Return what differences (patient,) of one arm less another [days] amount to."""
    count = days.size
    mean = float(days.mean())
    spread = float(days.std(ddof=1)) if count > 1 else np.nan
    half = _NORMAL_975 * spread / np.sqrt(count)
    return PairedDifference(
        Estimate(mean, mean - half, mean + half), float(np.median(days)),
        float((days > 0).mean()), float((days < 0).mean()), float((days == 0).mean()), count,
    )  # fmt: skip


def needed_to_treat(times: "Followup", arm: str, control: str, day: float) -> Estimate:
    """Return how many must be treated with `arm` for one event fewer by `day`.

    Negative: one more. The interval is that of the difference of the two Kaplan-Meier shares,
    inverted; where that holds 0, it would reach through infinity, and is NaN.
    """
    if not 0 < day <= times.horizon:
        raise InputError(f"day is {day!r}; allowed is above 0 to {times.horizon:g} days.")
    shares = [_share_without(*times.of(name), day) for name in (arm, control)]
    gain = shares[0][0] - shares[1][0]
    half = _NORMAL_975 * np.sqrt(shares[0][1] + shares[1][1])
    low, high = gain - half, gain + half
    if gain == 0:
        return Estimate(np.inf, np.nan, np.nan)
    if low <= 0 <= high:
        return Estimate(1.0 / gain, np.nan, np.nan)
    return Estimate(1.0 / gain, 1.0 / high, 1.0 / low)


@dataclass(frozen=True)
class Comparison:
    """One arm against the control at one end point; print it."""

    endpoint: str
    arm: str
    control: str
    medians: tuple[Estimate, Estimate]
    log_rank_p: float
    hazard_ratio: HazardRatio
    mean_difference: Estimate
    """Of the restricted means [days]; as of independent groups."""
    paired: PairedDifference | None
    """None where nobody is in both arms."""

    def __str__(self) -> str:
        first, second = self.medians
        lines = [
            f"{self.endpoint}: {self.arm} against {self.control}",
            f"  median           {_days(first)} and {_days(second)}",
            f"  hazard ratio     {self.hazard_ratio}",
            f"  log-rank         p = {self.log_rank_p:.2g}",
            f"  mean difference  {_days(self.mean_difference)}",
        ]
        if self.paired is not None:
            lines.append(f"  paired           {self.paired}")
        return "\n".join(lines)


def compare(times: "Followup", arm: str, control: str, paired: bool) -> Comparison:
    """Return one arm against another."""
    return Comparison(
        times.name, arm, control, (times.median(arm), times.median(control)),
        times.log_rank(arm, control)[1], times.hazard_ratio(arm, control),
        times.restricted_mean_difference(arm, control),
        paired_difference(times.difference(arm, control)) if paired else None,
    )  # fmt: skip


def _days(estimate: Estimate) -> str:
    if np.isnan(estimate.value):
        return "not reached"
    return f"{estimate.value:.0f} ({estimate.low:.0f} to {estimate.high:.0f}) days"


def _share_without(days: np.ndarray, happened: np.ndarray, day: float) -> tuple[float, float]:
    """Return the Kaplan-Meier share on a day and its variance (Greenwood)."""
    when, at = np.unique(days[happened & (days <= day)], return_inverse=True)
    events = np.bincount(at, minlength=len(when)).astype(float)
    risk = len(days) - np.searchsorted(np.sort(days), when, side="left").astype(float)
    value = float(np.prod(1.0 - events / risk))
    left = risk - events
    terms = np.divide(events, risk * left, out=np.zeros_like(risk), where=left > 0)
    return value, value**2 * float(terms.sum())
