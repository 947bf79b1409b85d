"""Drugs given once, at stated moments: what a plan hands to the clinic and to the engines.

A regimen answers with doses that are given again and again. What is given once, at any moment, it
says besides (`Seen.give_once`); between a visit and the next the loop collects it here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.base.days import SAME_MOMENT

EMPTIED = -1.0
"""Stands for a dose where the body is emptied of the drug: nothing is left of what was given."""

AS_THE_DRUG = -1.0
"""Stands for how long a dose lasts where that is for the drug to say."""

ONE = 4e-9
"""Two moments closer than this [days] are given as one."""


class Course(NamedTuple):
    """All that is given once of one drug, in order of the days.

    Parameters
    ----------
    drug : str
        Its name.
    day, dose : ndarray (administration,)
        When, counted from the start of the plan [days], and how much [standard doses;
        `EMPTIED`].
    row : ndarray (administration,), int64
        To whom: a place in a list of rows.
    rows : ndarray (patient,), int64, or None
        Which row each patient has; None: all have row 0.
    lasts : ndarray (administration,), or None
        How long each lasts [days]; below 0, or None: as the drug has it.
    """

    drug: str
    day: np.ndarray
    dose: np.ndarray
    row: np.ndarray
    rows: np.ndarray | None = None
    lasts: np.ndarray | None = None

    @property
    def longest(self) -> float:
        """How long the longest of them lasts [days]."""
        return 0.0 if self.lasts is None else float(self.lasts.max(initial=0.0))


@dataclass(frozen=True, eq=False)
class Boluses:
    """What is given once from a visit until the next.

    Parameters
    ----------
    day : float
        Of the visit.
    moment, drug, dose : ndarray (bolus,)
        Days since the visit, which drug (a column of the doses), and how much [standard doses;
        `EMPTIED` of it]; patient by patient, in order of time. What is still on its way at the
        visit has a moment before 0.
    lasts : ndarray (bolus,)
        How long it lasts [days]; below 0: as the drug has it.
    of : ndarray (patient + 1,), int64
        Where those of each patient begin; (2,) where they are the same for all.
    in_force : ndarray (patient or 1, drug)
        What they come to as doses given again and again [standard doses]: their mean from the
        visit to the next, or over the interval of the drug that ends there, if it is longer.
    intervals : ndarray (drug,)
        Days between two administrations of every drug: what one of the standard dose is for.
    """

    day: float
    moment: np.ndarray
    drug: np.ndarray
    dose: np.ndarray
    lasts: np.ndarray
    of: np.ndarray
    in_force: np.ndarray
    intervals: np.ndarray

    def at(self, day: float) -> np.ndarray:
        """Return the doses (patient or 1, drug) that are given at one moment."""
        return self._added((self.dose > 0) & self._now(day))

    def emptied(self, day: float) -> np.ndarray:
        """Return who is emptied of which drug (patient or 1, drug) at one moment."""
        return self._added((self.dose < 0) & self._now(day)) < 0

    def _now(self, day: float) -> np.ndarray:
        return np.abs(self.day + self.moment - day) <= SAME_MOMENT

    def given(self, lived: np.ndarray) -> np.ndarray:
        """Return what is given (patient, drug) to those who live so long [standard doses x days].

        Parameters
        ----------
        lived : ndarray (patient,)
            Days from the visit on.
        """
        if len(self.of) == 2:
            alive = (self.moment >= 0.0) & (self.moment < lived[:, None])
            each = np.zeros((len(self.moment), len(self.intervals)))
            each[np.arange(len(self.moment)), self.drug] = np.maximum(self.dose, 0.0)
            return alive @ each * self.intervals
        alive = self.moment < np.repeat(lived, np.diff(self.of))
        alive &= self.moment >= 0.0
        return self._added(alive & (self.dose > 0)) * self.intervals

    def _added(self, which: np.ndarray) -> np.ndarray:
        total = np.zeros((len(self.of) - 1, len(self.intervals)))
        owner = np.repeat(np.arange(len(self.of) - 1), np.diff(self.of))
        np.add.at(total, (owner[which], self.drug[which]), self.dose[which])
        return total


Given = tuple[Course, float | np.ndarray, np.ndarray | None]
"""A course, the days since it began (one number, or of each patient), and for whom; None: all."""


def collected(
    given: Sequence[Given],
    day: float,
    until: float,
    drugs: tuple[str, ...],
    intervals: Sequence[float],
    patients: int,
    reach: Sequence[float] | None = None,
) -> Boluses:
    """Return what courses give from a visit to the next.

    Parameters
    ----------
    given : sequence of (Course, since, inside)
        What was said at the visit.
    day, until : float
        The visit, and the next [days].
    drugs, intervals : sequence
        Names of all drugs, and the days between two administrations of each.
    patients : int
        How many there are.
    reach : sequence of float, optional
        For how long a dose of every drug may be on its way [days]; nothing is, by default.
    """
    length, gap = np.array(intervals, dtype=float), until - day
    under_way = np.zeros(len(length)) if reach is None else np.array(reach, dtype=float)
    parts = []
    for course, since, inside in given:
        d = drugs.index(course.drug)
        back = max(length[d] - gap, under_way[d], course.longest)
        for start, who in _groups(since, inside, patients):
            some = slice(*np.searchsorted(course.day, start + np.array([-back, gap]) - SAME_MOMENT))
            at, owner = _expanded(course, some, who, patients)
            lasts = np.full(len(at), AS_THE_DRUG) if course.lasts is None else course.lasts[at]
            when, which = course.day[at] - start, np.full(len(at), d)
            parts.append((owner, when, which, course.dose[at], lasts))
    shared = all(len(owner) == 0 or owner[0] < 0 for owner, *_ in parts)
    if not shared:
        parts = [_of_all(part, patients) if (part[0] < 0).any() else part for part in parts]
    owner, moment, drug, dose, lasts = map(np.concatenate, zip(*parts, strict=True))
    rows = 1 if shared else patients
    owner = np.maximum(owner, 0)
    in_force = np.zeros((rows, len(drugs)))
    share = length[drug] / np.maximum(length[drug], gap)
    share *= moment >= np.minimum(gap - length[drug], 0.0) - SAME_MOMENT
    np.add.at(in_force, (owner, drug), np.maximum(dose, 0.0) * share)
    order = np.lexsort((dose, moment, owner))
    on_its_way = np.maximum(under_way[drug], lasts).clip(min=0.0)
    # (what is on its way ends where a body was emptied meanwhile)
    on_its_way = np.where(dose < 0, max((c.longest for c, *_ in given), default=0.0), on_its_way)
    on_its_way = np.maximum(on_its_way, under_way[drug])
    # (the others are over, but still in force)
    order = order[moment[order] >= -on_its_way[order] - SAME_MOMENT]
    moment = np.where(np.abs(moment) <= SAME_MOMENT, 0.0, moment)
    of = np.concatenate(([0], np.cumsum(np.bincount(owner[order], minlength=rows))))
    moment = _told_apart(moment[order], of)
    return Boluses(day, moment, drug[order], dose[order], lasts[order], of, in_force, length)


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
