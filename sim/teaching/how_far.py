"""How far a student has come, and a file of it to keep or to hand in."""

import textwrap
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.base.errors import InputError
from sim.base.spreadsheet import csv_text
from sim.base.typed import typed
from sim.base.whole import in_words, write_whole
from sim.teaching.checking import WIDTH
from sim.teaching.written_down import NOTES

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("what", "number", "tries", "state", "yours", "what came out")


class Progress:
    """What `progress` returns: printed, it says what was tried and predicted.

    Attributes
    ----------
    table : DataFrame
        A row for each exercise tried (how many tries until it was right, the last answer) and for
        each prediction (what was written, what came out).
    """

    def __init__(self, table: "pd.DataFrame"):
        self.table = table

    def __repr__(self) -> str:
        if not len(self.table):
            return "Nothing was predicted or answered yet."
        lines = []
        for row in self.table.to_dict("records"):
            if row["what"] == "exercise":
                end = f"{row['state']}, {row['tries']} {'try' if row['tries'] == '1' else 'tries'}"
            else:
                end = f"{row['yours'] or 'nothing written down'} | {row['what came out']}"
            said = f"{row['what']} {row['number']}: {end}"
            lines.append(textwrap.fill(said, WIDTH, subsequent_indent="  ", break_on_hyphens=False))
        return "\n".join(lines)


@typed
def progress(file: str | PathLike | None = None) -> Progress:
    """Say what was predicted and answered in this notebook, and in those before.

    Parameters
    ----------
    file : path, optional
        A CSV file to keep it in. What stands there from other notebooks stays; what was done again
        is replaced.

    Returns
    -------
    Progress
        What is in this kernel's memory, and in the file if there is one.

    Raises
    ------
    InputError
        If the file cannot be written, or is another one.

    Examples
    --------
    >>> sim.teaching.progress("my_progress.csv")  # doctest: +SKIP
    """
    import pandas as pd

    rows = {(row["what"], row["number"]): row for row in _rows()}
    if file is not None:
        path = Path(file)
        rows = {(row["what"], row["number"]): row for row in _read(path)} | rows
        table = pd.DataFrame(list(rows.values()), columns=list(COLUMNS))
        try:
            write_whole(path, csv_text(table, index=False))
        except OSError as error:
            raise InputError(
                f"progress({str(file)!r}) cannot be written: {in_words(error)}."
            ) from None
    ordered = sorted(rows.values(), key=lambda row: _place(row["number"]))
    return Progress(pd.DataFrame(ordered, columns=list(COLUMNS)))


def _rows() -> list[dict[str, str]]:
    rows = []
    for name, made in NOTES.predictions.items():
        late = "afterwards" if made.late else ""
        row = ("prediction", name, "", late, made.text, made.came)
        rows.append(dict(zip(COLUMNS, row, strict=True)))
    for name, tried in NOTES.exercises.items():
        right = "right" if tried.right else "not yet"
        row = ("exercise", name, str(tried.tries), right, tried.answer, "")
        rows.append(dict(zip(COLUMNS, row, strict=True)))
    return rows


def _read(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of ours; none if there is no such file."""
    import pandas as pd

    if not path.exists():
        return []
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise InputError(f"progress({str(path)!r}) cannot be read: {error}.") from None
    if tuple(table.columns) != COLUMNS:
        raise InputError(
            f"progress({str(path)!r}): this file is another one, with the columns "
            f"{', '.join(map(str, table.columns[:6]))}. Give a name of its own: 'my_progress.csv'."
        )
    return table.to_dict("records")


def _place(number: str) -> tuple[int, str]:
    """Return what orders ``"2.A"`` before ``"10.1"``; predictions stand before exercises."""
    notebook, _, rest = number.partition(".")
    return (int(notebook) if notebook.isdigit() else 99), rest if rest.isalpha() else f"~{rest:0>3}"
