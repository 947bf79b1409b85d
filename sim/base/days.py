"""Lists of days: what a clinic and a regimen both need to say when something happens."""

import numpy as np

SAME_MOMENT = 1e-6
"""Two moments closer than this [days] are one (a tenth of a second)."""
DECIMALS = 10
"""Of a day that somebody asks for: 3 x 0.7 and 2.1 are then the same number, bit for bit."""


def multiples(step: float, horizon: float, *, with_end: bool = False) -> np.ndarray:
    """Return 0, step, 2 step, ... below `horizon` [days]; `horizon` too if asked and reached.

    Products, not sums, so that the thousandth visit is where it should be.
    """
    days = np.arange(int(horizon / step + SAME_MOMENT) + 2) * float(step)
    margin = SAME_MOMENT if with_end else -SAME_MOMENT
    return days[days < horizon + margin]


def merge(*lists: np.ndarray) -> np.ndarray:
    """Return the sorted days of several lists, each moment once."""
    days = np.concatenate([np.asarray(days, dtype=float) for days in lists])
    days = days[np.argsort(days, kind="stable")]
    if days.size == 0:
        return days
    # A run of equal moments starts where the gap to the day before is a real one.
    new = np.concatenate([[True], np.diff(days) > SAME_MOMENT])
    return days[new]


def with_more(given: np.ndarray, *lists: np.ndarray) -> np.ndarray:
    """Return the sorted days of `given`, and those of `lists` on which none of them falls.

    A day is part of the address of what happens by chance. So `given` days keep their bits, and
    the others have bits that do not depend on who asks: they are rounded.
    """
    more = merge(*(np.round(np.asarray(days, dtype=float), DECIMALS) for days in lists))
    before = np.searchsorted(given, more - SAME_MOMENT)
    new = before == np.searchsorted(given, more + SAME_MOMENT, side="right")
    return np.sort(np.concatenate([given, more[new]]))
