"""Net growth of clones at concentrations of a drug: what figures of a dose-response draw."""

from collections.abc import Sequence

import numpy as np

from sim.base.errors import InputError, unknown
from sim.model import Tumour
from sim.model.response import net_growth
from sim.model.typical import typical

POINTS = 400
"""Concentrations at which a curve is computed."""

UNCROWDED = 1e-6
"""Crowding of a small tumour; Gompertz growth has no limit for none at all."""

DEEPEST = 3.0
"""Growth is drawn down to so many times that without drug, or the effect of the standard dose."""


def chosen_drugs(tumour: Tumour, drugs: str | Sequence[str] | None) -> list[str]:
    """Return the names of the drugs to draw, checked; ``None`` is all of them."""
    if not isinstance(tumour, Tumour):
        raise InputError(f"This figure needs a tumour, sim.Tumour(...), not {tumour!r}.")
    names = _listed("drug", drugs, tumour.drug_names)
    if not names:
        raise InputError("There is no drug to draw: the tumour has none, or drugs is empty.")
    return names


def chosen_clones(tumour: Tumour, clones: Sequence[str] | None) -> list[str]:
    """Return the names of the clones to draw, checked; ``None`` is all of them."""
    names = _listed("clone", clones, tumour.clone_names)
    if not names:
        raise InputError("There is no clone to draw: clones is empty.")
    return names


def _listed(kind: str, names: str | Sequence[str] | None, everything: Sequence[str]) -> list[str]:
    """Return the names of drugs or clones, each of which there is; ``None`` is all of them."""
    if names is None:
        return list(everything)
    chosen = [names] if isinstance(names, str) else list(names)
    for name in chosen:
        if name not in everything:
            raise unknown(f"Dose-response of {name!r}", kind, name, everything)
    return chosen


def growth_at(tumour: Tumour, clone: str, given: dict[str, np.ndarray]) -> np.ndarray:
    """Return the net growth [1/day] of a clone of the typical patient at concentrations."""
    common = typical(tumour)
    shape = np.broadcast_shapes(*(np.shape(c) for c in given.values()))
    which = next(c for c in common.clones if c.name == clone)
    flat = {drug: np.broadcast_to(c, shape).ravel()[:, None] for drug, c in given.items()}
    rate = np.asarray(net_growth(common, which, flat, UNCROWDED))
    # patients whose numbers differ are the last axis: their median is drawn
    rate = np.broadcast_to(rate, (int(np.prod(shape)), rate.shape[-1] if rate.ndim > 1 else 1))
    return np.median(rate, axis=1).reshape(shape)


def curves_of(
    tumour: Tumour, drug: str, names: Sequence[str]
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return concentrations (point,) and the net growth (point,) of each clone there."""
    dose = np.logspace(-3, 3, 1201)
    growth = {name: growth_at(tumour, name, {drug: dose}) for name in names}
    stack = _seen(np.array(list(growth.values())), dose)
    # from where the first curve begins to bend to where the last has, the standard dose inside
    span = np.ptp(stack, axis=1).max() or 1.0
    bends = np.flatnonzero(
        (np.abs(stack - stack[:, :1]) > 0.02 * span).any(axis=0)
        & (np.abs(stack - stack[:, -1:]) > 0.02 * span).any(axis=0)
    )
    low, high = (dose[bends[0]], dose[bends[-1]]) if bends.size else (0.1, 10.0)
    shown = np.logspace(np.log10(min(low, 0.2)), np.log10(max(high, 5.0)), POINTS)
    return shown, {name: growth_at(tumour, name, {drug: shown}) for name in names}


def _seen(growth: np.ndarray, dose: np.ndarray) -> np.ndarray:
    """Return growth (clone, dose) as far down as it matters.

    Doses whose effect has no largest one would draw the line of no growth, on which everything
    turns, as flat as the others: in a scale of tens per day, of a tumour that grows by hundredths.
    """
    at_one = growth[:, np.searchsorted(dose, 1.0)]
    scale = max(np.abs(growth[:, 0]).max(), np.abs(at_one - growth[:, 0]).max())
    return np.maximum(growth, -DEEPEST * scale) if scale > 0 else growth
