"""What was given to each patient, replayed: everybody has a calendar of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.base import checks, days
from sim.base.days import SAME_MOMENT
from sim.base.errors import InputError, shown
from sim.base.seen import Seen
from sim.regimens import doses
from sim.regimens.given_once import Doses
from sim.regimens.regimen import Regimen

LONG = 1e6
"""More days than any calendar has: what separates the rows of one from those of the next."""


@dataclass(frozen=True)
class Given(Regimen):
    """What was given, again: each patient by their own calendar.

    Parameters
    ----------
    periods : Observations, or mapping of drug to ndarray (period, 3)
        What a clinic noted (`sim.Observations`); or by drug the row of a patient, a day, and the
        dose [standard doses] from that day until the next of the row. Before its first day a
        row has nothing.
    row : ndarray (patient,), optional
        Which row each patient has. Default: row 0 for all, or as in the observations.
    once : sequence of Doses
        Doses given one by one, besides.

    Raises
    ------
    InputError
        If a number is missing or negative, or rows are not said.

    Examples
    --------
    Two patients, of whom the second had a holiday from day 28 to day 70:

    >>> import numpy as np
    >>> from sim.regimens import Given
    >>> table = np.array([[0, 0, 1], [1, 0, 1], [1, 28, 0], [1, 70, 1]])
    >>> print(Given({"A": table}, row=np.array([0, 1])))
    Given: A, as 2 patients had it; doses change on 3 days.
    """

    periods: Any
    row: np.ndarray | None = None
    once: Sequence[Doses] = ()

    def __post_init__(self):
        set_ = object.__setattr__
        noted = getattr(self.periods, "given", None)
        if isinstance(noted, Given):  # (observations of patients)
            for name in ("periods", "row", "once"):
                set_(self, name, getattr(noted, name))
            return
        if not isinstance(self.periods, Mapping):
            raise InputError(
                f"Given is given {shown(self.periods)}; give sim.Observations, or an array "
                "(period, 3) of row, day and dose for each drug: {'A': [[0, 0, 1], [0, 28, 0]]}."
            )
        set_(self, "periods", {drug: _checked(drug, x) for drug, x in self.periods.items()})
        set_(self, "once", checks.parts("once of Given", self.once, Doses, "sim.Doses(...)"))
        if self.row is not None:
            row = checks.numbers("row of Given", self.row, "give whole numbers from 0")
            if row.ndim != 1 or not (np.isfinite(row) & (row >= 0) & (row == np.floor(row))).all():
                raise InputError(
                    f"row of Given is {shown(self.row)}; give a whole number from 0 for each "
                    "patient."
                )
            set_(self, "row", row.astype(np.int64))
            if not self.once:
                _check_rows(self.periods, self._rows)
        elif any(table[:, 0].any() for table in self.periods.values()):
            raise InputError("Given has rows of several patients; say who has which: row=[0, 1].")

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs that were given."""
        return doses.together(tuple(self.periods), *(part.drugs for part in self.once))

    @property
    def open_loop(self) -> bool:
        """Whether the plan never looks at the patient."""
        return True

    def days_to_ask(self, horizon: float) -> np.ndarray:
        """Return the days (n,) on which the doses of anybody change."""
        mine = [table[np.isin(table[:, 0], self._rows), 1] for table in self.periods.values()]
        found = days.merge(np.zeros(1), *mine)
        return found[found < horizon - SAME_MOMENT]

    @property
    def _rows(self) -> np.ndarray:
        return np.zeros(1, dtype=np.int64) if self.row is None else self.row

    def of(self, patient: int) -> "Given":
        """Return what one patient had: for anybody, and no longer by number.

        Raises
        ------
        InputError
            If there is no such patient.
        """
        count = None if self.row is None else len(self.row)
        if not checks.is_whole(patient) or patient < 0 or patient >= (count or np.inf):
            there = "any from 0 on" if count is None else f"0 to {count - 1}"
            raise InputError(f"Given of patient {shown(patient)}: no such patient; give {there}.")
        row = int(self._rows[patient]) if self.row is not None else 0
        periods = {}
        for drug, table in self.periods.items():
            own = table[table[:, 0] == row].copy()
            own[:, 0] = 0.0
            if own.size:
                periods[drug] = own
        once = []
        for part in self.once:
            has = 0 if part.row is None else int(part.row[patient])
            own = part.given[part.given[:, 0] == has].copy()
            own[:, 0] = 0.0
            if own.size:
                once.append(replace(part, given=own, row=None))
        return Given(periods, None, once)

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from today on; see `Regimen.decide`."""
        inner = memory.setdefault("once", [{} for _ in self.once])
        for part, own in zip(self.once, inner, strict=True):
            part.decide(seen, own)
        if "tables" not in memory:
            memory["tables"] = {drug: _in_order(table) for drug, table in self.periods.items()}
        rows = self._rows
        since = np.asarray(seen.since) + SAME_MOMENT
        now = rows * LONG + np.clip(since, 0.0, LONG / 2)
        given = {}
        for drug, (key, row, dose) in memory["tables"].items():
            place = np.asarray(np.searchsorted(key, now, side="right")) - 1
            begun = (place >= 0) & (row[place] == rows)
            given[drug] = np.where(begun, dose[place], 0.0)
        table = seen.give({drug: x if len(x) > 1 else x[0] for drug, x in given.items()})
        before = memory.get("doses")
        if before is None or not np.array_equal(before, table):
            table.flags.writeable = False
            memory["doses"] = table
        return memory["doses"]

    def describe(self) -> str:
        """Return the plan in one line."""
        if not self.drugs:
            return "Given: nothing."
        count = 0 if self.row is None else len(self.row)
        who = f", as {count} patients had it" if count > 1 else ", as a patient had it"
        changes = len(self.days_to_ask(np.inf))
        single = sum(len(part.given) for part in self.once)
        one_by_one = f"{single} doses one by one" if single else ""
        when = f"doses change on {changes} day{'s' * (changes != 1)}" if self.periods else ""
        said = " and ".join(filter(None, [when, one_by_one]))
        return f"Given: {', '.join(self.drugs)}{who}; {said}."


def _check_rows(periods: Mapping[str, np.ndarray], row: np.ndarray) -> None:
    """Refuse a patient whose row is none of those in the periods: mostly a slip."""
    if not periods:
        return
    there = np.unique(np.concatenate([table[:, 0] for table in periods.values()]))
    none = row[~np.isin(row, there)]
    if none.size:
        raise InputError(
            f"row of Given has {none[0]}, but periods are of rows "
            f"{', '.join(f'{x:g}' for x in there[:8])}; say which, or, for a patient who was given "
            f"nothing, a period with dose 0: [{none[0]}, 0, 0]."
        )


def _checked(drug: str, table: Any) -> np.ndarray:
    """Return the periods of a drug (period, 3), checked and in order."""
    checks.name("A drug of Given", drug)
    array = checks.numbers(f"Given of {drug!r}", table)
    if array.ndim != 2 or array.shape[1] != 3 or not len(array):
        raise InputError(
            f"Given of {drug!r} has shape {array.shape}; give rows of three numbers: the row of a "
            "patient, a day, and the dose from then on."
        )
    bad = ~np.isfinite(array).all(axis=1) | (array < 0).any(axis=1)
    bad |= array[:, 1] >= LONG / 2
    if bad.any():
        raise InputError(
            f"Given of {drug!r} has the period {array[bad][0].tolist()}; row, day and dose are "
            "numbers of at least 0."
        )
    order = np.lexsort((array[:, 1], array[:, 0]))
    array = array[order]
    twice = (np.diff(array[:, 0]) == 0) & (np.diff(array[:, 1]) <= SAME_MOMENT)
    if twice.any():
        row, day, _ = array[int(np.argmax(twice))]
        raise InputError(f"Given of {drug!r} has two doses on day {day:g} of row {row:g}.")
    array.flags.writeable = False
    return array


def _in_order(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return periods so that one search finds those of all rows: a key, the row, the dose."""
    row = table[:, 0].astype(np.int64)
    return row * LONG + table[:, 1], row, table[:, 2]
