"""Switching of state: every cell on its own, with the probabilities of a matrix exponential."""

import numpy as np

from sim.kernels.compile import called, out_of_line
from sim.kernels.origins.track import divide_switching, settle
from sim.kernels.random.samplers import binomial
from sim.kernels.random.streams import fold_in, open_stream

MOST = 1 << 20
"""Above any number of steps: addresses of switching begin here."""


@called
def switch(matrix, cells, moved, key, tracks):
    """Let every cell switch or stay.

    `moved` is work space (clone,), zero on entry and exit; `tracks` follows where cells came from,
    or is None.
    """
    out_of_line()
    clones = cells.shape[0]
    s = open_stream(key)
    t = open_stream(fold_in(key, np.uint64(1)))
    for i in range(clones):
        left = cells[i]
        if left == 0.0:
            continue
        rest = 1.0 - matrix[i, i]
        if rest <= 0.0:
            moved[i] += left
            continue
        leaving, s = binomial(s, left, rest)
        moved[i] += left - leaving
        for j in range(clones):
            if leaving == 0.0:
                break
            if j == i or matrix[i, j] <= 0.0:
                continue
            p = matrix[i, j] / rest
            n, s = binomial(s, leaving, p if p < 1.0 - 1e-12 else 1.0)
            moved[j] += n
            leaving -= n
            rest -= matrix[i, j]
            if tracks is not None and n > 0.0:
                t = divide_switching(tracks, i, j, n, t)
        moved[i] += leaving
    for i in range(clones):
        cells[i] = moved[i]
        moved[i] = 0.0
    if tracks is not None:
        settle(tracks)
