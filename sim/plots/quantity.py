"""What of every patient is drawn over time: the burden in a unit, or what the clinic measures."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.resolve import resolve
from sim.base.units import CELLS_PER_CM3, ball_cells
from sim.clinic import Clinic
from sim.clinic.measures import Measure, visible
from sim.plots.clinics import clinic_of, measured
from sim.plots.values import UNITS, Unit
from sim.results import Runs

RELATIVE = "% of baseline"
MOST_CELLS = 15
"""A power of ten: no tumour is larger."""


@dataclass(frozen=True)
class Quantity:
    """What stands upright: its unit, the truth over time, and the results of the scans."""

    unit: Unit
    truth: Callable[[str], np.ndarray]
    """Of an arm, (patient, time)."""
    results: Callable[[str], np.ndarray]
    """Of an arm, those of the first patient (scan,); NaN: none was made, or none can be shown."""
    none: str = "no cells"
    """What zero is called."""


def quantity(runs: Runs, unit: str) -> Quantity:
    """Return what is drawn in a unit: of a burden, relative to day 0, or the clinic's marker."""
    marker = measured(runs)
    allowed = [*UNITS, RELATIVE, *([marker] if marker else [])]
    checks.one_of("unit", unit, allowed, "unit")
    if unit in UNITS:
        of = UNITS[unit].of
        return Quantity(
            UNITS[unit], lambda arm: of(runs.values("burden", arm)),
            lambda arm: of(_as_cells(runs, arm)),
        )  # fmt: skip
    return _relative(runs) if unit == RELATIVE else _of_marker(runs, marker)


def _relative(runs: Runs) -> Quantity:
    """Return burdens in per cent of each patient's own on day 0."""

    def first(arm: str) -> np.ndarray:
        start = runs.values("burden", arm)[:, 0].astype(float)
        return np.where(start > 0, start, np.nan)

    def of(cells: np.ndarray) -> np.ndarray:
        return 100.0 * cells / first(runs.arms[0])

    label = f"tumour burden [{RELATIVE}]"
    return Quantity(
        Unit(label, label, of, RELATIVE),
        lambda arm: 100.0 * runs.values("burden", arm) / first(arm)[:, None],
        lambda arm: 100.0 * _as_cells(runs, arm) / first(arm)[0],
    )


def _of_marker(runs: Runs, name: str) -> Quantity:
    """Return the level of the clinic's marker, as it would be measured without any error."""
    measure, smallest = _measure(runs)

    def in_balance(cells: np.ndarray) -> np.ndarray:
        burden = np.broadcast_to(np.asarray(cells, dtype=float), (runs.count,))
        return _level(measure, burden, measure.begin(burden), smallest)

    label = f"{name} [{measure.unit}]"
    return Quantity(
        Unit(label, label, in_balance, name), lambda arm: _levels(runs, arm, measure, smallest),
        lambda arm: _observed(runs, arm), none="none",
    )  # fmt: skip


def _levels(runs: Runs, arm: str, measure: Measure, smallest: float) -> np.ndarray:
    """Return what is measured (patient, time) of the true tumour, visit by visit."""
    time, burden = runs.values("time"), runs.values("burden", arm).astype(float)
    if measure.sees_clones:
        cells = runs.values("cells", arm)
        burden = np.stack([
            measure.counted(dict(zip(runs.clones, now, strict=True)))
            for now in cells.transpose(1, 2, 0)
        ], axis=1)  # fmt: skip
    found = np.empty(burden.shape)
    state = measure.begin(burden[:, 0])
    for k in range(time.size):
        if k and state is not None:
            gap = time[k] - time[k - 1]
            state = measure.follow(state, burden[:, k - 1], burden[:, k], gap)
        found[:, k] = _level(measure, burden[:, k], state, smallest)
    return found


def _level(measure: Measure, burden: np.ndarray, state, smallest: float) -> np.ndarray:
    """Return what is measured (patient,), without an error and however small."""
    sizes, _ = measure.sizes(burden, state, np.ones((measure.parts, burden.size)), smallest)
    return measure.total(sizes, 0.0, None)


def _measure(runs: Runs) -> tuple[Measure, float]:
    """Return what the clinic measures, its numbers drawn, and the smallest ball that it sees."""
    clinic = resolve(clinic_of(runs), runs.seed or 0, runs.values("patient"), "clinic")
    return clinic.main.measure, float(clinic.main.detection or 0.0)


def _as_cells(runs: Runs, arm: str) -> np.ndarray:
    """Return the cells (scan,) of which each result of the first patient shows the size.

    Without an error they would have given it. NaN where no number of cells decides the result.
    """
    seen, clinic = _observed(runs, arm), clinic_of(runs)
    if clinic is None:
        unit = runs.data["observed"].attrs.get("units", "cells") if seen.size else "cells"
        back = {"cells": lambda v: v, "cm3": lambda v: v * CELLS_PER_CM3, "mm": ball_cells}
        return back[unit](seen) if unit in back else np.full(seen.shape, np.nan)
    measure, smallest = _measure(runs)
    if measure.sees_clones or not seen.size:
        return np.full(seen.shape, np.nan)
    powers = np.linspace(0.0, MOST_CELLS, 100 * MOST_CELLS + 1)
    first = runs.values("burden", arm)[:, 0]
    measures = np.array([_of_targets(clinic, measure, smallest, first, 10.0**p) for p in powers])
    known, least = np.log(np.maximum(np.maximum.accumulate(measures), 1e-300)), 1e-300
    found = 10.0 ** np.interp(np.log(np.maximum(seen, least)), known, powers)
    return np.where(np.isnan(seen), np.nan, found)


def _of_targets(
    clinic: Clinic, measure: Measure, smallest: float, first: np.ndarray, cells: float
) -> float:
    """Return what is measured of so many cells in the first patient, of the target lesions."""
    burden, error = np.full(first.size, cells), np.ones((measure.parts, first.size))
    targets = None
    if measure.parts > 1:
        sizes, limit = measure.sizes(first, measure.begin(first), error, smallest)
        criteria = clinic.judged_by
        scaled = criteria.scale(sizes, measure.unit)
        targets = criteria.measurable(scaled, visible(sizes, limit))
        targets = targets | ~targets.any(axis=0)
    sizes, _ = measure.sizes(burden, measure.begin(burden), error, smallest)
    return float(measure.total(sizes, 0.0, targets)[0])


def _observed(runs: Runs, arm: str) -> np.ndarray:
    """Return the results (scan,) of the first patient; nothing if they are not kept."""
    if not runs.keeps("observed"):
        return np.empty(0)
    return runs.values("observed", arm)[0].astype(float)
