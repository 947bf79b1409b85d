"""The lanes of a swimmer plot: from which day to which each patient was seen, and what ended it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from sim.base import checks
from sim.results import Runs
from sim.results.counted import counted_in
from sim.results.endings import dead

SINCE = ("entry", "trial")


@dataclass(frozen=True)
class Lanes:
    """Every patient drawn, in the order of the lanes."""

    data: Any
    """Their part of the runs (xarray.Dataset)."""
    begins: np.ndarray
    """Where each lane begins (patient,) [days]: at the entry, or at 0."""
    entry: np.ndarray
    """Day of the trial on which each patient entered (patient,) [days]; 0 without a trial."""
    ends: np.ndarray
    """How long each patient was seen (patient,) [days]."""
    why: np.ndarray
    """What ended it (patient,): "death", "dropped out", "cut off" or "goes on"."""
    cut_off: float
    """Day of the trial on which the data were cut [days]; infinite: never."""
    calendar: bool
    """Whether time is counted from the start of the trial."""
    horizon: float
    """Up to where time is shown [days]."""

    def given(self, drug: int) -> Iterator[tuple[int, float, float, float]]:
        """Yield lane, first day, last day [days since entry] and dose of each span of a drug."""
        time, doses = self.data["time"].values, self.data["dose"].values[:, :-1, drug]
        ends = np.minimum(self.ends, self.data["end_day"].values)
        for lane, (dose, last) in enumerate(zip(doses, ends, strict=True)):
            change = np.flatnonzero(np.diff(dose)) + 1
            for begin, end in pairwise(np.concatenate(([0], change, [dose.size]))):
                if dose[begin] > 0 and time[begin] < last:
                    yield lane, time[begin], min(time[end], last), float(dose[begin])

    def ended(self, why: str) -> np.ndarray:
        """Return the days (patient,) since entry of those who ended so; NaN of the others."""
        return np.where(self.why == why, self.ends, np.nan)


def lanes_of(runs: Runs, arm: str, inside: np.ndarray, since: str | None) -> Lanes:
    """Return the lanes of the patients of an arm.

    Longest first; on the calendar of the trial, in the order in which they entered.
    """
    if since is not None:
        checks.one_of("since", since, SINCE, "start")
    data = runs.data.sel(arm=arm).isel(patient=np.flatnonzero(inside))
    count, days = int(inside.sum()), runs.days
    died = dead(data["ending"].values)
    ends = np.where(died, data["end_day"].values, days)
    why = np.where(died, "death", "goes on").astype("<U11")
    entry, cut_off = np.zeros(count), np.full(count, np.inf)
    who = counted_in(runs, arm)
    if who is not None:
        entry, followed = who.entry[inside], who.followed[inside]
        cut_off = cut_off if who.cut_off is None else who.cut_off[inside]
        left = followed < ends
        # (the cut-off is that day less the entry: to the last bits of the difference)
        why[left] = np.where(followed >= cut_off - 1e-6, "cut off", "dropped out")[left]
        ends = np.minimum(ends, followed)
    calendar = bool(entry.any()) if since is None else since == "trial"
    order = np.lexsort((-ends, entry)) if calendar else np.argsort(-ends, kind="stable")
    closes = float((entry + cut_off).max(initial=-np.inf))
    horizon = days
    if calendar:
        # (with a little room: who is cut off stands on the last day)
        horizon = 1.02 * closes if np.isfinite(closes) else float((entry + days).max())
    return Lanes(
        data.isel(patient=order), entry[order] if calendar else np.zeros(count), entry[order],
        ends[order],
        why[order], closes, calendar, horizon,
    )  # fmt: skip
