"""Tables for other programs: one row a patient and arm, or one row a number."""

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import advice
from sim.base.errors import InputError, kind_of
from sim.base.spreadsheet import csv_text
from sim.base.typed import typed
from sim.base.whole import in_words, whole, write_whole

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.runs import Runs

POINT = ("arm", "patient")


def table(runs: "Runs") -> "pd.DataFrame":
    """Return one row for each arm and patient, with everything that has one value there."""
    import pandas as pd

    data = runs.data
    arms, count = runs.arms, runs.count
    columns: dict[str, Any] = {
        "arm": np.repeat(np.array(arms, dtype=object), count),
        "patient": np.tile(data["patient"].values, len(arms)),
    }
    for name, variable in data.data_vars.items():
        if variable.dims == POINT:
            columns[str(name)] = _in_words(variable.values.ravel(), variable.attrs)
        elif variable.dims[:2] == POINT and variable.dims[2:] in (("clone",), ("drug",)):
            (axis,) = variable.dims[2:]
            for place, label in enumerate(data[axis].values):
                columns[f"{name} of {label}"] = variable.values[..., place].ravel()
    for name, variable in data.data_vars.items():
        if variable.dims == ("patient",):
            # (a column of the cohort may be called "final_cells of S")
            word = str(name) if str(name) not in columns else f"cohort.{name}"
            columns[word] = np.tile(variable.values, len(arms))
    return pd.DataFrame(columns)


def long(runs: "Runs", name: str) -> "pd.DataFrame":
    """Return one variable with one row a number: its axes as columns, and its values."""
    import pandas as pd

    array = runs.data[name]
    grids = np.meshgrid(*(np.arange(size) for size in array.shape), indexing="ij")
    columns: dict[str, Any] = {
        str(axis): array[axis].values[grid.ravel()]
        for axis, grid in zip(array.dims, grids, strict=True)
    }
    columns[name] = _in_words(array.values.ravel(), array.attrs)
    found = pd.DataFrame(columns)
    keep = np.ones(len(found), dtype=bool)
    if array.dims[:3] == ("arm", "patient", "time") and runs.keeps("own_visit"):
        # on a day that only another arm has, nothing was seen or given in this one
        own = runs.data["own_visit"].values
        keep = own[grids[0].ravel(), grids[2].ravel()]
    return found[keep].reset_index(drop=True)


def _in_words(values: np.ndarray, about: dict[str, Any]) -> np.ndarray:
    """Return codes as the words that they stand for, anything else as it is."""
    if "flag_values" not in about:
        return values
    words = str(about["flag_meanings"]).split()
    return np.array([word.replace("_", " ") for word in words], dtype=object)[values]


@typed
def save_table(table: Any, path: str | PathLike) -> None:
    """Write a table as ``.csv`` or ``.parquet``: whole, or not at all.

    In a CSV, a text that a spreadsheet would take for a formula gets a ``'``. An index that has a
    name is a column of the file.

    Parameters
    ----------
    table : DataFrame
        ``runs.table()``, ``result.followup().patients()``, ``runs.summary()``, ...
    path : str or path
        Parquet needs pyarrow.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    import pandas as pd

    if not isinstance(table, pd.DataFrame):
        raise InputError(f"table is {kind_of(table)}; give a table such as runs.table().")
    target = Path(path)
    named = table.index.names != [None]
    try:
        if target.suffix.lower() == ".csv":
            write_whole(target, csv_text(table, index=named))
        elif target.suffix.lower() == ".parquet":
            flat = table.reset_index() if named else table
            flat = flat.rename_axis(columns=None)
            with whole(target) as scratch:
                flat.to_parquet(scratch, index=False)
        else:
            raise InputError(f"{str(path)!r}: a table is written as .csv or as .parquet.")
    except ImportError:
        raise InputError(
            f"{str(path)!r} needs pyarrow: {advice.install_other('pyarrow')}, or use .csv."
        ) from None
    except OSError as error:
        raise InputError(
            f"The table cannot be saved as {str(path)!r}: {in_words(error)}."
        ) from None
