"""The table of end points, one row per arm: what a clinician would ask first.

Columns
-------
patients
    Number of patients in the arm.
median time to progression [days], from (95 %) [days], to (95 %) [days]
    Kaplan-Meier median of the day of the scan that first showed progression, with the interval
    from Greenwood's variance on the log(-log) scale (Brookmeyer and Crowley 1982, Biometrics
    38:29, with the transformation of Kalbfleisch and Prentice). NaN: not reached. Who did not
    progress is censored on the day of death or on the planned last day: the cured are watched on
    and cannot progress. Growth in a pause that ended with the same drug is none.
median day of lasting growth [days]
    Kaplan-Meier median of the day from which the true burden stays above 1.2 x that of day 0.
    No pause of treatment can bend it.
median overall survival [days]
    Kaplan-Meier median of the day of death, of whatever cause.
progressed, grew off drug, eradicated, dead [share]
    Share of patients, between 0 and 1: with progression; whose tumour regrew in a pause so that a
    scan would have been a progression, though it was no larger than at the baseline; without a
    single cell left; dead, of the tumour (beyond 10^15 cells too) or of anything else.
median burden at the end [cells]
    All clones; of the dead, at death.
median nadir [fraction of baseline]
    Smallest scan result over the first, of those whose first the criteria can follow.
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError
from sim.results.endings import ERADICATED, dead
from sim.results.followup import event_times
from sim.results.measures import depth_of_response
from sim.results.runs import Runs
from sim.results.survival import kaplan_meier, median

if TYPE_CHECKING:
    import pandas as pd


def summary(runs: Runs) -> "pd.DataFrame":
    """Return the table of `runs`, one row per arm; the columns are explained above."""
    import pandas as pd

    rows = {arm: _row(runs, index) for index, arm in enumerate(runs.arms)}
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "arm"
    table.columns.name = runs.interrupted or None  # (it is printed over the names of the arms)
    return table


def _row(runs: Runs, arm: int) -> dict[str, float]:
    data = runs.data.isel(arm=arm)
    ending = data["ending"].values
    days, progressed = (each[arm] for each in event_times(runs, "time to progression"))
    middle, low, high = median_time(days, progressed)
    depth = depth_of_response(runs).values[arm]
    depth = depth[~np.isnan(depth)]
    row = {
        "patients": ending.size,
        "median time to progression [days]": _rounded(middle, 1),
        "from (95 %) [days]": _rounded(low, 1),
        "to (95 %) [days]": _rounded(high, 1),
    }
    if "lasting_growth_day" in data:  # runs of older files do not say
        row["median day of lasting growth [days]"] = _median_day(runs, "lasting growth", arm)
    row |= {
        "median overall survival [days]": _median_day(runs, "overall survival", arm),
        "progressed [share]": _rounded(progressed.mean(), 3),
    }
    if "off_drug_day" in data:
        row["grew off drug [share]"] = _rounded(data["off_drug_day"].notnull().values.mean(), 3)
    return row | {
        "eradicated [share]": _rounded((ending == ERADICATED).mean(), 3),
        "dead [share]": _rounded(dead(ending).mean(), 3),
        "median burden at the end [cells]": _digits(
            np.median(data["final_cells"].values.sum(axis=-1)), 3
        ),
        "median nadir [fraction of baseline]": _rounded(
            np.median(depth) if depth.size else np.nan, 3
        ),
    }


def _median_day(runs: Runs, endpoint: str, arm: int) -> float:
    days, happened = event_times(runs, endpoint)
    return _rounded(median_time(days[arm], happened[arm])[0], 1)


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
    return median(kaplan_meier(day, happened))


def _rounded(value: float, decimals: int) -> float:
    return round(float(value), decimals)


def _digits(value: float, digits: int) -> float:
    return float(f"{float(value):.{digits}g}")
