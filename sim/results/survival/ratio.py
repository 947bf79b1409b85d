"""Two groups against each other: the log-rank test (scipy's) and the hazard ratio.

The hazard ratio of two groups is Newton's method on Cox's likelihood, which for a yes or no needs
only counts by day: hundreds of times faster than a general Cox model, to which the tests hold it
(statsmodels).
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.results.survival.estimate import NORMAL_975, HazardRatio
from sim.results.survival.times import Counts, Times, checked, counted

if TYPE_CHECKING:
    from scipy.stats import CensoredData


def log_rank(one: Times, other: Times) -> tuple[float, float]:
    """Return the log-rank statistic z (positive: `one` has more events) and its two-sided p."""
    from scipy.stats import logrank

    first, second = checked(*one), checked(*other)
    if not _informative(first, second):
        return 0.0, 1.0
    found = logrank(_data(*first), _data(*second))
    return float(found.statistic), float(found.pvalue)


def hazard_ratio(one: Times, other: Times) -> HazardRatio:
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
    first, second = checked(*one), checked(*other)
    reason = _why_no_ratio(first, second)
    if reason:
        return HazardRatio(np.nan, np.nan, np.nan, reason)
    log_ratio, information = _cox(first, second)
    half = NORMAL_975 / np.sqrt(information)
    low, high = float(np.exp(log_ratio - half)), float(np.exp(log_ratio + half))
    return HazardRatio(float(np.exp(log_ratio)), low, high)


def _cox(one, other) -> tuple[float, float]:
    """Return the log hazard ratio with the largest partial likelihood, and its information.

    Efron (1977), J Am Stat Assoc 72:557, eq. 2.7: the l-th of d events of one day meets
    ``phi = (n1 - l/d d1) exp(b) + (n0 - l/d d0)`` patients at risk.
    """
    first, second = _tables(one, other)
    events = first.events
    all_ = first.events + second.events
    part = np.arange(all_.sum()) - np.repeat(np.cumsum(all_) - all_, all_)
    part = part / np.repeat(all_, all_)
    mine, others = (
        np.repeat(group.risk, all_) - part * np.repeat(group.events, all_)
        for group in (first, second)
    )
    log_ratio = 0.0
    for _ in range(100):
        share = mine * np.exp(log_ratio)
        share = share / (share + others)
        information = float((share * (1.0 - share)).sum())
        step = (events.sum() - share.sum()) / information
        log_ratio += float(np.clip(step, -1.0, 1.0))
        if abs(step) < 1e-10:
            break
    return log_ratio, information


def _tables(one: Times, other: Times) -> tuple[Counts, Counts]:
    """Return the counts of both groups on the days on which anybody has the event."""
    when = np.unique(np.concatenate([one[0][one[1]], other[0][other[1]]]))
    return counted(*one, when), counted(*other, when)


def _informative(one: Times, other: Times) -> bool:
    """Tell whether there is a day with events on which chance decides in which group they are."""
    first, second = _tables(one, other)
    return bool(((first.risk > 0) & (second.risk > 0) & (first.left + second.left > 0)).any())


def _why_no_ratio(one: Times, other: Times) -> str:
    first, second = _tables(one, other)
    both = (first.risk > 0) & (second.risk > 0)
    if not both.any():
        return "there is no event while patients of both groups are followed"
    for mine, words in ((first, "first"), (second, "second")):
        if not mine.events[both].any():
            return (
                "the groups separate completely: while both are followed, no event is in the "
                f"{words}; compare restricted means instead"
            )
    return ""


def _data(days: np.ndarray, happened: np.ndarray) -> "CensoredData":
    from scipy.stats import CensoredData

    return CensoredData.right_censored(days, ~happened)
