"""Where resistance came from, and whether a tumour ever responded."""

from typing import TYPE_CHECKING

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.results.runs import Runs

if TYPE_CHECKING:
    import xarray as xr

NO_RELAPSE, PRE_EXISTING, ACQUIRED, BOTH = "no relapse", "pre-existing", "acquired", "both"
NO_PROGRESSION, PRIMARY = "no progression", "primary"

PARTIAL_RESPONSE = {"mm": 0.7, "cells": 0.7**3}
"""RECIST 1.1: the diameter falls by 30 %, so the number of cells to this fraction; by unit."""


def origin(runs: Runs, share: float = 0.05, clones: list[str] | None = None) -> "xr.DataArray":
    """Return, for each relapse, where its cells came from; see `Runs.origin`."""
    import xarray as xr

    if "progression_cells" not in runs.data:
        raise InputError(
            "These runs do not say where cells came from. Simulate again with "
            "record=sim.Origins() (or sim.Lineages())."
        )
    value = checks.number("share of a relapse", share, 0.0, 0.5, hint="0.05 is one cell in 20.")
    names = runs.clones if clones is None else list(clones)
    for name in names:
        if name not in runs.clones:
            raise unknown(f"The origin of {name!r}", "clone", name, runs.clones)
    cells = runs.data["progression_cells"].sel(clone=names).sum("clone").values.astype(float)
    whole = cells.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        new = cells[..., 1] / whole
    words = np.full(whole.shape, BOTH, dtype="<U14")
    words[new <= value] = PRE_EXISTING
    words[new >= 1.0 - value] = ACQUIRED
    words[whole == 0] = NO_RELAPSE
    words[np.isnan(runs.data["progression_day"].values)] = NO_RELAPSE
    return xr.DataArray(
        words,
        coords={name: runs.data[name] for name in ("arm", "patient")},
        dims=("arm", "patient"),
        attrs={"long_name": "where the cells of the relapse came from"},
    )


def classify(runs: Runs, response: float | None = None) -> "xr.DataArray":
    """Return whether resistance was primary or acquired; see `Runs.classify`."""
    import xarray as xr

    if "observed" not in runs.data:
        raise InputError(
            "These runs keep no scans, so whether a tumour responded before it progressed is not "
            "known. Simulate again with record=sim.Visits()."
        )
    unit = str(runs.data["observed"].attrs.get("units", "cells"))
    if response is None and unit not in PARTIAL_RESPONSE:
        raise InputError(
            f"Scans show {unit}; say which fraction of the baseline is a response: response=0.5."
        )
    value = checks.number(
        "response",
        PARTIAL_RESPONSE[unit] if response is None else response,
        0.0,
        1.0,
        hint="It is a fraction of the baseline: 0.343 is RECIST's.",
    )
    data = runs.data
    progression = data["progression_day"].values
    earlier = data["scan"].values < progression[..., None]  # NaN compares as False
    small = data["observed"].values <= value * data["baseline"].values[..., None]
    words = np.full(progression.shape, PRIMARY, dtype="<U14")
    words[(earlier & small).any(axis=-1)] = ACQUIRED
    words[np.isnan(progression)] = NO_PROGRESSION
    return xr.DataArray(
        words,
        coords={name: data[name] for name in ("arm", "patient")},
        dims=("arm", "patient"),
        attrs={"long_name": "primary or acquired resistance"},
    )
