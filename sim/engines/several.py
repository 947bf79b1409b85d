"""What is given of drugs with several effects, as the kernels take it: once for each effect."""

from dataclasses import replace

import numpy as np

from sim.base.boluses import Boluses


def as_given(doses: np.ndarray, given_as: np.ndarray | None) -> np.ndarray:
    """Return doses (patient or 1, drug) as (patient or 1, effect)."""
    return doses if given_as is None else doses[:, given_as]


def boluses_as_given(boluses: Boluses | None, given_as: np.ndarray | None) -> Boluses | None:
    """Return what is given once, once for each effect."""
    if boluses is None or given_as is None:
        return boluses
    patients, drugs = len(boluses.of) - 1, int(given_as.max()) + 1
    owner = np.repeat(np.arange(patients), np.diff(boluses.of))
    picks, names = [np.arange(len(owner))], [boluses.drug]
    for effect in range(drugs, len(given_as)):
        which = np.flatnonzero(boluses.drug == given_as[effect])
        picks.append(which)
        names.append(np.full(len(which), effect, dtype=boluses.drug.dtype))
    pick, name = np.concatenate(picks), np.concatenate(names)
    order = np.lexsort((boluses.moment[pick], owner[pick]))
    pick, name = pick[order], name[order]
    instead = None if boluses.instead is None else boluses.instead[:, given_as]
    return replace(
        boluses, moment=boluses.moment[pick], drug=name, dose=boluses.dose[pick],
        lasts=boluses.lasts[pick], in_force=boluses.in_force[:, given_as],
        intervals=boluses.intervals[given_as], asked=boluses.asked[:, given_as], instead=instead,
        of=np.concatenate(([0], np.cumsum(np.bincount(owner[pick], minlength=patients)))),
    )  # fmt: skip
