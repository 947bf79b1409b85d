"""Tables that compare arms: all against the control, in subgroups, and at looks on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, listed
from sim.results.followed import Followup
from sim.results.followup import check_endpoints
from sim.results.story import story_of
from sim.results.survival import PairedDifference
from sim.trials.estimates import compare

if TYPE_CHECKING:
    import pandas as pd

    from sim.trials.result import TrialResult

EVERYBODY = "all patients"
"""The first row of a table of subgroups."""


def comparisons(result: "TrialResult", endpoints: Sequence[str]) -> "pd.DataFrame":
    """Return every arm against the control: one row for each arm and end point."""
    import pandas as pd

    rows = []
    check_endpoints(endpoints)
    for endpoint in endpoints:
        times = result.followup(endpoint)
        for arm in result.arms:
            if arm != result.control:
                rows.append(_compared(times, arm, result.control, result.trial.design.paired))
    return pd.DataFrame(rows)


def _compared(times: Followup, arm: str, control: str, paired: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"end point": times.name, "arm": arm, "control": control}
    empty = nobody(times, arm, control)
    if empty:
        return row | {"why no hazard ratio": empty}
    found = compare(times, arm, control, paired)
    ratio, mean = found.hazard_ratio, found.mean_difference
    row |= {
        "hazard ratio": ratio.value, "from (95 %)": ratio.low, "to (95 %)": ratio.high,
        "log-rank p": found.log_rank_p,
        "mean difference [days]": mean.value,
        "from (95 %) [days]": mean.low, "to (95 %) [days]": mean.high,
        "within [days]": found.until,
    }  # fmt: skip
    if found.paired is not None:
        row |= _paired(found.paired)
    return row | {"why no hazard ratio": ratio.reason}


def _paired(found: PairedDifference) -> dict[str, float]:
    return {
        "paired difference [days]": found.mean.value,
        "paired from [days]": found.mean.low, "paired to [days]": found.mean.high,
        "better": found.better, "worse": found.worse, "same": found.same,
        "undecided": found.undecided,
    }  # fmt: skip


def nobody(times: Followup, *arms: str) -> str:
    """Return in words in which of some arms nobody is counted; nothing if none is empty."""
    empty = [arm for arm in arms if not times.of(arm)[0].size]
    return f"nobody is counted in {listed(empty)}" if empty else ""


def heads(times: Followup, *arms: str) -> int:
    """Return how many patients are in some arms; who is in several, as in a paired trial, once."""
    rows = [times.arms.index(arm) for arm in arms]
    return int((~np.isnan(times.days[rows])).any(axis=0).sum())


def subgroups(
    result: "TrialResult", by: Mapping[str, np.ndarray], arm: str, control: str, endpoint: str
) -> "pd.DataFrame":
    """Return the hazard ratio of everybody and of every subgroup, one row each."""
    import pandas as pd

    if EVERYBODY in by:
        raise InputError(
            f"A subgroup is called {EVERYBODY!r}, as is the first row; give it another name."
        )
    times = result.followup(endpoint)
    rows = []
    everybody = np.ones(times.numbers.size, dtype=bool)
    for name, who in {EVERYBODY: everybody, **by}.items():
        part = times.only(np.asarray(who))
        empty = nobody(part, arm, control)
        if empty:
            raise InputError(
                f"Subgroup {name!r}: {empty}; leave it out, or draw the line elsewhere."
            )
        ratio = part.hazard_ratio(arm, control)
        rows.append(
            {
                "subgroup": name, "patients": heads(part, arm, control), "events": sum(
                    int(part.of(one)[1].sum()) for one in (arm, control)
                ),
                "hazard ratio": ratio.value, "from (95 %)": ratio.low, "to (95 %)": ratio.high,
                "why no hazard ratio": ratio.reason,
            }
        )  # fmt: skip
    table = pd.DataFrame(rows).set_index("subgroup")
    made_by = story_of(result)
    table.attrs = {"arm": arm, "control": control, "end point": endpoint, "made_by": made_by}
    return table


def interim(
    result: "TrialResult", looks: Sequence[float], arm: str, control: str, endpoint: str
) -> "pd.DataFrame":
    """Return the state of the data on some days of the trial, one row each."""
    import pandas as pd

    days = checks.several("A day in looks", looks, unit="days")
    if not days:
        raise InputError("looks is empty; name the days on which the data are looked at.")
    rows = []
    for look in days:
        entered = result.entry < look
        if not entered.any() or not look > 0:
            raise InputError(f"Nobody has entered by day {look:g}; look later.")
        # as if the trial had closed then: of a response, too, only what was seen by then counts
        until = np.minimum(result.followed, np.maximum(look - result.entry, 0.0))
        seen = replace(result, followed=until).followup(endpoint).only(entered)
        groups = [seen.of(one) for one in (arm, control)]
        if nobody(seen, arm, control):
            raise InputError(f"By day {look:g} {nobody(seen, arm, control)}; look later.")
        ratio, (z, p) = seen.hazard_ratio(arm, control), seen.log_rank(arm, control)
        rows.append(
            {
                "day": float(look), "patients": heads(seen, arm, control),
                "events": sum(int(g[1].sum()) for g in groups),
                "log-rank z": z, "log-rank p": p,
                "hazard ratio": ratio.value, "from (95 %)": ratio.low, "to (95 %)": ratio.high,
                "why no hazard ratio": ratio.reason,
            }
        )  # fmt: skip
    return pd.DataFrame(rows).set_index("day")
