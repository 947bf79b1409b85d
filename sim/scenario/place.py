"""Where in a scenario file something stands, so that an error can say it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sim.base.errors import InputError


@dataclass(frozen=True)
class Place:
    """A table of a scenario file.

    Parameters
    ----------
    file : str
        Name of the file.
    text : str
        What is written in it.
    table : str
        The table, as it stands in the file: ``[arms.holidays]``; empty for the top of the file.
    """

    file: str
    text: str
    table: str = ""

    def inside(self, table: str) -> "Place":
        """Return the place of another table."""
        return replace(self, table=table)

    def said(self, key: str = "") -> str:
        """Return the place in words, with the line of `key` if it can only be one."""
        line = self.line_of(key) if key else None
        where = f"{self.file}, line {line}" if line else self.file
        return f"{where}, {self.table}" if self.table else where

    def line_of(self, key: str) -> int | None:
        """Return the line of a key, if it is written only once in the file."""
        written = re.compile(rf"""(?:^|[\[{{,.])\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
        lines = [
            number
            for number, line in enumerate(self.text.splitlines(), start=1)
            if written.search(line.split("#")[0])
        ]
        return lines[0] if len(lines) == 1 else None

    def error(self, message: object, key: str = "") -> InputError:
        """Return an error that says where."""
        return InputError(f"{self.said(key)}: {message}")


def first_named(error: Exception, table: Mapping[str, object]) -> str:
    """Return the key of a table that an error begins with, or an empty text."""
    return next((key for key in table if re.match(rf"\W*{re.escape(key)}\b", str(error))), "")
