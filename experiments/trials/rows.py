"""Rows of a table: kept as CSV, and printed in columns."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def report(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write rows with the same keys to a CSV file, and print them below the names of columns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    width = {key: max(len(key), *(len(str(row[key])) for row in rows)) for key in rows[0]}
    for row in [{key: key for key in rows[0]}, *rows]:
        print("  ".join(str(row[key]).ljust(width[key]) for key in row))
