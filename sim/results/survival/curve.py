"""Kaplan-Meier curves and what is read off them: shares, medians, quantiles.

A share is a product of fractions, and two of them can be equal on paper and differ in the last
bit: 12 of 24 lost one by one is not 0.5 if it is multiplied out. So the counts are cancelled before
they are divided, and where a share is within rounding of the one that is asked for, whole numbers
decide.
"""

import math
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from sim.base.errors import InputError
from sim.results.survival.estimate import NORMAL_975, Estimate
from sim.results.survival.times import Counts, checked, counted

CLOSE = 1e-9
"""Shares closer than this are compared as fractions; rounding is smaller than 10^6 events make."""


class Survival(NamedTuple):
    """A Kaplan-Meier curve: from each of `days` on, `share` of the patients have had no event."""

    days: np.ndarray
    """Days (step,), 0 first; then those with events."""
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray
    """95 % interval, from Greenwood's variance on the log(-log) scale; NaN where all or none are
    left, for which it says nothing."""
    variance: np.ndarray
    """Greenwood's variance of the share."""
    censored: np.ndarray
    """Days (n,) on which follow-up ended without an event."""
    followed: np.ndarray
    """Days (patient,) of follow-up, sorted: for the numbers at risk."""
    counts: Counts
    """Events and patients at risk on the days with events, those of `days` but the first."""

    @property
    def last(self) -> float:
        """Day of the last follow-up [days]."""
        return float(self.followed[-1])

    @property
    def known_until(self) -> float:
        """Day up to which the curve is known [days]; without end where it has come to 0."""
        return np.inf if self.share[-1] == 0 else self.last

    def at(self, days) -> np.ndarray:
        """Return the share without an event at some days; NaN after the last follow-up."""
        days = np.asarray(days, dtype=float)
        share = self.share[np.searchsorted(self.days, days, side="right") - 1]
        return np.where(days <= self.known_until, share, np.nan)

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

    References
    ----------
    Kaplan and Meier (1958), J Am Stat Assoc 53:457. Interval: Kalbfleisch and Prentice (2002),
    The Statistical Analysis of Failure Time Data, section 1.4.
    """
    days, happened = checked(days, happened)
    counts = counted(days, happened)
    share = np.concatenate(([1.0], shares(counts)))
    with np.errstate(divide="ignore", invalid="ignore"):
        # of the logarithm of the share
        relative = np.concatenate(
            ([0.0], np.cumsum(counts.events / (counts.risk * counts.left.astype(float))))
        )
        inside = (share > 0) & (share < 1)
        log = np.log(share)
        wide = np.exp(NORMAL_975 * np.sqrt(relative) / np.abs(log))
        low, high = (np.where(inside, np.exp(log * power), np.nan) for power in (wide, 1.0 / wide))
        variance = np.where(inside, share**2 * relative, 0.0)
    return Survival(
        np.concatenate(([0.0], counts.days)), share, low, high, variance,
        np.sort(days[~happened]), np.sort(days), counts,
    )  # fmt: skip


def median(curve: Survival) -> Estimate:
    """Return the median with its 95 % interval (NaN: not reached); see `quantile`."""
    return quantile(curve, 0.5)


def quantile(curve: Survival, share: float) -> Estimate:
    """Return the first day by which a share of the patients have had the event [days].

    Parameters
    ----------
    curve : Survival
        From `kaplan_meier`.
    share : float
        Of the patients, above 0 and below 1; a share such as 0.1 is taken to mean 1/10, not the
        nearest binary number.

    Returns
    -------
    Estimate
        The day, and the first days by which the lower and the upper curve say so; NaN: not reached.

    References
    ----------
    Brookmeyer and Crowley (1982), Biometrics 38:29, with the log(-log) transformation.
    """
    if not 0 < share < 1:
        raise InputError(f"share of a quantile is {share!r}; allowed is above 0 and below 1.")
    target = 1 - Fraction(float(share)).limit_denominator(10**6)

    def first(edge: np.ndarray) -> float:
        below = edge <= float(target)  # NaN compares as False
        return float(curve.days[below][0]) if below.any() else np.nan

    return Estimate(_first_day(curve, target), first(curve.low), first(curve.high))


def shares(counts: Counts) -> np.ndarray:
    """Return the share without the event from each of the days on, (day,).

    Between two censored patients ``(n - d) / n`` of one day ends where that of the next begins, and
    cancels: the share of a group without censoring is one division.
    """
    if not counts.days.size:
        return np.empty(0)
    begins, ends = _stretches(counts)
    stretch = np.cumsum(begins) - 1
    start = counts.risk[begins].astype(float)
    before = np.concatenate(([1.0], np.cumprod(counts.left[ends] / start)[:-1]))
    return before[stretch] * (counts.left / start[stretch])


def _stretches(counts: Counts) -> tuple[np.ndarray, np.ndarray]:
    """Return on which days, (day,) bool, a stretch without censoring begins, and ends."""
    begins = np.ones(counts.days.size, dtype=bool)
    begins[1:] = counts.risk[1:] != counts.left[:-1]
    return begins, np.append(begins[1:], True)


def _first_day(curve: Survival, target: Fraction) -> float:
    """Return the first day from which at most `target` have had no event, exactly."""
    for place in np.flatnonzero(curve.share <= float(target) + CLOSE):
        sure = curve.share[place] < float(target) - CLOSE
        if sure or _fraction(curve.counts, int(place)) <= target:
            return float(curve.days[place])
    return np.nan


def _fraction(counts: Counts, steps: int) -> Fraction:
    """Return the share after some of the days with events, exactly."""
    some = Counts(*(part[:steps] for part in counts))
    begins, ends = _stretches(some) if steps else (np.empty(0, bool), np.empty(0, bool))
    return Fraction(math.prod(some.left[ends].tolist()), math.prod(some.risk[begins].tolist()))
