"""Since when something holds without a break, within the present line of a plan."""

from typing import Any

import numpy as np

from sim.base.days import SAME_MOMENT
from sim.base.seen import Seen


def holds_since(
    seen: Seen,
    since: np.ndarray,
    memory: dict[str, Any],
    holds: np.ndarray,
    who: np.ndarray,
    first_day: bool = False,
) -> np.ndarray:
    """Return the day (patient,) since which it holds, NaN where it does not.

    What held before the line began, or the last time that it came round, is forgotten.

    Parameters
    ----------
    seen : Seen
        What the clinic knows today.
    since : ndarray (patient,)
        Days since the line began.
    memory : dict
        Of the reason that asks.
    holds : ndarray (patient,), bool
        Whether it holds today.
    who : ndarray (patient,), bool
        Of whom anything new is known; of the others it is as it was.
    first_day : bool
        Whether what is known on the day on which the line begins counts already.
    """
    began = seen.day - since
    never = np.full(seen.patients, np.nan)
    first, day = memory.get("first", never), memory.get("day", never)
    earlier = first < began + (0.0 if first_day else SAME_MOMENT)
    if np.count_nonzero(earlier):
        looked = day >= began - SAME_MOMENT  # (on that day, it still held)
        first = np.where(earlier, np.where(looked & first_day, began, np.nan), first)
    if np.count_nonzero(who):
        first = np.where(who, np.where(holds, np.fmin(first, seen.day), np.nan), first)
        day = np.where(who, seen.day, day)
    memory["first"], memory["day"] = first, day
    return first
