"""Restricted means: the mean time without an event within the first so many days.

They are areas under Kaplan-Meier curves, so they may not reach beyond the last follow-up, where
there is no curve.
"""

import numpy as np

from sim.base.errors import InputError
from sim.results.survival.curve import shares
from sim.results.survival.estimate import NORMAL_975, UNKNOWN, Estimate
from sim.results.survival.times import Counts, Times, checked, counted, known_until

ROUNDING = 1e-12
"""A spread of so little of the time that is looked at is none."""


def restricted_mean(days: np.ndarray, happened: np.ndarray, until: float) -> Estimate:
    """Return the mean time without an event within the first `until` days, and its interval.

    It is the area under the Kaplan-Meier curve; the variance is Greenwood's.

    Parameters
    ----------
    days, happened : ndarray (patient,)
        As in `kaplan_meier`.
    until : float
        Days [days]; at most to the last follow-up.

    References
    ----------
    Royston and Parmar (2013), BMC Med Res Methodol 13:152, appendix.
    """
    return _sum([checked(days, happened)], [1.0], until)


def restricted_mean_difference(one: Times, other: Times, until: float) -> Estimate:
    """Return the difference of two restricted means, of independent groups, and its interval."""
    return _sum([checked(*one), checked(*other)], [1.0, -1.0], until)


def _sum(groups: list[Times], signs: list[float], until: float) -> Estimate:
    for group in groups:
        check_until(until, known_until(*group))
    areas = [_Area(*group, until) for group in groups]
    value = float(sum(sign * area.mean for sign, area in zip(signs, areas, strict=True)))
    if min(group[0].size for group in groups) < 2:
        return UNKNOWN._replace(value=value)  # one patient says nothing about the spread
    return within(value, NORMAL_975 * np.sqrt(sum(area.variance() for area in areas)), until)


def within(value: float, half: float, until: float) -> Estimate:
    """Return a mean with its interval; without one where nothing varied.

    If nobody had the event, or all on the same day, the spread that is seen is 0. That says of how
    many nobody could say, and not that the mean is known exactly.
    """
    if not half > ROUNDING * until:
        return UNKNOWN._replace(value=value)
    return Estimate(value, float(value - half), float(value + half))


def check_until(until: float, last: float, what: str = "until") -> None:
    """Check that a number of days is not beyond the last follow-up."""
    if not 0 < until <= last:
        raise InputError(
            f"{what} is {until!r}; allowed is above 0 to {last:.6g} days, the last day on which "
            "anybody compared is followed: later, nothing is known."
        )


def pseudo_values(days: np.ndarray, happened: np.ndarray, until: float) -> np.ndarray:
    """Return what each patient adds to a restricted mean, ndarray (patient,) [days].

    ``n m - (n - 1) m_i``, with m the restricted mean of all and m_i that of all but patient i.
    Without censoring it is the patient's own time, cut at `until`. With it, the mean over patients
    still is the restricted mean (nearly), and the spread says how uncertain that is, also of
    differences of two arms with the same patients.

    References
    ----------
    Andersen, Klein and Rosthøj (2003), Biometrika 90:15.
    """
    days, happened = checked(days, happened)
    check_until(until, known_until(days, happened))
    count = days.size
    if count == 1:
        return np.minimum(days, until)
    area = _Area(days, happened, until)
    return count * area.mean - (count - 1) * area.without_each(days, happened)


class _Area:
    """The area under a Kaplan-Meier curve between 0 and a last day."""

    def __init__(self, days: np.ndarray, happened: np.ndarray, until: float):
        seen = happened & (days <= until)
        self.counts: Counts = counted(days, seen)
        edges = np.concatenate(([0.0], self.counts.days, [until]))
        self._gaps = np.diff(edges)
        self._share = np.concatenate(([1.0], shares(self.counts)))
        parts = self._gaps * self._share
        self._after = np.cumsum(parts[::-1])[::-1]
        """From the start, and from each day with events, to the end."""
        self.mean = float(self._after[0])

    def variance(self) -> float:
        """Return Greenwood's variance of the area."""
        events, risk, left = self.counts.events, self.counts.risk, self.counts.left
        # where none are left, no area is after it
        some = left > 0
        terms = self._after[1:] ** 2 * events
        return float((terms[some] / (risk[some] * left[some].astype(float))).sum())

    def without_each(self, days: np.ndarray, happened: np.ndarray) -> np.ndarray:
        """Return the area of all patients but one, for every one of them, (patient,)."""
        when, events, risk = self.counts
        others = np.maximum(risk - 1, 1)
        # while patient i is followed, one less is at risk; on the own day, one event is less
        before = np.concatenate(([1.0], np.cumprod(1.0 - events / others)))
        own = 1.0 - (events - 1) / others
        area = np.concatenate(([0.0], np.cumsum(before * self._gaps)[:-1]))
        # after it nothing has changed: what is left of the curve, as if it began at 1
        tail = np.divide(self._after, self._share, out=self._gaps.copy(), where=self._share > 0)
        mine = happened & (days <= (when[-1] if when.size else -1.0))
        place = np.searchsorted(when, days, side="right")
        last = place - mine  # days with events before the patient's own
        factor = np.where(mine, own[np.maximum(place - 1, 0)] if when.size else 1.0, 1.0)
        return area[place] + before[last] * factor * tail[place]
