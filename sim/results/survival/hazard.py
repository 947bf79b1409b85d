"""The cumulative hazard: how often the event would have come by a day, if it came again."""

from typing import NamedTuple

import numpy as np

from sim.results.survival.curve import Survival
from sim.results.survival.estimate import NORMAL_975


class Hazard(NamedTuple):
    """A cumulative hazard: from each of `days` on it is `value`, with its 95 % interval."""

    days: np.ndarray
    """Days (step,), 0 first; then those with events."""
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    """95 % interval, on the log scale; NaN before the first event."""


def cumulative_hazard(curve: Survival) -> Hazard:
    """Return the cumulative hazard of Nelson and Aalen.

    Its slope is the hazard: straight lines are exponential times, and the curves of two arms with
    proportional hazards are multiples of one another.

    Parameters
    ----------
    curve : Survival
        From `kaplan_meier`.

    References
    ----------
    Aalen (1978), Ann Stat 6:701. Interval: Klein and Moeschberger (2003), Survival Analysis,
    sections 4.2 and 4.3 (variance: sum of d/n^2; log transformation).
    """
    events, risk = curve.counts.events.astype(float), curve.counts.risk.astype(float)
    value = np.concatenate(([0.0], np.cumsum(events / risk)))
    variance = np.concatenate(([0.0], np.cumsum(events / risk**2)))
    with np.errstate(divide="ignore", invalid="ignore"):
        wide = np.exp(NORMAL_975 * np.sqrt(variance) / value)
    return Hazard(curve.days, value, value / wide, value * wide)
