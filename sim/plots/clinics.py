"""What the clinic that was used says: its thresholds, and from how many cells on it sees."""

from typing import Any

import numpy as np

from sim.base.errors import InputError
from sim.base.resolve import resolve
from sim.clinic import Clinic
from sim.clinic.criteria import SIZES
from sim.clinic.seen_from import seen_from
from sim.made.build import Built
from sim.results import Runs
from sim.results.said import json_said


def clinic_of(result: Any) -> Clinic | None:
    """Return the clinic of a trial's result, or of runs, which write down what made them.

    None where it is not known: of points of a sweep, of files of older versions, and where it has
    code of the user's in it, which a figure never runs.
    """
    own = getattr(getattr(result, "trial", None), "clinic", None)
    if own is not None:
        return own
    said = json_said(result.attrs, "recipe", {})
    if "the clinic" not in said.get("parts", {}):
        return None
    try:
        found = Built(said)["the clinic"]
    except InputError:
        return None
    return found if isinstance(found, Clinic) else None


def detections(runs: Runs) -> np.ndarray:
    """Return the burden (patient,) from which on each patient's tumour is seen [cells].

    NaN where no burden decides it, or where it is not known.
    """
    clinic = clinic_of(runs)
    if clinic is None:
        return np.full(1, _stated(runs))
    numbers = runs.values("patient")
    main = resolve(clinic, runs.seed or 0, numbers, "clinic").main
    return seen_from(main.measure, float(main.detection or 0.0), numbers.size)


def measured(result: Any) -> str:
    """Return the name of what is measured if it is no size of the tumour: "PSA"; else nothing."""
    clinic = clinic_of(result)
    if clinic is None:
        return ""
    whole = clinic.main.measure
    measure = getattr(whole, "measure", whole)
    if whole.unit in SIZES:
        return ""
    return str(getattr(measure, "name", "") or {"CirculatingDna": "ctDNA"}.get(
        type(measure).__name__, type(measure).__name__
    ))  # fmt: skip


def _stated(runs: Runs) -> float:
    """Return the smallest ball that a scan shows, if it is scans that were made [cells]."""
    if runs.keeps("observed") and runs.data["observed"].attrs.get("units", "cells") not in SIZES:
        return np.nan
    stated = runs.attrs.get("detection")
    return np.nan if stated is None else float(stated)
