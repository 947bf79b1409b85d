"""Between which values results would lie from today on, under each arm."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.clinic import Clinic
from sim.inference.errors import is_additive
from sim.inference.measures import trace
from sim.inference.twins import Twins
from sim.regimens import Regimen
from sim.results import Runs, Visits

if TYPE_CHECKING:
    import pandas as pd

LEVELS = (0.5, 0.8, 0.95)
"""Shares of results that lie between `low` and `high`."""


class Fan(NamedTuple):
    """What results would be, of everything that the data leave open.

    Attributes
    ----------
    table : DataFrame
        Columns series, arm, day (since the patient's beginning), alive (the share of twins who are
        followed so far), median, and low and high of each level: ``low_50``, ``high_50``, ...
    today : float
        The day of the last result [days].
    runs : Runs
        What they are taken from.
    """

    table: "pd.DataFrame"
    today: float
    runs: Runs


def fan(
    twins: Twins, arms: Mapping[str, Regimen], days: float, seed: int, clinic: Clinic | None,
    progress: bool | None,
) -> Fan:  # fmt: skip
    """Do as `Fit.fan`."""
    import pandas as pd

    runs = twins.forecast(
        arms, days, seed=seed, clinic=clinic, record=Visits(), history=True, progress=progress
    )
    random = np.random.default_rng(seed)
    tables = []
    for series in twins.fit.observations.series:
        z = random.standard_normal((len(runs.values("time")), len(twins)))  # (the same in all arms)
        for arm in runs.arms:
            tables.append(_of_arm(twins, runs, arm, series, z))
    return Fan(pd.concat(tables, ignore_index=True), twins.last, runs)


def _of_arm(twins: Twins, runs: Runs, arm: str, series: str, z: np.ndarray) -> "pd.DataFrame":
    import pandas as pd

    at = runs.values("time").astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        shows = _with_error(twins, _shown(twins, runs, arm, series), series, z)
    followed = at[:, None] <= runs.values("end_day", arm)
    shows = np.where(followed, shows, np.nan)
    some = followed.any(axis=1)
    columns = {
        "series": series, "arm": arm, "day": at[some], "alive": followed[some].mean(axis=1),
        "median": np.nanmedian(shows[some], axis=1),
    }  # fmt: skip
    for level in LEVELS:
        tail = 0.5 - level / 2.0
        low, high = np.nanquantile(shows[some], [tail, 1.0 - tail], axis=1)
        columns |= {f"low_{100 * level:g}": low, f"high_{100 * level:g}": high}
    return pd.DataFrame(columns)


def _shown(twins: Twins, runs: Runs, arm: str, series: str) -> np.ndarray:
    """Return what a series shows (visit, twin) without error, in the unit it was read in."""
    problem = twins.fit.asked
    at = runs.values("time").astype(float)
    cells = np.moveaxis(runs.values("cells", arm).astype(float), 0, 1)
    place = problem.observations.series.index(series)
    begins = float(problem.days[problem.observations.what == place][0])
    first = int(np.searchsorted(at, begins))
    days, added = at, first == len(at) or at[first] != begins
    if added:
        days = np.insert(at, first, begins)
        cells = np.insert(cells, first, _between(at, cells, begins), axis=0)
    value = float(problem.observations.value[problem.observations.what == place][0])
    measure = problem._measure(series, twins.theta)
    start = value * problem.factors[series]
    shown = trace(measure, cells, runs.data["clone"].values.tolist(), days, first, start)
    shown = np.delete(shown, first, axis=0) if added else shown
    return shown / problem.factors[series]


def _between(at: np.ndarray, cells: np.ndarray, day: float) -> np.ndarray:
    """Return cells (twin, clone) on a day between two visits: along their logarithms."""
    after = int(np.clip(np.searchsorted(at, day), 1, len(at) - 1))
    part = (day - at[after - 1]) / (at[after] - at[after - 1])
    low, high = (np.log(np.maximum(cells[k], 1e-300)) for k in (after - 1, after))
    return np.exp(low + part * (high - low))


def _with_error(twins: Twins, shows: np.ndarray, series: str, z: np.ndarray) -> np.ndarray:
    problem = twins.fit.asked
    size = np.ravel(problem.size_of_errors(series, twins.theta)[0])
    each = np.broadcast_to(size, (len(twins),))
    if is_additive(problem.noise[series]):
        return shows + each * z / problem.factors[series]
    return shows * np.exp(each * z)
