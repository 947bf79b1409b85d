"""Patients of a Gillespie kernel: who is still to be run, their cells in and out, why they stop."""

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.gillespie.direct import put_line
from sim.kernels.model import CEILING, EVENTS, FULL, RUNNING


@inlined
def take(n, cells, p):
    """Take a patient's cells; return the largest clone."""
    largest = 0.0
    for i in range(n.shape[0]):
        n[i] = np.float64(cells[p, i])
        largest = max(largest, n[i])
    return largest


@inlined
def give_back(n, cells, state, p, exhausted):
    """Give a patient's cells back, and say why they stopped: `exhausted` by too many events."""
    if exhausted:
        state[p] = EVENTS
    for i in range(n.shape[0]):
        cells[p, i] = np.int64(min(n[i], CEILING))
        if n[i] >= CEILING:
            state[p] = FULL


@called
def next_patient(model, n, c, line, switching, cells, state, doses, p):
    """Return the first patient from p on in whom something may happen, or how many there are.

    Parameters
    ----------
    n : ndarray (clone,)
        The patient's cells; filled.
    c : ndarray (drug,)
        Concentrations of the patient before; filled.
    line, switching : ndarray
        From `direct.put_line`, of the patient before; filled.
    """
    out_of_line()
    for q in range(p, cells.shape[0]):
        if state[q] != RUNNING:
            continue
        largest = take(n, cells, q)
        if 0.0 < largest < CEILING:
            own = model.clone.shape[0] > 1
            fresh = own or p == 0
            for d in range(c.shape[0]):
                dose = doses[q if doses.shape[0] > 1 else 0, d]
                fresh = fresh or dose != c[d]
                c[d] = dose
            if fresh:
                put_line(model, q if own else 0, c, line, switching)
            return q
        give_back(n, cells, state, q, False)
    return cells.shape[0]
