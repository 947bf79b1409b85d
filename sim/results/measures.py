"""What is asked of a run: end points, each a function of `Runs` with one value per patient and arm.

Every function takes runs and returns a labelled array (arm, patient) with its unit and long name in
its attrs; a patient's value never depends on who else was run. They are what a sweep keeps
(``keep=[sim.time_to_progression]``) and a trial compares. A function of your own that does the
same works wherever these do.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base.days import SAME_MOMENT, multiples
from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.results.endings import ERADICATED
from sim.results.labelled import named
from sim.results.runs import Runs
from sim.results.times import (
    died,
    progressed,
    progressed_or_died,
    progression_free_survival,
    survival_time,
    time_to_lasting_growth,
    time_to_progression,
)
from sim.results.visits import last_own_visit

if TYPE_CHECKING:
    import xarray as xr

Measure = Callable[[Runs], "xr.DataArray"]
"""A function of runs that returns an array (arm, patient)."""


@typed
def cured(runs: Runs) -> "xr.DataArray":
    """Return whose tumour has no cell left, (arm, patient) bool."""
    return named(runs.data["ending"] == ERADICATED, "cured", "cured")


@typed
def final_burden(runs: Runs) -> "xr.DataArray":
    """Return all cells at the end (of the dead: at death) [cells], (arm, patient)."""
    return named(
        runs.data["final_cells"].sum("clone"), "final_burden", "burden at the end", "cells"
    )


@typed
def resistant_fraction(runs: Runs, clones: Sequence[str] | None = None) -> "xr.DataArray":
    """Return the share of the cells at the end that are of resistant clones, (arm, patient).

    NaN where no cell is left.

    Parameters
    ----------
    runs : Runs
        What was simulated.
    clones : sequence of str, optional
        Which clones count as resistant. Default: all but the first, the founder.
    """
    names = runs.clones[1:] if clones is None else clones
    for name in names:
        if name not in runs.clones:
            raise unknown(f"resistant_fraction of {name!r}", "clone", name, runs.clones)
    cells = runs.data["final_cells"]
    total = cells.sum("clone")
    share = cells.sel(clone=list(names)).sum("clone") / total.where(total > 0)
    return named(share, "resistant_fraction", "resistant share of cells at the end")


@typed
def depth_of_response(runs: Runs) -> "xr.DataArray":
    """Return the smallest scan result over the first, (arm, patient).

    NaN where the clinic's criteria cannot follow the first, because too little was seen.
    """
    data = runs.data
    there = data["baseline"] > 0
    if "measurable" in data:  # runs of older files do not say
        there = there & data["measurable"]
    depth = data["nadir"] / data["baseline"].where(there)
    return named(depth, "depth_of_response", "smallest burden over baseline")


@typed
def time_on_treatment(runs: Runs) -> "xr.DataArray":
    """Return the days on which any drug was given, up to the patient's end [days], (arm, patient).

    The end is death, or the first visit at which no cell is left, or the planned last day,
    whichever comes first. (`end_day` is later for one who dies of something else when no cell is
    left.) A drug given every 21 days counts on all of them while its dose is in force. Runs of
    older files did not count them; theirs follow from the doses at the kept visits.
    """
    if "treatment_days" in runs.data:
        days = runs.data["treatment_days"].astype(float)
        return named(days, "time_on_treatment", "time on treatment", "day")
    dose, lengths = _doses(runs, "time_on_treatment")
    days = ((dose > 0).any("drug") * lengths).sum("time")
    return named(days, "time_on_treatment", "time on treatment", "day")


@typed
def cumulative_dose(runs: Runs) -> "xr.DataArray":
    """Return the doses of all drugs added up over days, up to the patient's end, (arm, patient).

    In standard doses times days: 365 is one drug at its standard dose for a year. A drug with a
    half-life is given every `interval` days, and at once when treatment restarts; each such
    administration counts `interval` days, also if treatment stops the day after. So pauses that
    restart a drug of every 21 days after 7 give more of it, not less. A drug without a half-life
    adds up day by day.

    Runs of older files did not count them; theirs follow from the doses at the kept visits, day
    by day.
    """
    if "cumulative_dose" in runs.data:
        total = runs.data["cumulative_dose"].astype(float).sum("drug")
        return named(total, "cumulative_dose", "cumulative dose", "standard doses x days")
    dose, lengths = _doses(runs, "cumulative_dose")
    total = (dose.sum("drug") * lengths).sum("time")
    return named(total, "cumulative_dose", "cumulative dose", "standard doses x days")


@typed
def burden_curve(runs: Runs, every: float = 28.0) -> "xr.DataArray":
    """Return the burden on days 0, `every`, 2 `every`, ... [cells], (arm, patient, day).

    Each is the burden at the arm's own last kept visit on or before that day. It has the same
    days whatever the visits were, so that runs with different calendars can stand side by side.

    Parameters
    ----------
    runs : Runs
        With curves.
    every : float
        Days between two values [days].
    """
    import xarray as xr

    _needs_curves(runs, "burden_curve")
    every = checks.one_number("every of burden_curve", every, above=True, unit="days")
    checks.check_count("burden_curve", int(min(runs.days / every * runs.count, 1e18)))
    days = multiples(float(every), runs.days, with_end=True)
    last = np.searchsorted(runs.values("time"), days + SAME_MOMENT, side="right") - 1
    rows = last_own_visit(runs)[:, last]
    at = xr.DataArray(rows, {"arm": runs.data["arm"], "day": days}, ("arm", "day"))
    burden = runs.data["burden"].isel(time=at).drop_vars("time")
    return named(burden, "burden_curve", "tumour burden", "cells")


MEASURES: dict[str, Measure] = {
    measure.__name__: measure
    for measure in (
        time_to_progression, progressed, progression_free_survival, progressed_or_died,
        time_to_lasting_growth, survival_time, died, cured, final_burden,
        resistant_fraction, depth_of_response, time_on_treatment, cumulative_dose, burden_curve,
    )
}  # fmt: skip
"""The measures by name."""


def _doses(runs: Runs, what: str) -> tuple["xr.DataArray", Any]:
    """Return the kept doses, and the days (arm, patient, time) each was in force."""
    _needs_curves(runs, what)
    data = runs.data
    until = data["time"].copy(data=np.append(data["time"].values[1:], runs.days))
    gone = data["time"].where(data["burden"] == 0).min("time")  # (NaN: not)
    end = np.fmin(data["end_day"], gone)
    return data["dose"], (np.minimum(until, end) - data["time"]).clip(min=0.0)


def _needs_curves(runs: Runs, what: str) -> None:
    if not runs.has_curves:
        raise InputError(
            f"{what} needs curves, but only end points were kept; run with record=sim.Visits()."
        )
