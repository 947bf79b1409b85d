"""Times to end points and who has come to them, as functions of runs, (arm, patient) each.

What they mean is said in one place, `sim.results.followup.event_times`; the table of `summary`
and `followup` mean the same by the same words.
"""

from typing import TYPE_CHECKING

from sim.base.typed import typed
from sim.results.followup import event_times
from sim.results.labelled import named
from sim.results.runs import Runs

if TYPE_CHECKING:
    import xarray as xr


@typed
def time_to_progression(runs: Runs) -> "xr.DataArray":
    """Return the day of first progression, or of the end of follow-up [days], (arm, patient).

    As trials define it: the day of the scan that first showed progression; who dies before is
    censored on the day of death, and all others on the planned last day, `Runs.days`. `progressed`
    says who progressed. It is what `runs.summary()` and ``followup(runs, "time to progression")``
    count. A mean over patients cannot censor: for means, and for comparing arms, take
    `progression_free_survival`, of which death is an event.
    """
    name = "time_to_progression"
    return _days(runs, "time to progression", name, "time to progression (death censors)")


@typed
def progressed(runs: Runs) -> "xr.DataArray":
    """Return who progressed by the clinic's criteria within the run, (arm, patient) bool."""
    return _events(runs, "time to progression", "progressed", "progressed")


@typed
def progression_free_survival(runs: Runs) -> "xr.DataArray":
    """Return the day of first progression or of death, whichever is first [days], (arm, patient).

    Who has neither gets the planned last day, `Runs.days`: the mean over patients is then the
    restricted mean progression-free survival, and comparing two arms is fair to the one that
    cures. `progressed_or_died` says who has.
    """
    endpoint = "progression-free survival"
    return _days(runs, endpoint, "progression_free_survival", endpoint)


@typed
def progressed_or_died(runs: Runs) -> "xr.DataArray":
    """Return who progressed or died within the run, (arm, patient) bool."""
    name = "progressed_or_died"
    return _events(runs, "progression-free survival", name, "progressed or died")


@typed
def time_to_lasting_growth(runs: Runs) -> "xr.DataArray":
    """Return the day from which the true burden stays above 1.2 x that of day 0 [days].

    No scan, no noise and no pause of treatment changes what it means, so it compares strategies
    that pause with those that do not. Of who ends with less: the day of death, or the planned
    last day. (arm, patient)
    """
    return _days(runs, "lasting growth", "time_to_lasting_growth", "time to lasting growth")


@typed
def survival_time(runs: Runs) -> "xr.DataArray":
    """Return the day of death, or the planned last day of who lives [days], (arm, patient)."""
    return _days(runs, "overall survival", "survival_time", "survival")


@typed
def died(runs: Runs) -> "xr.DataArray":
    """Return who has died, of the tumour or of anything else, (arm, patient) bool."""
    return _events(runs, "overall survival", "died", "died")


def _days(runs: Runs, endpoint: str, name: str, long_name: str) -> "xr.DataArray":
    days, _ = event_times(runs, endpoint)
    array = runs.data["end_day"].copy(data=days)
    return named(array, name, long_name, "day")


def _events(runs: Runs, endpoint: str, name: str, long_name: str) -> "xr.DataArray":
    _, happened = event_times(runs, endpoint)
    return named(runs.data["ending"].copy(data=happened), name, long_name)
