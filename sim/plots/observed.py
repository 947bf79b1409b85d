"""Results of patients beside those of simulated ones: points, bins, and what chance would do."""

from typing import Any, NamedTuple

import numpy as np

from sim.base.checks import shown
from sim.base.errors import InputError, unknown
from sim.data import Observations
from sim.plots.present import counted, last_day
from sim.results import Runs

FEWEST = 5
"""Of fewer results on a day no quantile is drawn: it would be a patient."""
WITHIN = (0.025, 0.975)


class Points(NamedTuple):
    """Results of patients: whose, on which day [days], what, and which are only below it."""

    patient: np.ndarray
    day: np.ndarray
    value: np.ndarray
    below: np.ndarray


def points_of(data: Any, series: str | None) -> Points:
    """Return the results of observations, or of a table with columns day, value and patient."""
    points = _of_observations(data, series) if isinstance(data, Observations) else _of_table(data)
    if not points.day.size:
        raise InputError("data has no results; a check needs at least one.")
    bad = ~(np.isfinite(points.day) & np.isfinite(points.value) & (points.value >= 0))
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise InputError(
            f"data, row {row}: day {points.day[row]:g} and value {points.value[row]:g}; give "
            "numbers, of values at least 0, and leave out rows without a result."
        )
    return points


def _of_observations(data: Observations, series: str | None) -> Points:
    if series is None and len(data.series) > 1:
        raise InputError(
            f"data holds {len(data.series)} series; name one, as series={data.series[0]!r}."
        )
    name = data.series[0] if series is None else series
    if name not in data.series:
        raise unknown(f"series {name!r}", "series", name, data.series)
    mine = data.what == data.series.index(name)
    who = data.patient[mine]
    names = np.array(data.patients, dtype=object)[who]
    return Points(
        names, data.day[mine] - data.begin[who], data.value[mine], data.censored[mine] < 0
    )


def _of_table(data: Any) -> Points:
    columns = getattr(data, "columns", None)
    if columns is None or not {"day", "value"} <= set(columns):
        raise InputError(
            f"data is {shown(data)}; give sim.Observations, or a table with the columns day, value "
            "and, of several patients, patient."
        )
    who = data["patient"] if "patient" in columns else np.zeros(len(data), dtype=int)
    try:
        day, value = (np.asarray(data[name], dtype=float) for name in ("day", "value"))
    except (TypeError, ValueError):
        raise InputError("day and value of data must be columns of numbers.") from None
    return Points(np.asarray(who), day, value, np.zeros(day.shape, dtype=bool))


def simulated(runs: Runs, arm: str) -> np.ndarray:
    """Return the results (patient, scan) that the clinic saw of those counted in an arm."""
    if not runs.keeps("observed"):
        raise InputError(
            "A check needs what the scans showed; run with record=sim.Visits() or "
            "sim.Endpoints(scans=True)."
        )
    there = runs.values("scan") <= last_day(runs, arm)[:, None]
    there &= counted(runs, arm)[:, None]
    return np.where(there, runs.values("observed", arm).astype(float), np.nan)


def bins_of(scans: np.ndarray, points: Points) -> np.ndarray:
    """Return for each result the place of the nearest scan (point,); -1: none is near.

    Near is up to half of the way to the next scan; before the first and after the last, half of
    the last way.
    """
    place = np.abs(scans[None, :] - points.day[:, None]).argmin(axis=1)
    gap = np.diff(scans).max() if scans.size > 1 else np.inf
    away = np.abs(scans[place] - points.day)
    return np.where(away <= 0.5 * gap + 1e-9, place, -1)


def by_chance(values: np.ndarray, count: int, share: float) -> tuple[float, float]:
    """Return between which values a quantile of so many patients lies, of 95 % of such groups.

    Patients drawn from the simulated ones (`values`, any number): the k-th smallest of n is the
    quantile U of their distribution, and U follows Beta(k, n - k + 1).

    References
    ----------
    David and Nagaraja (2003), Order Statistics, section 2.1.
    """
    from scipy.stats import beta

    place = int(np.round(share * (count - 1)))  # that of numpy's "nearest"
    low, high = beta.ppf(WITHIN, place + 1, count - place)
    return tuple(np.quantile(values, [low, high], method="inverted_cdf").tolist())  # type: ignore
