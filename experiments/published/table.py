"""A published number beside ours: one row each, written to table.csv and printed.

Columns: ``quantity``; ``published``, as the paper prints it; ``ours``, with its interval from
``low`` to ``high`` (the same number where nothing is left to chance); ``agrees``: the interval
meets the published number, give or take half of its last printed digit.
"""

import argparse
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

CONFIDENCE = 0.999
"""Of an interval: a table of twenty rows should not disagree by chance."""

HEADINGS = ("quantity", "published", "ours", "low", "high", "agrees")


@dataclass(frozen=True)
class Row:
    """One published number.

    Parameters
    ----------
    quantity : str
        What it is, with its unit in [brackets].
    published : str
        As printed: ``"26.3"``.
    ours, low, high : float
        Our number and its interval.
    """

    quantity: str
    published: str
    ours: float
    low: float
    high: float

    @property
    def agrees(self) -> bool:
        """Whether the interval meets the published number as far as that is printed."""
        published = Decimal(self.published)
        last_digit = Decimal(1).scaleb(int(published.as_tuple().exponent))
        half = float(last_digit) / 2
        return self.low <= float(published) + half and float(published) - half <= self.high

    def cells(self) -> tuple[str, ...]:
        """Return the row as texts, in the order of `HEADINGS`."""
        numbers = (f"{value:.6g}" for value in (self.ours, self.low, self.high))
        return (self.quantity, self.published, *numbers, "yes" if self.agrees else "NO")


def exact(quantity: str, published: str, ours: float) -> Row:
    """Return a row for a number without chance: of an equation, or of a closed form."""
    return Row(quantity, published, ours, ours, ours)


def share(quantity: str, published: str, count: int, patients: int) -> Row:
    """Return a row for a share of patients [%], with its exact binomial interval.

    The interval is that of Clopper and Pearson (1934), Biometrika 26:404.
    """
    from scipy.stats import binomtest

    found = binomtest(int(count), int(patients)).proportion_ci(CONFIDENCE, method="exact")
    return Row(quantity, published, 100 * count / patients, 100 * found.low, 100 * found.high)


def mean(quantity: str, published: str, values) -> Row:
    """Return a row for a mean over patients, with its interval from the standard error."""
    import numpy as np
    from scipy.stats import norm

    values = np.asarray(values, dtype=float)
    half = norm.isf((1 - CONFIDENCE) / 2) * values.std(ddof=1) / np.sqrt(values.size)
    centre = float(values.mean())
    return Row(quantity, published, centre, centre - half, centre + half)


def show(rows: Sequence[Row]) -> str:
    """Return the table as text."""
    return columns([HEADINGS, *(row.cells() for row in rows)])


def columns(lines: Sequence[Sequence[str]]) -> str:
    """Return lines of texts in columns: words to the left, what follows them to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    words = lines[0].index("quantity") + 1
    shown = []
    for line in lines:
        left = (text.ljust(width) for text, width in zip(line[:words], widths, strict=False))
        right = (text.rjust(w) for text, w in zip(line[words:], widths[words:], strict=True))
        shown.append("  ".join([*left, *right]))
    return "\n".join(shown)


def where(name: str, quick: bool) -> Path:
    """Return where the table of a paper is written."""
    folder = Path("results/published") if quick else Path(__file__).parent
    return folder / name / "table.csv"


def write(rows: Sequence[Row], path: Path) -> None:
    """Write the table as a CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(row.cells() for row in rows)


def options(paper: str, folder: Path) -> tuple[bool, Path]:
    """Read ``--quick`` and ``--output DIR`` from the command; return (quick, existing folder).

    The full form writes beside the script, to what is kept in the repository; the quick form
    writes to ``results/published``, so that it never replaces it.
    """
    parser = argparse.ArgumentParser(prog=f"python -m experiments.published.{folder.name}")
    parser.description = f"Reproduce {paper}: print and write the table, draw the figure."
    parser.add_argument("--quick", action="store_true", help="fewer patients, seconds")
    parser.add_argument("--output", type=Path, metavar="DIR", help="folder for table and figure")
    given = parser.parse_args()
    to = given.output or where(folder.name, given.quick).parent
    to.mkdir(parents=True, exist_ok=True)
    return given.quick, to


def read(path: Path) -> list[list[str]]:
    """Return the lines of a table that was written before, without its headings."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def report(rows: Sequence[Row], folder: Path) -> int:
    """Print the table and write it; return how many rows do not agree."""
    write(rows, folder / "table.csv")
    differ = sum(not row.agrees for row in rows)
    print(show(rows))
    print(f"\n{len(rows) - differ} of {len(rows)} agree. Written to {folder}")
    return differ
