"""Events that exclude one another: how many have had each by a day (Aalen and Johansen).

Who dies without a progression cannot progress any more. One less the Kaplan-Meier curve of
progression, with deaths as censored, says how many would progress if nobody died; that is more than
do, and of no population.
"""

from typing import NamedTuple

import numpy as np

from sim.base.errors import InputError
from sim.results.survival.curve import CLOSE, shares
from sim.results.survival.estimate import NORMAL_975
from sim.results.survival.times import checked, counted


class Incidence(NamedTuple):
    """Cumulative incidence: by each of `days`, `share` of the patients have had this event."""

    days: np.ndarray
    """Days (step,), 0 first; then those with an event of any kind."""
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray
    """95 % interval on the log(-log) scale; NaN where nobody, or everybody, has had it."""
    variance: np.ndarray
    """Of the share."""
    last: float
    """Day of the last follow-up [days]."""

    def at(self, days) -> np.ndarray:
        """Return the share by some days; NaN after the last follow-up."""
        days = np.asarray(days, dtype=float)
        share = self.share[np.searchsorted(self.days, days, side="right") - 1]
        return np.where(days <= self.last, share, np.nan)


def cumulative_incidence(days: np.ndarray, cause: np.ndarray) -> dict[int, Incidence]:
    """Return the cumulative incidence of every cause, by its number.

    Parameters
    ----------
    days : ndarray (patient,)
        Day of the event or of censoring.
    cause : ndarray (patient,), int
        Which event it was, 1, 2, ...; 0: none.

    References
    ----------
    Aalen and Johansen (1978), Scand J Stat 5:141. Variance by the delta method: Marubini and
    Valsecchi (1995), Analysing Survival Data from Clinical Trials, section 10.4. Interval: as that
    of a survival curve, Kalbfleisch and Prentice (2002), section 1.4.
    """
    cause = np.asarray(cause)
    if cause.dtype.kind not in "iu" or (cause.size and cause.min() < 0):
        raise InputError("cause must be whole numbers: 0 for who had no event, and 1, 2, ...")
    days, happened = checked(days, cause > 0)
    every = counted(days, happened)
    risk = every.risk.astype(float)
    left = np.concatenate(([1.0], shares(every)[:-1]))  # without any event just before
    with np.errstate(divide="ignore"):
        lost = np.where(every.left > 0, every.events / (risk * every.left), 0.0)
    last, found = float(days.max()), {}
    for number in np.unique(cause[cause > 0]):
        events = counted(days[cause == number], np.ones((cause == number).sum(), bool), every.days)
        share = np.cumsum(left * events.events / risk)
        variance = _variance(share, left, lost, events.events, risk)
        low, high = _interval(share, variance)
        steps = np.concatenate(([0.0], every.days))
        found[int(number)] = Incidence(
            steps, np.append(0.0, share), np.append(np.nan, low), np.append(np.nan, high),
            np.append(0.0, variance), last,
        )  # fmt: skip
    return found


def _variance(
    share: np.ndarray, left: np.ndarray, lost: np.ndarray, events: np.ndarray, risk: np.ndarray
) -> np.ndarray:
    """Return the variance of a cumulative incidence on each day with events.

    With I the incidence, S the share without any event just before, d the events of this kind, n
    the patients at risk: the sum over the days up to t of ``(I(t) - I)^2 e / n (n - e)`` (e: events
    of any kind), ``S^2 d (n - d) / n^3`` and ``-2 (I(t) - I) S d / n^2``.
    """
    own = left**2 * events * (risk - events) / risk**3
    both = left * events / risk**2
    whole = share**2 * np.cumsum(lost) - 2.0 * share * np.cumsum(share * lost)
    whole += np.cumsum(share**2 * lost) + np.cumsum(own)
    whole += -2.0 * share * np.cumsum(both) + 2.0 * np.cumsum(share * both)
    return np.maximum(whole, 0.0)


def _interval(share: np.ndarray, variance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the 95 % interval of shares, on the scale log(-log(share))."""
    inside = (share > 0) & (share < 1.0 - CLOSE)  # (a sum of shares comes to 1 but for rounding)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        log = np.log(share)
        wide = np.exp(NORMAL_975 * np.sqrt(variance) / np.abs(share * log))
        return tuple(  # type: ignore[return-value]
            np.where(inside, np.exp(log * power), np.nan) for power in (wide, 1.0 / wide)
        )
