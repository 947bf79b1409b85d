"""What cells do to drugs before they act (`sim.model.inside`), as columns for the kernels.

What is in proportion to the outside concentration (uptake, pumps that nothing blocks) goes into the
potency and costs nothing. Only the rest needs columns, and only where some clone has any of it.
"""

from collections.abc import Sequence

import numpy as np

from sim.lower.effects import Fed
from sim.model import Clone, Curve, Drug, Inside, Proportional, Tumour
from sim.model.inside import USUAL


def potency(clone: Clone, drug: Drug):
    """Return 1 / (EC50 x fold), times what of the drug comes in and stays in."""
    inside = clone.inside.get(drug.name, USUAL)
    if isinstance(drug.effect, Fed):
        own = clone is drug.effect.clone
        return np.asarray(inside.uptake) / np.asarray(drug.effect.ec50) if own else 0.0
    least = 1.0 / (_ec50(drug) * np.asarray(clone.fold.get(drug.name, 1.0)))
    if inside is USUAL:
        return least
    kept = np.asarray(inside.uptake) * least
    return kept if _is_balanced(inside) else kept / (1.0 + _strength(inside))


def is_handled(tumour: Tumour) -> bool:
    """Tell whether any clone does to a drug what is not in proportion to its concentration."""
    return any(
        _is_balanced(part) or _is_there(part.repair) or any(map(_is_there, part.needs.values()))
        for clone in tumour.clones
        for part in clone.inside.values()
    )


def inside_columns(tumour: Tumour, drugs: Sequence[Drug]) -> list:
    """Return for each drug, clone and column of `sim.kernels.model.Model.inside` a number.

    `drugs` are those of the tumour and, behind them, what else they do (`sim.lower.effects`), which
    nothing names.
    """
    return [
        _columns(drugs, len(tumour.drugs), clone, drug, clone.inside.get(drug.name, USUAL))
        for drug in drugs
        for clone in tumour.clones
    ]


def _columns(drugs: Sequence[Drug], named: int, clone: Clone, drug: Drug, inside: Inside) -> list:
    ec50 = _ec50(drug) * np.asarray(clone.fold.get(drug.name, 1.0))
    balanced = _is_balanced(inside)
    strength = _strength(inside) if balanced else 0.0
    blocked = [
        _strength(inside, inhibitor=other.name) if balanced else 0.0 for other in drugs[:named]
    ]
    nothing = [0.0] * (len(drugs) - named)
    capacity, half = np.asarray(inside.capacity) / ec50, np.asarray(inside.half) / ec50
    slowest = np.maximum(1.0 + strength - sum(blocked), 1.0)
    return [
        1.0 - np.asarray(inside.repair),
        strength,
        capacity,
        half,
        _steepness(np.asarray(inside.capacity) / slowest, np.asarray(inside.half)),
        *blocked,
        *nothing,
        *(inside.needs.get(other.name, 0.0) for other in drugs[:named]),
        *nothing,
    ]


def _is_balanced(inside: Inside) -> bool:
    """Tell whether the concentration inside needs a balance: it is not simply in proportion."""
    inhibited = any(p.inhibitor is not None and _is_there(p.strength) for p in inside.pumps)
    return inhibited or _is_there(inside.capacity)


def _is_there(number) -> bool:
    """Tell whether a number is more than 0; where patients differ it always is.

    What is lowered for a patient must not depend on who else stands in the same block.
    """
    return np.ndim(number) > 0 or bool(number > 0.0)


def _strength(inside: Inside, inhibitor: str | None = None):
    """Return the strength of all pumps, or of those that one drug blocks."""
    pumps = [p for p in inside.pumps if inhibitor is None or p.inhibitor == inhibitor]
    return sum((np.asarray(p.strength) for p in pumps), np.zeros(()))


def _steepness(capacity, half):
    """Return the largest d ln(inside) / d ln(outside) of a saturable removal.

    It is largest where c + half = half + sqrt(half^2 + capacity half): there the derivative of
    ``(y^2 + capacity half) / (y^2 + capacity y)``, y = c + half, vanishes.
    """
    y = half + np.sqrt(half * half + capacity * half)
    return (y * y + capacity * y) / (y * y + capacity * half)


def _ec50(drug: Drug):
    if isinstance(drug.effect, Curve):
        return np.asarray(drug.effect.reference)
    return np.asarray(1.0 if isinstance(drug.effect, Proportional) else drug.effect.ec50)
