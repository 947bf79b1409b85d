"""``regimen.calendar()``: the plan as a clinician reads it."""

from sim.base.checks import number
from sim.base.errors import InputError
from sim.regimens.regimen import Regimen
from sim.regimens.words import dose_words

MOST_ROWS = 24
"""A longer table is cut, and says so."""


def calendar(regimen: Regimen, horizon: float) -> str:
    """Return the plan up to `horizon` [days]: a table of days, or the rules in words."""
    horizon = number("days of the calendar", horizon, above=True, unit="days")
    try:
        schedule = regimen.schedule(horizon)
    except InputError:
        return "\n".join([regimen.describe(), *_numbered(regimen.rules())])
    ends = [*schedule.days[1:], horizon]
    rows = [
        f"{start:>10g} {end:>10g} {f'{start / 7:.3g} to {end / 7:.3g}':>14}   {dose_words(doses)}"
        for start, end, doses in zip(schedule.days, ends, schedule.doses, strict=True)
    ]
    lines = [regimen.describe(), f"{'from day':>10} {'to day':>10} {'weeks':>14}   given"]
    lines += rows[:MOST_ROWS]
    if len(rows) > MOST_ROWS:
        more = len(rows) - MOST_ROWS
        lines.append(f"           ... and {more} more periods, to day {horizon:g}.")
    return "\n".join(lines)


def _numbered(rules: tuple[str, ...]) -> list[str]:
    if len(rules) == 1:
        return []
    return [f"  {number}. {rule}" for number, rule in enumerate(rules, start=1)]
