"""How curves of times to an event are looked at: what stands upright, in which unit, how far."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, shown
from sim.plots.view import TIMES
from sim.results.followed import Followup
from sim.results.survival import Estimate, with_interval

SHOWN = {
    "without event": "share of patients",
    "with event": "share of patients with the event",
    "cumulative hazard": "cumulative hazard",
}
"""What may stand upright, and what its axis says."""
MOST_QUANTILES = 5


@dataclass(frozen=True)
class EventView:
    """How curves of times to an event are looked at.

    Parameters
    ----------
    shown : {"without event", "with event", "cumulative hazard"}
        The share of the patients without the event (Kaplan-Meier), with it (one less that), or the
        cumulative hazard (Nelson-Aalen): straight where events keep coming as often.
    time : {"days", "weeks", "months", "years"}, optional
        Unit of the time axis; by default the one in which the numbers are short.
    quantiles : float or sequence of float
        Shares of the patients; the days by which so many have had the event are drawn and written.
        0.5, the median, by default.

    Examples
    --------
    >>> sim.plots.kaplan_meier(                                              # doctest: +SKIP
    ...     runs, view=sim.plots.EventView("with event", quantiles=[0.25, 0.5]))
    """

    shown: str = "without event"
    time: str | None = None
    quantiles: float | Sequence[float] = 0.5

    def __post_init__(self):
        checks.one_of("shown of an EventView", self.shown, SHOWN, "curve")
        if self.time is not None:
            checks.one_of("time of an EventView", self.time, TIMES, "unit of time")
        given = np.atleast_1d(
            checks.numbers(
                "quantiles of an EventView", self.quantiles, "give shares of the patients"
            )
        )
        if given.ndim != 1 or not given.size or not ((given > 0) & (given < 1)).all():
            raise InputError(
                f"quantiles of an EventView is {shown(self.quantiles)}; allowed is above 0 and "
                "below 1: 0.25 is the day by which a quarter of the patients have had the event."
            )
        if given.size > MOST_QUANTILES or len(set(given.tolist())) < given.size:
            raise InputError(
                f"quantiles of an EventView is {shown(self.quantiles)}; give each once, and at "
                f"most {MOST_QUANTILES}."
            )
        object.__setattr__(self, "quantiles", tuple(sorted(given.tolist())))

    @property
    def shares(self) -> tuple[float, ...]:
        """The quantiles, from the smallest."""
        return self.quantiles  # type: ignore[return-value]

    def curve(self, times: Followup, arm: str) -> tuple[np.ndarray, ...]:
        """Return what is shown of an arm: days, value, low, high, all (step,), to its last day."""
        survival = times.kaplan_meier(arm)
        value, low, high = survival.share, survival.low, survival.high
        if self.shown == "with event":
            value, low, high = 1.0 - value, 1.0 - high, 1.0 - low
        elif self.shown == "cumulative hazard":
            value, low, high = times.cumulative_hazard(arm)[1:]
        days = np.append(survival.days, survival.last)
        return days, *(np.append(each, each[-1]) for each in (value, low, high))

    def words(self, times: Followup, arm: str, clock: tuple[float, str], interval: bool) -> str:
        """Return the days of the quantiles: ``median 3.1 (2.6 to 3.9) years``."""
        days, unit = clock

        def number(value: float) -> str:
            return f"{value / days:.3g}"

        found = []
        for share in self.shares:
            name = "median" if share == 0.5 else f"{100 * share:.3g} % by"
            when = times.quantile(arm, share)
            if np.isnan(when.value):
                unreached = "median" if share == 0.5 else f"{100 * share:.3g} %"
                found.append(f"{unreached} not reached")
            else:
                said = with_interval(when, number) if interval else number(when.value)
                found.append(f"{name} {said} {unit}")
        return ", ".join(found)

    @property
    def label(self) -> str:
        """What the upright axis says."""
        return SHOWN[self.shown]

    def corner(self, when: Estimate, share: float) -> float:
        """Return the height at which a quantile is drawn; NaN of a hazard: on its curve."""
        heights = {"without event": 1.0 - share, "with event": share}
        return heights.get(self.shown, np.nan) if not np.isnan(when.value) else np.nan
