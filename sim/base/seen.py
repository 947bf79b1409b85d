"""What a clinic shows a regimen at a visit: results of scans, never the truth.

The clinic (`sim.clinic`) fills it and a regimen (`sim.regimens`) reads it; it stands on the
ground floor because the two do not know each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np

from sim.base.boluses import Boluses, Course
from sim.base.collected import Given, Said, collected
from sim.base.errors import InputError, shown, unknown
from sim.base.forgotten import Chance, Luck, Unsure
from sim.base.seen_parts import Parts, SeenParts, Shown


@dataclass(eq=False, kw_only=True)
class Seen(SeenParts):
    """What is known at one visit, before the doses of that day; arrays over patients, read only.

    Parameters
    ----------
    day : float
        Today [days since the first visit].
    drugs : tuple of str
        Names of the drugs that can be given: the columns of `doses`.
    doses : ndarray (patient, drug)
        Doses given up to now [standard doses].
    burden : ndarray (patient,)
        Result of the latest scan that has arrived [cells]. Below the detection limit it shows
        the limit, and `detected` is False.
    detected : ndarray (patient,), bool
        Whether the latest scan saw anything.
    new_result : bool
        Whether a result arrived at this visit of anybody, by any measure. The results of others
        stay as they were: who misses a scan, or has scan days of their own (`sim.Clinic`).
    baseline : ndarray (patient,)
        First result [cells].
    reference : ndarray (patient,)
        Result at the start of the current line of the plan (`begin_line`) [cells].
    nadir : ndarray (patient,)
        Smallest result since the current line of the plan began [cells].
    progressed : ndarray (patient,), bool
        Whether a result met the clinic's criteria of progression since the line began. Growth in
        a pause of treatment is told like any other, and taken back when a drug of the line is given
        again. A line of the plan that brings no new drug and follows no progression on drug is no
        new line of therapy: what was seen before counts on.
    regrown : ndarray (patient,), bool, optional
        Whose progression is growth in a pause that lasts, and may be taken back. Default: nobody's.
    outgrown : ndarray (patient,), bool, optional
        Who of these is larger than at the start of the line, by as much as progression asks.
    off_since : ndarray (patient,), optional
        Day since which no drug is given [days]; inf: one is. Default: one is.
    scan_day : ndarray (patient,), optional
        Day on which the scan was made whose result is the latest [days]. Default: today.
    arrived : ndarray (patient,), bool, optional
        Whose result arrived at this visit, by the measure that is shown. Default: everybody's, if
        there is a `new_result`.
    highest : ndarray (drug,), optional
        The largest dose of each drug that may be given [standard doses] (`sim.Drug`).
    since : float or ndarray (patient,)
        Days since the regimen that is asked began: `day`, except inside a line of therapy.
        A patient with 0 begins now.
    """

    day: float
    drugs: tuple[str, ...]
    doses: np.ndarray
    burden: np.ndarray
    detected: np.ndarray
    new_result: bool
    baseline: np.ndarray
    reference: np.ndarray
    nadir: np.ndarray
    progressed: np.ndarray
    regrown: np.ndarray = None  # type: ignore[assignment]
    outgrown: np.ndarray = None  # type: ignore[assignment]
    off_since: np.ndarray = None  # type: ignore[assignment]
    scan_day: np.ndarray = None  # type: ignore[assignment]
    arrived: np.ndarray = None  # type: ignore[assignment]
    highest: np.ndarray | None = None
    since: float | np.ndarray = None  # type: ignore[assignment]
    _lines_begun: list[np.ndarray] = field(default_factory=list, repr=False)
    _local: list[tuple[Any, np.ndarray]] = field(default_factory=list, repr=False)
    _once: list[Given] = field(default_factory=list, repr=False)
    _unsure: list[Unsure] = field(default_factory=list, repr=False)
    _inside: np.ndarray | None = field(default=None, repr=False)
    _parts: Parts | None = field(default=None, repr=False)
    _measures: Mapping[str, Shown] | None = field(default=None, repr=False)
    _any_arrived: np.ndarray = field(default=None, repr=False)  # type: ignore[arg-type]

    def __post_init__(self):
        if self.since is None:
            self.since = self.day
        if self.regrown is None:
            self.regrown = np.zeros(len(self.burden), dtype=bool)
        if self.outgrown is None:
            self.outgrown = np.zeros(len(self.burden), dtype=bool)
        if self.off_since is None:
            self.off_since = np.full(len(self.burden), np.inf)
        if self.scan_day is None:
            self.scan_day = np.full(len(self.burden), self.day)
        if self.arrived is None:
            self.arrived = _all_alike(len(self.burden), bool(self.new_result))
        if self._any_arrived is None:
            self._any_arrived = self.arrived

    @property
    def patients(self) -> int:
        """How many patients there are."""
        return len(self.burden)

    def give(self, doses: str | Mapping[str, float | np.ndarray]) -> np.ndarray:
        """Return doses as the array a regimen must return.

        Parameters
        ----------
        doses : str or mapping of drug to number
            ``"A"`` is the standard dose of A; ``{"A": 0.5, "B": array}`` says more; drugs that
            are not named get 0; ``{}`` is nothing. Numbers in units of the standard dose, one
            for all or an array (patient,).

        Returns
        -------
        ndarray (patient, drug), float64
            Or (1, drug) if no number differs between patients.
        """
        if isinstance(doses, str):
            doses = {doses: 1.0}
        values = {drug: _as_numbers(drug, dose) for drug, dose in doses.items()}
        rows = 1 if all(value.ndim == 0 for value in values.values()) else self.patients
        table = np.zeros((rows, len(self.drugs)))
        for drug, value in values.items():
            if drug not in self.drugs:
                raise unknown(f"A dose of {drug!r}", "drug", drug, self.drugs)
            if value.ndim > 1 or (value.ndim == 1 and len(value) != self.patients):
                raise InputError(
                    f"The dose of {drug!r} has shape {value.shape}; give one number, or one for "
                    f"each of the {self.patients} patients."
                )
            table[:, self.drugs.index(drug)] = value
        return table

    def begin_line(self, who: np.ndarray) -> None:
        """Begin a new line of the plan today for some patients.

        After this visit their reference and nadir are the present result. They have not progressed
        in it if a drug comes with it that is new, or if it follows progression on drug; a holiday,
        and the drugs that come back after one, are no new line of therapy (`TherapyLines`).

        Parameters
        ----------
        who : ndarray (patient,), bool
            For whom.
        """
        who = np.asarray(who, dtype=bool)
        if who.shape != (self.patients,):
            raise InputError(
                f"begin_line needs one yes or no for each of the {self.patients} patients, "
                f"not shape {who.shape}."
            )
        self._lines_begun.append(who if self._inside is None else who & self._inside)

    def lines_begun(self) -> np.ndarray | None:
        """Return for whom (patient,) a line was begun at this visit; None if nobody asked."""
        if not self._lines_begun:
            return None
        return np.logical_or.reduce(self._lines_begun)

    def treat(self, what: Any, who: np.ndarray | None = None) -> None:
        """Treat some patients locally today; of what has several sittings, one.

        Parameters
        ----------
        what : Surgery or Radiotherapy
            The local treatment.
        who : ndarray (patient,), bool, optional
            For whom. Default: all.
        """
        if not hasattr(what, "survival"):
            raise InputError(
                f"treat is given {what!r}; give a local treatment such as sim.Surgery(0.9)."
            )
        chosen = np.ones(self.patients, dtype=bool) if who is None else np.asarray(who, dtype=bool)
        if chosen.shape != (self.patients,):
            raise InputError(
                f"treat needs one yes or no for each of the {self.patients} patients, not shape "
                f"{chosen.shape}."
            )
        self._local.append((what, chosen if self._inside is None else chosen & self._inside))

    def give_once(self, course: Course) -> None:
        """Give what a course says for the days until the next visit, each dose at its moment.

        It is said at every visit at which the course is on; days of the course count as `since`.
        """
        self._once.append(Given(course, self.since, self._inside))

    def may_forget(self, doses: np.ndarray, begun: np.ndarray, chance: Chance, first: int) -> None:
        """Say that each dose is only taken with a chance; the doses are returned all the same.

        Parameters
        ----------
        doses : ndarray (patient or 1, drug)
            That are prescribed from today on [standard doses].
        begun : ndarray (patient or 1, drug)
            The day on which each was begun, or begun again.
        chance : Chance
            Of each.
        first : int
            How many courses had been said before: those said since may be forgotten too.
        """
        self._unsure.append(Unsure(doses, begun, chance, self._inside))
        for place in range(first, len(self._once)):
            self._once[place] = self._once[place]._replace(chance=chance)

    def said(self) -> Said:
        """Return what was said besides doses: the courses, and what may be forgotten."""
        return Said(self._once, self._unsure)

    def once(
        self,
        until: float,
        intervals: Sequence[float],
        luck: Luck | None = None,
        reach: Sequence[float] | None = None,
    ) -> Boluses | None:
        """Return what is given once until the next visit, or forgotten; None if there is neither.

        Parameters
        ----------
        until : float
            The next visit [days].
        intervals : sequence of float
            Days between two administrations of every drug.
        luck : Luck, optional
            Of what patients forget; without it they forget nothing.
        reach : sequence of float, optional
            For how long a dose of every drug may be on its way [days].
        """
        if not self._once and not self._unsure:
            return None
        return collected(
            self.said(), self.day, until, self.drugs, intervals, self.patients, luck, reach
        )

    def treated(self) -> list[tuple[Any, np.ndarray]]:
        """Return what was done locally at this visit, and for whom (patient,)."""
        return [(what, who) for what, who in self._local if who.any()]

    def within(self, since: np.ndarray, inside: np.ndarray) -> "Seen":
        """Return the same for a regimen that is one line of a longer plan.

        Parameters
        ----------
        since : ndarray (patient,)
            Days since the patient began that line; 0 for those who are not in it.
        inside : ndarray (patient,), bool
            Who is in that line: a line begun for others does not count.
        """
        if self._inside is not None:
            inside = inside & self._inside
        return replace(self, since=since, _inside=inside)


def _as_numbers(drug: str, dose: Any) -> np.ndarray:
    """Return what is said of one drug as numbers, whatever NumPy takes for such (yes is 1)."""
    try:
        return np.asarray(dose, dtype=float)
    except (TypeError, ValueError):
        raise InputError(
            f"The dose of {drug!r} is {shown(dose)}; give a number of standard doses, or an array "
            "with one for each patient."
        ) from None


@lru_cache(maxsize=8)  # (asked at every visit)
def _all_alike(count: int, yes: bool) -> np.ndarray:
    """Return the same of all patients (patient,), bool, read-only."""
    made = np.full(count, yes)
    made.flags.writeable = False
    return made
