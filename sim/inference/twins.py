"""Virtual twins of a patient: tumours drawn from the posterior, and how they go on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base.days import SAME_MOMENT
from sim.base.errors import InputError, shown
from sim.base.typed import typed_methods
from sim.base.warned import warn
from sim.clinic import Clinic
from sim.inference.course import Course
from sim.inference.errors import is_additive
from sim.inference.mean import mean_cells
from sim.model import Drug, Tumour
from sim.regimens import Regimen
from sim.regimens.as_given import AsGiven
from sim.results import Endpoints, Runs, Visits
from sim.simulate import simulate

if TYPE_CHECKING:
    import pandas as pd

    from sim.engines import Engine
    from sim.inference.fitted import Fit

LONG_AGO = 5.0
"""Half-lives after which nothing to speak of is left of a drug."""
DRAWS = 1600
"""Of the posterior, for a band."""


@typed_methods
@dataclass(frozen=True, eq=False)
class Twins:
    """Virtual twins of a patient. Made by `Fit.patients`.

    Parameters
    ----------
    fit : Fit
        Of the patient.
    theta : ndarray (patient, parameter)
        Of each twin, drawn from the posterior.
    """

    fit: "Fit"
    theta: np.ndarray

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.theta)

    @cached_property
    def tumour(self) -> Tumour:
        """Their tumours at the patient's beginning; numbers are arrays over twins."""
        return self.fit.asked.tumour(self.theta)

    @property
    def last(self) -> float:
        """The day of the patient's last result since their beginning [days]."""
        return float(self.fit.problem.days.max())

    @cached_property
    def cells(self) -> np.ndarray:
        """The expected cells (patient, clone) of each on the last day."""
        problem = self.fit.asked
        return mean_cells(self.tumour, len(self), problem.course, problem.tolerance)[-1]

    @cached_property
    def now(self) -> Tumour:
        """Their tumours on the last day, as the beginning of something new.

        What is in the body of a drug with a half-life is left out: `forecast` goes on with it.
        """
        cells = np.minimum(self.cells, 1e15)
        clones = [replace(clone, start=cells[:, k]) for k, clone in enumerate(self.tumour.clones)]
        return replace(self.tumour, clones=clones, size=None)

    def to_frame(self) -> "pd.DataFrame":
        """Return their parameters, and their cells on the last day, a row for each."""
        import pandas as pd

        table = pd.DataFrame(self.theta, columns=list(self.fit.names))
        for k, name in enumerate(self.tumour.clone_names):
            table[f"cells_{name}"] = self.cells[:, k]
        return table

    def forecast(
        self,
        arms: Mapping[str, Regimen],
        days: float,
        *,
        seed: int = 1,
        clinic: Clinic | None = None,
        engine: "str | Engine | None" = None,
        record: Visits | Endpoints | None = None,
        history: bool = False,
        progress: bool | None = None,
    ) -> Runs:
        """Return what each arm would do from the last result on; see `Fit.forecast`."""
        wait = checks.one_number("days", days, above=True, unit="days")
        if not arms:
            raise InputError("arms is empty; give plans by name: {'continuous': ...}.")
        if engine is None:
            engine = "meanfield" if self.fit.chance is None else "jump"
        checks.yes_or_no("history", history)
        for name, plan in arms.items():
            _check_plan(name, plan)
        given, last = self.fit.observations.given, self.last
        if not history:
            self._notice_drugs()
            return simulate(
                self, arms, days=wait, seed=seed, clinic=clinic, engine=engine, record=record,
                progress=progress,
            )  # fmt: skip
        plans = {name: _goes_on(given, plan, last) for name, plan in arms.items()}
        return simulate(
            self.tumour, plans, patients=len(self), days=last + wait, seed=seed, clinic=clinic,
            engine=engine, record=record, progress=progress,
        )  # fmt: skip

    def _notice_drugs(self) -> None:
        """Say that a drug is in the body today, which a tumour that begins anew has not."""
        for place, drug in enumerate(self.tumour.drugs):
            since = self.last - _last_given(self.fit.problem.course, place)
            if drug.is_timed and since < LONG_AGO * _slowest(drug):
                warn(
                    f"{drug.name} is still in the body on the day of the last result, but not in "
                    "twins that begin today: its first doses build up anew. history=True goes on "
                    "with what is there (and counts from the patient's beginning)."
                )

    def __str__(self) -> str:
        patient = self.fit.observations.patients[0]
        return f"{len(self)} virtual twins of patient {patient!r}, until day {self.last:g}."


def _last_given(course: Course, drug: int) -> float:
    """Return until when [days] a drug was given; -inf where it never was."""
    found = -np.inf
    for leg in course.legs:
        once = 0.0 if leg.once is None else leg.once.in_force[0, drug]
        if leg.doses[0, drug] > 0 or once > 0:
            found = leg.until
    return found


def _slowest(drug: Drug) -> float:
    """Return the longest half-life [days] with which a drug leaves the body."""
    kinetics: Any = drug.kinetics
    into = getattr(kinetics, "into", None) or kinetics
    half = drug.half_life if into is None else getattr(into, "late", None) or into.half_life
    return float(np.max(np.asarray(half)))


def _check_plan(name: str, plan: Any) -> None:
    if not isinstance(plan, Regimen):
        raise InputError(
            f"Arm {name!r} is {shown(plan)}; give a regimen such as sim.Continuous('abiraterone')."
        )


def _goes_on(given: Regimen, plan: Regimen, last: float) -> Regimen:
    """Return what was given, and a plan from the last day on."""
    if last <= SAME_MOMENT:
        return plan
    return AsGiven([0.0, last], [given, plan], lines=[(last, 1.0)])


def band(fit: "Fit", theta: np.ndarray, days: Any, level: float, seed: int) -> "pd.DataFrame":
    """Do as `Fit.band`, of parameters (draw, parameter)."""
    import pandas as pd

    said = fit.predict(days, theta)
    random = np.random.default_rng(seed)
    tail = (1.0 - level) / 2.0
    tables = []
    for series in fit.observations.series:
        z = random.standard_normal(len(said))
        size = fit.problem.size_of_errors(series, theta)[0]
        each = np.broadcast_to(np.ravel(size), len(theta))[said["which"]]
        if is_additive(fit.problem.noise[series]):
            shows = said[series] + each * z / fit.problem.factors[series]
        else:
            shows = said[series] * np.exp(each * z)
        spread = shows.groupby(said["day"]).quantile([tail, 0.5, 1.0 - tail]).unstack()
        spread.columns = pd.Index(["low", "median", "high"])
        tables.append(spread.reset_index().assign(series=series))
    columns = ["series", "day", "low", "median", "high"]
    return pd.concat(tables, ignore_index=True)[columns]
