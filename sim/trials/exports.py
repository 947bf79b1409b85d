"""A trial as data sets of the form that submissions and survival programs use (CDISC ADaM).

ADTTE (analysis data, time to event): one row for each patient, arm and end point. ADTR (tumour
results): one row for each patient, arm and scan. Names of variables are those of the ADaM
Implementation Guide 1.1 and of its Basic Data Structure for Time-to-Event Analyses 1.0. `AVAL`
is the exact number of days, so that it gives our medians and hazard ratios; dates are whole.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError
from sim.results.endings import dead
from sim.results.followed import REASONS
from sim.results.followup import check_endpoints

if TYPE_CHECKING:
    import pandas as pd

    from sim.trials.result import TrialResult

CODES = {
    "progression-free survival": "PFS", "overall survival": "OS", "time to progression": "TTP",
    "second progression": "PFS2", "treatment failure": "TTF", "duration of response": "DOR",
    "lasting growth": "TTLG",
}  # fmt: skip
"""How parameters are coded; the last is ours."""
RESULTS = {"cells": "CELLS", "cm3": "VOLUME", "mm": "SUMDIAM"}
"""The same of what scans show, by unit; anything else is a marker."""


def adtte(result: "TrialResult", endpoints: Sequence[str], start: str) -> "pd.DataFrame":
    """Return times to end points; see `TrialResult.adtte`."""
    import pandas as pd

    begins, parts = _begins(result, start), []
    check_endpoints(endpoints)
    for endpoint in endpoints:
        times = result.followup(endpoint)
        for row, arm in enumerate(times.arms):
            inside = ~np.isnan(times.days[row])
            days, event = times.days[row][inside], times.happened[row][inside]
            why = np.array(REASONS, dtype=object)[times.why[row][inside]]  # type: ignore[index]
            began = begins[inside]
            if endpoint == "duration of response":
                came = result.runs.values("response_day", arm)[inside]
                began = _dates(began, came)
            parts.append(
                pd.DataFrame(
                    {
                        **_who(result, arm, inside), "PARAMCD": CODES[endpoint],
                        "PARAM": f"{endpoint} [days]", "AVAL": days,
                        "CNSR": (~event).astype(int), "STARTDT": began, "ADT": _dates(began, days),
                        "EVNTDESC": np.where(event, why, ""),
                        "CNSDTDSC": np.where(event, "", why),
                    }
                )
            )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def adtr(result: "TrialResult", start: str) -> "pd.DataFrame":
    """Return what scans showed while patients were followed; see `TrialResult.adtr`."""
    import pandas as pd

    runs = result.runs
    if not runs.keeps("observed"):
        raise InputError("This trial kept no scans; run it with record=sim.Endpoints(scans=True).")
    begins, scans, parts = _begins(result, start), runs.values("scan"), []
    unit = str(runs.data["observed"].attrs["units"])
    death = np.where(dead(runs.values("ending")), runs.values("end_day"), np.inf)
    for row, arm in enumerate(runs.arms):
        value, seen = runs.values("observed", arm), runs.values("detected", arm)
        there = ~np.isnan(value) & result.members[row][:, None]
        there &= scans <= np.minimum(result.followed, death[row])[:, None]
        patient, scan = np.nonzero(there)
        base = runs.values("baseline", arm)[patient]
        aval = value[patient, scan]
        with np.errstate(divide="ignore", invalid="ignore"):
            percent = 100.0 * (aval - base) / base
        parts.append(
            pd.DataFrame(
                {
                    **_who(result, arm, patient), "PARAMCD": RESULTS.get(unit, "MARKER"),
                    "PARAM": f"result of the scan [{unit}]", "AVAL": aval,
                    "AVALC": np.where(seen[patient, scan], "", "NOT DETECTED"),
                    "ADY": scans[scan], "ADT": _dates(begins[patient], scans[scan]),
                    "ABLFL": np.where(scan == 0, "Y", ""), "BASE": base, "CHG": aval - base,
                    "PCHG": percent,
                }
            )
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _who(result: "TrialResult", arm: str, which: np.ndarray) -> dict[str, object]:
    """Return the columns that say which patients, and in which arm."""
    labels = result.runs.labels
    names = result.runs.values("patient").astype(str) if labels is None else labels
    return {"USUBJID": names[which], "TRT01P": arm}


def _begins(result: "TrialResult", start: str) -> np.ndarray:
    """Return the date (patient,) on which each patient entered, if the trial began on `start`."""
    try:
        first = np.datetime64(date.fromisoformat(start), "D")
    except (TypeError, ValueError):
        raise InputError(
            f"start is {start!r}; give the day on which the trial begins: '2026-01-31'."
        ) from None
    return _dates(first, result.entry)


def _dates(begin: np.ndarray | np.datetime64, days: np.ndarray) -> np.ndarray:
    return begin + np.floor(days).astype("timedelta64[D]")
