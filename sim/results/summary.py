"""The table of end points, one row per arm: what a clinician would ask first.

Columns
-------
patients
    Number of patients in the arm.
median time to progression [days], from (95 %) [days], to (95 %) [days]
    Kaplan-Meier median of the day of first progression, with the interval from Greenwood's
    variance on the log(-log) scale (Brookmeyer and Crowley 1982, Biometrics 38:29, with the
    transformation of Kalbfleisch and Prentice). NaN: not reached. Who did not progress is censored
    on the day the run ended; but whose tumour was eradicated counts as followed to the
    planned last day, because a cured patient is watched on and cannot progress. Who died before a
    scan showed progression is censored on the day of death.
progressed, eradicated, dead [share]
    Share of patients, between 0 and 1: with progression; without a single cell left; who reached
    the fatal burden. A run stopped at 10^15 cells counts as none of the three by itself.
median burden at the end [cells]
    All clones; of the dead, at death.
median nadir [fraction of baseline]
    Smallest scan result over the first, of those whose first the criteria can follow.
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError
from sim.results.measures import depth_of_response
from sim.results.runs import Runs
from sim.results.survival import kaplan_meier, median

if TYPE_CHECKING:
    import pandas as pd

ERADICATED, FATAL = 1, 2


def summary(runs: Runs) -> "pd.DataFrame":
    """Return the table of `runs`, one row per arm; the columns are explained above."""
    import pandas as pd

    rows = {arm: _row(runs, index) for index, arm in enumerate(runs.arms)}
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "arm"
    return table


def _row(runs: Runs, arm: int) -> dict[str, float]:
    data = runs.data.isel(arm=arm)
    ending = data["ending"].values
    day, progressed = time_to_progression(runs, arm)
    median, low, high = median_time(day, progressed)
    depth = depth_of_response(runs).values[arm]
    depth = depth[~np.isnan(depth)]
    return {
        "patients": ending.size,
        "median time to progression [days]": _rounded(median, 1),
        "from (95 %) [days]": _rounded(low, 1),
        "to (95 %) [days]": _rounded(high, 1),
        "progressed [share]": _rounded(progressed.mean(), 3),
        "eradicated [share]": _rounded((ending == ERADICATED).mean(), 3),
        "dead [share]": _rounded((ending == FATAL).mean(), 3),
        "median burden at the end [cells]": _digits(
            np.median(data["final_cells"].values.sum(axis=-1)), 3
        ),
        "median nadir [fraction of baseline]": _rounded(
            np.median(depth) if depth.size else np.nan, 3
        ),
    }


def time_to_progression(runs: Runs, arm: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the follow-up of every patient of an arm.

    Returns
    -------
    day : ndarray (patient,)
        Day of progression, or of censoring.
    progressed : ndarray (patient,), bool
        Which of the two it is.
    """
    data = runs.data.isel(arm=arm)
    last = np.where(data["ending"].values == ERADICATED, runs.days, data["end_day"].values)
    progression = data["progression_day"].values
    # a scan of somebody who has died in between shows nothing new (NaN compares as False)
    progressed = progression <= last
    return np.where(progressed, progression, last), progressed


def median_time(day: np.ndarray, happened: np.ndarray) -> tuple[float, float, float]:
    """Return the Kaplan-Meier median of a waiting time and its 95 % interval (NaN: not reached).

    Parameters
    ----------
    day : ndarray (patient,)
        Day of the event or of censoring.
    happened : ndarray (patient,), bool
        False: censored.
    """
    if day.size == 0:
        raise InputError("There are no patients to summarise.")
    return (*median(kaplan_meier(day, happened)),)


def _rounded(value: float, decimals: int) -> float:
    return round(float(value), decimals)


def _digits(value: float, digits: int) -> float:
    return float(f"{float(value):.{digits}g}")
