"""Times that may be censored: checked, and counted by the days on which there are events."""

from typing import NamedTuple

import numpy as np

from sim.base.errors import InputError

Times = tuple[np.ndarray, np.ndarray]
"""(days, happened), each ndarray (patient,): day of the event or of censoring, and which it is."""


class Counts(NamedTuple):
    """How many have the event and how many are at risk, on every day with events."""

    days: np.ndarray
    events: np.ndarray
    risk: np.ndarray
    """Followed until that day, or longer: who is censored on a day is at risk on it."""

    @property
    def left(self) -> np.ndarray:
        """At risk after the events of that day, (day,) int64."""
        return self.risk - self.events


def counted(days: np.ndarray, happened: np.ndarray, when: np.ndarray | None = None) -> Counts:
    """Return the counts (day,), int64, on the days with events, or on some days `when`."""
    if when is None:
        when = np.unique(days[happened])
    events = np.bincount(np.searchsorted(when, days[happened]), minlength=when.size)
    risk = days.size - np.searchsorted(np.sort(days), when, side="left")
    return Counts(when, events.astype(np.int64), risk.astype(np.int64))


def known_until(days: np.ndarray, happened: np.ndarray) -> float:
    """Return the day up to which a group's curve is known [days].

    It is the day of the last follow-up; without end where that is an event of all who were left,
    for then nobody is without the event on any later day.
    """
    last = float(days.max())
    return np.inf if happened[days == last].all() else last


def checked(days, happened) -> Times:
    """Return days and events as arrays, or say what is wrong with them."""
    days, happened = np.asarray(days, dtype=float), np.asarray(happened, dtype=bool)
    if days.ndim != 1 or days.shape != happened.shape:
        raise InputError(
            f"Survival times have shape {days.shape} and events {happened.shape}; give one of "
            "each for every patient."
        )
    if days.size == 0:
        raise InputError("There are no patients to estimate survival from.")
    bad = ~((days >= 0) & (days < np.inf))
    if bad.any():
        patient = int(np.flatnonzero(bad)[0])
        raise InputError(
            f"The survival time in row {patient} is {days[patient]:g}; it must be at least 0 "
            "days, and a number."
        )
    return days, happened
