"""A virtual trial: a description; `Trial.run` treats the patients and returns a `TrialResult`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.base import checks
from sim.base.drawn import is_distribution
from sim.base.errors import InputError, unknown
from sim.base.resolve import check_lengths, resolve
from sim.base.typed import typed_methods
from sim.clinic import Clinic
from sim.model import Tumour
from sim.regimens import Intermittent, Lines, Regimen, Schedule
from sim.regimens.made_of_lines import MadeOfLines
from sim.results import Endpoints, Visits
from sim.results.patients import with_patients
from sim.running.asked import MOST_DAYS, checked_seed
from sim.trials.cohort import Cohort
from sim.trials.design import Conduct, Design, Paired

if TYPE_CHECKING:
    from sim.engines import Engine
    from sim.trials.result import TrialResult


@typed_methods
@dataclass(frozen=True, eq=False)
class Trial:
    """Patients, the ways they are treated, and how they are looked at.

    Parameters
    ----------
    cohort : Cohort
        The patients.
    arms : mapping of name to Regimen
        How they are treated. The first is the control, unless `control` names another.
    clinic : Clinic
        What is seen, and what counts as response and progression.
    days : float
        How long each patient is followed [days].
    design : Paired or Randomised
        Whether every patient is in every arm (the default; no real trial can) or in one, by lot.
    conduct : Conduct
        When patients enter, when the trial closes, who drops out.
    control : str, optional
        Name of the arm that the others are compared with.
    engine : str or engine
        As in `sim.simulate`.
    record : Visits or Endpoints
        As in `sim.simulate`; by default end points and scans.

    Examples
    --------
    >>> result = sim.Trial(cohort, arms, sim.Clinic(), days=3 * sim.YEAR).run(1)  # doctest: +SKIP
    >>> print(result)                                                            # doctest: +SKIP
    """

    cohort: Cohort
    arms: Mapping[str, Regimen]
    clinic: Clinic = field(default_factory=Clinic)
    days: float = 1826.25
    design: Design = field(default_factory=Paired)
    conduct: Conduct = field(default_factory=Conduct)
    control: str | None = None
    engine: "str | Engine" = "auto"
    record: Visits | Endpoints = field(default_factory=lambda: Endpoints(scans=True))

    def __post_init__(self):
        if isinstance(self.cohort, Tumour):
            raise InputError(
                "The cohort is a tumour; say how many patients: sim.Cohort(tumour, 200)."
            )
        for word, kind, example in (
            ("cohort", Cohort, "sim.Cohort(tumour, 200)"),
            ("arms", Mapping, '{"continuous": sim.Continuous("A")}'),
            ("clinic", Clinic, "sim.Clinic()"),
            ("design", Design, "sim.Paired() or sim.Randomised()"),
            ("conduct", Conduct, "sim.Conduct(enrolled_over=365)"),
        ):
            if not isinstance(getattr(self, word), kind):
                raise InputError(f"{word} of the trial is {getattr(self, word)!r}; give {example}.")
        object.__setattr__(self, "arms", checks.by_plain_name(self.arms))
        days = checks.number(
            "days of the trial", self.days, above=True, high=MOST_DAYS, unit="days"
        )
        if not isinstance(days, float):
            raise InputError("days of the trial must be one number, the same for all patients.")
        object.__setattr__(self, "days", days)
        self.design.check(list(self.arms))
        control = next(iter(self.arms)) if self.control is None else self.control
        if not isinstance(control, str) or control not in self.arms:
            raise unknown(f"The control {control!r}", "arm", control, self.arms)
        object.__setattr__(self, "control", str.__str__(control))
        if len(self.clinic.scans(days)) < 2:
            scans = f"every {self.clinic.scan_every:g} days"
            if self.clinic.scan_days is not None:
                scans = "on stated days, none after day 0 is in time"
            raise InputError(
                f"The clinic scans {scans}, but the trial lasts {days:g} days: nobody could "
                "progress. Scan more often, or follow for longer."
            )
        for name, regimen in self.arms.items():
            _check_length(name, regimen, days)

    def run(
        self, seed: int | None = None, *, progress: bool | None = None,
        threads: int | None = None, partial: bool | None = None,
    ) -> "TrialResult":  # fmt: skip
        """Treat the patients.

        Parameters
        ----------
        seed : int, optional
            Makes the trial reproducible; without, one is drawn and kept in ``result.seed``.
        progress, threads, partial
            As in `sim.simulate`.

        Raises
        ------
        InputError
            If something does not fit; before anything runs.
        """
        from sim.simulate import simulate
        from sim.trials.result import TrialResult

        seed = checked_seed(seed)
        patients = self.cohort.draw(seed)
        check_lengths({"conduct": self.conduct}, patients.numbers)
        runs = simulate(
            patients.tumour, self.arms, patients=patients.numbers.tolist(), days=self.days,
            seed=seed, clinic=self.clinic, engine=self.engine, record=self.record,
            progress=progress, threads=threads, partial=partial,
        )  # fmt: skip
        here = np.isin(patients.numbers, runs.values("patient"))  # if it was interrupted
        numbers = patients.numbers[here]
        values = {name: values[here] for name, values in patients.values.items()}
        runs = with_patients(runs, values, self.cohort.label)
        conduct = resolve(self.conduct, seed, numbers, "conduct")
        return TrialResult(
            trial=self,
            seed=seed,
            runs=runs,
            values=values,
            screened=patients.screened,
            members=self.design.members(runs.arms, seed, numbers),
            entry=conduct.entry_days(seed, numbers),
            followed=conduct.followed(seed, numbers, self.days),
        )

    def __str__(self) -> str:
        arms = [f"  {name}: {regimen}" for name, regimen in self.arms.items()]
        return "\n".join(
            [
                f"Trial of {self.cohort.patients} patients, {self.days:g} days, {self.design}.",
                *arms,
                str(self.clinic),
            ]
        )


def _check_length(name: str, regimen: Regimen, days: float) -> None:
    """Refuse an arm whose plan goes on for longer than anybody is followed."""
    needed = _planned_days(regimen)
    if needed is not None and needed > days:
        raise InputError(
            f"Nobody can finish arm {name!r}: its plan takes {needed:g} days, and the trial lasts "
            f"{days:g}. Follow for longer, or shorten the plan."
        )


def _planned_days(regimen: Regimen) -> float | None:
    """Return the day on which the last part of a plan begins or ends; None if it is not fixed."""
    if isinstance(regimen, MadeOfLines):
        return _planned_days(regimen.as_lines())
    if isinstance(regimen, Schedule):
        return float(regimen.days[-1])
    if isinstance(regimen, Lines):
        lengths = [None if line.until is None else line.until.length() for line in regimen.lines]
        fixed = [length for length in lengths if length is not None]
        return float(sum(fixed)) if fixed else None
    if isinstance(regimen, Intermittent) and regimen.cycles is not None:
        numbers = (regimen.cycles, regimen.on, regimen.off)
        if all(not is_distribution(x) and np.ndim(x) == 0 for x in numbers):
            return float(regimen.cycles * (regimen.on + regimen.off) - regimen.off)
    return None
