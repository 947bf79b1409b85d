"""What the model shows of a fitted patient, beside what was seen."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base.typed import typed_methods
from sim.inference.best import Best
from sim.inference.errors import MEASURED
from sim.inference.theta import as_theta, checked_days

if TYPE_CHECKING:
    import pandas as pd


@typed_methods
class Curve(Best):
    """What the model shows, and what was seen and given; a part of `sim.Fit`."""

    def predict(self, days: Any = None, theta: Any = None) -> "pd.DataFrame":
        """Return what the model shows without error, a row for each day (and set of parameters).

        Parameters
        ----------
        days : float or sequence of float, optional
            From the patient's beginning (`Observations.begin`) on [days]. Default: those on
            which something was seen or doses changed.
        theta : as in `log_likelihood`, optional
            Default: the best.
        """
        import pandas as pd

        table = self.theta[None] if theta is None else as_theta(theta, self.names)
        course = self.problem.course
        if days is not None:
            wanted = checked_days(days)
            course = self.problem.course_for(np.sort(wanted))
        else:
            wanted = course.stops
        said = self.asked.predict(table, course)
        at = course.places(wanted)
        factors = self.problem.factors
        columns = {name: values[:, at].ravel() / factors[name] for name, values in said.items()}
        which = np.repeat(np.arange(len(table)), len(wanted))
        return pd.DataFrame({"which": which, "day": np.tile(wanted, len(table)), **columns})

    def results(self, series: str) -> "pd.DataFrame":
        """Return what was seen of one series, in the unit in which it was read.

        Parameters
        ----------
        series : str
            Which.

        Returns
        -------
        DataFrame
            Columns day (since the patient's beginning), value, censored.
        """
        import pandas as pd

        checks.one_of("series", series, self.observations.series, "series", "series")
        mine = self.observations.what == self.observations.series.index(series)
        return pd.DataFrame({
            "day": self.problem.days[mine], "value": self.observations.value[mine],
            "censored": self.observations.censored[mine],
        })  # fmt: skip

    def doses(self) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
        """Return what was given: days (stop,), doses (stop - 1, drug) between them, and the drugs.

        Single doses count as their mean between two stops [standard doses].
        """
        course = self.problem.course
        rows = [
            leg.doses[0] if leg.once is None else leg.doses[0] + leg.once.in_force[0]
            for leg in course.legs
        ]
        drugs = self.problem.example.drug_names
        return course.stops, np.array(rows).reshape(len(rows), len(drugs)), drugs

    def r_squared(self) -> dict[str, float]:
        """Return the share of the variance of each series that the best curve explains."""
        said, found = self.asked.predict(self.theta[None]), {}
        places = self.problem.course.places(self.problem.days)
        for number, series in enumerate(self.observations.series):
            mine = (self.observations.what == number) & (self.observations.censored == MEASURED)
            values = self.problem._values[series]
            value = values[self.observations.censored[self.observations.what == number] == MEASURED]
            off = value - said[series][0, places[mine]]
            around = value - value.mean()
            total = float(around @ around)
            found[series] = 1.0 - float(off @ off) / total if total > 0 else np.nan
        return found
