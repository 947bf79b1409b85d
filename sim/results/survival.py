"""Estimates from times that may be censored: each by a library, or by a closed form with a test.

Kaplan-Meier curves and the log-rank test are scipy's. A restricted mean is the area under a step
function. The hazard ratio of two groups is Newton's method on Cox's likelihood, which for a yes or
no needs only counts by day: hundreds of times faster than a general Cox model, to which the tests
hold it (statsmodels).
"""

import warnings
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.base.errors import InputError

if TYPE_CHECKING:
    from scipy.stats import CensoredData


_NORMAL_975 = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


class Estimate(NamedTuple):
    """A number with its 95 % interval; NaN where it cannot be said."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3g} ({self.low:.3g} to {self.high:.3g})"


class HazardRatio(NamedTuple):
    """A hazard ratio with its 95 % interval, or the reason why there is none."""

    value: float
    low: float
    high: float
    reason: str = ""

    def __str__(self) -> str:
        if self.reason:
            return f"no hazard ratio: {self.reason}"
        return f"{self.value:.3g} ({self.low:.3g} to {self.high:.3g})"


class Survival(NamedTuple):
    """A Kaplan-Meier curve: from each of `days` on, `share` of the patients have had no event."""

    days: np.ndarray
    """Days (step,), 0 first; then those with events."""
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray
    """95 % interval, from Greenwood's variance on the log(-log) scale; NaN where undefined."""
    censored: np.ndarray
    """Days (n,) on which follow-up ended without an event."""
    followed: np.ndarray
    """Days (patient,) of follow-up, sorted: for the numbers at risk."""

    def at(self, days) -> np.ndarray:
        """Return the share without an event at some days."""
        return self.share[np.searchsorted(self.days, days, side="right") - 1]

    def at_risk(self, days) -> np.ndarray:
        """Return how many are still followed just before some days."""
        return len(self.followed) - np.searchsorted(self.followed, days, side="left")


def kaplan_meier(days: np.ndarray, happened: np.ndarray) -> Survival:
    """Return the Kaplan-Meier curve.

    Parameters
    ----------
    days : ndarray (patient,)
        Day of the event or of censoring.
    happened : ndarray (patient,), bool
        Which of the two it is.
    """
    from scipy.stats import ecdf

    days, happened = _checked(days, happened)
    followed, censored = np.sort(days), np.sort(days[~happened])
    if not happened.any():
        one = np.ones(1)
        return Survival(np.zeros(1), one, one, one, censored, followed)
    curve = ecdf(_data(days, happened)).sf
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # undefined where all or none are left
        interval = curve.confidence_interval(0.95, method="log-log")
    when = np.unique(days[happened])
    place = np.searchsorted(curve.quantiles, when)

    def steps(of, first: float) -> np.ndarray:
        return np.concatenate(([first], of.probabilities[place]))

    share = steps(curve, 1.0)
    # where all or none are left the formula has no width: no more than that is known
    low, high = (
        np.where((share == 0) | (share == 1), share, steps(edge, 1.0)) for edge in interval
    )
    return Survival(np.concatenate(([0.0], when)), share, low, high, censored, followed)


def median(curve: Survival) -> Estimate:
    """Return the median with its 95 % interval (NaN: not reached).

    References
    ----------
    Brookmeyer and Crowley (1982), Biometrics 38:29, with the log(-log) transformation.
    """

    def first(shares: np.ndarray) -> float:
        below = shares <= 0.5  # NaN compares as False
        return float(curve.days[below][0]) if below.any() else np.nan

    return Estimate(first(curve.share), first(curve.low), first(curve.high))


def restricted_mean(days: np.ndarray, happened: np.ndarray, until: float) -> Estimate:
    """Return the mean time without an event within the first `until` days, and its interval.

    It is the area under the Kaplan-Meier curve; the variance is Greenwood's.

    References
    ----------
    Royston and Parmar (2013), BMC Med Res Methodol 13:152, appendix.
    """
    mean, variance = _restricted(*_checked(days, happened), until)
    half = _NORMAL_975 * np.sqrt(variance)
    return Estimate(mean, mean - half, mean + half)


def restricted_mean_difference(
    one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray], until: float
) -> Estimate:
    """Return the difference of two restricted means, of independent groups, and its interval."""
    first, of_first = _restricted(*_checked(*one), until)
    second, of_second = _restricted(*_checked(*other), until)
    half = _NORMAL_975 * np.sqrt(of_first + of_second)
    return Estimate(first - second, first - second - half, first - second + half)


def log_rank(
    one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]
) -> tuple[float, float]:
    """Return the log-rank statistic z (positive: `one` has more events) and its two-sided p."""
    from scipy.stats import logrank

    first, second = _checked(*one), _checked(*other)
    if not (first[1].any() or second[1].any()):
        return 0.0, 1.0
    found = logrank(_data(*first), _data(*second))
    return float(found.statistic), float(found.pvalue)


def hazard_ratio(
    one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]
) -> HazardRatio:
    """Return the hazard ratio of one group to another (Cox's model, Efron's ties).

    Parameters
    ----------
    one, other : (days, happened)
        Each as in `kaplan_meier`; below 1, `one` does better.

    Returns
    -------
    HazardRatio
        Without a number, but with a reason, where the groups separate completely: then the
        likelihood has no maximum, and whatever a program prints is where it gave up.
    """
    first, second = _checked(*one), _checked(*other)
    reason = _why_no_ratio(first, second)
    if reason:
        return HazardRatio(np.nan, np.nan, np.nan, reason)
    log_ratio, information = _cox(first, second)
    half = _NORMAL_975 / np.sqrt(information)
    low, high = float(np.exp(log_ratio - half)), float(np.exp(log_ratio + half))
    return HazardRatio(float(np.exp(log_ratio)), low, high)


def _cox(one, other) -> tuple[float, float]:
    """Return the log hazard ratio with the largest partial likelihood, and its information.

    Efron (1977), J Am Stat Assoc 72:557, eq. 2.7: the l-th of d events of one day meets
    ``phi = (n1 - l/d d1) exp(b) + (n0 - l/d d0)`` patients at risk.
    """
    times = np.unique(np.concatenate([one[0][one[1]], other[0][other[1]]]))
    events = [_counts(times, group[0][group[1]]) for group in (one, other)]
    risk = [len(g[0]) - np.searchsorted(np.sort(g[0]), times, side="left") for g in (one, other)]
    all_ = events[0] + events[1]
    part = np.arange(all_.sum()) - np.repeat(np.cumsum(all_) - all_, all_)
    part = part / np.repeat(all_, all_)
    mine, others = (
        np.repeat(n, all_) - part * np.repeat(d, all_) for n, d in zip(risk, events, strict=True)
    )
    log_ratio = 0.0
    for _ in range(100):
        share = mine * np.exp(log_ratio)
        share = share / (share + others)
        information = float((share * (1.0 - share)).sum())
        step = (events[0].sum() - share.sum()) / information
        log_ratio += float(np.clip(step, -1.0, 1.0))
        if abs(step) < 1e-10:
            break
    return log_ratio, information


def _counts(times: np.ndarray, values: np.ndarray) -> np.ndarray:
    return np.bincount(np.searchsorted(times, values), minlength=len(times))


def _why_no_ratio(one, other) -> str:
    times = np.unique(np.concatenate([one[0][one[1]], other[0][other[1]]]))
    events = [np.isin(times, group[0][group[1]]) for group in (one, other)]
    both = np.logical_and(*[(group[0].max() >= times) for group in (one, other)])
    if not both.any():
        return "there is no event while patients of both groups are followed"
    for mine, words in ((events[0], "first"), (events[1], "second")):
        if not (mine & both).any():
            return (
                "the groups separate completely: while both are followed, no event is in the "
                f"{words}; compare restricted means instead"
            )
    return ""


def _restricted(days: np.ndarray, happened: np.ndarray, until: float) -> tuple[float, float]:
    when, at = np.unique(days[happened & (days <= until)], return_inverse=True)
    events = np.bincount(at, minlength=len(when)).astype(float)
    risk = len(days) - np.searchsorted(np.sort(days), when, side="left").astype(float)
    share = np.cumprod(1.0 - events / risk)
    edges = np.concatenate(([0.0], when, [until]))
    areas = np.diff(edges) * np.concatenate(([1.0], share))
    after = np.cumsum(areas[::-1])[::-1][1:]  # area from each event on
    left = risk - events
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(left > 0, after**2 * events / (risk * left), 0.0)
    return float(areas.sum()), float(terms.sum())


def _data(days: np.ndarray, happened: np.ndarray) -> "CensoredData":
    from scipy.stats import CensoredData

    return CensoredData.right_censored(days, ~happened)


def _checked(days, happened) -> tuple[np.ndarray, np.ndarray]:
    days, happened = np.asarray(days, dtype=float), np.asarray(happened, dtype=bool)
    if days.ndim != 1 or days.shape != happened.shape:
        raise InputError(
            f"Survival times have shape {days.shape} and events {happened.shape}; give one of "
            "each for every patient."
        )
    if days.size == 0:
        raise InputError("There are no patients to estimate survival from.")
    bad = ~(days >= 0)
    if bad.any():
        patient = int(np.flatnonzero(bad)[0])
        raise InputError(
            f"The survival time in row {patient} is {days[patient]:g}; it must be at least 0 days."
        )
    return days, happened
