"""What is seen of a tumour at the stops of a course, without error."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError, listed
from sim.clinic import Cells, Diameter, Volume
from sim.clinic.measures import Measure

FACTORS = {("mm3", "cm3"): 1e-3, ("cm3", "mm3"): 1e3, ("cm", "mm"): 10.0, ("ml", "cm3"): 1.0}
"""What a number in the first unit is multiplied with to be one in the second."""


@dataclass(frozen=True)
class InProportion:
    """A series in proportion to the number of cells, whose level is that of its first result.

    For a marker of which nobody knows how much a cell makes: what is fitted is its course, not its
    level. So the number of cells itself is not seen. The first result must be measured: a limit is
    no level. As it is the level, it is no data: the likelihood is that of the others.

    Parameters
    ----------
    first : float or array (tumour,)
        The true level on the day of the first result, over that result: 1 takes it as exact. As
        it errs like any other, a fit may make it a parameter:
        ``measure=lambda first: sim.InProportion(first)``, ``"first": stats.loguniform(0.3, 3)``.
        Then the first result is data like any other, and its error counts there: a prior that
        says how large that error is would count it twice.
    """

    first: Number = 1.0

    def __post_init__(self):
        value = checks.number("first of InProportion", self.first, above=True)
        object.__setattr__(self, "first", value)


Seen = Measure | InProportion


def default_measure(unit: str) -> Seen:
    """Return what is measured in a unit."""
    if unit in ("mm3", "cm3", "ml"):
        return Volume()
    if unit in ("mm", "cm"):
        return Diameter()
    return Cells() if unit == "cells" else InProportion()


def factor_of(measure: Seen, unit: str, series: str) -> float:
    """Return what results are multiplied with to be in the unit of the measure; refuse others."""
    if isinstance(measure, InProportion) or not unit or unit == measure.unit:
        return 1.0
    if (unit, measure.unit) in FACTORS:
        return FACTORS[unit, measure.unit]
    others = sorted({one for one, other in FACTORS if other == measure.unit} | {measure.unit})
    raise InputError(
        f"{series!r} was read in {unit!r}, but {type(measure).__name__} measures in "
        f"{measure.unit!r}; say another measure=, or read it in another unit: "
        f"{listed(others)}."
    )


def trace(
    measure: Seen, cells: np.ndarray, names: Sequence[str], days: np.ndarray, first: int,
    start: float,
) -> np.ndarray:  # fmt: skip
    """Return what a measure shows (stop, tumour) without error, and however small it is.

    Parameters
    ----------
    measure : Measure or InProportion
        What is measured.
    cells : ndarray (stop, tumour, clone)
        The truth [cells].
    names : sequence of str
        Of the clones.
    days : ndarray (stop,)
        The stops [days].
    first : int
        The stop of the first result, and
    start : float
        that result: what `InProportion` begins with.
    """
    burden = cells.sum(axis=2)
    if isinstance(measure, InProportion):
        with np.errstate(divide="ignore", invalid="ignore"):
            return start * measure.first * burden / burden[first]
    if measure.sees_clones:
        burden = np.stack([measure.counted(dict(zip(names, x.T, strict=True))) for x in cells])
    error = np.ones((measure.parts, burden.shape[1]))
    state: Any = measure.begin(burden[0])
    found = np.empty_like(burden)
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        for stop, now in enumerate(burden):
            if stop and state is not None:
                gap = float(days[stop] - days[stop - 1])
                state = measure.follow(state, burden[stop - 1], now, gap)
            sizes, _ = measure.sizes(now, state, error, 0.0)
            found[stop] = measure.total(sizes, 0.0, None)
    return found
