"""How drugs get into the body and out of it (`sim.model.kinetics`), as columns for the kernels.

They are those of `sim.kernels.rates.body`. A drug that has a half-life alone is described so too
where it stands beside one with more; without any of these there are no columns.
"""

from collections.abc import Sequence

import numpy as np

from sim.model import Drug, Infused, Oral, Tumour
from sim.model.kinetics import compartments

AT_ONCE = [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]
"""Columns of a drug whose concentration is the dose."""


def has_bodies(tumour: Tumour) -> bool:
    """Tell whether any drug is absorbed, infused, or shared between two compartments."""
    return any(drug.kinetics is not None for drug in tumour.drugs)


def body_columns(drugs: Sequence[Drug]) -> list:
    """Return for each drug and column of `sim.kernels.model.BodyModel.body` a number."""
    return [column for drug in drugs for column in _columns(drug)]


def elimination(drug: Drug):
    """Return the slowest rate [1/day] at which a drug is lost; 0: its concentration is the dose."""
    if drug.kinetics is not None:
        return np.log(2.0) / np.asarray(compartments(drug.kinetics)[1])
    return 0.0 if drug.half_life is None else np.log(2.0) / np.asarray(drug.half_life)


def _columns(drug: Drug) -> list:
    if not drug.is_timed:
        return AT_ONCE
    kinetics = drug.kinetics
    halves = drug.half_life, drug.half_life, 1.0
    if kinetics is not None:
        halves = compartments(kinetics)
    early, late = (np.log(2.0) / np.asarray(half) for half in halves[:2])
    share = np.asarray(halves[2])
    inward = (1.0 - share) * early + share * late
    outward = share * (1.0 - share) * (early - late) ** 2 / inward
    absorbed, lag, lasts, available = 0.0, 0.0, 0.0, 1.0
    if isinstance(kinetics, Oral):
        absorbed, lag = np.log(2.0) / np.asarray(kinetics.absorption), kinetics.lag
        available = kinetics.bioavailability
    if isinstance(kinetics, Infused):
        lasts = kinetics.lasts
    out = early * late / inward
    per_dose = np.asarray(available) * out * drug.interval
    return [absorbed, lag, lasts, early, late, share, inward, outward, per_dose]
