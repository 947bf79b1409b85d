"""What somebody decides for patients step by step, kept so that it can be done again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.base import days
from sim.base.errors import InputError
from sim.base.resolve import check_lengths, resolve
from sim.base.seen import Seen
from sim.regimens import LocalTreatment, Regimen
from sim.regimens.adherence import days_by_days
from sim.regimens.as_given import AsGiven
from sim.regimens.policy import as_table
from sim.running.asked import check_arms
from sim.running.by_name import check_by_name
from sim.running.thresholds import check_thresholds

if TYPE_CHECKING:
    from sim.running.plan import Plan

ByDrug = str | Mapping[str, float | np.ndarray] | np.ndarray
"""A drug's name, doses by drug, or an array (patient or 1, drug)."""


class Decision(NamedTuple):
    """What was decided on a day."""

    day: float
    what: np.ndarray | Regimen | None
    """None: what is given goes on."""
    lines: np.ndarray | None
    """For whom (patient,) a line of therapy was begun."""
    local: list[tuple[LocalTreatment, np.ndarray]]
    """Local treatments, and for whom."""


class ByHand:
    """What is given now, and everything that was decided until then.

    Parameters
    ----------
    plan : Plan
        Of the run.
    """

    def __init__(self, plan: "Plan"):
        self._plan = plan
        self._what: np.ndarray | Regimen = np.zeros((1, len(plan.tumour.drugs)))
        self._begun, self._new = 0.0, True
        self._memory: dict[str, Any] = {}
        self._decided: list[Decision] = []

    def give(self, what: ByDrug | Regimen, seen: Seen) -> None:
        """Give doses, or begin a regimen, from the day of this visit on."""
        if isinstance(what, Regimen):
            self._what = self._checked(what)
        else:
            doses = seen.give(what) if isinstance(what, str | Mapping) else what
            self._what = as_table(doses, seen, f"run.give on day {seen.day:g}")
        self._begun, self._new, self._memory = seen.day, True, {}

    def note(self, seen: Seen) -> None:
        """Keep what has been decided at a visit, before a regimen decides anything there."""
        local = seen.treated()
        for what, _ in local:
            what.check(self._plan.tumour, f"The treatment on day {seen.day:g}")
        # (doses are kept at each visit as they were, a regimen when it begins: it keeps its own)
        again = isinstance(self._what, Regimen) and not self._new
        what = None if again else self._what
        self._decided.append(Decision(seen.day, what, seen.lines_begun(), local))
        self._new = False

    def decide(self, seen: Seen) -> np.ndarray:
        """Return the doses (patient or 1, drug) from this visit on."""
        if not isinstance(self._what, Regimen):
            return self._what
        since = seen.day - self._begun
        return self._what.decide(replace(seen, since=since), self._memory)

    def visits(self, calendar: np.ndarray) -> np.ndarray:
        """Return the days (visit,) of the clinic, with those on which a regimen acts."""
        if not isinstance(self._what, Regimen):
            return calendar
        plan = self._plan
        acts = self._begun + self._what.days_to_ask(plan.days - self._begun)
        daily = days_by_days(self._what, plan.tumour.drugs, plan.days)
        return days.with_more(calendar, acts, daily)

    def plan(self) -> AsGiven:
        """Return what was decided until now, as a regimen that does the same again."""
        made = self._decided
        if not made:
            raise InputError("Nothing was given yet: run.give(doses) and run.advance(days) first.")
        begun = [(d.day, self._of_patients(d.lines)) for d in made if d.lines is not None]
        local = [(d.day, what, self._of_patients(who)) for d in made for what, who in d.local]
        return AsGiven([d.day for d in made], [self._kept(d.what) for d in made], begun, local)

    def _checked(self, regimen: Regimen) -> Regimen:
        """Return a regimen with numbers for these patients, as `sim.simulate` has them."""
        plan, arm = self._plan, {"run.give": regimen}
        check_arms(plan.tumour, arm)
        check_lengths(arm, plan.patients, named=True)
        check_by_name(plan.clinic, arm)
        check_thresholds(plan.clinic, arm)
        return resolve(regimen, plan.seed, plan.patients, "regimen")

    def _kept(self, what: np.ndarray | Regimen | None) -> Any:
        """Return what was given, with a number for each patient by theirs."""
        if isinstance(what, Regimen):
            numbers = self._plan.patients
            place = np.zeros(int(numbers.max()) + 1, dtype=np.int64)
            place[numbers] = np.arange(len(numbers))
            return resolve(what, 0, place, "regimen")
        if what is None:
            return None
        columns = zip(self._plan.tumour.drug_names, what.T, strict=True)
        return {drug: self._of_patients(column) for drug, column in columns if column.any()}

    def _of_patients(self, values: np.ndarray) -> Any:
        """Return one number where all have the same, else an array by the patients' numbers."""
        numbers, values = self._plan.patients, np.asarray(values, dtype=float)
        if (values == values[0]).all():
            return float(values[0])
        of_all = np.zeros(int(numbers.max()) + 1)
        of_all[numbers] = values
        return of_all
