"""What was said at a visit becomes what is given once until the next, less what is forgotten."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sim.base.boluses import Boluses, Course
from sim.base.days import SAME_MOMENT
from sim.base.forgotten import (
    AS_THE_DRUG,
    Chance,
    Luck,
    Part,
    Unsure,
    administered,
    left_of,
)

ONE = 4e-9
"""Two moments closer than this [days] are given as one."""


class Given(NamedTuple):
    """A course that was begun."""

    course: Course
    since: float | np.ndarray
    """Days since it began: one number, or of each patient."""
    inside: np.ndarray | None
    """For whom (patient,); None: all."""
    chance: Chance | None = None
    """Of each dose to be taken; None: all are."""


class Said(NamedTuple):
    """What was said at a visit, besides the doses that are given again and again."""

    given: Sequence[Given]
    unsure: Sequence[Unsure] = ()


def collected(
    said: Said,
    day: float,
    until: float,
    drugs: tuple[str, ...],
    intervals: Sequence[float],
    patients: int,
    luck: Luck | None = None,
    reach: Sequence[float] | None = None,
) -> Boluses:
    """Return what is given once from a visit to the next.

    Parameters
    ----------
    said : Said
        What was said at the visit.
    day, until : float
        The visit, and the next [days].
    drugs, intervals : sequence
        Names of all drugs, and the days between two administrations of each.
    patients : int
        How many there are.
    luck : Luck, optional
        Of what they forget, where they may.
    reach : sequence of float, optional
        For how long a dose of every drug may be on its way [days]; nothing is, by default.
    """
    length, gap = np.array(intervals, dtype=float), until - day
    under_way = np.zeros(len(length)) if reach is None else np.array(reach, dtype=float)
    planned, parts, instead = [], [], None
    for given in said.given:
        d = drugs.index(given.course.drug)
        back = max(length[d] - gap, under_way[d], given.course.longest)
        of_course = _of_course(given, d, gap, back, patients)
        planned += of_course
        if given.chance is not None and luck is not None:
            name = given.course.drug
            own = (_of_all(part, patients) if (part[0] < 0).any() else part for part in of_course)
            of_course = [left_of(part, given.chance, luck.keys, name, day) for part in own]
        parts += of_course
    for unsure in said.unsure:
        assert luck is not None  # the clinic says who forgets what
        more, less = administered(unsure, day, until, drugs, length, luck, under_way)
        parts += more
        instead = less if instead is None else instead + less
    asked = _in_force(_put_together(planned, patients), gap, length)
    boluses = _boluses(parts, day, until, length, under_way, patients)
    return replace(boluses, asked=asked, instead=instead)


def _of_course(given: Given, drug: int, gap: float, back: float, patients: int) -> list[Part]:
    """Return the administrations of a course until the next visit, and some days `back`."""
    course, since, inside, _ = given
    parts = []
    for start, who in _groups(since, inside, patients):
        some = slice(*np.searchsorted(course.day, start + np.array([-back, gap]) - SAME_MOMENT))
        at, owner = _expanded(course, some, who, patients)
        lasts = np.full(len(at), AS_THE_DRUG) if course.lasts is None else course.lasts[at]
        when, which = course.day[at] - start, np.full(len(at), drug)
        parts.append((owner, when, which, course.dose[at], lasts))
    return parts


def _put_together(parts: list[Part], patients: int) -> tuple[Part, int]:
    """Return all administrations, and for how many rows: 1 where they are the same for all."""
    shared = all(len(owner) == 0 or owner[0] < 0 for owner, *_ in parts)
    if not shared:
        parts = [_of_all(part, patients) if (part[0] < 0).any() else part for part in parts]
    whole, real = np.zeros(0, np.int64), np.zeros(0)
    none = whole, real, whole, real, real
    owner, *others = map(np.concatenate, zip(none, *parts, strict=True))
    return (np.maximum(owner, 0), *others), 1 if shared else patients  # type: ignore[return-value]


def _in_force(together: tuple[Part, int], gap: float, length: np.ndarray) -> np.ndarray:
    """Return what they come to (patient or 1, drug) as doses given again and again."""
    (owner, moment, drug, dose, _), rows = together
    in_force = np.zeros((rows, len(length)))
    share = length[drug] / np.maximum(length[drug], gap)
    share *= moment >= np.minimum(gap - length[drug], 0.0) - SAME_MOMENT
    np.add.at(in_force, (owner, drug), np.maximum(dose, 0.0) * share)
    return in_force


def _boluses(
    parts: list[Part],
    day: float,
    until: float,
    length: np.ndarray,
    under_way: np.ndarray,
    patients: int,
) -> Boluses:
    """Return administrations as the clinic and the engines take them, all of them asked for."""
    (owner, moment, drug, dose, lasts), rows = together = _put_together(parts, patients)
    in_force = _in_force(together, until - day, length)
    order = np.lexsort((dose, moment, owner))
    # (what is on its way ends where a body was emptied meanwhile)
    on_its_way = np.where(dose < 0, lasts.max(initial=0.0), lasts).clip(min=under_way[drug])
    # (the others are over, but still in force)
    order = order[moment[order] >= -on_its_way[order] - SAME_MOMENT]
    of = np.concatenate(([0], np.cumsum(np.bincount(owner[order], minlength=rows))))
    moment = np.where(np.abs(moment) <= SAME_MOMENT, 0.0, moment)
    moment = _told_apart(moment[order], of)
    return Boluses(
        day, moment, drug[order], dose[order], lasts[order], of, in_force, length, in_force
    )


def _told_apart(moment: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Return moments of which two that kernels could not tell apart are one, bit by bit."""
    new = np.diff(moment, prepend=-1.0) > ONE
    new[of[:-1][np.diff(of) > 0]] = True
    return moment[np.maximum.accumulate(np.where(new, np.arange(len(moment)), 0))]


def _groups(since, inside, patients: int):
    """Yield those who began a course equally long ago: the days, and who (patient,); None: all."""
    if np.ndim(since) == 0:
        yield float(since), None if inside is None else np.flatnonzero(inside)
        return
    who = np.arange(patients) if inside is None else np.flatnonzero(inside)
    ago = np.asarray(since)[who]
    for start in np.unique(ago):
        yield float(start), who[ago == start]


def _expanded(course: Course, some: slice, who: np.ndarray | None, patients: int):
    """Return the administrations of a part of a course, and whose each is (-1: everybody's)."""
    places = np.arange(some.start, some.stop)
    if course.rows is None:
        if who is None:
            return places, np.full(len(places), -1)
        return np.tile(places, len(who)), np.repeat(who, len(places))
    who = np.arange(patients) if who is None else who
    who = who[np.argsort(course.rows[who], kind="stable")]
    rows = course.rows[who]
    first = np.searchsorted(rows, course.row[some])
    count = np.searchsorted(rows, course.row[some], side="right") - first
    ends = np.cumsum(count)
    at = np.repeat(first - ends + count, count) + np.arange(ends[-1] if len(ends) else 0)
    return np.repeat(places, count), who[at]


def _of_all(part: tuple, patients: int) -> tuple:
    """Return what is the same for all as everybody's own."""
    owner, *others = part
    return np.repeat(np.arange(patients), len(owner)), *(np.tile(x, patients) for x in others)
