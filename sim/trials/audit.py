"""What happened to one patient, visit by visit: seen, decided, why, given."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.clinic.happened import HAPPENED
from sim.regimens import Regimen, Schedule
from sim.results import Runs, Visits
from sim.results.counted import Counted, with_counted
from sim.results.patients import number_of
from sim.results.visits import own_visits
from sim.trials.line_ends import ends

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from sim.trials.result import TrialResult


@typed
def follow(
    result: "TrialResult", patients: Sequence[int], arms: Sequence[str] | None = None
) -> Runs:
    """Return some patients again, with curves at every visit.

    The runs say who of them is counted in which arm, when they entered and how long they could be
    followed (`sim.results.counted`): `sim.plots.swimmer` draws nothing that the trial has not seen.

    Parameters
    ----------
    result : TrialResult
        The trial they were in.
    patients : sequence of int
        Their numbers.
    arms : sequence of str, optional
        Which arms; all by default.
    """
    from sim.simulate import simulate

    trial, known = result.trial, result.runs.data["patient"].values
    for number in patients:
        if number not in known:
            raise unknown(f"Patient {number!r}", "patient", number, known[:8])
    wanted = result.arms if arms is None else list(arms)
    for arm in wanted:
        if arm not in trial.arms:
            raise unknown(f"Arm {arm!r}", "arm", arm, trial.arms)
    runs = simulate(
        trial.cohort.draw(result.seed).tumour, {arm: trial.arms[arm] for arm in wanted},
        patients=[int(n) for n in patients], days=trial.days, seed=result.seed,
        clinic=trial.clinic, engine=trial.engine, record=Visits(), progress=False,
    )  # fmt: skip
    rows = [result.arms.index(arm) for arm in wanted]
    places = np.searchsorted(known, runs.values("patient"), sorter=(order := np.argsort(known)))
    who, entry = order[places], result.entry[order[places]]
    closes = np.inf if trial.conduct.closes is None else trial.conduct.closes
    counted = Counted(result.members[rows][:, who], entry, result.followed[who], closes - entry)
    return Runs(with_counted(runs.data, counted))


@typed
def audit(result: "TrialResult", patient: int | str, arm: str) -> "pd.DataFrame":
    """Return the log of one patient: one row for each visit.

    Columns: the day; the true burden [cells], which nobody in a clinic knows; the result that
    arrived and whether anything was seen; what happened; the doses from then on; why they
    changed.
    """
    patient = number_of(result.runs, patient)
    runs = follow(result, [patient], [arm])
    return log(runs, patient, arm, result.trial.arms[arm])


@typed
def log(runs: Runs, patient: int, arm: str, regimen: Regimen | None = None) -> "pd.DataFrame":
    """Return the log of one patient of runs with curves at every visit; see `audit`."""
    import pandas as pd

    if not runs.has_curves or "happened" not in runs.data:
        raise InputError("A log needs every visit; run with record=sim.Visits().")
    data = _own(runs, arm).sel(patient=number_of(runs, patient))
    days = data["time"].values
    happened = data["happened"].values
    arrived = (happened & HAPPENED["result"]) > 0
    observed, detected = _results(data, days, arrived)
    doses = data["dose"].values
    table = pd.DataFrame(
        {
            "day": days,
            "true burden [cells]": data["burden"].values,
            f"result [{data['observed'].attrs['units']}]": observed,
            "seen": detected,
            "what happened": [_words(int(code)) for code in happened],
            **{f"{drug} [standard doses]": doses[:, k] for k, drug in enumerate(runs.drugs)},
            "why": _reasons(doses, happened, regimen),
        }
    )
    # the last row is the end of the run: nothing is given any more
    return table[days <= float(data["end_day"])].reset_index(drop=True)


@typed
def replay(runs: Runs, arm: str) -> Schedule:
    """Return the doses that were given in an arm, written out visit by visit.

    Under the same seed and clinic (without rules on doses, which have been followed already)
    it gives the same run, bit for bit. Surgery and radiotherapy are no doses: where an arm has
    them, add them to the schedule, ``dataclasses.replace(plan, local=[(44, sim.Surgery(0.9))])``.
    """
    if not runs.has_curves:
        raise InputError("A replay needs every visit; run with record=sim.Visits().")
    data = _own(runs, arm)
    numbers = data["patient"].values
    days = data["time"].values[:-1]
    rows = []
    for place in range(days.size):
        given = data["dose"].values[:, place]
        rows.append({drug: _spread(given[:, k], numbers) for k, drug in enumerate(runs.drugs)})
    return Schedule(tuple(days), tuple(rows))


def _own(runs: Runs, arm: str) -> "xr.Dataset":
    """Return the rows of one arm, without days on which only another arm has a visit."""
    if arm not in runs.arms:
        raise unknown(f"Arm {arm!r}", "arm", arm, runs.arms)
    own = own_visits(runs)[runs.arms.index(arm)]
    return runs.data.sel(arm=arm).isel(time=np.flatnonzero(own))


def _spread(values: np.ndarray, numbers: np.ndarray):
    """Return doses as an array that is indexed by the patient's number; one number if alike."""
    if (values == values[0]).all():
        return float(values[0])
    array = np.zeros(int(numbers.max()) + 1)
    array[numbers] = values
    return array


def _results(data, days: np.ndarray, arrived: np.ndarray) -> tuple[np.ndarray, list]:
    """Return what arrived at each visit (NaN where nothing did), and whether anything was seen."""
    observed, detected = np.full(days.size, np.nan), [""] * days.size
    came = np.flatnonzero(~np.isnan(data["observed"].values))
    for scan, visit in zip(came, np.flatnonzero(arrived), strict=False):
        observed[visit] = data["observed"].values[scan]
        detected[visit] = "yes" if data["detected"].values[scan] else "not detected"
    return observed, detected


def _words(code: int) -> str:
    return ", ".join(name.replace("_", " ") for name, bit in HAPPENED.items() if code & bit)


def _reasons(doses: np.ndarray, happened: np.ndarray, regimen: Regimen | None) -> list[str]:
    """Return why the doses changed at each visit, as far as the record tells."""
    reasons = ["start of treatment"]
    plan = "the plan" if regimen is None else f"the plan ({type(regimen).__name__})"
    nth = np.cumsum((happened & HAPPENED["line_of_plan_begun"]) > 0)
    for visit in range(1, len(doses)):
        changed = (doses[visit] != doses[visit - 1]).any()
        code = int(happened[visit])
        held = code & HAPPENED["dose_held_or_reduced"]
        if visit == len(doses) - 1:
            reasons.append("end of follow-up")
        elif not changed:
            reasons.append("side effects: still less than planned" if held else "")
        elif held:
            reasons.append("side effects: held or reduced")
        elif int(happened[visit - 1]) & HAPPENED["dose_held_or_reduced"]:
            reasons.append("side effects are over: as planned")
        elif code & (HAPPENED["line_begun"] | HAPPENED["line_of_plan_begun"]):
            asked = code & HAPPENED["line_of_plan_begun"]
            before = ends(regimen, int(nth[visit])) if asked else ""
            new = code & HAPPENED["line_begun"]
            what = "a new line of therapy begins" if new else f"{plan} goes on with its next line"
            reasons.append(what + (f" (the last: {before})" * bool(before)))
        elif code & HAPPENED["result"] and regimen is not None and not regimen.open_loop:
            reasons.append(f"{plan}, on today's result")
        else:
            reasons.append(f"{plan}, by the calendar")
    return reasons
