"""What is drawn, as plain arrays: curves of an arm in the unit wanted, quantiles, doses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, kind_of, listed, unknown
from sim.base.units import CELLS_PER_CM3, MONTH, YEAR, ball_mm
from sim.plots.present import counted
from sim.plots.view import TIMES
from sim.results import Runs


@dataclass(frozen=True)
class Unit:
    """A way to state a burden: the axis labels, and the value for a number of cells."""

    label: str
    label_of_clones: str
    of: Callable[[np.ndarray], np.ndarray]
    name: str = "cells"


UNITS = {
    "cells": Unit("tumour burden [cells]", "size of each clone [cells]", lambda cells: cells * 1.0),
    "mm": Unit("tumour diameter [mm]", "diameter of each clone [mm]", ball_mm, "mm"),
    "cm3": Unit(
        "tumour volume [cm³]",
        "volume of each clone [cm³]",
        lambda cells: cells / CELLS_PER_CM3,
        "cm3",
    ),
}


def unit_named(name: str) -> Unit:
    """Return the unit ``"cells"``, ``"mm"`` or ``"cm3"``."""
    return UNITS[checks.one_of("unit", name, UNITS, "unit")]


def chosen_arms(runs: Runs, arms: str | Sequence[str] | None) -> list[str]:
    """Return the names of the arms to draw, checked; ``None`` is all of them."""
    if not isinstance(runs, Runs):
        raise InputError(
            f"A plot draws runs, what sim.simulate(...) returns; this is {kind_of(runs)}."
        )
    if not runs.has_curves:
        raise InputError(
            "These runs hold end points only (record=Endpoints()), so there are no curves to draw. "
            "Simulate again with record=sim.Visits()."
        )
    there = [arm for arm in runs.arms if counted(runs, arm).any()]
    names = there if arms is None else [arms] if isinstance(arms, str) else list(arms)
    for name in names:
        if name not in runs.arms:
            raise unknown(f"Plot of arm {name!r}", "arm", name, runs.arms)
        if name not in there:
            raise InputError(
                f"Nobody is counted in arm {name!r}; arms with patients are {listed(there)}. Run "
                "more patients, or leave that arm out."
            )
    if not names:
        raise InputError("No arm to draw: arms is empty.")
    return names


def time_unit(horizon: float, wanted: str | None = None) -> tuple[float, str]:
    """Return the days in a unit, and its name: the one that is wanted, or that reads best."""
    if wanted is not None:
        return TIMES[wanted], wanted
    if horizon > 2.5 * YEAR:
        return YEAR, "years"
    return (MONTH, "months") if horizon > 90 else (1.0, "days")


def quantile(curves: np.ndarray, share: float) -> np.ndarray:
    """Return a quantile over patients (time, ...) of curves (patient, time, ...), NaN left out.

    Always the value of some patient, never a mean of two: halfway between no cells and 10^9
    cells there is nobody. NaN where there is no patient.
    """
    out = np.full(curves.shape[1:], np.nan)
    some = ~np.isnan(curves).all(axis=0)
    out[some] = np.nanquantile(curves[:, some], share, axis=0, method="nearest")
    return out


def checked_quantiles(quantiles: tuple[float, float] | None) -> tuple[float, float] | None:
    """Check the lower and upper quantile of a band."""
    if quantiles is None:
        return None
    try:
        low, high = (float(q) for q in quantiles)
    except (TypeError, ValueError):
        low, high = np.nan, np.nan
    if not 0 <= low < high <= 1:
        raise InputError(
            f"quantiles is {quantiles!r}; give a lower and an upper share of the patients, "
            "as (0.1, 0.9), or None for no band."
        )
    return low, high
