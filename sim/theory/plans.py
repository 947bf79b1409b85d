"""A plan fixed beforehand, as theory takes it: from which day on what is given, and what once."""

from typing import Any

from sim.regimens import Regimen
from sim.regimens.written_out import Once, written_out


def planned(schedule: Any, horizon: float) -> tuple[Any, list[Once]]:
    """Return a plan written out: its days and doses, and what is given once before the horizon."""
    if isinstance(schedule, Regimen):
        written = written_out(schedule, max(horizon, 1.0))
        return written.schedule, [given for given in written.once if given.day < horizon]
    if hasattr(schedule, "schedule"):
        schedule = schedule.schedule(max(horizon, 1.0))
    return schedule, []
