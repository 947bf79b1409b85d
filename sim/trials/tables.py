"""Tables of a trial.

Columns of the summary
----------------------
patients
    Counted in the arm.
median PFS, OS, second progression [days]
    Kaplan-Meier medians; NaN: not reached.
response rate, from, to
    Complete and partial responses until progression (confirmed where the criteria ask for it,
    before follow-up ended) over the patients of the arm with a measurable tumour at baseline, with
    the exact interval (Clopper and Pearson). NaN where nobody's could be measured.
median depth
    Median of the smallest result until progression, as change from the baseline; of those whose
    tumour could be measured.
median duration of response [days]
    Kaplan-Meier, of those who responded, until progression or death.
days on treatment; doses
    Means over patients of the days on which a drug was given, and of the dose added up over
    days and drugs [standard doses x days].
severe toxicity, quality-adjusted days
    Share of patients with a side effect of grade 3 or worse; mean; only if the clinic has them.
    These and all that follow are of the whole run, also of who was lost to follow-up: what
    became of them the simulation knows, and a trial would not.
cured
    Share without a single cell. The clinic cannot know it.
undetectable, not cured
    Share alive whose last result showed nothing, and who have cells all the same.
chronic control
    Share alive at the end with a tumour that is detectable and not growing: at most 20 % more
    cells than half a year before.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.results.endings import dead
from sim.results.followed import LEFT, Followup
from sim.results.survival import median
from sim.trials.contrasts import nobody
from sim.trials.estimates import share

if TYPE_CHECKING:
    import pandas as pd

    from sim.trials.result import TrialResult

SEVERE, PARTIAL = 3.0, 3
NOT_GROWING = 1.2
"""A tumour that has at most so many times the cells of half a year before is not growing."""

SURVIVAL = "overall survival"


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
    table.columns.name = result.runs.interrupted or None  # (printed over the names of the arms)
    return table


def _row(result: "TrialResult", place: int, arm: str, times: Mapping[str, Followup]) -> dict:
    data = result.runs.data.isel(arm=place)
    inside = result.members[place]
    get = {name: data[name].values[inside] for name in data if data[name].dims == ("patient",)}
    if not inside.any():
        return {"patients": 0}
    responses = result.response()[place][inside]
    measurable = get.get("measurable", get["baseline"] > 0)
    rate = share(int(((responses >= PARTIAL) & measurable).sum()), int(measurable.sum()))
    alive, cells = ~dead(get["ending"]), data["final_cells"].values.sum(axis=-1)[inside]
    steady = cells <= NOT_GROWING * get["earlier_burden"]
    row = {
        "patients": int(inside.sum()),
        "median PFS [days]": times["progression-free survival"].median(arm).value,
        "median OS [days]": times["overall survival"].median(arm).value,
        "median second progression [days]": times["second progression"].median(arm).value,
        "response rate": rate.value, "from (95 %)": rate.low, "to (95 %)": rate.high,
        "median depth": _middle(result.best_change()[place][inside]),
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


def _middle(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if known.size else np.nan


def _median_duration(times: Followup, arm: str) -> float:
    days, _ = times.of(arm)
    return median(times.kaplan_meier(arm)).value if days.size else np.nan


def text(result: "TrialResult") -> str:
    """Return the result as it is printed."""
    died = any(result.followup(SURVIVAL).of(arm)[1].any() for arm in result.arms)
    words = _words(result.summary())
    table = (words if died else words.drop(columns="median OS [days]")).T.to_string()
    parts = [repr(result).split(". See")[0] + ".", "", table]
    lost = _lost(result)
    if lost:
        parts.append(
            "Days on treatment, doses and what follows are of the whole runs; "
            f"{lost} patients were lost, or the trial closed, before their end."
        )
    others = [arm for arm in result.arms if arm != result.control]
    for endpoint in ("progression-free survival", SURVIVAL):
        if endpoint == SURVIVAL and not died:
            # (a tumour that is held back by its own size kills nobody: medians would be of nothing)
            parts += ["", "overall survival: nobody died in any arm, so there is none to compare"]
            continue
        times = result.followup(endpoint)
        for arm in others:
            empty = nobody(times, arm, result.control)
            words = f"{endpoint}: {arm} against {result.control}\n  none: {empty}"
            parts += ["", words if empty else str(result.compare(arm, endpoint=endpoint))]
    return "\n".join(parts)


def _lost(result: "TrialResult") -> int:
    """Return how many patients left alive, before their run was over, an arm they count in."""
    why = result.followup(SURVIVAL).why
    assert why is not None  # (times that come from runs say why)
    return int((why == LEFT).any(axis=0).sum())


def _words(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return the table in words: a median that is not there was not reached, if anybody is."""
    times = [name for name in table if str(name).startswith("median") and "[days]" in str(name)]
    words = table.map(lambda x: "-" if x != x else f"{x:.4g}")
    for name in times:
        words.loc[table[name].isna() & (table["patients"] > 0), name] = "not reached"
    # nobody responded, so there is no time that could have been reached
    durations = "median duration of response [days]"
    if durations in words:
        words.loc[table[durations].isna() & ~(table["response rate"] > 0), durations] = "-"
    return words
