"""Where resistance came from, and whether a tumour ever responded.

The first clone is the founder, the sensitive one. Its regrowth is no resistance, and neither is
growth without drug: both have words of their own.
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.base import checks
from sim.base.days import SAME_MOMENT
from sim.base.errors import InputError, unknown
from sim.results.runs import Runs

if TYPE_CHECKING:
    import xarray as xr

NO_RELAPSE, PRE_EXISTING, ACQUIRED, BOTH = "no relapse", "pre-existing", "acquired", "both"
SENSITIVE = "sensitive"
NO_PROGRESSION, PRIMARY, OFF_DRUG = "no progression", "primary", "off drug"
SENSITIVE_REGROWTH = "sensitive regrowth"

PARTIAL_RESPONSE = {"mm": 0.7, "cm3": 0.7**3, "cells": 0.7**3}
"""RECIST 1.1: the diameter falls by 30 %, so the number of cells to this fraction; by unit."""

SHARE = 0.05
"""Less than this part of the cells does not count."""


def origin(runs: Runs, share: float = SHARE, clones: list[str] | None = None) -> "xr.DataArray":
    """Return, for each relapse, where its cells came from; see `Runs.origin`."""
    if "progression_cells" not in runs.data:
        raise InputError(
            "These runs do not say where cells came from. Simulate again with "
            "record=sim.Origins() (or sim.Lineages())."
        )
    value = checks.number("share of a relapse", share, 0.0, 0.5, hint="0.05 is one cell in 20.")
    names = runs.clones[1:] if clones is None else list(clones)
    for name in names:
        if name not in runs.clones:
            raise unknown(f"The origin of {name!r}", "clone", name, runs.clones)
    relapse = runs.data["progression_cells"]
    cells = relapse.sel(clone=names).sum("clone").values.astype(float)
    looked_at, whole = cells.sum(axis=-1), relapse.sum(["clone", "origin"]).values
    with np.errstate(divide="ignore", invalid="ignore"):
        new = cells[..., 1] / looked_at
    words = np.full(looked_at.shape, BOTH, dtype="<U18")
    words[new <= value] = PRE_EXISTING
    words[new >= 1.0 - value] = ACQUIRED
    words[(looked_at == 0) | (looked_at < value * whole)] = SENSITIVE
    words[(whole == 0) | np.isnan(runs.data["progression_day"].values)] = NO_RELAPSE
    return _labelled(runs, words, "where the cells of the relapse came from")


def classify(runs: Runs, response: float | None = None) -> "xr.DataArray":
    """Return whether resistance was primary or acquired; see `Runs.classify`."""
    if "observed" not in runs.data:
        raise InputError(
            "These runs keep no scans, so whether a tumour responded before it progressed is not "
            "known. Simulate again with record=sim.Visits()."
        )
    responded = _responded(runs, _threshold(runs, response))
    progression = runs.data["progression_day"].values
    words = np.full(progression.shape, PRIMARY, dtype="<U18")
    words[responded] = ACQUIRED
    words[responded & (_resistant_share(runs) < SHARE)] = SENSITIVE_REGROWTH
    if "progression_off_drug" in runs.data:  # runs of older files do not say
        words[runs.data["progression_off_drug"].values] = OFF_DRUG
    words[np.isnan(progression)] = NO_PROGRESSION
    return _labelled(runs, words, "primary or acquired resistance")


def _threshold(runs: Runs, response: float | None) -> float:
    """Return the fraction of the baseline that is a response, checked."""
    unit = str(runs.data["observed"].attrs.get("units", "cells"))
    if response is None and unit not in PARTIAL_RESPONSE:
        raise InputError(
            f"Scans show {unit}; say which fraction of the baseline is a response: response=0.5."
        )
    return checks.number(
        "response",
        PARTIAL_RESPONSE[unit] if response is None else response,
        0.0,
        1.0,
        hint="It is a fraction of the baseline: 0.343 is RECIST's.",
    )


def _responded(runs: Runs, fraction: float) -> np.ndarray:
    """Return who responded before the first progression (arm, patient), bool."""
    data = runs.data
    observed, seen = data["observed"].values, data["detected"].values.astype(bool)
    earlier = data["scan"].values < data["progression_day"].values[..., None]  # NaN: False
    small = observed <= fraction * data["baseline"].values[..., None]
    # A scan that was missed is NaN, and shows nothing; what was never there cannot vanish.
    vanished = ~seen & seen[..., :1] & ~np.isnan(observed)
    responded = (earlier & (small | vanished)).any(axis=-1)
    if "off_drug_day" in data:
        # It shrank on the drug, was paused, and regrew without: a plan that pauses at half of the
        # baseline never lets it come to RECIST's response.
        responded |= data["off_drug_day"].values < data["progression_day"].values
    return responded


def _resistant_share(runs: Runs) -> np.ndarray:
    """Return the share (arm, patient) of the relapse's cells in other clones than the first.

    From what the runs kept of that day; 1 where it is not known, so that nothing is claimed.
    """
    data = runs.data
    if "progression_cells" in data:
        cells = data["progression_cells"].sum("origin").values
    elif len(runs.clones) == 1:
        return np.zeros(data["progression_day"].shape)
    elif runs.has_curves:
        time = data["time"].values
        day = np.nan_to_num(data["progression_day"].values)
        at = np.searchsorted(time, day + SAME_MOMENT, side="right") - 1
        cells = np.take_along_axis(data["cells"].values, at[..., None, None], axis=2)[:, :, 0]
    else:
        return np.ones(data["progression_day"].shape)
    whole = cells.sum(axis=-1, dtype=float)
    return np.where(whole > 0, 1.0 - cells[..., 0] / np.maximum(whole, 1e-300), 0.0)


def _labelled(runs: Runs, words: np.ndarray, long_name: str) -> "xr.DataArray":
    import xarray as xr

    return xr.DataArray(
        words,
        coords={name: runs.data[name] for name in ("arm", "patient")},
        dims=("arm", "patient"),
        attrs={"long_name": long_name},
    )
