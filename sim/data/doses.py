"""Doses in a table, one row each, by day or by date."""

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.errors import InputError
from sim.data.dates import dates
from sim.data.tables import Standard, column, named, need, opened, plan_of, rows_of
from sim.regimens import Regimen

if TYPE_CHECKING:
    import pandas as pd


def read_doses(
    table: "str | PathLike | pd.DataFrame",
    *,
    standard: Standard = 1.0,
    patients: Sequence[Any] | None = None,
) -> Regimen:
    """Return the plan that gives what stands in a table, one row for each dose.

    Parameters
    ----------
    table : path or DataFrame
        Columns ``drug``, ``amount``, and ``day`` (numbers, from the start of treatment on) or
        ``date`` (2024-03-01, or 2024-03-01 08:00). With a column ``patient`` each patient has
        doses of their own; without, all have the same. Dates count from the column ``start``
        where there is one, else from the patient's first dose.
    standard : float or mapping of drug to number
        The standard dose in the unit of the amounts: 150 where these are mg. 1: amounts are
        standard doses.
    patients : sequence, optional
        Their names in order: the first is patient 0 of ``sim.simulate``. So those can be named
        who were given nothing. Default: the patients of the table, in its order.

    Returns
    -------
    Doses or Together
        ``Doses`` of one drug, or several of them.

    Raises
    ------
    InputError
        If a column or a number is missing, or cannot be read.

    Examples
    --------
    >>> import pandas as pd
    >>> from sim.data import read_doses
    >>> given = pd.DataFrame({
    ...     "patient": ["p1", "p1", "p2"],
    ...     "drug": "erlotinib",
    ...     "date": ["2024-03-01", "2024-03-08", "2024-05-10"],
    ...     "amount": [1600, 1600, 1600],
    ... })
    >>> print(read_doses(given, standard=150))
    Doses: 3 doses of erlotinib, 10.7 x the standard dose, from day 0 to day 7 in 2 patients.
    """
    what = "The table of doses"
    data = opened(what, table)
    dated = "date" in data.columns and "day" not in data.columns
    need(what, data, ("drug", "amount", "date" if dated else "day"))
    rows: np.ndarray | None = None
    names: list[str] = []
    if "patient" in data.columns:
        rows, names = rows_of(what, data["patient"].tolist(), patients)
    elif patients is not None:
        raise InputError(f"{what} needs a column 'patient', as patients are named.")
    days = _days(what, data, rows) if dated else column(what, data, "day")
    drugs = named(what, "drug", data["drug"].tolist())
    amounts = column(what, data, "amount")
    if (amounts < 0).any():
        raise InputError(f"{what} gives {amounts[amounts < 0][0]:g}; an amount is 0 or more.")
    return plan_of(what, drugs, rows, len(names), days, amounts, standard)


def _days(what: str, data: "pd.DataFrame", rows: np.ndarray | None) -> np.ndarray:
    """Return days (row,) from each patient's start."""
    when = dates(what, data, "date")
    who = np.zeros(len(when), dtype=np.int64) if rows is None else rows
    begin = when
    if "start" in data.columns:
        begin = dates(what, data, "start")
    first = np.full(who.max(initial=0) + 1, np.inf)
    np.minimum.at(first, who, begin)
    if "start" in data.columns:
        _refuse_two_starts(what, data, who, begin, first)
    days = when - first[who]
    if (days < 0).any():
        row = int(np.argmax(days < 0))
        raise InputError(f"{what} has a dose before its start in row {row + 1}.")
    return days


def _refuse_two_starts(
    what: str, data: "pd.DataFrame", who: np.ndarray, begin: np.ndarray, first: np.ndarray
) -> None:
    """Refuse a patient whose rows name several starts (row,); `first` (patient,) is the least."""
    other = begin != first[who]
    if not other.any():
        return
    row = int(np.argmax(other))
    same = int(np.argmax((who == who[row]) & ~other))
    patient = f"patient {data['patient'][row]!r}" if "patient" in data.columns else "all"
    raise InputError(
        f"{what} has two starts of {patient}: {data['start'][same]} in row {same + 1} and "
        f"{data['start'][row]} in row {row + 1}; write the same in every row."
    )
