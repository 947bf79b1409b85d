"""Times to an end point, arm by arm: what survival statistics and survival plots are made from."""

from collections.abc import Sequence

import numpy as np

from sim.base.errors import InputError, listed, shown, unknown
from sim.base.typed import typed
from sim.results.endings import dead
from sim.results.followed import DIED, END, GREW, PROGRESSED, STOPPED, Followup
from sim.results.runs import Runs
from sim.results.story import story_of


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


def _lasting_growth(data):
    if "lasting_growth_day" not in data:
        raise InputError(
            "These runs do not say from when on growth lasted (a file of an older version); "
            "simulate again."
        )
    return data["lasting_growth_day"]


EVENTS = {
    "time to progression": (_progression, False, PROGRESSED),
    "progression-free survival": (_progression, True, PROGRESSED),
    "second progression": (_second, True, PROGRESSED),
    "treatment failure": (_failure, True, PROGRESSED),
    "overall survival": (_never, True, DIED),
    "lasting growth": (_lasting_growth, False, GREW),
}
"""End points: the day of the event, whether death counts as one, and what the event is called."""


@typed
def followup(runs: Runs, endpoint: str = "progression-free survival") -> Followup:
    """Return the times to an end point.

    Parameters
    ----------
    runs : Runs
        What was simulated.
    endpoint : str
        ``"time to progression"`` (who dies before is censored on that day),
        ``"progression-free survival"`` (progression or death), ``"second progression"`` (PFS2:
        progression of the treatment after the first progression, or death), ``"treatment failure"``
        (progression, death, or a drug stopped for side effects), ``"overall survival"``,
        ``"lasting growth"`` (the day from which the true burden stays above 1.2 x that of day 0:
        what no pause and no scan can bend).

    Notes
    -----
    Progressions are dated by the scan that shows them, whenever its result arrives. Who is cured is
    followed to the last day, as nobody can know it.
    """
    days, happened = event_times(runs, endpoint)
    return Followup(
        name=endpoint,
        arms=tuple(runs.arms),
        numbers=runs.values("patient"),
        days=days,
        happened=happened,
        horizon=float(runs.days),
        interrupted=runs.interrupted,
        why=_reasons(runs, endpoint),
        labels=runs.labels,
        made_by=story_of(runs),
    )


def check_endpoints(endpoints: Sequence[str]) -> None:
    """Refuse a table of no end points, or of one of them twice."""
    if not len(endpoints):
        raise InputError(f"endpoints is empty; name at least one of {listed(EVENTS)}.")
    if len(set(endpoints)) < len(endpoints):
        raise InputError(f"endpoints is {shown(endpoints)}; name each once.")


def event_times(runs: Runs, endpoint: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the days (arm, patient) of an end point or of censoring, and which of the two it is.

    The one place where an end point gets its meaning; `followup` explains them.
    """
    if endpoint not in EVENTS:
        raise unknown(f"End point {endpoint!r}", "end point", endpoint, EVENTS)
    data = runs.data
    day, death_counts, _ = EVENTS[endpoint]
    first = np.array(day(data).values, dtype=float)
    died = dead(data["ending"].values)
    last = np.where(died, data["end_day"].values, runs.days)
    happened = first <= last  # NaN compares as False
    days = np.where(happened, first, last)
    return days, happened | died if death_counts else happened


def _reasons(runs: Runs, endpoint: str) -> np.ndarray:
    """Return what ended the time (arm, patient) of each, a place in `REASONS`."""
    data, (day, _, called) = runs.data, EVENTS[endpoint]
    first = np.array(day(data).values, dtype=float)
    died = dead(data["ending"].values)
    last = np.where(died, data["end_day"].values, runs.days)
    why = np.where(first <= last, called, np.where(died, DIED, END)).astype(np.int8)
    if endpoint == "treatment failure" and "stop_day" in data:
        stopped = ~(data["progression_day"].values <= data["stop_day"].values)
        why[(why == called) & stopped] = STOPPED
    return why
