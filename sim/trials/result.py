"""What a trial found: end points of every patient, tables, comparisons, and what made it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.errors import unknown
from sim.base.typed import typed_methods
from sim.results import Runs
from sim.results.followup import EVENTS, Followup, followup
from sim.results.survival import Estimate, PairedDifference
from sim.trials.estimates import Comparison, compare
from sim.trials.response import seen_change, seen_response

if TYPE_CHECKING:
    import pandas as pd

    from sim.trials.trial import Trial

PFS = "progression-free survival"


@typed_methods
@dataclass(frozen=True, eq=False)
class TrialResult:
    """What a trial found.

    Attributes
    ----------
    trial : Trial
        What was run.
    seed : int
        The seed it was run with.
    runs : Runs
        Everything about every patient under every arm, as `sim.simulate` returns it.
    values : mapping of str to ndarray (patient,)
        Parameters of the patients and columns of their table: for subgroups.
    screened : int
        How many patients were tested to find them.
    members : ndarray (arm, patient), bool
        Who is counted in which arm.
    entry : ndarray (patient,)
        Day of entry, counted from the start of the trial [days].
    followed : ndarray (patient,)
        How long each patient could be followed [days].
    """

    trial: "Trial"
    seed: int
    runs: Runs
    values: Mapping[str, np.ndarray]
    screened: int
    members: np.ndarray
    entry: np.ndarray
    followed: np.ndarray

    @property
    def arms(self) -> list[str]:
        """Names of the arms, in order."""
        return self.runs.arms

    @property
    def control(self) -> str:
        """The arm that the others are compared with."""
        return str(self.trial.control)

    def followup(self, endpoint: str = PFS) -> Followup:
        """Return the times to an end point, of who is counted, censored where follow-up ended.

        Parameters
        ----------
        endpoint : str
            ``"time to progression"``, ``"progression-free survival"``, ``"overall survival"``,
            ``"second progression"``, ``"treatment failure"`` or ``"duration of response"``.
        """
        if endpoint == "duration of response":
            return self._durations()
        if endpoint not in EVENTS:
            raise unknown(
                f"End point {endpoint!r}", "end point", endpoint, (*EVENTS, "duration of response")
            )
        return self._counted(followup(self.runs, endpoint)).censored(self.followed)

    def compare(self, arm: str, control: str | None = None, endpoint: str = PFS) -> Comparison:
        """Return one arm against the control: medians, hazard ratio, log-rank, differences."""
        control = self.control if control is None else control
        return compare(self.followup(endpoint), arm, control, self.trial.design.paired)

    def paired(self, arm: str, control: str | None = None, endpoint: str = PFS) -> PairedDifference:
        """Return who would have done better under `arm` than under the control, and by how long.

        The mean is within the days up to the smaller last follow-up of the two arms; those who
        are lost count as long as they are followed.
        """
        control = self.control if control is None else control
        return self.followup(endpoint).paired_difference(arm, control)

    def needed_to_treat(
        self, arm: str, day: float, control: str | None = None, endpoint: str = PFS
    ) -> Estimate:
        """Return how many must be treated with `arm` for one event fewer by `day`."""
        from sim.trials.estimates import needed_to_treat

        control = self.control if control is None else control
        return needed_to_treat(self.followup(endpoint), arm, control, day)

    def comparisons(self, endpoints: Sequence[str] = (PFS, "overall survival")) -> "pd.DataFrame":
        """Return a table: every arm against the control, at every end point."""
        from sim.trials.contrasts import comparisons

        return comparisons(self, endpoints)

    def summary(self) -> "pd.DataFrame":
        """Return the table of end points, one row per arm; `sim.trials.tables` explains them."""
        from sim.trials.tables import summary

        return summary(self)

    def subgroups(
        self, by: Mapping[str, np.ndarray], arm: str, control: str | None = None,
        endpoint: str = PFS,
    ) -> "pd.DataFrame":  # fmt: skip
        """Return the hazard ratio in every subgroup, for `sim.plots.forest`.

        Parameters
        ----------
        by : mapping of str to ndarray (patient,), bool
            Who is in each subgroup: ``{"fast": result.values["growth"] > 0.01}``.
        arm, control, endpoint
            What is compared.
        """
        from sim.trials.contrasts import subgroups

        return subgroups(self, by, arm, self.control if control is None else control, endpoint)

    def interim(
        self, looks: Sequence[float], arm: str, control: str | None = None, endpoint: str = PFS
    ) -> "pd.DataFrame":
        """Return what a look at the data would have shown on some days of the trial.

        Parameters
        ----------
        looks : sequence of float
            Days since the start of the trial [days].
        arm, control, endpoint
            What is compared.
        """
        from sim.trials.contrasts import interim

        return interim(self, looks, arm, self.control if control is None else control, endpoint)

    def power(self, arm: str, patients: int, **options: Any) -> Estimate:
        """Return the power of a real trial of this size; see `sim.trials.power.power`."""
        from sim.trials.power import power

        return power(self, arm, patients, **options)

    def sample_size(self, arm: str, **options: Any) -> int:
        """Return how many patients a real trial needs; see `sim.trials.power.sample_size`."""
        from sim.trials.power import sample_size

        return sample_size(self, arm, **options)

    def audit(self, patient: int, arm: str) -> "pd.DataFrame":
        """Return every visit, observation, decision, its reason, and dose of one patient."""
        from sim.trials.audit import audit

        return audit(self, patient, arm)

    def follow(self, patients: Sequence[int], arms: Sequence[str] | None = None) -> Runs:
        """Return some patients again, with curves at every visit: the same patients, bit for bit.

        For what needs curves: `sim.plots.swimmer`, `sim.plots.burden`.
        """
        from sim.trials.audit import follow

        return follow(self, patients, arms)

    def response(self) -> np.ndarray:
        """Return the best response (arm, patient), a place in `sim.clinic.RESPONSES`.

        Of what was seen before follow-up ended: a response has to be confirmed by then, and who
        was lost before a scan could say anything is not evaluable.
        """
        return seen_response(self.runs, self.trial.clinic, self.followed)

    def best_change(self) -> np.ndarray:
        """Return the smallest result to the baseline less 1 (arm, patient), until follow-up ended.

        On the scale of the clinic's criteria, until progression; NaN where the baseline could not
        be measured, or no second result came.
        """
        return seen_change(self.runs, self.trial.clinic, self.followed)

    def _counted(self, times: Followup) -> Followup:
        days = np.where(self.members, times.days, np.nan)
        return replace(times, days=days, happened=times.happened & self.members)

    def _durations(self) -> Followup:
        """Return the time from response to progression or death, of those who responded."""
        ended = self.followup(PFS)
        began = self.runs.data["response_day"].values
        responded = (self.response() >= 3) & self.members
        days = np.where(responded, ended.days - began, np.nan)
        happened = ended.happened & responded
        return replace(ended, name="duration of response", days=days, happened=happened)

    def __repr__(self) -> str:
        kind = type(self.trial.design).__name__
        part = f", {self.runs.interrupted}" if self.runs.interrupted else ""
        return (
            f"TrialResult: {len(self.arms)} arms, {self.members.shape[1]} patients "
            f"({kind.lower()}), {self.runs.days:g} days, seed {self.seed}{part}. See .summary(), "
            ".compare(arm), .followup(endpoint), .audit(patient, arm)."
        )

    def __str__(self) -> str:
        from sim.trials.tables import text

        return text(self)
