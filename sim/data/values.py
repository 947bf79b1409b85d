"""Values as a laboratory writes them: 2.4, "< 0.1", "> 500", or nothing."""

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.base.errors import InputError, shown
from sim.base.table import MISSING

if TYPE_CHECKING:
    import pandas as pd

BELOW, MEASURED, ABOVE = -1, 0, 1
"""What a value says: the result is below it, is it, is above it."""
_SIGNS = {"<": BELOW, "": MEASURED, ">": ABOVE}
_WRITTEN = re.compile(r"\s*([<>]?)\s*=?\s*([+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*")


class Values(NamedTuple):
    """A column of results."""

    value: np.ndarray
    """(row,): the number; NaN where nothing was measured."""
    censored: np.ndarray
    """(row,) int8: `BELOW`, `MEASURED` or `ABOVE`."""


def values_of(what: str, table: "pd.DataFrame", name: str) -> Values:
    """Return the results in a column, of which none is negative or 0."""
    column = table[name]
    if column.dtype.kind in "iuf":
        value = column.to_numpy(dtype=float)
        sign = np.zeros(len(value), dtype=np.int8)
    else:
        value, sign = _written(what, name, column.tolist())
    bad = value <= 0
    if bad.any():
        row = int(np.argmax(bad))
        raise InputError(
            f"{what} has {value[row]:g} in column {name!r}, row {row + 1}; what is measured of a "
            "tumour is above 0. Write '< 0.1' for what is below a limit of 0.1, and nothing for "
            "what was not measured."
        )
    if np.isinf(value).any():
        row = int(np.argmax(np.isinf(value)))
        raise InputError(f"{what} has an infinite value in column {name!r}, row {row + 1}.")
    return Values(value, sign)


def _written(what: str, name: str, cells: list) -> tuple[np.ndarray, np.ndarray]:
    value = np.full(len(cells), np.nan)
    sign = np.zeros(len(cells), dtype=np.int8)
    for row, cell in enumerate(cells):
        text = str(cell).strip()
        if text.lower() in MISSING or text == ".":
            continue
        read = _WRITTEN.fullmatch(text)
        try:
            if read is None:
                raise ValueError
            value[row] = float(read[2])
        except ValueError:
            raise InputError(
                f"{what} has {shown(cell)} in column {name!r}, row {row + 1}; write a number, such "
                "as 2.4, '< 0.1' or '> 500' beyond a limit, or nothing where none was measured."
            ) from None
        sign[row] = _SIGNS[read[1]]
    return value, sign
