"""``regimen.calendar()``: the plan as a clinician reads it."""

from dataclasses import replace

from sim.base.checks import one_number
from sim.base.errors import InputError
from sim.regimens.adherence import Adherence
from sim.regimens.lines import as_regimen
from sim.regimens.local import LocalTreatment, Radiotherapy, sittings
from sim.regimens.regimen import Regimen
from sim.regimens.schedule import Schedule
from sim.regimens.words import dose_words

LONGEST = 73_050.0
"""Two hundred years [days]."""
MOST_ROWS = 24
"""A longer table is cut, and says so."""
LONGEST_PAUSE = 7.0
"""Fractions of radiotherapy up to this many days apart are read as one course."""


def calendar(regimen: Regimen, horizon: float) -> str:
    """Return the plan up to `horizon` [days]: a table of days, or the rules in words."""
    horizon = one_number("days of the calendar", horizon, high=LONGEST, above=True, unit="days")
    if isinstance(regimen, Adherence):  # what is prescribed, and how much of it is taken
        table = calendar(as_regimen(regimen.give), horizon)
        return f"{table}\nOf this, {regimen.words()}."
    try:
        schedule = regimen.schedule(horizon)
    except InputError:
        return "\n".join([regimen.describe(), *_numbered(regimen.rules())])
    ends = [*schedule.days[1:], horizon]
    periods = [
        (start, end, dose_words(doses))
        for start, end, doses in zip(schedule.days, ends, schedule.doses, strict=True)
    ]
    periods = sorted([*periods, *_courses(schedule)], key=lambda period: period[0])
    rows = [
        f"{start:>10g} {end:>10g} {f'{start / 7:.3g} to {end / 7:.3g}':>14}   {words}"
        for start, end, words in periods
    ]
    lines = [regimen.describe(), f"{'from day':>10} {'to day':>10} {'weeks':>14}   given"]
    lines += rows[:MOST_ROWS]
    if len(rows) > MOST_ROWS:
        more = len(rows) - MOST_ROWS
        lines.append(f"           ... and {more} more periods, to day {horizon:g}.")
    return "\n".join(lines)


def _courses(schedule: Schedule) -> list[tuple[float, float, str]]:
    """Return (first day, last day, words) of local treatments; sittings in a row are one course."""
    courses: list[tuple[float, float, LocalTreatment, int]] = []
    for day, what in sittings(schedule.local):
        if courses and isinstance(what, Radiotherapy):
            first, last, before, count = courses[-1]
            if before == what and day - last <= LONGEST_PAUSE:
                courses[-1] = (first, day, what, count + 1)
                continue
        courses.append((day, day, what, 1))
    return [(first, last, _words(what, count)) for first, last, what, count in courses]


def _words(what: LocalTreatment, count: int) -> str:
    return (replace(what, fractions=count) if isinstance(what, Radiotherapy) else what).words()


def _numbered(rules: tuple[str, ...]) -> list[str]:
    if len(rules) == 1:
        return []
    return [f"  {number}. {rule}" for number, rule in enumerate(rules, start=1)]
