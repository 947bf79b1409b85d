"""An open-loop plan written out: what is given from which day on, and what once, and when."""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from sim.base import days
from sim.base.collected import Given
from sim.base.errors import InputError
from sim.base.resolve import varies
from sim.base.seen import Seen
from sim.regimens.regimen import Regimen
from sim.regimens.schedule import Schedule


class Once(NamedTuple):
    """A dose that is given once."""

    day: float
    drug: str
    dose: float
    """[standard doses]; NaN: the body is emptied of the drug."""


class WrittenOut(NamedTuple):
    """A plan, the same for all patients."""

    schedule: Schedule
    """Doses that are given again and again, and local treatments."""
    once: tuple[Once, ...]
    """What is given once, in the order of time."""


def written_out(regimen: Regimen, horizon: float) -> WrittenOut:
    """Return what a plan gives up to `horizon` [days].

    Raises
    ------
    InputError
        If it depends on the patient: on what is seen, or by a number of their own.
    """
    if not regimen.open_loop:
        raise InputError(
            f"{type(regimen).__name__} has no schedule: what it gives depends on what is seen. "
            "calendar() prints its rules."
        )
    if varies(regimen):
        raise InputError(
            f"{regimen!r} differs between patients, so it has no one schedule; give it numbers "
            "that are the same for all."
        )
    memory: dict[str, Any] = {}
    changes: dict[float, dict[str, float]] = {}
    local, once = [], []
    asked = days.merge(np.zeros(1), regimen.days_to_ask(horizon))
    for day, until in pairwise([*asked.tolist(), max(horizon, asked[-1])]):
        seen = _nothing_seen(day, regimen.drugs)
        row = regimen.decide(seen, memory)[0]
        local += [(day, what) for what, _ in seen.treated()]
        said = seen.said()
        if said.unsure:
            raise InputError(
                f"{type(regimen).__name__} has no one schedule: which doses are taken is drawn for "
                "each patient (sim.Adherence). calendar() prints what is prescribed."
            )
        once += [dose for given in said.given for dose in _between(given, day, until)]
        doses = {drug: float(x) for drug, x in zip(regimen.drugs, row, strict=True) if x > 0}
        if not changes or doses != list(changes.values())[-1]:
            changes[day] = doses
    schedule = Schedule(tuple(changes), tuple(changes.values()), tuple(local))
    # (at one moment the body is emptied before anything is given)
    order = sorted(once, key=lambda given: (given.day, not np.isnan(given.dose)))
    return WrittenOut(schedule, tuple(order))


def _between(given: Given, day: float, until: float) -> list[Once]:
    """Return the doses of a course from a visit until the next, by the days of the run."""
    course, since, inside, _ = given
    if inside is not None and not inside[0]:
        return []
    row = 0 if course.rows is None else int(course.rows[0])
    began = day - float(np.broadcast_to(since, 1)[0])
    when = began + course.day
    now = (when > day - days.SAME_MOMENT) & (when < until - days.SAME_MOMENT) & (course.row == row)
    amounts = np.where(course.dose < 0, np.nan, course.dose)
    pairs = zip(when[now].tolist(), amounts[now].tolist(), strict=True)
    return [Once(max(at, day), course.drug, dose) for at, dose in pairs]


def _nothing_seen(day: float, drugs: tuple[str, ...]) -> Seen:
    unknown, no = np.full(1, np.nan), np.zeros(1, dtype=bool)
    return Seen(
        day=day,
        drugs=drugs,
        doses=np.zeros((1, len(drugs))),
        burden=unknown,
        detected=no,
        new_result=False,
        baseline=unknown,
        reference=unknown,
        nadir=unknown,
        progressed=no,
    )
