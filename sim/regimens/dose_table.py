"""Doses one by one, as a list or an array of them, checked and in order of the days."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, shown
from sim.base.forgotten import AS_THE_DRUG

EXAMPLE = (
    "[(0, 1.0), (2.5, 0.5)], days and doses (and how long an infusion runs, (0, 1.0, 0.1)); or a "
    "list of these for each patient"
)
LATEST = 73_050.0
"""Two hundred years [days]."""
LONGEST = 366.0
"""No infusion runs for more days."""


def dose_table(what: str, given: Any) -> tuple[np.ndarray, np.ndarray | None]:
    """Return doses (dose, 3 or 4) in order of the days; rows of patients, if each has their own."""
    if isinstance(given, np.ndarray) and given.ndim == 2 and given.shape[1] in (3, 4):
        return _checked(what, *given.T), None
    if hasattr(given, "columns"):
        raise InputError(f"{what} is given a table; sim.read_doses(table) makes Doses of it.")
    if not _is_list(given):
        raise InputError(f"{what} is given {shown(given)}; give {EXAMPLE}.")
    own = len(given) > 0 and all(_is_list_of_pairs(part) for part in given)
    lists = list(given) if own else [given]
    rows, days, amounts, lasts = [], [], [], []
    for row, pairs in enumerate(lists):
        for pair in pairs:
            if not _is_list(pair) or len(pair) not in (2, 3):
                raise InputError(f"{what} holds {shown(pair)}; give {EXAMPLE}.")
            rows.append(row)
            days.append(pair[0])
            lasts.append(_lasting(what, pair))
            amounts.append(-1.0 if isinstance(pair[1], str) and pair[1] == "reset" else pair[1])
            if not isinstance(pair[1], str) and np.ndim(pair[1]) == 0 and pair[1] < 0:
                raise InputError(
                    f"{what} gives {pair[1]} on day {pair[0]}; a dose is 0 or more, and 'reset' "
                    "empties the body."
                )
    said = lasts if any(long != AS_THE_DRUG for long in lasts) else None
    table = _checked(what, np.array(rows, dtype=float), days, amounts, said)
    return table, np.arange(len(lists)) if own else None


def _is_list(value: Any) -> bool:
    """Tell whether it is a sequence or an array of some length, but no text."""
    if isinstance(value, np.ndarray):  # (np.ma.masked is one, of no length)
        return value.ndim > 0
    return isinstance(value, Sequence) and not isinstance(value, str)


def _lasting(what: str, pair: Any) -> Any:
    """Return for how many days a dose is infused, if it says so."""
    if len(pair) == 2:
        return AS_THE_DRUG
    return checks.one_number(
        f"How long a dose of {what} lasts", pair[2], high=LONGEST, unit="days",
        hint="sim.hours(1.5) is that in days; 0 is at once.",
    )  # fmt: skip


def _is_list_of_pairs(part: Any) -> bool:
    if not _is_list(part):
        return False
    return len(part) == 0 or not (np.ndim(part[0]) == 0)


def _checked(what: str, rows: Any, days: Any, amounts: Any, lasts: Any = None) -> np.ndarray:
    when = checks.numbers(f"A day of {what}", days)
    sizes = checks.numbers(f"An amount of {what}", amounts)
    good = np.isfinite(when) & (when >= 0) & (when <= LATEST)
    if not good.all():
        raise InputError(
            f"A day of {what} is {when[~good][0]:g}; allowed is 0 to {LATEST:g} days from the "
            "start of the plan. Let days count from the first dose, or from the start of treatment."
        )
    if not np.isfinite(sizes).all():
        raise InputError(f"An amount of {what} is {sizes[~np.isfinite(sizes)][0]:g}; give numbers.")
    columns = [rows, when, np.where(sizes < 0, -1.0, sizes)]
    if lasts is not None:
        long = checks.numbers(f"How long a dose of {what} lasts", lasts)
        if not (long <= LONGEST).all():
            raise InputError(
                f"A dose of {what} lasts {long.max():g} days; allowed is 0 to {LONGEST:g} days."
            )
        columns.append(np.where(long < 0, AS_THE_DRUG, long))
    table = np.stack(columns, axis=1).astype(float)
    table = table[np.lexsort((table[:, 0], table[:, 1]))]
    table.flags.writeable = False
    return table
