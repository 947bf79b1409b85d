"""What each line of therapy did: how long it was given, what it achieved, when the next began."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.days import SAME_MOMENT
from sim.base.errors import InputError
from sim.clinic.criteria import RESPONSES
from sim.clinic.happened import BEGAN_LINE, PLAN_LINE
from sim.made.build import Built
from sim.results.endings import dead
from sim.results.followed import DIED, END, STARTED, Followup
from sim.results.judged import judged
from sim.results.off_drug import OffDrug
from sim.results.said import json_said
from sim.results.visits import own_visits

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.runs import Runs


OF = {"therapy": BEGAN_LINE, "plan": PLAN_LINE}
"""Which lines: those of therapy, or those that the plan calls so."""


def lines_table(runs: "Runs", of: str = "therapy") -> "pd.DataFrame":
    """Return one row for each line of each patient; see `Runs.lines`."""
    import pandas as pd

    clinic = _clinic(runs)
    parts = [_of_arm(runs, arm, clinic, OF[of]) for arm in runs.arms]
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values(["arm", "patient", "line"], kind="stable", ignore_index=True)


def next_treatment(runs: "Runs", line: int) -> Followup:
    """Return the days from the start of a line to the next with a drug, or death, arm by arm."""
    table = lines_table(runs)
    days = np.full((len(runs.arms), runs.count), np.nan)
    happened, why = np.zeros(days.shape, dtype=bool), np.full(days.shape, END, dtype=np.int8)
    place = {number: k for k, number in enumerate(runs.values("patient").tolist())}
    for row, arm in enumerate(runs.arms):
        mine = table[(table["arm"] == arm) & (table["line"] == line)]
        who = mine["patient"].map(place).to_numpy(dtype=int)
        days[row, who] = mine["days to next treatment"]
        happened[row, who] = mine["next treatment or death"]
        died = dead(runs.values("ending", arm)[who])
        last = days[row, who] + mine["began"] >= runs.values("end_day", arm)[who] - SAME_MOMENT
        came = np.where(died & last, DIED, STARTED)
        why[row, who] = np.where(happened[row, who], came, END)
    return Followup(
        f"time to next treatment, line {line}", tuple(runs.arms), runs.values("patient"), days,
        happened, float(runs.days), runs.interrupted, why, runs.labels,
    )  # fmt: skip


def _clinic(runs: "Runs") -> Any:
    if not runs.has_curves or not runs.keeps("happened") or not runs.keeps("observed"):
        raise InputError("Lines need every visit; run with record=sim.Visits().")
    recipe = json_said(runs.attrs, "recipe", {})
    if not recipe:
        raise InputError(
            "These runs do not say which clinic saw them (a file of an older version); run again."
        )
    built = Built(recipe)
    if getattr(built["what is kept"], "every", None) is not None:
        raise InputError("Lines need every visit, and these runs keep some; use sim.Visits().")
    return built["the clinic"]


def _of_arm(runs: "Runs", arm: str, clinic: Any, bit: int) -> "pd.DataFrame":
    import pandas as pd

    own = own_visits(runs)[runs.arms.index(arm)]
    time = runs.values("time")[own]
    begun = (runs.values("happened", arm)[:, own] & bit) > 0
    dose = runs.values("dose", arm)[:, own]
    end, died = runs.values("end_day", arm), dead(runs.values("ending", arm))
    begun[:, -1] = False  # (the last row is the end)
    begun &= time < end[:, None] - SAME_MOMENT
    number = 1 + np.cumsum(begun, axis=1)
    after = np.append(time[1:], time[-1])
    on = np.asarray((dose > 0).any(axis=2))
    gone = _last_treated(runs, arm, end)
    parts = []
    for line in range(1, int(number.max()) + 1):
        inside, later = number == line, number > line
        who, followed = inside.any(axis=1), later.any(axis=1)
        start = time[inside.argmax(axis=1)]
        stop = np.where(followed, time[later.argmax(axis=1)], end)
        lived = np.clip(np.minimum(after, stop[:, None]) - time, 0.0, None) * inside
        treated = np.clip(np.minimum(after, np.minimum(stop, gone)[:, None]) - time, 0.0, None)
        treated *= inside & on
        again = later & on & (time < end[:, None] - SAME_MOMENT)
        treated_again = again.any(axis=1)
        until = np.where(treated_again, time[again.argmax(axis=1)], end)
        found = judged(runs, arm, clinic, start, stop, drugs=OffDrug(time, on))
        reason = np.where(followed, "next line", np.where(died, "death", "end of follow-up"))
        names = _drugs(runs.drugs, (dose > 0) & inside[..., None])
        columns = {
            "arm": arm, "patient": runs.values("patient"), "line": line, "drugs": names,
            "began": start, "ended": stop, "ended by": reason, "days": stop - start,
            "days on treatment": treated.sum(axis=1),
            "days without treatment": (lived - treated).sum(axis=1),
            "best result": np.array(RESPONSES, dtype=object)[found.best],
            "best change": found.change, "progression day": found.progression_day,
            "days to next treatment": until - start,
            "next treatment or death": treated_again | died,
        }  # fmt: skip
        parts.append(pd.DataFrame(columns)[who])
    return pd.concat(parts)


def _last_treated(runs: "Runs", arm: str, end: np.ndarray) -> np.ndarray:
    """Return until when (patient,) days can be days on treatment [days].

    Nobody is treated of whom no cell is left: one who dies of something else later is watched
    until then (`end_day`), and doses of the plan are kept.
    """
    if not runs.keeps("last_treatment_day"):
        return end
    return np.asarray(np.fmin(runs.values("last_treatment_day", arm), end))


def _drugs(names: list[str], given: np.ndarray) -> list[str]:
    """Return the drugs (patient,) that were given, (patient, time, drug), in words."""
    which = np.asarray(given.any(axis=1))
    return [" + ".join(n for n, yes in zip(names, row, strict=True) if yes) for row in which]
