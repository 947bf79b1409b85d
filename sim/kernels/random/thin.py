"""Cells that survive something which takes each of them alone: one binomial draw a clone."""

import numpy as np

from sim.kernels.compile import kernel
from sim.kernels.random.samplers import binomial
from sim.kernels.random.streams import numbered_stream


@kernel
def thin(cells, survival, who, keys):
    """Keep each cell with its probability; exact for any number of cells.

    Parameters
    ----------
    cells : ndarray (patient, clone), int64
        Overwritten.
    survival : ndarray (patient or 1, clone)
        Probability that a cell survives.
    who : ndarray (patient,), bool
        The patients it happens to.
    keys : ndarray (patient,), uint64
        Address of this event's draws.
    """
    for p in range(cells.shape[0]):
        if not who[p]:
            continue
        r = p if survival.shape[0] > 1 else 0
        for i in range(cells.shape[1]):
            if cells[p, i] > 0 and survival[r, i] < 1.0:
                s = numbered_stream(keys[p], np.uint64(i))
                kept, s = binomial(s, np.float64(cells[p, i]), survival[r, i])
                cells[p, i] = np.int64(kept)
