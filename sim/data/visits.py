"""Observations from a table with a row for each visit (`sim.Observations.read`)."""

import warnings
from collections.abc import Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, shown
from sim.data.dates import dates
from sim.data.doses import read_doses
from sim.data.observations import Observations
from sim.data.points import Point, gathered
from sim.data.tables import Standard, column, need, of_drug, opened, rows_of
from sim.data.values import values_of
from sim.regimens import Doses, Together

if TYPE_CHECKING:
    import pandas as pd

WHAT = "The table of observations"


def read_visits(
    table: Any, value: Any, day: str, patient: str | None, doses: Any, unit: Any, standard: Standard
) -> Observations:
    """Do as `Observations.read`."""
    data = opened(WHAT, table)
    columns = _columns(value)
    if patient is None and "patient" in data.columns:
        patient = "patient"
    given = doses if isinstance(doses, Mapping) else {}
    need(WHAT, data, [*columns.values(), day, *given.values(), *([patient] if patient else [])])
    labels = data[patient].tolist() if patient else ["1"] * len(data)
    rows, names = rows_of(WHAT, labels, None)
    if not names:
        raise InputError(f"{WHAT} has no row; give one for each visit.")
    amounts = {drug: _doses(data, name, of_drug(standard, drug, list(given)))
               for drug, name in given.items()}  # fmt: skip
    single, first = _table(doses, names, standard) if doses is not None and not given else ([], {})
    days = _days(data, day, rows, amounts, first, names)
    _in_order(days, rows, names)
    _notice_steady(amounts, given)
    points = []
    for series, name in columns.items():
        found = values_of(WHAT, data, name)
        there = ~np.isnan(found.value)
        points.append(Point(series, rows[there], days[there], found.value[there],
                            found.censored[there]))  # fmt: skip
    periods = {drug: np.stack([rows, days, dose], axis=1) for drug, dose in amounts.items()}
    return gathered(WHAT, names, points, _units(unit, columns), periods, single)


def _columns(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return {value: value}
    if isinstance(value, Mapping):
        return dict(value)
    return {name: name for name in value}


def _units(unit: Any, series: Mapping[str, str]) -> dict[str, str]:
    if not isinstance(unit, Mapping):
        return dict.fromkeys(series, unit)
    for name in unit:
        checks.one_of("unit of", name, series, "series", "series")
    return {name: unit.get(name, "") for name in series}


def _doses(data: "pd.DataFrame", name: str, standard: float) -> np.ndarray:
    """Return a column of doses (row,) in standard doses."""
    cells = data[name]
    if cells.dtype.kind == "b":
        return cells.to_numpy(dtype=float)
    found = column(WHAT, data, name)
    if (found < 0).any():
        row = int(np.argmax(found < 0))
        raise InputError(
            f"{WHAT} has {found[row]:g} in column {name!r}, row {row + 1}; a dose is 0 or more."
        )
    return found / checks.one_number("standard", standard, above=True)


def _notice_steady(amounts: Mapping[str, np.ndarray], columns: Mapping[str, str]) -> None:
    """Refuse a drug that nobody got, and say so where one was never stopped."""
    for drug, dose in amounts.items():
        name = columns[drug]
        if not dose.any():
            raise InputError(
                f"Column {name!r} of {WHAT.lower()} is 0 in every row: nobody was ever given "
                f"{drug!r}. Take the column in which it stands, or leave it out of doses."
            )
        if len(dose) > 1 and (dose == dose[0]).all():
            warnings.warn(
                f"Column {name!r} of {WHAT.lower()} is {dose[0]:g} in every row: everybody was "
                f"given {drug!r} all the time. If it was paused, this is not its column.",
                stacklevel=5,
            )


def _table(
    doses: "str | PathLike | pd.DataFrame", names: list[str], standard: Standard
) -> tuple[list[Doses], dict[str, float]]:
    """Return single doses from a table of their own, and the date of everybody's first."""
    what = "The table of doses"
    if not isinstance(doses, str | PathLike) and not hasattr(doses, "columns"):
        raise InputError(
            f"doses is {shown(doses)}; give the column of each drug, doses={{'abiraterone': 'on'}},"
            " or a table of single doses (sim.read_doses)."
        )
    data = opened(what, doses)
    first: dict[str, float] = {}
    if "date" in data.columns and "day" not in data.columns:
        when = dates(what, data, "start" if "start" in data.columns else "date")
        labels = data["patient"].tolist() if "patient" in data.columns else ["1"] * len(data)
        rows, said = rows_of(what, labels, names)
        for place, name in enumerate(said):
            if (rows == place).any():
                first[name] = float(when[rows == place].min())
    plan = read_doses(data, standard=standard,
                      patients=names if "patient" in data.columns else None)  # fmt: skip
    parts = plan.plans if isinstance(plan, Together) else (plan,)
    return [part for part in parts if isinstance(part, Doses)], first


def _days(
    data: "pd.DataFrame", day: str, rows: np.ndarray, amounts: Mapping[str, np.ndarray],
    first: Mapping[str, float], names: list[str],
) -> np.ndarray:  # fmt: skip
    """Return the days (row,); of dates, those since the first dose of the patient."""
    kind = data[day].dtype.kind
    if kind in "iuf":
        return column(WHAT, data, day)
    when = dates(WHAT, data, day)
    on = np.zeros(len(when), dtype=bool)
    for dose in amounts.values():
        on |= dose > 0
    origin = np.full(len(names), np.inf)
    np.minimum.at(origin, rows[on], when[on])
    for place, name in enumerate(names):
        origin[place] = min(origin[place], first.get(name, np.inf))
    lone = ~np.isfinite(origin)  # (never given anything: from the first row on)
    np.minimum.at(origin, rows[lone[rows]], when[lone[rows]])
    return when - origin[rows]


def _in_order(days: np.ndarray, rows: np.ndarray, names: list[str]) -> None:
    """Refuse days that run back."""
    for place, name in enumerate(names):
        mine = np.flatnonzero(rows == place)
        back = np.diff(days[mine]) < 0
        if back.any():
            row = int(mine[int(np.argmax(back)) + 1])
            before = days[mine[int(np.argmax(back))]]
            raise InputError(
                f"{WHAT} runs back in row {row + 1}: day {days[row]:g} of patient {name!r} comes "
                f"after day {before:g}. Sort the rows by day, or mend the day; if these are two "
                "patients, name the column that tells them apart: patient=."
            )
