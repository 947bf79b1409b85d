"""Levels at which plans act, held to what the clinic measures."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.base.checks import Number
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.clinic import ByClone, Clinic, Marker, Measure
from sim.regimens import Absolute, By, Regimen, Until
from sim.regimens.parts import parts_of
from sim.regimens.threshold import ByThreshold, plain_numbers
from sim.regimens.until_size import OfMarker

DOUBTFUL = 2.0
"""Under a blood marker, a plain number above this may be a level and no multiple of baseline."""

OF_SCANS = ("cells", "cm3", "mm")
"""Units of what scans measure."""


def check_thresholds(clinic: Clinic, arms: Mapping[str, Regimen]) -> None:
    """Refuse levels in another unit than the clinic's, and ask where two things may be meant."""
    exams = clinic.exams
    for name, regimen in arms.items():
        named = list(parts_of(regimen, By))
        for by in named:
            _check(name, by.until, exams[by.measure].measure)
        _check(name, regimen, clinic.main.measure, [by.until for by in named])


def _check(arm: str, plan: Any, measure: Measure, but: Sequence[Until] = ()) -> None:
    """Hold the levels of a plan to a measure, but those that look at another one by its name."""
    for part in _parts(plan, OfMarker, but):
        if measure.unit in OF_SCANS:
            raise InputError(
                f"Arm {arm!r} acts on a blood marker ({type(part).__name__}), but the clinic "
                f"measures {measure.unit}; give it one, sim.Clinic(measure=sim.Marker('PSA', "
                "per_cell=...)), or act on sim.BurdenBelow(sim.Absolute(...)). Of several "
                "measures, say which: sim.By('psa', ...)."
            )
        _check_unit(arm, part.unit, measure.unit)
    for part in _parts(plan, Absolute, but):
        _check_unit(arm, part.unit, measure.unit)
    marker = measure.measure if isinstance(measure, ByClone) else measure
    if isinstance(marker, Marker):
        for part in _parts(plan, ByThreshold, but):
            _ask(arm, part, marker)


def _parts(plan: Any, kind: Any, but: Sequence[Until]) -> list[Any]:
    """Return the parts of a kind in a plan that are in none of some reasons."""
    others = {id(part) for until in but for part in parts_of(until, kind)}
    return [part for part in parts_of(plan, kind) if id(part) not in others]


def _check_unit(arm: str, meant: str, unit: str) -> None:
    if meant and meant != unit:
        raise InputError(
            f"Arm {arm!r} acts on a level in {meant!r}, but the clinic measures in {unit!r}; give "
            f"the level in {unit}, or a clinic that measures in {meant}."
        )


def _ask(arm: str, part: ByThreshold, measure: Marker) -> None:
    """Ask which was meant where a plain number under a marker is too large for a fraction."""
    for word, value in plain_numbers(part).items():
        if _usual(value) > DOUBTFUL:
            said = f"{_usual(value):g}"
            raise InputError(
                f"Arm {arm!r}: {word} of {type(part).__name__} is {said} and the clinic measures "
                f"{measure.name!r} in {measure.unit}. Which is meant? {said} {measure.unit} is "
                f"sim.Absolute({said}); {said} x the baseline is sim.TimesBaseline({said})."
            )


def _usual(value: Number) -> float:
    """Return the largest of what patients have, or of what most of them would draw."""
    return float(value.ppf(0.5) if is_distribution(value) else np.max(value))
