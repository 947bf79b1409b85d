"""What is drawn, as plain arrays: curves of an arm in the unit wanted, quantiles, doses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.base.units import CELLS_PER_CM3, MONTH, YEAR, ball_mm
from sim.results import Runs
from sim.results.endings import ERADICATED, TIME_OVER, dead


@dataclass(frozen=True)
class Unit:
    """A way to state a burden: the axis labels, and the value for a number of cells."""

    label: str
    label_of_clones: str
    of: Callable[[np.ndarray], np.ndarray]


UNITS = {
    "cells": Unit("tumour burden [cells]", "size of each clone [cells]", lambda cells: cells * 1.0),
    "mm": Unit("tumour diameter [mm]", "diameter of each clone [mm]", ball_mm),
    "cm3": Unit(
        "tumour volume [cm³]", "volume of each clone [cm³]", lambda cells: cells / CELLS_PER_CM3
    ),
}


def unit_named(name: str) -> Unit:
    """Return the unit ``"cells"``, ``"mm"`` or ``"cm3"``."""
    return UNITS[checks.one_of("unit", name, UNITS, "unit")]


def chosen_arms(runs: Runs, arms: str | Sequence[str] | None) -> list[str]:
    """Return the names of the arms to draw, checked; ``None`` is all of them."""
    if not isinstance(runs, Runs):
        raise InputError(
            f"A plot draws runs, what sim.simulate(...) returns; this is a {type(runs).__name__}."
        )
    if not runs.has_curves:
        raise InputError(
            "These runs hold end points only (record=Endpoints()), so there are no curves to draw. "
            "Simulate again with record=sim.Visits()."
        )
    names = runs.arms if arms is None else [arms] if isinstance(arms, str) else list(arms)
    for name in names:
        if name not in runs.arms:
            raise unknown(f"Plot of arm {name!r}", "arm", name, runs.arms)
    if not names:
        raise InputError("No arm to draw: arms is empty.")
    return names


def time_unit(horizon: float) -> tuple[float, str]:
    """Return the days in the unit in which that many days read best, and its name."""
    if horizon > 2.5 * YEAR:
        return YEAR, "years"
    return (MONTH, "months") if horizon > 90 else (1.0, "days")


def death_day(runs: Runs, arm: str) -> np.ndarray:
    """Return the day (patient,) of each death; infinite for who lives."""
    return np.where(dead(runs.values("ending", arm)), runs.values("end_day", arm), np.inf)


def until(runs: Runs, last: np.ndarray) -> np.ndarray:
    """Tell (patient, time) what is drawn up to a day (patient,): the first kept on or past it."""
    time = runs.values("time")
    return np.arange(time.size) <= np.searchsorted(time, last)[:, None]


def among_living(runs: Runs, arm: str, values: np.ndarray) -> np.ndarray:
    """Return values (patient, time, ...) that are NaN once a death has been drawn."""
    there = until(runs, death_day(runs, arm))
    if there.all():
        return values
    return np.where(there.reshape(there.shape + (1,) * (values.ndim - 2)), values, np.nan)


def share_alive(runs: Runs, arm: str) -> np.ndarray:
    """Return the share of the patients (time,) who are alive."""
    return (runs.values("time") < death_day(runs, arm)[:, None]).mean(axis=0)


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


def mean_dose(runs: Runs, arm: str) -> np.ndarray:
    """Return the dose (time, drug), mean over the patients whose run goes on; 0 without any."""
    over = runs.values("ending", arm) != TIME_OVER
    end = np.where(over, runs.values("end_day", arm), np.inf)
    there = runs.values("time") < end[:, None]
    dose = np.where(there[..., None], runs.values("dose", arm), 0.0)
    return dose.sum(axis=0) / np.maximum(there.sum(axis=0), 1)[:, None]


def head_count(runs: Runs, arm: str) -> str:
    """Return how many patients there are and how many ended early: ``n = 20, 3 dead``.

    And whether others are missing, because the run was interrupted.
    """
    ending = runs.values("ending", arm)
    words = [f"n = {ending.size}"]
    for which, word in ((dead(ending), "dead"), (ending == ERADICATED, "eradicated")):
        count = int(which.sum())
        if count:
            words.append(f"{count} {word}")
    words += ["interrupted"] if runs.interrupted else []
    return ", ".join(words)


def ending_of(runs: Runs, arm: str) -> str:
    """Return how the run of a single patient ended early: ``, dead``; nothing if it did not."""
    ending = runs.values("ending", arm)[:1]
    if dead(ending)[0]:
        return ", dead"
    return ", eradicated" if ending[0] == ERADICATED else ""


def lasting_growth(runs: Runs, arm: str) -> float:
    """Return the day from which half of the patients have grown for good [days]; NaN: fewer have.

    For good: more than 1.2 x the cells of day 0 until the end.
    """
    if not runs.keeps("lasting_growth_day"):
        return np.nan
    day = np.nan_to_num(runs.values("lasting_growth_day", arm), nan=np.inf)
    half = float(np.quantile(day, 0.5, method="inverted_cdf"))
    return half if np.isfinite(half) else np.nan
