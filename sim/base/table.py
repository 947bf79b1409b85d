"""A table from a file: one row a patient or a point, with the words and numbers that stand there.

Nothing is guessed. A column is one of numbers only if every cell is a number (or empty); `NA` and
`None` are words in a column of words; and `01` is a name, which keeps its zero.
"""

import bz2
import gzip
import lzma
import zipfile
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from sim.base import advice
from sim.base.errors import InputError, listed
from sim.base.room import check_fits, memory_at_hand

if TYPE_CHECKING:
    import pandas as pd

PACKED: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
KINDS = (".csv", ".csv.gz", ".csv.bz2", ".csv.xz", ".csv.zip", ".parquet")
MISSING = ("", "na", "n/a", "nan", "null", "none", "<na>", "#n/a")
"""How programs write that there is no number, in lower case."""
TRUTH = {"true": True, "false": False}
PER_LETTER = 25.0
"""Bytes of memory that a letter of a CSV file takes while it is read, at most: measured where every
cell is one digit; 6 where numbers are written with many."""
FEWER = "Split the file into parts, or leave out columns."


def read_table(what: str, path: str | PathLike) -> "pd.DataFrame":
    """Return the table in a CSV or parquet file.

    Parameters
    ----------
    what : str
        What it is to the reader, for errors: "The table of points".
    path : str or path
        A ``.csv`` file (also ``.gz``, ``.bz2``, ``.xz``, ``.zip``) or a ``.parquet`` file.

    Raises
    ------
    InputError
        If it cannot be read, does not fit into memory, or names two columns alike.
    """
    file = Path(path)
    said = f"{what} {str(file)!r}"
    if not file.name.lower().endswith(KINDS):
        raise InputError(
            f"{said} is of no kind that is read; give a .csv or a .parquet file; a .csv may be "
            f"packed ({', '.join(KINDS[1:-1])})."
        )
    try:
        table = _parquet(said, file) if file.suffix.lower() == ".parquet" else _csv(said, file)
    except (InputError, MemoryError):
        raise
    except ImportError:
        raise InputError(
            f"{said} needs pyarrow: {advice.install_other('pyarrow')}, or use .csv."
        ) from None
    except Exception as error:  # the libraries raise anything when a file is damaged
        reason = getattr(error, "strerror", None) or str(error).split("\n")[0]
        reason = reason.strip(" .") or type(error).__name__
        raise InputError(f"{said} cannot be read: {reason}. Use another copy.") from None
    check_columns(said, table)
    return table


def check_columns(said: str, table: "pd.DataFrame") -> None:
    """Refuse a table in which two columns have one name, or that has but one of several."""
    names = [str(name) for name in table.columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{said} has two columns {listed(twice)}; give each a name of its own.")
    if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
        raise InputError(
            f"{said} has one column only, {names[0]!r}; its values must be separated by commas, "
            "and its numbers written with a point: 0.5."
        )


def _parquet(said: str, file: Path) -> "pd.DataFrame":
    import pandas as pd
    from pyarrow import parquet

    with parquet.ParquetFile(file) as opened:
        of = opened.metadata
        packed = sum(of.row_group(k).total_byte_size for k in range(of.num_row_groups))
        check_fits(said, max(packed, 8.0 * of.num_rows * of.num_columns), FEWER)
    return pd.read_parquet(file)


def _csv(said: str, file: Path) -> "pd.DataFrame":
    import pandas as pd

    check_fits(said, PER_LETTER * _letters(file), FEWER)
    # The first row is read like all others, or pandas would take a column too many for labels,
    # and give a name that stands twice a new one.
    words = pd.read_csv(file, header=None, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    names = [str(name).strip() for name in words.iloc[0]]
    cells = words.iloc[1:].reset_index(drop=True)
    cells.columns = pd.Index(names)
    if len(set(names)) < len(names):
        return cells  # (which is refused)
    return pd.DataFrame({name: _typed(cells[name]) for name in names})


def _letters(file: Path) -> float:
    """Return how long the text in a file is [bytes]: unpacked, but not kept.

    A zero byte is refused: pandas takes what is before it for the whole cell.
    """
    kind = file.suffix.lower()
    if kind == ".zip":
        with zipfile.ZipFile(file) as packed:
            return sum(_length(packed.open(entry)) for entry in packed.infolist())
    return _length(PACKED.get(kind, open)(file, "rb"))


def _length(opened: IO[bytes]) -> float:
    length, enough = 0, memory_at_hand()
    with opened as text:
        while piece := text.read(2**24):
            if b"\0" in piece:
                raise ValueError("it holds a zero byte, so it is damaged, or no text in UTF-8")
            length += len(piece)
            if PER_LETTER * length > enough:
                break  # (a few kilobytes can unpack to terabytes)
    return float(length)


def _typed(column: "pd.Series") -> "pd.Series":
    """Return a column of words as numbers or truth values, where all of it is."""
    import pandas as pd

    plain = column.fillna("").str.strip()
    small = plain.str.lower()
    missing = small.isin(MISSING)
    there = plain[~missing]
    if there.empty or there.str.fullmatch(r"[+-]?0\d+").any():
        return plain.mask(plain == "", np.nan)
    if not missing.any() and small.isin(TRUTH).all():
        return small.map(TRUTH).astype(bool)
    numeric = pd.to_numeric(there.astype(object), errors="coerce")
    exact = not numeric.isna().any() and numeric.dtype.kind in "if"
    if not exact:  # words, or whole numbers of so many digits that they are names
        return plain.mask(plain == "", np.nan)
    return numeric if not missing.any() else numeric.astype(float).reindex(column.index)
