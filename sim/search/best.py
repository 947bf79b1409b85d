"""`Best`: what a search has found, and what may be said of it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.typed import typed_methods
from sim.regimens import Regimen
from sim.results.survival import Estimate, with_interval
from sim.search.judging import difference, estimate
from sim.search.objective import Objective
from sim.search.rules import Tried
from sim.sweeps.identity import spoken

if TYPE_CHECKING:
    import pandas as pd

    from sim.clinic import Clinic
    from sim.search.search import Search
    from sim.trials import Cohort


@dataclass(frozen=True)
class Judged:
    """A rule, and what was measured of the patients who judge (patient,), by name."""

    point: dict[str, Any]
    values: dict[str, np.ndarray]


@typed_methods
@dataclass(frozen=True)
class Best:
    """The best rule of a search. Print it.

    Attributes
    ----------
    search : Search
        What was looked for.
    seed : int
        All chance followed from it.
    patients : int
        On how many patients the best was told from others, or not.
    judges : str
        Who judged it.
    """

    search: "Search"
    seed: int
    _fresh: list[Judged] = field(repr=False)
    _tried: list[Tried] = field(repr=False)
    patients: int
    judges: str

    @property
    def rule(self) -> dict[str, Any]:
        """The parameters of the best rule: that with the best value on the search's patients."""
        return dict(self._fresh[0].point)

    @property
    def regimen(self) -> Regimen:
        """The best rule itself, for `sim.simulate`, trials and figures."""
        return self.search.regimen(**self.rule)

    @property
    def value(self) -> Estimate:
        """Its objective on the patients who judge, with its 95 % interval."""
        return estimate(self.search.aimed, self._values(self._fresh[0], self.search.aimed))

    @property
    def tuned(self) -> float:
        """Its objective on the patients of the search: too good, since it was chosen by it."""
        name = self.search.names[self.search.aimed]
        point = self._fresh[0].point
        [one] = [tried for tried in self._tried if tried.point == point]
        return float(self.search.aimed.of(one.values[name][: self.patients]))

    @property
    def constraints(self) -> dict[str, Estimate]:
        """What is limited, on the patients who judge, with 95 % intervals, by the constraint."""
        return {
            str(c): estimate(c.objective, self._values(self._fresh[0], c.objective))
            for c in self.search.constraints
        }

    @cached_property
    def equals(self) -> "pd.DataFrame":
        """The rules that are as good, the best first: the ridge on which it stands.

        One row per rule that neither the patients of the search nor those who judge told from the
        best by more than ``within``: its parameters, its objective on the patients who judge, and
        by how much it is behind the best there, on the same patients, from and to (95 %).
        """
        return self._beside(self._as_good)

    @cached_property
    def _as_good(self) -> list[Judged]:
        """The best, and those whom who judges did not tell from it by more than ``within``."""
        objective = self.search.aimed
        best = self._values(self._fresh[0], objective)
        most = self.search.within * abs(float(objective.of(best)))

        def least(one: Judged) -> float:
            behind = difference(objective, best, self._values(one, objective))
            return behind.value if np.isnan(behind.low) else behind.low

        first, *others = self._fresh
        return [first, *(one for one in others if not least(one) > most)]

    def _beside(self, several: list[Judged]) -> "pd.DataFrame":
        """Return rules beside the first of them, on the patients on whom they were judged."""
        import pandas as pd

        objective = self.search.aimed
        best = self._values(several[0], objective)
        rows = []
        for one in several:
            behind = difference(objective, best, self._values(one, objective))
            value = float(objective.of(self._values(one, objective)))
            rows.append({
                **one.point, objective.name: value, "behind": behind.value,
                "from (95 %)": behind.low, "to (95 %)": behind.high,
            })  # fmt: skip
        return pd.DataFrame(rows)

    @cached_property
    def tried(self) -> "pd.DataFrame":
        """Every rule that was tried: parameters, on how many patients, its objective there.

        ``failed`` says why a rule could not be run.
        """
        import pandas as pd

        rows = []
        for one in self._tried:
            row: dict[str, Any] = {**one.point, "patients": one.patients}
            for objective, name in self.search.names.items():
                values = one.values.get(name)
                row[objective.name] = np.nan if values is None else float(objective.of(values))
            rows.append(row | {"failed": one.failed})
        return pd.DataFrame(rows)

    def on(
        self, cohort: "Cohort", *, clinic: "Clinic | None" = None, seed: int | None = None
    ) -> "pd.DataFrame":
        """Return what becomes of the best rules on other patients, or in another clinic.

        Parameters
        ----------
        cohort : Cohort
            Other patients: what they are may be what the search did not know.
        clinic : Clinic, optional
            Default: that of the search.
        seed : int, optional
            Default: that of the search.

        Returns
        -------
        DataFrame
            The rules of `equals`, judged by all patients of the cohort: none is left out, however
            far behind it is there.
        """
        from sim.search.elsewhere import on

        return on(self, cohort, clinic, seed)

    def _values(self, one: Judged, objective: Objective) -> np.ndarray:
        return one.values[self.search.names[objective]]

    def __str__(self) -> str:
        objective, fresh = self.search.aimed, len(next(iter(self._fresh[0].values.values())))
        lines = [
            f"Best of {len(self._tried)} rules: {spoken(self.rule)}",
            f"  {self.regimen.describe()}",
            f"  {objective.name}: {with_interval(self.value, '.4g', unknown='not known')}, on "
            f"{self.judges}",
            f"  on the {self.patients} it was tuned on: {self.tuned:.4g}",
        ]
        if fresh == 1:
            lines[-1] = "  (of one patient nothing follows for others)"
        if (self._values(self._fresh[0], objective) == self.search.days).all():
            lines.append(
                "  (that is the last day for every patient: "
                f"days={self.search.days:g} is too short to tell rules apart)"
            )
        for words, found in self.constraints.items():
            lines.append(f"  {words}: {with_interval(found, '.4g', unknown='not known')}")
        count = len(self._as_good) - 1
        share = f"{100 * self.search.within:g} %"
        lines.append(
            f"  {count} other rules are as good, to {share} or as far as patients tell: .equals"
            if count
            else "  told from every other rule that was tried"
        )
        return "\n".join(lines)
