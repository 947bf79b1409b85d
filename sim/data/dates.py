"""Dates in a table, as numbers of days."""

from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


def dates(what: str, data: "pd.DataFrame", name: str) -> np.ndarray:
    """Return a column of dates (row,) as days since 1970."""
    import pandas as pd

    try:
        found = pd.to_datetime(data[name], errors="raise", format="ISO8601")
        if found.isna().any():
            raise ValueError("a date is missing")
    except (ValueError, TypeError) as error:
        raise InputError(
            f"Column {name!r} of {what} cannot be read: {str(error).splitlines()[0]}. Write dates "
            "as 2024-03-01, or 2024-03-01 08:00."
        ) from None
    return (found - pd.Timestamp("1970-01-01")).dt.total_seconds().to_numpy() / 86400.0
