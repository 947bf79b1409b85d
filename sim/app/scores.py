"""The table of a class: who treated which patient, and how it ended."""

import re
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sim.base.errors import InputError

LONGEST_NAME = 24
"""Letters of a player's name."""
MOST = 10_000
"""Scores that are kept."""
SHOWN = 50


class Game(NamedTuple):
    """One game."""

    player: str
    patient: int
    last_day: int
    """Alive."""
    days_well: int
    ending: str
    """``"cured"``, ``"died"`` or ``"alive"``."""
    doses: int


class Scores:
    """Scores in the memory of the server, or in a file that outlives it.

    Parameters
    ----------
    class_ : str
        The name of a class; a file ``NAME.sqlite`` in this folder then keeps its games. Without
        one they are gone when the server stops.
    """

    def __init__(self, class_: str = ""):
        if class_ and not re.fullmatch(r"[\w-]{1,40}", class_):
            raise InputError(
                f"--class {class_!r}: up to 40 letters, numbers, - and _; it names a file."
            )
        self.class_ = class_
        self.path = Path(f"{class_}.sqlite") if class_ else None
        self.trouble = ""
        """Why the last game could not be kept, or the table not be read; empty if it could."""
        self._lock = threading.Lock()
        try:
            self._base = sqlite3.connect(self.path or ":memory:", check_same_thread=False)
            with self._lock, self._base:
                self._base.execute(
                    "create table if not exists games (player text, patient integer, "
                    "last_day integer, days_well integer, ending text, doses integer)"
                )
                wrong = self._wrong()
        except sqlite3.Error as error:
            wrong = str(error)
        if wrong:
            raise InputError(self._said(wrong))

    def _wrong(self) -> str:
        """Return what is wrong with the table that is there, or nothing."""
        columns = [name for _, name, *_ in self._base.execute("pragma table_info(games)")]
        if columns != list(Game._fields):
            return f"its table has the columns {', '.join(columns)}"
        (said,) = self._base.execute("pragma integrity_check(1)").fetchone()
        return "" if said == "ok" else f"it is damaged ({' '.join(str(said).split())})"

    def _said(self, wrong: object) -> str:
        return (
            f"{self.path or 'This server'} cannot keep the games of a class: {wrong}. Put back a "
            "copy of it, or begin another class: sim app --class NAME."
        )

    def add(self, game: Game) -> None:
        """Keep a game; the first of the same player with the same patient counts.

        Where it cannot be kept (the disk is full, another program holds the file), `trouble` says
        why: whoever has played to the end is shown the truth all the same.
        """
        known = "select 1 from games where player = ? and patient = ?"
        try:
            with self._lock, self._base:
                count = self._base.execute("select count(*) from games").fetchone()[0]
                if count < MOST and not self._base.execute(known, game[:2]).fetchone():
                    self._base.execute("insert into games values (?, ?, ?, ?, ?, ?)", game)
            self.trouble = ""
        except sqlite3.Error as error:
            self.trouble = self._said(error)

    def best(self, patient: int) -> list[Game]:
        """Return the games with a patient, the best first: as `sim.teaching.score.Score` has it.

        None where they cannot be read; `trouble` says why.
        """
        order = "order by ending = 'cured' desc, last_day desc, days_well desc, doses limit ?"
        try:
            with self._lock, closing(self._base.cursor()) as cursor:
                cursor.execute(f"select * from games where patient = ? {order}", (patient, SHOWN))
                return [Game(*row) for row in cursor]
        except sqlite3.Error as error:
            self.trouble = self._said(error)
            return []


def player_of(raw: object) -> str:
    """Return the name that a player chose, without what is no letter and not too long."""
    words = "".join(letter for letter in str(raw or "") if letter.isprintable())
    return " ".join(words.split())[:LONGEST_NAME] or "somebody"
