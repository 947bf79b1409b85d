"""What tables of doses have in common: columns, patients, and plans made of rows."""

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, listed, shown, unknown
from sim.base.table import check_columns, read_table
from sim.regimens import Doses, Regimen, Together

if TYPE_CHECKING:
    import pandas as pd

Standard = float | Mapping[str, float]
"""The standard dose in the unit of the amounts, one for all drugs or by drug."""


def opened(what: str, table: Any) -> "pd.DataFrame":
    """Return a table that was given, or is in a file."""
    if isinstance(table, str | PathLike):
        return read_table(what, table)
    if not hasattr(table, "columns"):
        raise InputError(f"{what} is {shown(table)}; give the path of a .csv or a DataFrame.")
    check_columns(what, table)
    return table.reset_index(drop=True)


def column(what: str, table: "pd.DataFrame", name: str) -> np.ndarray:
    """Return the numbers (row,) of a column, none of them missing."""
    cells = table[name]
    if cells.dtype.kind not in "iuf":
        _refuse_words(what, name, cells.tolist())
    values = checks.numbers(f"Column {name!r} of {what}", cells.to_numpy())
    if not np.isfinite(values).all():
        row = int(np.argmin(np.isfinite(values)))
        raise InputError(f"Column {name!r} of {what} has no number in row {row + 1}; fill it in.")
    return values


def _refuse_words(what: str, name: str, cells: Sequence[Any]) -> None:
    """Refuse a cell that holds something else than a number, by its row.

    One word makes words of all cells of a file: so it is looked for first.
    """
    words = [row for row, cell in enumerate(cells) if not _is_number(cell)]
    row = next((row for row in words if not _reads_as_number(cells[row])), min(words, default=-1))
    if row >= 0:
        raise InputError(
            f"Column {name!r} of {what} has {shown(cells[row])} in row {row + 1}; write a number "
            "in every row, 1 and 0 for yes and no."
        )


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float | np.integer | np.floating) and not isinstance(cell, bool)


def _reads_as_number(cell: Any) -> bool:
    try:
        return isinstance(cell, str) and np.isfinite(float(cell))
    except ValueError:
        return False


def need(what: str, table: "pd.DataFrame", names: Iterable[str]) -> None:
    """Refuse a table that lacks a column."""
    for name in names:
        if name not in table.columns:
            raise unknown(f"{what} needs a column {name!r}", "column", name, table.columns)


def rows_of(
    what: str, labels: Sequence[Any], patients: Sequence[Any] | None
) -> tuple[np.ndarray, list[str]]:
    """Return which patient each row of a table is about, and the names of all patients.

    In the order of `patients`, else of the table. Names are compared as texts: 1, 1.0, "1" are one.
    """
    said = named(what, "patient", labels)
    names = list(dict.fromkeys(said if patients is None else map(name_of, patients)))
    places = {name: place for place, name in enumerate(names)}
    others = [name for name in dict.fromkeys(said) if name not in places]
    if others:
        raise InputError(
            f"{what} has doses of {listed(others[:5])}, who are none of the patients named."
        )
    return np.array([places[name] for name in said], dtype=np.int64), names


def named(what: str, kind: str, labels: Sequence[Any]) -> list[str]:
    """Return the names in a column as texts, none of them missing."""
    said = [name_of(label) for label in labels]
    for row, (name, label) in enumerate(zip(said, labels, strict=True)):
        if name in ("", "<NA>") or label is None or label != label:
            raise InputError(
                f"{what} names no {kind} in row {row + 1}; fill the cell in, or leave the row out."
            )
    return said


def name_of(label: Any) -> str:
    """Return the name of a patient as a text: 1, 1.0 and "1" are one."""
    whole = isinstance(label, float | np.floating) and float(label).is_integer()
    return str(int(label)) if whole else str(label).strip()


def plan_of(
    what: str,
    drugs: Sequence[str],
    rows: np.ndarray | None,
    count: int,
    days: np.ndarray,
    amounts: np.ndarray,
    standard: Standard,
    lasts: np.ndarray | None = None,
) -> Regimen:
    """Return the plan that rows of a table make.

    Parameters
    ----------
    drugs, rows, days, amounts : sequence (dose,)
        The drug, the patient (None: the same for all), the day, and how much; below 0, the body
        is emptied.
    count : int
        How many patients there are.
    standard : float or mapping of drug to number
        What the amounts are over.
    lasts : ndarray (dose,), optional
        For how long each is infused [days]. Default: as the drug has it.
    """
    names = list(dict.fromkeys(drugs))
    if not names:
        raise InputError(f"{what} has no dose in it.")
    of = np.array(drugs, dtype=object)
    who = None if rows is None else np.arange(count)
    plans: list[Any] = []
    for name in names:
        some = of == name
        row = np.zeros(some.sum()) if rows is None else rows[some]
        columns = [row, days[some], amounts[some], *([] if lasts is None else [lasts[some]])]
        given = np.stack(columns, axis=1)
        plans.append(Doses(name, given, of_drug(standard, name, names), who))
    return plans[0] if len(plans) == 1 else Together(plans)


def of_drug(standard: Standard, drug: str, names: Sequence[str]) -> float:
    """Return the standard dose of one of the drugs that are given."""
    if not isinstance(standard, Mapping):
        return standard
    if drug not in standard:
        raise InputError(
            f"standard names {listed(standard)}, but {drug!r} is given too; say the standard dose "
            f"of each of {listed(names)}."
        )
    return standard[drug]
