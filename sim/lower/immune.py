"""The immune system of a tumour becomes the arrays of `sim.kernels.immune.defence`."""

from typing import TYPE_CHECKING

import numpy as np

from sim.model import Drug, Immune, Inhibition, Tumour

if TYPE_CHECKING:
    from sim.kernels.immune.defence import Defence

NEVER_EFFECT = 0.0


def lower_immune(tumour: Tumour) -> "Defence | None":
    """Return the arrays of the immune system of a resolved tumour; None if it has none."""
    immune = tumour.immune
    if immune is None:
        return None
    from sim.kernels.immune.defence import (
        Defence,  # with numba, which most tumours need not wait for
    )

    cells = immune.suppressors
    names = tumour.drug_names
    numbers = [
        immune.supply, immune.recruitment, 1.0 / np.asarray(immune.half_recruitment),
        immune.exhaustion, immune.decay, immune.killing, 1.0 / np.asarray(immune.saturation),
        *(
            (0.0, 0.0, 1.0, NEVER_EFFECT)
            if cells is None
            else (
                cells.recruitment, 1.0 / np.asarray(cells.half_recruitment), cells.decay,
                1.0 / np.asarray(cells.half_effect),
            )
        ),
        *_inhibition(tumour, immune.checkpoint),
        *_inhibition(tumour, None if cells is None else cells.inhibitor),
    ]  # fmt: skip
    visible = [
        np.asarray(immune.visible.get(clone.name, 1.0))
        * np.asarray(immune.visible.get(clone.site or "", 1.0))
        for clone in tumour.clones
    ]
    drugs = [immune.checkpoint, None if cells is None else cells.inhibitor]
    table = _table([*numbers, *visible])
    return Defence(
        numbers=table[:, : len(numbers)].copy(),
        visible=table[:, len(numbers) :].copy(),
        drugs=np.array([names.index(d) if d is not None else -1 for d in drugs], dtype=np.int64),
    )


def start_levels(immune: Immune, cells: np.ndarray) -> np.ndarray:
    """Return the levels (patient, LEVELS) on day 0 beside these cells (patient, clone)."""
    from sim.kernels.immune.defence import EFFECTORS, LEVELS, SUPPRESSORS

    levels = np.zeros((len(cells), LEVELS))
    start = immune.start
    levels[:, EFFECTORS] = np.asarray(immune.supply) / immune.decay if start is None else start
    if immune.suppressors is not None:
        those, total = immune.suppressors, cells.sum(axis=1)
        share = total / (np.asarray(those.half_recruitment) + total)
        balance = np.asarray(those.recruitment) / those.decay * share
        levels[:, SUPPRESSORS] = balance if those.start is None else those.start
    return levels


def _inhibition(tumour: Tumour, name: str | None) -> tuple:
    if name is None:
        return 0.0, 1.0, 0.0
    drug: Drug = tumour.drugs[tumour.drug_names.index(name)]
    effect = drug.effect
    assert isinstance(effect, Inhibition), effect
    return 1.0 / np.asarray(effect.ec50), effect.slope, effect.maximum


def _table(columns: list) -> np.ndarray:
    """Return numbers, scalars or arrays (patient,), as rows (patient or 1, column)."""
    arrays = np.broadcast_arrays(*[np.atleast_1d(np.asarray(x, dtype=float)) for x in columns])
    return np.stack(arrays, axis=1).copy(order="C")
