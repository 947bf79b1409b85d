"""The best response and the best change of what was seen before follow-up ended."""

from typing import TYPE_CHECKING

import numpy as np

from sim.base.days import SAME_MOMENT
from sim.base.resolve import resolve
from sim.clinic import Clinic
from sim.clinic.criteria import NOT_EVALUABLE, PARTIAL, PROGRESSIVE, STABLE
from sim.results.as_seen import best_until
from sim.results.endings import dead

if TYPE_CHECKING:
    from sim.results import Runs


def seen_response(runs: "Runs", clinic: Clinic, followed: np.ndarray) -> np.ndarray:
    """Return the best response (arm, patient), a place in `sim.clinic.RESPONSES`.

    Parameters
    ----------
    runs : Runs
        With the best response of the whole run.
    clinic : Clinic
        Whose scans and criteria say when it was seen.
    followed : ndarray (patient,)
        How long each patient is followed [days].
    """
    if not runs.keeps("verdict"):
        return _as_dated(runs, clinic, followed)
    return _until_lost(runs, clinic, followed, runs.data["best_response"].values, "response")


def _as_dated(runs: "Runs", clinic: Clinic, followed: np.ndarray) -> np.ndarray:
    """Return the same where no scans were kept, by the days of what was best in the whole run.

    Of scans that were missed, and of a response that became complete later, these say nothing.
    """
    data, scans = runs.data, clinic.scans(runs.days)
    due = _due(clinic, data["patient"].values, scans)
    best = data["best_response"].values.copy()
    # the scan that confirms a response, and the first that can call a disease stable
    confirmed = _scan_after(
        data["response_day"].values + clinic.judged_by.confirm_response, scans, due
    )
    later = None if due is None else due[:, 1:]
    stable = _scan_after(np.array([clinic.judged_by.stable_after]), scans[1:], later)
    best[(best >= PARTIAL) & (confirmed > followed)] = STABLE
    best[(best == STABLE) & (stable > followed)] = NOT_EVALUABLE
    best[(best == PROGRESSIVE) & (data["progression_day"].values > followed)] = NOT_EVALUABLE
    return best


def _due(clinic: Clinic, patients: np.ndarray, scans: np.ndarray) -> np.ndarray | None:
    """Return who (patient, scan) is scanned on which day; None: all on all."""
    stated = clinic.main.days
    if stated is None:
        return None
    return resolve(stated, 0, patients, "clinic.scan_days").due(scans)


def _scan_after(day: np.ndarray, scans: np.ndarray, due: np.ndarray | None) -> np.ndarray:
    """Return the first day of a scan on or after some days (..., patient or 1); or infinity.

    `due` (patient, scan) says who is scanned when; None: all, on all days.
    """
    place = np.searchsorted(scans, np.nan_to_num(day, nan=np.inf) - SAME_MOMENT)
    if due is None:
        return np.append(scans, np.inf)[place]
    own = np.pad(np.where(due, scans, np.inf), ((0, 0), (0, 1)), constant_values=np.inf)
    following = np.minimum.accumulate(own[:, ::-1], axis=1)[:, ::-1]
    return following[np.arange(len(due)), place]


def seen_change(runs: "Runs", clinic: Clinic, followed: np.ndarray) -> np.ndarray:
    """Return the best change (arm, patient), smallest result to the baseline less 1.

    Of who was lost before progression, death and the last day, from the scans until then; NaN if
    the runs keep none, or none was made. Parameters as in `seen_response`.
    """
    change, lost = runs.data["best_change"].values, _lost(runs, followed)
    if not runs.keeps("verdict"):
        return np.where(lost, np.nan, change).astype(change.dtype)
    return _until_lost(runs, clinic, followed, change, "change")


def _until_lost(
    runs: "Runs", clinic: Clinic, followed: np.ndarray, whole: np.ndarray, what: str
) -> np.ndarray:
    """Return what is known of the whole run, and of who was lost before its end what was by then.

    `what` of the best (`sim.results.as_seen.Best`) it is.
    """
    lost, found = _lost(runs, followed), whole.copy()
    for row, arm in enumerate(runs.arms):
        if lost[row].any():
            until = getattr(best_until(runs, arm, clinic, followed), what)
            found[row] = np.where(lost[row], until, whole[row])
    return found


def _lost(runs: "Runs", followed: np.ndarray) -> np.ndarray:
    """Return who (arm, patient) was lost before progression, death and the last day."""
    data = runs.data
    death = np.where(dead(data["ending"].values), data["end_day"].values, np.inf)
    return np.fmin(np.fmin(data["progression_day"].values, death), runs.days) > followed
