"""Tables of a trial.

Columns of the summary
----------------------
patients
    Counted in the arm.
median PFS, OS, second progression [days]
    Kaplan-Meier medians; NaN: not reached.
response rate, from, to
    Complete and partial responses until progression (confirmed where the criteria ask for it) over
    all patients of the arm, with the exact interval (Clopper and Pearson).
median depth
    Median of the smallest result until progression, as change from the baseline.
median duration of response [days]
    Kaplan-Meier, of those who responded, until progression or death.
days on treatment; doses
    Means over patients of the days on which a drug was given, and of the dose added up over
    days and drugs [standard doses x days].
severe toxicity, quality-adjusted days
    Share of patients with a side effect of grade 3 or worse; mean; only if the clinic has them.
cured
    Share without a single cell. The clinic cannot know it.
undetectable, not cured
    Share alive whose last result showed nothing, and who have cells all the same.
chronic control
    Share alive at the end with a tumour that is detectable and not growing: at most 20 % more
    cells than half a year before.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError
from sim.results.followup import Followup
from sim.results.survival import median
from sim.trials.estimates import compare, share

if TYPE_CHECKING:
    import pandas as pd

    from sim.trials.result import TrialResult

DEAD, SEVERE, PARTIAL = 2, 3.0, 3
NOT_GROWING = 1.2
"""A tumour that has at most so many times the cells of half a year before is not growing."""


def summary(result: "TrialResult") -> "pd.DataFrame":
    """Return the table of end points, one row per arm; the columns are explained above."""
    import pandas as pd

    times = {
        name: result.followup(name)
        for name in (
            "progression-free survival", "overall survival", "second progression",
            "duration of response",
        )
    }  # fmt: skip
    rows = {arm: _row(result, place, arm, times) for place, arm in enumerate(result.arms)}
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "arm"
    return table


def _row(result: "TrialResult", place: int, arm: str, times: Mapping[str, Followup]) -> dict:
    data = result.runs.data.isel(arm=place)
    inside = result.members[place]
    get = {name: data[name].values[inside] for name in data if data[name].dims == ("patient",)}
    responses = result.response()[place][inside]
    rate = share(int((responses >= PARTIAL).sum()), int(inside.sum()))
    alive, cells = get["ending"] < DEAD, data["final_cells"].values.sum(axis=-1)[inside]
    steady = cells <= NOT_GROWING * get["earlier_burden"]
    row = {
        "patients": int(inside.sum()),
        "median PFS [days]": times["progression-free survival"].median(arm).value,
        "median OS [days]": times["overall survival"].median(arm).value,
        "median second progression [days]": times["second progression"].median(arm).value,
        "response rate": rate.value, "from (95 %)": rate.low, "to (95 %)": rate.high,
        "median depth": float(np.nanmedian(get["best_change"])) if inside.any() else np.nan,
        "median duration of response [days]": _median_duration(times["duration of response"], arm),
        "days on treatment": float(get["treatment_days"].mean()),
        "doses": float(data["cumulative_dose"].values[inside].sum(axis=-1).mean()),
        "cured": float((cells == 0).mean()),
        "undetectable, not cured": float((alive & ~get["detected_last"] & (cells > 0)).mean()),
        "chronic control": float((alive & get["detected_last"] & steady & (cells > 0)).mean()),
    }  # fmt: skip
    if "worst_grade" in get:
        row["severe toxicity"] = float((get["worst_grade"] >= SEVERE).mean())
    if "quality_days" in get:
        row["quality-adjusted days"] = float(get["quality_days"].mean())
    return row


def _median_duration(times: Followup, arm: str) -> float:
    days, _ = times.of(arm)
    return median(times.kaplan_meier(arm)).value if days.size else np.nan


def comparisons(result: "TrialResult", endpoints: Sequence[str]) -> "pd.DataFrame":
    """Return every arm against the control: one row for each arm and end point."""
    import pandas as pd

    rows = []
    for endpoint in endpoints:
        times = result.followup(endpoint)
        for arm in result.arms:
            if arm == result.control:
                continue
            found = compare(times, arm, result.control, result.trial.design.paired)
            ratio, mean = found.hazard_ratio, found.mean_difference
            row = {
                "end point": endpoint, "arm": arm, "control": result.control,
                "hazard ratio": ratio.value, "from (95 %)": ratio.low, "to (95 %)": ratio.high,
                "log-rank p": found.log_rank_p,
                "mean difference [days]": mean.value,
                "from (95 %) [days]": mean.low, "to (95 %) [days]": mean.high,
            }  # fmt: skip
            if found.paired is not None:
                row |= {
                    "paired difference [days]": found.paired.mean.value,
                    "paired from [days]": found.paired.mean.low,
                    "paired to [days]": found.paired.mean.high,
                    "better": found.paired.better, "worse": found.paired.worse,
                }  # fmt: skip
            rows.append(row | {"why no hazard ratio": ratio.reason})
    return pd.DataFrame(rows)


def subgroups(
    result: "TrialResult", by: Mapping[str, np.ndarray], arm: str, control: str, endpoint: str
) -> "pd.DataFrame":
    """Return the hazard ratio of everybody and of every subgroup, one row each."""
    import pandas as pd

    times = result.followup(endpoint)
    rows = []
    everybody = np.ones(times.patients.size, dtype=bool)
    for name, who in {"all patients": everybody, **by}.items():
        part = times.only(np.asarray(who))
        counts = [part.of(one)[0].size for one in (arm, control)]
        if 0 in counts:
            raise InputError(
                f"Subgroup {name!r} has nobody in {arm if not counts[0] else control!r}."
            )
        ratio = part.hazard_ratio(arm, control)
        rows.append(
            {
                "subgroup": name, "patients": sum(counts), "events": sum(
                    int(part.of(one)[1].sum()) for one in (arm, control)
                ),
                "hazard ratio": ratio.value, "from (95 %)": ratio.low, "to (95 %)": ratio.high,
                "why no hazard ratio": ratio.reason,
            }
        )  # fmt: skip
    table = pd.DataFrame(rows).set_index("subgroup")
    table.attrs = {"arm": arm, "control": control, "end point": endpoint}
    return table


def interim(
    result: "TrialResult", looks: Sequence[float], arm: str, control: str, endpoint: str
) -> "pd.DataFrame":
    """Return the state of the data on some days of the trial, one row each."""
    import pandas as pd

    whole = result.followup(endpoint)
    rows = []
    for look in looks:
        entered = result.entry < look
        if not entered.any() or not look > 0:
            raise InputError(f"Nobody has entered by day {look:g}; look later.")
        seen = whole.only(entered).censored((look - result.entry)[entered])
        groups = [seen.of(one) for one in (arm, control)]
        if min(group[0].size for group in groups) == 0:
            raise InputError(f"By day {look:g} an arm has no patient yet; look later.")
        ratio, (z, p) = seen.hazard_ratio(arm, control), seen.log_rank(arm, control)
        rows.append(
            {
                "day": float(look), "patients": sum(g[0].size for g in groups),
                "events": sum(int(g[1].sum()) for g in groups),
                "log-rank z": z, "log-rank p": p,
                "hazard ratio": ratio.value, "from (95 %)": ratio.low, "to (95 %)": ratio.high,
                "why no hazard ratio": ratio.reason,
            }
        )  # fmt: skip
    return pd.DataFrame(rows).set_index("day")


def text(result: "TrialResult") -> str:
    """Return the result as it is printed."""
    table = result.summary().T.to_string(float_format=lambda x: f"{x:.4g}", na_rep="-")
    parts = [repr(result).split(". See")[0] + ".", "", table]
    others = [arm for arm in result.arms if arm != result.control]
    for endpoint in ("progression-free survival", "overall survival"):
        parts += ["", *(str(result.compare(arm, endpoint=endpoint)) for arm in others)]
    return "\n".join(parts)
