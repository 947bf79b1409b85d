"""What is given of drugs with several effects, as the kernels take it: once for each effect."""

from dataclasses import replace

import numpy as np

from sim.base.boluses import Boluses


def as_given(doses: np.ndarray, given_as: np.ndarray | None) -> np.ndarray:
    """Return doses (patient or 1, drug) as (patient or 1, effect)."""
    return doses if given_as is None else _of_each_effect(doses, given_as)


def boluses_as_given(boluses: Boluses | None, given_as: np.ndarray | None) -> Boluses | None:
    """Return what is given once, once for each effect."""
    if boluses is None or given_as is None:
        return boluses
    patients, drugs = len(boluses.of) - 1, boluses.in_force.shape[1]
    owner = np.repeat(np.arange(patients), np.diff(boluses.of))
    picks, names = [np.arange(len(owner))], [boluses.drug]
    for effect in range(drugs, len(given_as)):
        which = np.flatnonzero(boluses.drug == given_as[effect])
        picks.append(which)
        names.append(np.full(len(which), effect, dtype=boluses.drug.dtype))
    pick, name = np.concatenate(picks), np.concatenate(names)
    order = np.lexsort((boluses.moment[pick], owner[pick]))
    pick, name = pick[order], name[order]
    instead = boluses.instead
    instead = None if instead is None else _of_each_effect(instead, given_as)
    return replace(
        boluses, moment=boluses.moment[pick], drug=name, dose=boluses.dose[pick],
        lasts=boluses.lasts[pick], in_force=_of_each_effect(boluses.in_force, given_as),
        intervals=np.append(boluses.intervals, 1.0)[given_as],
        asked=_of_each_effect(boluses.asked, given_as), instead=instead,
        of=np.concatenate(([0], np.cumsum(np.bincount(owner[pick], minlength=patients)))),
    )  # fmt: skip


def _of_each_effect(of_drugs: np.ndarray, given_as: np.ndarray) -> np.ndarray:
    """Return numbers (patient, drug) as (patient, effect); 0 of what nobody gives (`NOBODY`)."""
    nothing = np.zeros((len(of_drugs), 1), dtype=of_drugs.dtype)
    return np.concatenate([of_drugs, nothing], axis=1)[:, given_as]
