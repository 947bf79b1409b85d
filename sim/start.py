"""Patients treated step by step: look, decide, let time pass, try something else on a copy."""

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks, days
from sim.base.errors import InputError
from sim.base.seen import Seen
from sim.base.units import YEAR
from sim.clinic import Clinic
from sim.model import Tumour
from sim.regimens import Observation, Regimen
from sim.regimens.as_given import AsGiven
from sim.results import Endpoints, Runs, Visits
from sim.simulate import simulate

if TYPE_CHECKING:
    from sim.engines import Engine
    from sim.running.by_hand import ByDrug
    from sim.running.plan import Plan
    from sim.running.treatment import Treatment


def start(
    tumour: Tumour,
    patients: int | Sequence[int] = 1,
    clinic: Clinic | None = None,
    seed: int | None = None,
    *,
    days: float = 10 * YEAR,
    engine: "str | Engine" = "auto",
) -> "Run":
    """Begin to treat patients step by step, with your own hands or those of another program.

    Parameters
    ----------
    tumour : Tumour
        What is treated.
    patients : int or sequence of int
        How many patients, or which.
    clinic : Clinic, optional
        What is seen of the tumour, and when. Default: ``Clinic()``.
    seed : int, optional
        Makes the run reproducible. Without, one is drawn and kept in ``run.seed``.
    days : float
        How far it can go [days].
    engine : str or engine
        As in `sim.simulate`.

    Returns
    -------
    Run
        At the visit of day 0, before the first dose.

    Raises
    ------
    InputError
        If something does not fit; before anything runs.

    Examples
    --------
    >>> import sim
    >>> run = sim.start(sim.presets.melanoma_vemurafenib(), patients=3, seed=1)   # doctest: +SKIP
    >>> run.give("vemurafenib")                                                   # doctest: +SKIP
    >>> run.advance(56)                                                           # doctest: +SKIP
    >>> run.look().burden                                                         # doctest: +SKIP
    """
    from sim.running.plan import make_plan
    from sim.running.room import check_room
    from sim.running.tables import Tables
    from sim.running.treatment import Patients

    plan = make_plan(
        tumour, {"run": Observation()}, patients, days, seed,
        Clinic() if clinic is None else clinic, engine, Endpoints(),
    )  # fmt: skip
    check_room(plan)
    plan.way.prepare(lambda text: None)
    block = slice(0, len(plan.patients))
    return Run(plan, Patients(plan, block).begin(0, Tables(plan)))


class Run:
    """Patients under treatment, today. Made by `sim.start`.

    At each visit `look`, `give`, `advance`; `copy` to try something else on the same patients with
    the same luck. Nothing that a clinic does not see is shown before `result`.

    Attributes
    ----------
    day : float
        Today [days].
    patients : ndarray (patient,), int64
        Their numbers.
    seed : int
        Of everything random.
    drugs : tuple of str
        Names of the drugs there are.
    """

    def __init__(self, plan: "Plan", treatment: "Treatment"):
        from sim.running.by_hand import ByHand

        self._plan, self._treatment = plan, treatment
        self._calendar = plan.calendars[0]
        self.day = 0.0
        self.patients, self.seed, self.drugs = plan.patients, plan.seed, plan.tumour.drug_names
        self._seen = treatment.look(0.0)
        self._hand = ByHand(plan)

    def look(self) -> Seen:
        """Return what the clinic knows today, before today's dose.

        ``seen.begin_line(who)`` and ``seen.treat(what, who)`` of what is returned count, as in a
        policy.
        """
        return self._seen

    @property
    def dead(self) -> np.ndarray:
        """Who has died (patient,), bool, of the tumour or of something else."""
        return self._treatment.desk.fates.dead.copy()

    def give(self, doses: "ByDrug | Regimen") -> None:
        """Give this from today on, until something else is given.

        Parameters
        ----------
        doses : str, mapping of drug to number, ndarray (patient, drug) or (1, drug), or Regimen
            A drug's name is its standard dose; numbers in units of it, one for all or an array
            (patient,); drugs that are not named are not given. ``{}`` is nothing. A regimen counts
            its days from today: ``sim.Doses("A", [(0, 10), (2.5, 10)]) + {"A": 0.3}`` gives single
            doses besides a daily one. Its numbers of patients are found by theirs, as in
            `sim.simulate`.

        Raises
        ------
        InputError
            If a drug is unknown, or a dose has a wrong shape or is no dose.
        """
        self._hand.give(doses, self._seen)

    def advance(self, days: float) -> None:
        """Let time pass: doses go on, and so do the clinic's visits and scans in between.

        Parameters
        ----------
        days : float
            How long [days]. The day that is reached is a visit, also where the clinic has none.

        Raises
        ------
        InputError
            If that is beyond the last day of the run (``sim.start(days=)``).
        """
        calendar = self._hand.visits(self._calendar)
        wait = checks.one_number("days to advance", days, 1 / 24, unit="days")
        until = self._day_after(wait, calendar)
        self._hand.note(self._seen)
        visits = calendar[(calendar > self.day) & (calendar < until)]
        for day in [*visits.tolist(), until]:
            self._treatment.go(self._seen, self._hand.decide(self._seen), day)
            self._seen, self.day = self._treatment.look(day), day

    def copy(self) -> "Run":
        """Return the same patients at the same moment: each goes on by itself, with the same luck.

        As long as the same is given on the same days, the two are identical to the bit.
        """
        treatment = self._treatment
        # What never changes is shared, and what runs the kernels cannot be copied.
        shared = [self._plan, self._plan.way, self._plan.engine, self._plan.tumour]
        shared += [part for part in treatment.body.model if part is not None]
        memo: dict[int, Any] = {id(thing): thing for thing in shared}
        return copy.deepcopy(self, memo)

    def plan(self) -> AsGiven:
        """Return what was decided until today, as a regimen that does the same again."""
        return self._hand.plan()

    def result(self, record: Visits | Endpoints | None = None) -> Runs:
        """Return what happened until today: curves, end points, and how it was made.

        It is made once more from day 0, by what was decided: exactly what `sim.simulate` returns
        for the regimen `plan`, and ``sim.rerun`` of it gives the same bits.

        Parameters
        ----------
        record : Visits, Endpoints, Origins or Lineages, optional
            What is kept. Default: curves at every visit.
        """
        made, plan = self.plan(), self._plan
        return simulate(
            plan.tumour, {"run": made}, patients=self.patients.tolist(), days=self.day,
            seed=self.seed, clinic=plan.clinic, engine=plan.engine, record=record, progress=False,
        )  # fmt: skip

    def _day_after(self, wait: float, calendar: np.ndarray) -> float:
        """Return the day so much later; a day of the calendar keeps its own bits."""
        day = round(self.day + wait, days.DECIMALS)
        if day > self._plan.days + days.SAME_MOMENT:
            raise InputError(
                f"Day {day:g} is beyond the last day of this run, {self._plan.days:g}; begin it "
                f"with sim.start(..., days={day:g})."
            )
        near = calendar[np.abs(calendar - day) <= days.SAME_MOMENT]
        return float(near[0]) if near.size else day
