"""A dose-response that is a table (`sim.model.curve`), as columns for the kernels."""

from collections.abc import Sequence

import numpy as np

from sim.model import Curve, Drug, GrowthCurve

STEEP = 20.0
"""What stands as the slope of a table, so that spans are short beside its pieces."""


def curve_columns(drugs: Sequence[Drug]) -> np.ndarray | None:
    """Return the columns (drug, column) from `sim.kernels.model.TABLE` on; None: there is no table.

    Concentrations are in units of the curve's `reference`, as those that kernels look up.
    """
    tables = [_columns(drug.effect) if isinstance(drug.effect, Curve) else [] for drug in drugs]
    width = max((len(table) for table in tables), default=0)
    if width == 0:
        return None
    return np.array([[*table, *[0.0] * (width - len(table))] for table in tables])


def growth_columns(curve: GrowthCurve) -> np.ndarray:
    """Return the columns of a law of growth that is a table (`sim.kernels.rates.crowding`)."""
    at, cubics = curve.pieces()
    columns = [float(len(at) - 1)]
    for begin, cubic in zip(at, cubics.T, strict=False):
        columns += [float(begin), *map(float, cubic)]
    return np.array([*columns, float(at[-1]), curve.births[-1]])


def _columns(curve: Curve) -> list[float]:
    at, cubics = curve.pieces()
    first, reference = curve.concentration[0], curve.reference
    places = at - np.log(reference)
    columns = [float(len(places) - 1), curve.effect[0] / curve.effect[-1] * reference / first]
    for begin, cubic in zip(places, cubics.T, strict=False):
        columns += [float(begin), *map(float, cubic)]
    return [*columns, float(places[-1])]
