"""Observations from a NONMEM-style table of events and results (`Observations.read_nonmem`)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.data.nonmem import OBSERVATION, UNITS, read_nonmem
from sim.data.observations import Observations
from sim.data.points import Point, gathered
from sim.data.tables import Standard, column, need, opened, rows_of
from sim.data.values import ABOVE, BELOW, MEASURED
from sim.regimens import Doses, Together

if TYPE_CHECKING:
    import pandas as pd

WHAT = "The table of events and results"
KINDS = ("DVID", "YTYPE")
"""Columns that say what a result is of."""


def read_events(
    table: Any,
    drug: Any,
    time: str,
    standard: Standard,
    series: Mapping[str, int] | None,
    unit: Any,
    log10: bool,
) -> Observations:
    """Do as `Observations.read_nonmem`."""
    checks.one_of("time", time, UNITS, "unit")
    data = opened(WHAT, table)
    data = data.rename(columns={name: str(name).strip().upper() for name in data.columns})
    need(WHAT, data, ("ID", "TIME", "DV"))
    rows, names = rows_of(WHAT, data["ID"].tolist(), None)
    blank = data.replace(".", np.nan)
    day = column(WHAT, data, "TIME") * UNITS[time]
    measured = _measured(blank)
    value = _numbers(blank["DV"], measured)
    if log10:
        value = 10.0**value
    sign = _censored(blank, value, log10)
    points = []
    for name, which in _series(blank, measured, series).items():
        bad = which & ~(value > 0)
        if bad.any():
            row = int(np.argmax(bad))
            raise InputError(
                f"{WHAT} has the result {value[row]:g} in row {row + 1}; what is measured of a "
                "tumour is above 0. Say MDV 1 where there is none, CENS 1 and LLOQ where it is "
                "below a limit, log10=True if these are logarithms."
            )
        points.append(Point(name, rows[which], day[which], value[which], sign[which]))
    units = unit if isinstance(unit, Mapping) else dict.fromkeys((p.series for p in points), unit)
    return gathered(WHAT, names, points, {p.series: units.get(p.series, "") for p in points},
                    {}, _doses(data, blank, drug, time, standard, names))  # fmt: skip


def _doses(
    data: "pd.DataFrame", blank: "pd.DataFrame", drug: Any, time: str, standard: Standard,
    names: list[str],
) -> list[Doses]:  # fmt: skip
    """Return what was given, if anything was."""
    if "AMT" not in data.columns or not (_numbers(blank["AMT"]) > 0).any():
        return []
    plan = read_nonmem(data, drug, time=time, standard=standard, patients=names)
    parts = plan.plans if isinstance(plan, Together) else (plan,)
    return [part for part in parts if isinstance(part, Doses)]


def _numbers(cells: "pd.Series", needed: np.ndarray | None = None) -> np.ndarray:
    import pandas as pd

    found = np.array(pd.to_numeric(cells, errors="coerce"), dtype=float)
    if needed is not None and np.isnan(found[needed]).any():
        row = int(np.flatnonzero(needed & np.isnan(found))[0])
        raise InputError(
            f"{WHAT} has no number in column {cells.name!r}, row {row + 1}; fill it in, or say "
            "MDV 1."
        )
    return found


def _measured(data: "pd.DataFrame") -> np.ndarray:
    """Return which rows (row,) hold a result."""
    found = np.ones(len(data), dtype=bool)
    if "EVID" in data.columns:
        found &= np.nan_to_num(_numbers(data["EVID"])) == OBSERVATION
    elif "AMT" in data.columns:
        found &= ~(_numbers(data["AMT"]) > 0)
    if "MDV" in data.columns:
        found &= ~(_numbers(data["MDV"]) > 0)
    else:
        found &= data["DV"].notna().to_numpy()
    return found


def _censored(data: "pd.DataFrame", value: np.ndarray, log10: bool) -> np.ndarray:
    """Return the sign (row,) of every result; those below the limit become the limit."""
    sign = np.full(len(data), MEASURED, dtype=np.int8)
    if "CENS" not in data.columns:
        return sign
    said = np.nan_to_num(_numbers(data["CENS"]))
    sign[said == 1], sign[said == -1] = BELOW, ABOVE
    if "LLOQ" in data.columns:
        limit = _numbers(data["LLOQ"])
        limit = 10.0**limit if log10 else limit
        there = (sign == BELOW) & ~np.isnan(limit)
        value[there] = limit[there]
    return sign


def _series(
    data: "pd.DataFrame", measured: np.ndarray, series: Mapping[str, int] | None
) -> dict[str, np.ndarray]:
    """Return which rows (row,) are of each series."""
    kinds = [name for name in KINDS if name in data.columns]
    if series is None:
        if kinds:
            found = np.unique(_numbers(data[kinds[0]])[measured])
            if len(found) > 1:
                raise InputError(
                    f"{WHAT} has results of {len(found)} kinds in column {kinds[0]!r}; say which "
                    f"is what: series={{'PSA': {found[0]:g}}}."
                )
        return {"value": measured}
    if not kinds:
        raise unknown(f"series needs a column {KINDS[0]!r}", "column", KINDS[0], data.columns)
    kind = _numbers(data[kinds[0]])
    return {name: measured & (kind == number) for name, number in series.items()}
