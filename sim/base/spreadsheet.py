"""Tables as CSV that a spreadsheet reads as numbers and names, and never as formulas."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With one of these, a text in a cell becomes a formula (OWASP, CSV injection)."""


def csv_text(table: "pd.DataFrame", *, index: bool = True) -> str:
    """Return a table as CSV; a text that a spreadsheet would take for a formula gets a ``'``.

    Names of arms, clones, drugs and parameters come from files that others may have written.

    Parameters
    ----------
    table : DataFrame
        What is written.
    index : bool
        Whether its index is written too.
    """
    flat = table.reset_index() if index else table
    if index and table.index.names == [None]:
        flat = flat.rename(columns={flat.columns[0]: ""})
    safe = flat.copy(deep=False)
    safe.columns = [_plain(name) for name in flat.columns]
    for place, (_, values) in enumerate(flat.items()):
        if values.dtype.kind not in "biufcmM":
            safe.isetitem(place, [_plain(value) for value in values])
    return safe.to_csv(index=False, lineterminator="\n")


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
