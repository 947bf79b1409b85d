"""Results and doses from wherever, gathered into observations."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sim.base.days import SAME_MOMENT
from sim.base.errors import InputError
from sim.data.observations import Observations
from sim.regimens import Doses, Given


class Point(NamedTuple):
    """Results of one series."""

    series: str
    patient: np.ndarray
    """(point,) int64: a place among the patients."""
    day: np.ndarray
    value: np.ndarray
    censored: np.ndarray
    """(point,) int8, as in `sim.data.values`."""


def gathered(
    what: str,
    names: Sequence[str],
    points: Sequence[Point],
    units: Mapping[str, str],
    periods: Mapping[str, np.ndarray],
    single: Sequence[Doses],
) -> Observations:
    """Return observations, whose doses count from the day on which each patient begins.

    Parameters
    ----------
    what : str
        The table, for errors.
    names : sequence of str
        All patients.
    points : sequence of Point
        One of each series.
    units : mapping of str to str
        Of each series.
    periods : mapping of drug to ndarray (period, 3)
        Row of the patient, day and dose, as they stand in the table.
    single : sequence of Doses
        Given one by one.
    """
    for point in points:
        if not point.value.size:
            raise InputError(
                f"{what} has no value of {point.series!r}: every cell is empty. Take another "
                "column, or leave it out."
            )
    patient = np.concatenate([point.patient for point in points])
    day = np.concatenate([point.day for point in points])
    count = np.array([len(point.value) for point in points])
    none = sorted(set(range(len(names))) - set(patient.tolist()))
    if none:
        raise InputError(
            f"{what} has no result of patient {names[none[0]]!r}; leave their rows out."
        )
    begin = np.full(len(names), np.inf)
    np.minimum.at(begin, patient, day)
    _earlier(begin, periods, single)
    own = {}
    for drug, table in periods.items():
        moved = table.copy()
        moved[:, 1] -= begin[moved[:, 0].astype(np.int64)]
        own[drug] = _changes(moved)
    row = np.arange(len(names))
    parts = [_moved(doses, begin, row) for doses in single]
    what_of = np.repeat(np.arange(len(points)), count)
    order = np.lexsort((what_of, day, patient))
    given = Given(own, row, parts)
    return Observations(
        patients=tuple(names),
        series=tuple(point.series for point in points),
        units=dict(units),
        patient=patient[order],
        what=what_of[order],
        day=day[order],
        value=np.concatenate([point.value for point in points])[order],
        censored=np.concatenate([point.censored for point in points])[order],
        # (one patient is anybody, and not the first of many)
        given=given.of(0) if len(names) == 1 else given,
        begin=begin,
    )


def _earlier(begin: np.ndarray, periods: Mapping[str, np.ndarray], single: Sequence[Doses]) -> None:
    """Let patients begin with their first dose, if that was before their first result."""
    for table in periods.values():
        given = table[table[:, 2] > 0]
        np.minimum.at(begin, given[:, 0].astype(np.int64), given[:, 1])
    for doses in single:
        if doses.row is None:
            begin[:] = np.minimum(begin, doses.given[:, 1].min(initial=np.inf))
        else:
            np.minimum.at(begin, doses.given[:, 0].astype(np.int64), doses.given[:, 1])


def _changes(table: np.ndarray) -> np.ndarray:
    """Return periods without those that change nothing, and of two on one day the last."""
    table = table[table[:, 1] >= -SAME_MOMENT]  # (before that nothing was given, or it begins)
    table[:, 1] = np.maximum(table[:, 1], 0.0)
    last = np.ones(len(table), dtype=bool)
    last[:-1] = (np.diff(table[:, 0]) != 0) | (np.diff(table[:, 1]) > SAME_MOMENT)
    table = table[last]
    new = np.ones(len(table), dtype=bool)
    new[1:] = (np.diff(table[:, 0]) != 0) | (np.diff(table[:, 2]) != 0)
    return table[new]


def _moved(doses: Doses, begin: np.ndarray, row: np.ndarray) -> Doses:
    """Return single doses by days from the beginning of each patient, everybody with a row."""
    given = doses.given
    if doses.row is None:
        width = given.shape[1]
        given = np.tile(given, (len(row), 1)).reshape(len(row), -1, width).copy()
        given[:, :, 0] = row[:, None]
        given = given.reshape(-1, width)
    moved = given.copy()
    moved[:, 1] -= begin[moved[:, 0].astype(np.int64)]
    return replace(doses, given=moved, row=row)
