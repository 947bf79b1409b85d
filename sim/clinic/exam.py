"""One measure of a clinic that has several: what is measured, when, how well, and how it is judged.

A clinic with one measure is one exam too (`Clinic.main`): so what a calendar is, and what a measure
takes for granted, stands in one place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from sim.base import checks, days
from sim.base.errors import InputError
from sim.base.units import cells_from_diameter_mm
from sim.clinic.criteria import SIZES, Criteria
from sim.clinic.how_well import how_well
from sim.clinic.measures import Measure
from sim.clinic.noise import Noise
from sim.clinic.stated_days import stated_days

USUAL_EVERY = 56.0
USUAL_DETECTION = float(cells_from_diameter_mm(5))
IN_DAYS = "It is in days: sim.WEEK, sim.MONTH and sim.YEAR are numbers of days."
LIMITS: dict[str, dict[str, Any]] = {
    "every": {"low": 1 / 24, "high": 36600.0, "unit": "days", "hint": IN_DAYS},
    "delay": {"low": 0.0, "high": 3660.0, "unit": "days", "hint": IN_DAYS},
    "detection": {
        "low": 0.0, "high": 1e15, "unit": "cells", "hint": "sim.cells_from_diameter_mm(5) is 5 mm.",
    },
    "missed": {"low": 0.0, "high": 1.0, "hint": "It is a chance: 0.05 is one scan in twenty."},
}  # fmt: skip
"""What the numbers of an exam may be; those of a clinic are the same."""


def checked(what: str, word: str, value: Any) -> float:
    """Return a number of an exam, the same for all patients; `what` is how an error names it."""
    return one_for_all(what, value, **LIMITS[word])


def one_for_all(what: str, value: Any, low: float, high: float, **more: Any) -> float:
    """Return a number that is the same for all patients."""
    value = checks.number(what, value, low, high, **more)
    if not isinstance(value, float):
        raise InputError(f"{what} must be one number, the same for all patients.")
    return value


def checked_noise(what: str, noise: Any) -> float | Noise | None:
    """Return the noise of an exam: a share, a `Noise`, or None for what the measure has."""
    if noise is None or isinstance(noise, Noise):
        return noise
    return one_for_all(what, noise, 0.0, 2.0, hint="It is a fraction: 0.1 is 10 %.")


@dataclass(frozen=True)
class Exam:
    """A measure with a calendar, noise, delay and criteria of its own, for `Clinic(measures=)`.

    What is not said is as the clinic has it. A measure of sizes (cells, cm3, mm) is judged by the
    clinic's criteria; a blood test without criteria is looked at and not judged.

    Parameters
    ----------
    measure : Measure
        What is measured.
    every : float, optional
        Days between two exams, from day 0 on.
    days : sequence of float, or such a sequence for each patient, optional
        The days, instead of `every`; day 0 is one of them in any case.
    noise : float or Noise, optional
        Relative error of a result. Default: the clinic's, else that of the measure.
    delay : float, optional
        Days until a result is known (its turnaround). The first is read on day 0.
    detection : float, optional
        The smallest ball a scan shows [cells]; blood tests have a limit of their own.
    criteria : Recist, RatioToBaseline, RatioToNadir, Pcwg3, Reappearance or Confirmed, optional
        What counts as response and as progression.
    missed : float, optional
        Chance that a patient misses it.

    Examples
    --------
    >>> import sim
    >>> sim.Exam(sim.Marker("PSA", per_cell=3e-8), every=28, criteria=sim.Pcwg3()).every
    28.0
    """

    measure: Measure
    every: float | None = None
    days: Any = None
    noise: float | Noise | None = None
    delay: float | None = None
    detection: float | None = None
    criteria: Criteria | None = None
    missed: float | None = None

    def __post_init__(self):
        if not isinstance(self.measure, Measure):
            raise InputError(
                f"measure of Exam is {self.measure!r}; give what is measured: sim.Lesions(3)."
            )
        for word in LIMITS:
            if (value := getattr(self, word)) is not None:
                object.__setattr__(self, word, checked(f"{word} of Exam", word, value))
        object.__setattr__(self, "noise", checked_noise("noise of Exam", self.noise))
        if self.noise is not None and self.measure.samples:
            raise InputError(
                f"noise of Exam is {self.noise!r}, but {type(self.measure).__name__} counts, and "
                "its error is that of counting: leave noise= out, and say how much is read."
            )
        if self.days is not None and self.every is not None:
            raise InputError(
                f"Exam has both every={self.every:g} and days=; give one of the two: a number of "
                "days from one to the next, or the list of its days."
            )
        if self.days is not None:
            object.__setattr__(self, "days", stated_days("days of Exam", self.days))
        if self.criteria is not None:
            if not isinstance(self.criteria, Criteria):
                raise InputError(
                    f"criteria of Exam is {self.criteria!r}; give sim.Recist(), sim.Pcwg3() or "
                    "leave it out."
                )
            self.criteria.check_unit(self.measure.unit, type(self.measure).__name__)

    @property
    def judged(self) -> bool:
        """Whether its results are judged, so that they can be a progression."""
        return self.criteria is not None

    @property
    def scan_noise(self) -> Noise:
        """How a result errs: as was said, or as the measure does."""
        if isinstance(self.noise, Noise):
            return self.noise
        return Noise(self.measure.noise if self.noise is None else self.noise)

    def filled(self, usual: "Exam") -> "Exam":
        """Return it with what was not said as another has it."""
        said: dict[str, Any] = {
            f.name: getattr(usual, f.name)
            for f in fields(self)
            if getattr(self, f.name) is None and f.name != "criteria"
        }
        if self.every is not None:
            said["days"] = None  # a number of days of its own stands before the clinic's list
        elif self.days is not None or usual.days is not None:
            said["every"] = None  # and a list before the clinic's number
        if self.measure.samples:
            said.pop("noise", None)  # its error is that of counting
        if self.criteria is None and self.measure.unit in SIZES:
            said["criteria"] = usual.criteria
        return replace(self, **said)

    def scans(self, horizon: float) -> np.ndarray:
        """Return the days (scan,): 0, and so on, `horizon` too if one falls on it."""
        if self.days is not None:
            return self.days.until(horizon)
        return days.multiples(self._every, horizon, with_end=True)

    @property
    def _every(self) -> float:
        return USUAL_EVERY if self.every is None else self.every

    def scanned(self, horizon: float) -> np.ndarray | None:
        """Return who (patient, scan) is due on which day of `scans`; None: all on all."""
        return None if self.days is None else self.days.due(self.scans(horizon))

    def words(self) -> str:
        """Return what is measured, when, how well, and how it is judged; all of it is said."""
        when = f"every {self._every:g} days" if self.days is None else "on stated days"
        seen = how_well(self, USUAL_DETECTION if self.detection is None else self.detection)
        judged = "looked at" if self.criteria is None else f"judged by {brief(self.criteria)}"
        return f"{type(self.measure).__name__.lower()} {when} ({seen}), {judged}"


def exams(measures: Any, usual: Exam) -> dict[str, Exam]:
    """Return the exams of ``Clinic(measures=)``, with what was not said as the clinic has it."""
    return {
        name: (what if isinstance(what, Exam) else Exam(what)).filled(usual)
        for name, what in measures.items()
    }


def checked_measures(measures: Any) -> dict[str, Any]:
    """Return ``Clinic(measures=)`` if it is measures and exams by name."""
    example = 'measures={"psa": sim.Marker(...), "ct": sim.Lesions(3)}'
    if not hasattr(measures, "items") or not measures:
        raise InputError(f"measures of the clinic is {measures!r}; give them by name: {example}.")
    for name, what in measures.items():
        if not isinstance(name, str) or not name.isidentifier() or name in ("or", "and", "not"):
            raise InputError(
                f"A measure of the clinic is named {name!r}; take one word, of letters, digits "
                f"and underscores: {example}."
            )
        if not isinstance(what, Measure | Exam):
            raise InputError(
                f"measure {name!r} of the clinic is {what!r}; give a measure, or sim.Exam(measure, "
                f"every=28): {example}."
            )
    return dict(measures)


def main_of(all_: dict[str, Exam]) -> str:
    """Return the name of the main measure: the first whose results are judged."""
    judged: Sequence[str] = [name for name, exam in all_.items() if exam.judged]
    if not judged:
        raise InputError(
            f"No measure of the clinic ({', '.join(all_)}) has criteria, so nothing could be a "
            "progression; say sim.Exam(measure, criteria=sim.Pcwg3()) of one."
        )
    return judged[0]


def brief(criteria: Criteria) -> str:
    """Return criteria as they are written, without what is as usual."""
    said = [
        f"{f.name}={getattr(criteria, f.name)!r}"
        for f in fields(criteria)  # type: ignore[arg-type]
        if getattr(criteria, f.name) != f.default
    ]
    return f"{type(criteria).__name__}({', '.join(said)})"
