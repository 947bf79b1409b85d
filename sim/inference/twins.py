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
from sim.clinic import Clinic
from sim.inference.errors import Additive
from sim.inference.mean import mean_cells
from sim.model import Tumour
from sim.regimens import Regimen
from sim.regimens.as_given import AsGiven
from sim.results import Endpoints, Runs, Visits
from sim.simulate import simulate

if TYPE_CHECKING:
    import pandas as pd

    from sim.engines import Engine
    from sim.inference.fitted import Fit

DRAWS = 400
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
        return self.fit.problem.tumour(self.theta)

    @property
    def last(self) -> float:
        """The day of the patient's last result since their beginning [days]."""
        return float(self.fit.problem.days.max())

    @cached_property
    def cells(self) -> np.ndarray:
        """The expected cells (patient, clone) of each on the last day."""
        problem = self.fit.problem
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
        progress: bool | None = None,
    ) -> Runs:
        """Return what each arm would do from the last result on; see `Fit.forecast`.

        Measures of what comes back count from the patient's beginning; those of
        ``sim.simulate(twins, arms, days=...)`` from the last result on.
        """
        wait = checks.one_number("days", days, above=True, unit="days")
        if not arms:
            raise InputError("arms is empty; give plans by name: {'continuous': ...}.")
        if engine is None:
            engine = "meanfield" if self.fit.chance is None else "jump"
        given, last = self.fit.observations.given, self.last
        plans = {name: _goes_on(name, given, plan, last) for name, plan in arms.items()}
        return simulate(
            self.tumour, plans, patients=len(self), days=last + wait, seed=seed,
            clinic=Clinic() if clinic is None else clinic, engine=engine, record=record,
            progress=progress,
        )  # fmt: skip

    def __str__(self) -> str:
        patient = self.fit.observations.patients[0]
        return f"{len(self)} virtual twins of patient {patient!r}, until day {self.last:g}."


def _goes_on(name: str, given: Regimen, plan: Any, last: float) -> Regimen:
    """Return what was given, and a plan from the last day on."""
    if not isinstance(plan, Regimen):
        raise InputError(
            f"Arm {name!r} is {shown(plan)}; give a regimen such as sim.Continuous('abiraterone')."
        )
    if last <= SAME_MOMENT:
        return plan
    return AsGiven([0.0, last], [given, plan], lines=[(last, 1.0)])


def band(fit: "Fit", days: Any, level: float, seed: int) -> "pd.DataFrame":
    """Do as `Fit.band`."""
    import pandas as pd

    theta = fit.posterior().draw(DRAWS, seed)
    said = fit.predict(days, theta)
    random = np.random.default_rng(seed)
    tail = (1.0 - level) / 2.0
    tables = []
    for series in fit.observations.series:
        error = fit.problem.noise[series]
        z = random.standard_normal(len(said))
        if isinstance(error, Additive):
            shows = said[series] + error.size * z
        else:
            size = fit.problem._size(series, theta)[0]
            each = np.broadcast_to(np.ravel(size), len(theta))[said["which"]]
            shows = said[series] * np.exp(each * z)
        spread = shows.groupby(said["day"]).quantile([tail, 0.5, 1.0 - tail]).unstack()
        spread.columns = pd.Index(["low", "median", "high"])
        tables.append(spread.reset_index().assign(series=series))
    columns = ["series", "day", "low", "median", "high"]
    return pd.concat(tables, ignore_index=True)[columns]
