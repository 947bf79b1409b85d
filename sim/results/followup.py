"""Times to an end point, arm by arm: what survival statistics and survival plots are made from."""

import numpy as np

from sim.base.errors import unknown
from sim.results.followed import Followup
from sim.results.runs import Runs

ERADICATED, DEAD = 1, 2


def _progression(data):
    return data["progression_day"]


def _second(data):
    return data["second_progression_day"]


def _failure(data):
    import numpy as np

    day = data["progression_day"]
    return np.fmin(day, data["stop_day"]) if "stop_day" in data else day


def _never(data):
    return data["progression_day"] * np.nan


EVENTS = {
    "time to progression": (_progression, False),
    "progression-free survival": (_progression, True),
    "second progression": (_second, True),
    "treatment failure": (_failure, True),
    "overall survival": (_never, True),
}
"""End points: the day of the event, and whether death counts as one."""


def followup(runs: Runs, endpoint: str = "progression-free survival") -> Followup:
    """Return the times to an end point.

    Parameters
    ----------
    runs : Runs
        What was simulated.
    endpoint : str
        ``"time to progression"`` (the dead are censored), ``"progression-free survival"``
        (progression or death), ``"second progression"`` (PFS2: progression of the treatment after
        the first progression, or death), ``"treatment failure"`` (progression, death, or a drug
        stopped for side effects), ``"overall survival"``.

    Notes
    -----
    Who is cured is followed to the last day, as nobody can know it.
    """
    if endpoint not in EVENTS:
        raise unknown(f"End point {endpoint!r}", "end point", endpoint, EVENTS)
    data = runs.data
    day, death_counts = EVENTS[endpoint]
    first = np.array(day(data).values, dtype=float)
    dead = data["ending"].values >= DEAD
    last = np.where(dead, data["end_day"].values, runs.days)
    happened = first <= last  # NaN compares as False
    days = np.where(happened, first, last)
    return Followup(
        name=endpoint,
        arms=tuple(runs.arms),
        patients=data["patient"].values,
        days=days,
        happened=happened | dead if death_counts else happened,
        horizon=float(runs.days),
    )
