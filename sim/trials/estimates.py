"""Comparisons of two arms: shares, numbers needed to treat, and all of it on one page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.results.survival import (
    Estimate,
    HazardRatio,
    PairedDifference,
    Survival,
    check_until,
    with_interval,
)

if TYPE_CHECKING:
    from sim.results.followup import Followup

_NORMAL_975 = 1.959963984540054
ROUNDING = 1e-12
"""Two shares that are closer are the same: there is no trial of so many patients."""


def share(hits: int, count: int) -> Estimate:
    """Return a share with its exact 95 % interval (Clopper and Pearson 1934)."""
    from scipy.stats import binomtest

    if count == 0:
        return Estimate(np.nan, np.nan, np.nan)
    interval = binomtest(int(hits), int(count)).proportion_ci(0.95, method="exact")
    return Estimate(hits / count, float(interval.low), float(interval.high))


def needed_to_treat(times: "Followup", arm: str, control: str, day: float) -> Estimate:
    """Return how many must be treated with `arm` for one event fewer by `day`.

    Negative: one more. The interval is that of the difference of the two Kaplan-Meier shares,
    inverted; where that holds 0, it would reach through infinity, and is NaN. The day may not be
    after the last follow-up of either arm.

    References
    ----------
    Newcombe (1998), Stat Med 17:873, method 10, from the Wilson interval of each share, as Bender
    (2001), Control Clin Trials 22:102, advises; with censoring, of as many patients as would give
    a share Greenwood's variance (Cutler and Ederer 1958, J Chronic Dis 8:699).
    """
    curves = [times.kaplan_meier(name) for name in (arm, control)]
    check_until(day, times.known_until(arm, control), "day")
    (first, below, above), (second, least, most) = (_wilson(curve, day) for curve in curves)
    gain = first - second
    if abs(gain) < ROUNDING:
        return Estimate(np.inf, np.nan, np.nan)
    low = gain - np.hypot(first - below, most - second)
    high = gain + np.hypot(above - first, second - least)
    if low <= 0 <= high:
        return Estimate(1.0 / gain, np.nan, np.nan)
    return Estimate(1.0 / gain, 1.0 / high, 1.0 / low)


def _wilson(curve: Survival, day: float) -> tuple[float, float, float]:
    """Return the share without the event on a day, and its 95 % interval (Wilson 1927)."""
    place = int(np.searchsorted(curve.days, day, side="right")) - 1
    value, variance = float(curve.share[place]), float(curve.variance[place])
    if variance > 0:
        count = value * (1.0 - value) / variance
    else:  # all or none: of those of whom it is known whether they had the event by that day
        count = float(curve.counts.events.sum() + (curve.censored >= day).sum())
    count = max(count, 1.0)
    square = _NORMAL_975**2 / count
    middle = (value + square / 2.0) / (1.0 + square)
    half = np.sqrt(square * (value * (1.0 - value) + square / 4.0)) / (1.0 + square)
    return value, max(0.0, float(middle - half)), min(1.0, float(middle + half))


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
    until: float
    """Days within which means are taken: up to the smaller last follow-up of the two [days]."""
    paired: PairedDifference | None
    """None where nobody is in both arms."""

    def __str__(self) -> str:
        first, second = (with_interval(one, ".0f", unit=" days") for one in self.medians)
        mean = with_interval(self.mean_difference, "+.0f", unit=" days", unknown="not known")
        lines = [
            f"{self.endpoint}: {self.arm} against {self.control}",
            f"  median           {first} and {second}",
            f"  hazard ratio     {self.hazard_ratio}",
            f"  log-rank         p = {self.log_rank_p:.2g}",
            f"  mean difference  {mean}, within {self.until:.0f} days",
        ]
        if self.paired is not None:
            lines.append(f"  paired           {self.paired}")
        return "\n".join(lines)


def compare(times: "Followup", arm: str, control: str, paired: bool) -> Comparison:
    """Return one arm against another."""
    return Comparison(
        times.name, arm, control, (times.median(arm), times.median(control)),
        times.log_rank(arm, control)[1], times.hazard_ratio(arm, control),
        times.restricted_mean_difference(arm, control), times.known_until(arm, control),
        times.paired_difference(arm, control) if paired else None,
    )  # fmt: skip
