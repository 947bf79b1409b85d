"""What the clinic saw of patients, and what they were given: the data of a fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.data.values import ABOVE, BELOW
from sim.regimens import Given

if TYPE_CHECKING:
    import pandas as pd

EXAMPLE = Path(__file__).with_name("example.csv")
Columns = str | Mapping[str, str]
"""A column, or columns by the name of what stands in them."""


@dataclass(frozen=True, eq=False)
class Observations:
    """Results by day, of one patient or many, and what each was given. Made by `read`.

    Parameters
    ----------
    patients : tuple of str
        Their names.
    series : tuple of str
        What was measured.
    units : mapping of str to str
        The unit of each series; "" where none was said.
    patient, what : ndarray (point,), int64
        Whose a result is, and of which series: places in `patients` and `series`.
    day, value : ndarray (point,)
        When it was measured, from day 0 of the table on [days], and what it was [unit].
    censored : ndarray (point,), int8
        -1 where the result is below `value`, 1 where it is above, else 0.
    given : Given
        What everybody was given, by days from `begin` on.
    begin : ndarray (patient,)
        The day of the first result or dose of each, whichever was first [days]: day 0 of a
        simulation.
    """

    patients: tuple[str, ...]
    series: tuple[str, ...]
    units: Mapping[str, str]
    patient: np.ndarray
    what: np.ndarray
    day: np.ndarray
    value: np.ndarray
    censored: np.ndarray
    given: Given
    begin: np.ndarray

    def __post_init__(self):
        for name in ("patient", "what", "day", "value", "censored", "begin"):
            array = np.array(getattr(self, name))
            array.flags.writeable = False  # (a fit asks for them again, later)
            object.__setattr__(self, name, array)

    @classmethod
    @typed
    def read(
        cls,
        table: "str | PathLike | pd.DataFrame",
        *,
        value: Columns | Sequence[str],
        day: str = "day",
        patient: str | None = None,
        doses: Any = None,
        unit: Columns = "",
        standard: float | Mapping[str, float] = 1.0,
    ) -> "Observations":
        """Return what stands in a table, one row for each visit.

        Parameters
        ----------
        table : path or DataFrame
            A row for each visit of each patient, in order of time.
        value : str, sequence of str, or mapping of series to column
            The columns of results. "< 0.1" is a result below the limit 0.1, "> 500" one above
            500; an empty cell is none.
        day : str
            The column of days (numbers) or dates (2024-03-01). Dates count from the first dose of
            a patient, from their first row where nothing was given.
        patient : str, optional
            The column of patients. Default: "patient" where there is one; else all rows are of
            one patient.
        doses : mapping of drug to column, path or DataFrame, optional
            What was given: for each drug the column of its doses, each from its row on until the
            next row of the patient (1 and 0: on and off); or a table of single doses as
            `sim.read_doses` takes it. Default: nothing was given.
        unit : str or mapping of series to str
            In which the results are, such as "ng/ml", "mm", "mm3" or "cells".
        standard : float or mapping of drug to number
            The standard dose in the unit of the doses: 1000 where these are mg.

        Raises
        ------
        InputError
            If a column or a number is missing or cannot be read, days run back, or nothing was
            measured.
        """
        from sim.data.visits import read_visits

        return read_visits(table, value, day, patient, doses, unit, standard)

    @classmethod
    @typed
    def read_nonmem(
        cls,
        table: "str | PathLike | pd.DataFrame",
        drug: Any,
        *,
        time: str,
        standard: float | Mapping[str, float] = 1.0,
        series: Mapping[str, int] | None = None,
        unit: Columns = "",
        log10: bool = False,
    ) -> "Observations":
        """Return what stands in a NONMEM-style table of events and results.

        Parameters
        ----------
        table, drug, time, standard
            As in `sim.read_nonmem`. Besides: ``DV`` the results, of rows with ``EVID`` 0;
            ``MDV`` 1 where there is none; ``CENS`` 1 where it is below ``LLOQ``, or below ``DV``
            without that column, -1 where it is above.
        series : mapping of name to whole number, optional
            What ``DVID`` (or ``YTYPE``) stands for what; other rows are left out. Default: all
            rows are of one series, "value".
        unit : str or mapping of series to str
            In which the results are.
        log10 : bool
            Whether they are logarithms to the base 10.
        """
        from sim.data.events import read_events

        return read_events(table, drug, time, standard, series, unit, log10)

    @classmethod
    def example(cls) -> "Observations":
        """Return a small example: PSA [ng/ml] of three patients on abiraterone, made up here.

        They are tumours of ``sim.presets.mcrpc_abiraterone`` with (cost, turnover, start,
        resistant_fraction): "A" (0.5, 0.3, 0.6, 0.02) and "B" (0.2, 0.15, 0.75, 0.001) under
        `sim.Adaptive`, "C" (0.3, 0.2, 0.6, 0.01) under `sim.Continuous`; seen every 28 days with
        errors of 10 %.
        """
        return cls.read(EXAMPLE, value="psa", unit="ng/ml", doses={"abiraterone": "abiraterone"})

    def __len__(self) -> int:
        """Return how many patients there are."""
        return len(self.patients)

    @property
    def last(self) -> np.ndarray:
        """The day of the last result of each patient (patient,) [days]; NaN without any."""
        found = np.full(len(self), -np.inf)
        np.maximum.at(found, self.patient, self.day)
        return np.where(np.isfinite(found), found, np.nan)

    @typed
    def of(self, patient: str | int | float) -> "Observations":
        """Return the observations of one patient, by their name."""
        from sim.data.tables import name_of

        name = name_of(patient)
        if name not in self.patients:
            raise unknown(f"Observations of {patient!r}", "patient", name, self.patients)
        place = self.patients.index(name)
        mine = self.patient == place
        one = replace(
            self,
            patients=(name,),
            patient=np.zeros(int(mine.sum()), dtype=np.int64),
            **{part: getattr(self, part)[mine] for part in ("what", "day", "value", "censored")},
            given=self.given.of(place),
            begin=self.begin[place : place + 1],
        )
        return one.measured()

    def measured(self) -> "Observations":
        """Return the same with those series only of which there is any result."""
        there = np.unique(self.what)
        if len(there) in (0, len(self.series)):
            return self
        series = tuple(self.series[k] for k in there)
        units = {name: self.units[name] for name in series}
        return replace(
            self,
            series=series,
            units=units,
            what=np.searchsorted(there, self.what).astype(np.int64),
        )

    @typed
    def without_last(self, points: int) -> "Observations":
        """Return the same without the last results of every patient and series."""
        if points < 0:
            raise InputError(f"points is {points}; give a whole number of at least 0.")
        keep = np.ones(len(self.day), dtype=bool)
        for patient in range(len(self)):
            for what in range(len(self.series)):
                mine = np.flatnonzero((self.patient == patient) & (self.what == what))
                keep[mine[len(mine) - min(points, len(mine)) :]] = False
        parts = ("patient", "what", "day", "value", "censored")
        return replace(self, **{part: getattr(self, part)[keep] for part in parts})

    def to_frame(self) -> "pd.DataFrame":
        """Return the results as a table, one row each."""
        import pandas as pd

        return pd.DataFrame({
            "patient": np.array(self.patients, dtype=object)[self.patient],
            "series": np.array(self.series, dtype=object)[self.what],
            "day": self.day,
            "value": self.value,
            "limit": np.select([self.censored == BELOW, self.censored == ABOVE], ["<", ">"], ""),
        })  # fmt: skip

    def __str__(self) -> str:
        count, points = len(self), len(self.day)
        names = ", ".join(
            f"{name} [{self.units[name]}]" if self.units[name] else name for name in self.series
        )
        said = f"Observations: {points} of {names} in {count} patient{'s' * (count != 1)}"
        if points:
            said += f", from day {self.day.min():g} to day {self.day.max():g}"
        limits = int(np.count_nonzero(self.censored))
        beyond = f" Beyond a limit: {limits}." if limits else ""
        return f"{said}.{beyond} {self.given.describe()}"

    __repr__ = __str__
