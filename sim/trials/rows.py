"""A cohort from a table: one patient a row, one parameter a column."""

import difflib
import inspect
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.errors import InputError, listed, shown
from sim.base.table import check_columns, read_table

if TYPE_CHECKING:
    import pandas as pd


def read_rows(table: Any) -> "pd.DataFrame":
    """Return a DataFrame from one, from a mapping of columns, or from a CSV or parquet file."""
    import pandas as pd

    if isinstance(table, str | PathLike):
        return read_table("The table", table)
    if isinstance(table, Mapping):
        try:
            table = pd.DataFrame(dict(table))
        except (TypeError, ValueError) as error:
            raise InputError(
                f"table of Cohort is {shown(table)}: {error}. Give columns of equal length."
            ) from None
    if not isinstance(table, pd.DataFrame):
        raise InputError(f"table is {shown(table)}; give a DataFrame, or the path of a CSV file.")
    table = table.rename(columns=str)  # (a table made of an array has numbers for names)
    check_columns("The table of the cohort", table)
    return table


def columns_of(frame: "pd.DataFrame", build: Callable, given: Sequence[str]) -> list[str]:
    """Return the columns that are handed to `build`, checked; others are labels of subgroups.

    Parameters
    ----------
    frame : DataFrame
        One patient a row.
    build : function
        What makes the tumour.
    given : sequence of str
        Parameters that have a value already, and need no column.
    """
    needed, optional, any_name = parameters_of(build)
    for name in needed:
        if name not in frame.columns and name not in given:
            raise InputError(f"The cohort's table has no column {name!r}.{_near(name, frame)}")
    known = [*needed, *optional]
    spare = [name for name in optional if name not in frame.columns and name not in given]
    for column in map(str, frame.columns):
        near = difflib.get_close_matches(column, spare, n=1, cutoff=0.75)
        if near and column not in known and not any_name:
            raise InputError(
                f"The cohort's table has a column {column!r}, which is no parameter of "
                f"{_name(build)}. Did you mean {near[0]!r}?"
            )
    taken = [str(c) for c in frame.columns if (any_name or c in known) and c not in given]
    for name in taken:
        _check_numbers(frame, name)
    return taken


def parameters_of(build: Callable) -> tuple[list[str], list[str], bool]:
    """Return the names a function needs, those it may be given, and whether it takes any name."""
    try:
        given = inspect.signature(build).parameters.values()
    except (TypeError, ValueError):  # of some that are written in C, such as int
        raise InputError(
            f"{_name(build)} does not say what it takes; give a function of your own that calls it."
        ) from None
    named = [p for p in given if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    needed = [p.name for p in named if p.default is p.empty]
    optional = [p.name for p in named if p.default is not p.empty]
    return needed, optional, any(p.kind is p.VAR_KEYWORD for p in given)


def check_names(names: Sequence[str], build: Callable) -> None:
    """Check that `build` can be called with these parameters."""
    needed, optional, any_name = parameters_of(build)
    known = [*needed, *optional]
    for name in names:
        if name not in known and not any_name:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
            raise InputError(
                f"{_name(build)} takes no parameter {name!r}; it takes {listed(known)}."
                + (f" Did you mean {near[0]!r}?" if near else "")
            )
    missing = [name for name in needed if name not in names]
    if missing:
        raise InputError(
            f"{_name(build)} needs {listed(missing)}; give each in parameters= or in a column of "
            "the table."
        )


def _check_numbers(frame: "pd.DataFrame", name: str) -> None:
    try:
        values = np.asarray(frame[name].to_numpy(), dtype=float)
    except (TypeError, ValueError):
        raise InputError(
            f"Column {str(name)!r} of the cohort's table is not all numbers: "
            f"{frame[name].tolist()[:3]!r} ..."
        ) from None
    bad = np.isnan(values)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise InputError(
            f"Column {str(name)!r} of the cohort's table has no number in row {row} (counting "
            f"from 0; line {row + 2} of a CSV file). Fill it in, or leave that patient out."
        )


def _near(name: str, frame: "pd.DataFrame") -> str:
    found = difflib.get_close_matches(name, [str(c) for c in frame.columns], n=1, cutoff=0.6)
    has = f" Its columns are {listed(frame.columns)}."
    return has + (f" Did you mean {found[0]!r}?" if found else "")


def _name(build: Callable) -> str:
    return f"{getattr(build, '__name__', type(build).__name__)}()"
