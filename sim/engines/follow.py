"""Where the cells of a block of patients came from: the arrays that the kernels keep."""

import numpy as np

from sim.kernels.origins.track import (
    BEFORE,
    BROUGHT,
    DURING,
    KEEPS,
    LINEAGES,
    NEW,
    OLD,
    PHASE,
    Tracks,
)
from sim.results.recorders import Follow

SHARES = 2
"""Origins: before treatment, on treatment."""


def new_tracks(cells: np.ndarray, follow: Follow) -> Tracks:
    """Return the tracks of patients before anything happened.

    Parameters
    ----------
    cells : ndarray (patient, clone)
        All of them count as there before treatment.
    follow : Follow
        How many living lineages are followed one by one, and what a switch does to an origin.
    """
    shape = (*cells.shape, LINEAGES + follow.lineages)
    tracks = Tracks(
        parts=np.zeros(shape),
        born=np.zeros(shape),
        shown=np.zeros(shape),
        founders=np.zeros((*cells.shape, BROUGHT + SHARES)),
        clock=np.zeros(4),
        who=np.zeros(1, dtype=np.int64),
        work=np.zeros(shape[2]),
    )
    tracks.parts[:, :, OLD] = cells
    tracks.clock[KEEPS] = float(follow.switches == "keep")
    return tracks


def on_treatment(tracks: Tracks | None) -> Tracks | None:
    """Return a copy for one arm, in which new founders count as founded on treatment."""
    if tracks is None:
        return None
    copy = Tracks(*(array.copy() for array in tracks))
    copy.clock[PHASE] = DURING
    return copy


def by_origin(tracks: Tracks) -> np.ndarray:
    """Return cells (patient, clone, origin): of lines that began before, and on treatment."""
    lineages, early = tracks.parts[:, :, LINEAGES:], tracks.born[:, :, LINEAGES:] < 0.0
    old = tracks.parts[:, :, OLD] + (lineages * early).sum(axis=2)
    new = tracks.parts[:, :, NEW] + (lineages * ~early).sum(axis=2)
    return np.stack([old, new], axis=2)


def founders(tracks: Tracks) -> np.ndarray:
    """Return founders (patient, clone, origin), before and on treatment."""
    return tracks.founders[:, :, [BEFORE, DURING]]


def lineages(tracks: Tracks) -> np.ndarray:
    """Return the cells (patient, clone, lineage) of each lineage."""
    return tracks.parts[:, :, LINEAGES:]


def take_slots(tracks: Tracks) -> None:
    """Give every lineage that has a cell its slot for good."""
    there = tracks.parts[:, :, LINEAGES:] > 0
    tracks.shown[:, :, LINEAGES:] = np.maximum(tracks.shown[:, :, LINEAGES:], there)


def founding_days(tracks: Tracks) -> np.ndarray:
    """Return the founding day (patient, clone, lineage) of each lineage ever shown, else NaN."""
    shown = tracks.shown[:, :, LINEAGES:] > 0
    return np.where(shown, tracks.born[:, :, LINEAGES:], np.nan)
